// The other Regions and profiles that the operator allows, for what is not found in one of them.
import type { AllowedPlaces } from '../ports/ec2.ts';

export interface OtherPlace {
  region: string;
  profile?: string;
}

/** Nearest first: the same profile in other Regions, then other profiles in the same Region, then the rest. */
export function listOtherPlaces(here: OtherPlace, allowed: AllowedPlaces): OtherPlace[] {
  const regions = [...new Set([here.region, ...allowed.regions])];
  const profiles = [...new Set([here.profile, ...allowed.profiles])];
  const all = profiles.flatMap((profile) =>
    regions.map((region) => ({ region, ...(profile === undefined ? {} : { profile }) })),
  );
  const distance = (place: OtherPlace) =>
    (place.profile === here.profile ? 0 : 2) + (place.region === here.region ? 0 : 1);
  return all.filter((place) => distance(place) > 0).sort((a, b) => distance(a) - distance(b));
}
