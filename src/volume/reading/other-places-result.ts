// Where a look at the operator's other Regions and profiles found what is not here.

export interface SearchedPlace {
  region: string;
  profile?: string;
  account?: string;
  /** False when it could not be looked at, or not to the end. */
  complete: boolean;
  /** Ids of the volumes that are there. */
  VolumeIds: string[];
}

export interface OtherPlacesResult {
  places: SearchedPlace[];
  /** How many allowed places were not looked at. */
  left: number;
}

/** "eu-west-1, profile staging". */
export function placeWords(place: { region: string; profile?: string }): string {
  return `${place.region}${place.profile ? `, profile ${place.profile}` : ''}`;
}

/** Undefined when there was no other place to look at. */
export function otherPlacesWords(elsewhere: OtherPlacesResult): string | undefined {
  const { places, left } = elsewhere;
  if (places.length === 0 && left === 0) return undefined;
  const there = places.filter((place) => place.VolumeIds.length > 0);
  const found = there.map(({ VolumeIds, ...place }) => {
    const [first] = VolumeIds;
    return `${first}${VolumeIds.length > 1 ? ` and ${VolumeIds.length - 1} more` : ''} in ${placeWords(place)}`;
  });
  const seen = places.filter((place) => place.complete).length;
  const unseen = places.length - seen + left;
  return [
    found.length > 0 ? `Found elsewhere: ${found.join('; ')}.` : undefined,
    found.length === 0 && seen > 0 ? `Nor in ${seen} other allowed place${seen > 1 ? 's' : ''}.` : undefined,
    unseen > 0 ? `${unseen} allowed place${unseen > 1 ? 's were' : ' was'} not looked at to the end.` : undefined,
  ]
    .filter(Boolean)
    .join(' ');
}
