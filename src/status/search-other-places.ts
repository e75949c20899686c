// A bounded search of the other Regions and profiles that the operator allows, for what is not found in one of them.
import type { AllowedPlaces, Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { OtherPlacesResult, SearchedPlace } from '../volume/reading/other-places-result.ts';
import { listInstances } from './find-volumes.ts';
import { listById } from './read-statuses.ts';

export type OtherPlace = Pick<Place, 'region' | 'profile'>;

const MOST_PLACES = 6;
// What one request takes by a filter.
const MOST_IDS = 199;
const AT_ONCE = 3;
const LONGEST_MS = 10_000;

/** Volumes by id, or an instance by id or Name. */
export type SearchTarget = { VolumeIds: readonly string[] } | { instance: string };

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

/** `others` nearest first. `until` is local time in ms since the epoch; what is not reached by then counts as `left`. */
export async function searchOtherPlaces(
  deps: Pick<Deps, 'ec2' | 'now' | 'timeout'>,
  others: readonly OtherPlace[],
  target: SearchTarget,
  until: number,
  control: Control,
): Promise<OtherPlacesResult> {
  const places: SearchedPlace[] = [];
  const chosen = others.slice(0, MOST_PLACES);
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const left = until - deps.now();
    if (left <= 0 || control.signal.aborted) break;
    const signal = AbortSignal.any([control.signal, deps.timeout(Math.min(left, LONGEST_MS))]);
    const group = chosen.slice(from, from + AT_ONCE);
    places.push(...(await Promise.all(group.map((place) => searchPlace(deps, place, target, { signal })))));
  }
  return { places, left: others.length - places.length };
}

async function searchPlace(
  deps: Pick<Deps, 'ec2'>,
  other: OtherPlace,
  target: SearchTarget,
  control: Control,
): Promise<SearchedPlace> {
  const located = await deps.ec2.locate(other.region, other.profile);
  if (!located.ok) return { ...other, complete: false, VolumeIds: [] };
  const place = located.value;
  const account = deps.ec2.knownCaller(place)?.account;
  const searched = { ...other, ...(account ? { account } : {}) };
  if ('instance' in target) {
    const reply = await listInstances(deps, place, target.instance, control);
    if (!reply.ok) return { ...searched, complete: false, VolumeIds: [] };
    const VolumeIds = reply.value.living.flatMap((one) => one.BlockDevices.flatMap(({ VolumeId }) => VolumeId ?? []));
    return { ...searched, complete: reply.value.complete, VolumeIds };
  }
  const reply = await listById(deps, place, target.VolumeIds.slice(0, MOST_IDS), control);
  if (!reply.ok) return { ...searched, complete: false, VolumeIds: [] };
  return {
    ...searched,
    complete: reply.value.complete && target.VolumeIds.length <= MOST_IDS,
    VolumeIds: reply.value.items.flatMap(({ VolumeId }) => VolumeId ?? []),
  };
}
