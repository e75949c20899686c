// What a search of the operator's other Regions and profiles found, and how it is worded.

import { counted } from '../../text/counted.ts';
import { nameText } from '../errors/failure-advice.ts';

export interface SearchedPlace {
  region: string;
  profile?: string;
  account?: string;
  /** False when it could not be searched, or not to the end. */
  complete: boolean;
  /** Ids of the volumes that are there. */
  VolumeIds: string[];
}

export interface OtherPlacesResult {
  places: SearchedPlace[];
  /** How many allowed places were not searched. */
  left: number;
}

/** "eu-west-1, profile staging". */
export function placeWords(place: { region: string; profile?: string }): string {
  return `${place.region}${place.profile ? `, profile ${nameText(place.profile)}` : ''}`;
}

/** Undefined when there was no other place to search. `nowhere`: how a search in vain is told, for the place that asked. */
export function otherPlacesWords(
  { places, left }: OtherPlacesResult,
  nowhere: (places: string) => string = (others) => `It is not in ${others} either.`,
): string | undefined {
  if (places.length === 0 && left === 0) return undefined;
  const found = places.flatMap(({ VolumeIds: [first, ...more], ...place }) =>
    first ? `${first}${more.length > 0 ? ` and ${more.length} more` : ''} in ${placeWords(place)}` : [],
  );
  const searched = places.filter((place) => place.complete).length;
  const unsearched = places.length - searched + left;
  return [
    found.length > 0 && `Found elsewhere: ${found.join('; ')}.`,
    found.length === 0 && searched > 0 && nowhere(counted(searched, 'other allowed place')),
    unsearched > 0 &&
      `${counted(unsearched, 'allowed place')} ${unsearched === 1 ? 'was' : 'were'} not searched to the end.`,
  ]
    .filter(Boolean)
    .join(' ');
}
