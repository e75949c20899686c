// The summary of a status answer, in sentences.

import type { VolumeLookup } from '../found-volumes.ts';
import { type OtherPlacesResult, otherPlacesWords } from '../reading/other-places-result.ts';
import type { Candidate } from '../reading/summary.ts';
import type { StatusArgs } from './status-arguments.ts';

const MOST_NAMED = 5;
// Eventual consistency lasts up to a minute; after it the creation has failed (a key, an encryption default).
const NEW_ID = 'An id just created can stay unknown for a minute; after that look for its createVolume event.';

/** `left` counts volumes without a row; `ownCopies` is the sentence on copies made here. */
export function summarizeStatus(facts: {
  lookup: VolumeLookup;
  volumes: readonly Candidate[];
  args: StatusArgs;
  otherPlaces: OtherPlacesResult;
  left: number;
  ownCopies: string | undefined;
}): string {
  const { lookup, volumes, args, otherPlaces, left } = facts;
  const { instances, missing, looked } = lookup;
  const [only] = volumes;
  const one = volumes.length === 1;
  const attention = volumes.filter((volume) => volume.needsAttention).map((volume) => volume.VolumeId);
  const more = attention.length > MOST_NAMED ? ` and ${attention.length - MOST_NAMED} more` : '';
  const elsewhere = otherPlaces.places.some((place) => place.VolumeIds.length > 0);
  const none = args.attachedTo && instances.length > 0 ? 'No EBS volume is attached there.' : 'No volume was found.';
  const sentences = [
    args.attachedTo && instances.length > 1 && `${instances.length} instances match; none was chosen.`,
    !only ? none : one ? `${only.VolumeId}: ${only.verdict ?? ''}` : `${volumes.length} volumes.`,
    attention.length > 0 && !one && `Need attention: ${attention.slice(0, MOST_NAMED).join(', ')}${more}.`,
    facts.ownCopies,
    missing.length > 0 && `${missing.length} not known to EC2 here.`,
    otherPlacesWords(otherPlaces),
    missing.length > 0 && !elsewhere && NEW_ID,
    // Of one alone this is in its verdict.
    lookup.statusFailure && volumes.length > 1 && 'Their status checks and initialization could not be read.',
    lookup.modificationFailure && only && `${one ? 'Its' : 'Their'} modifications could not be read.`,
    left > 0 && `${left} have no row in this answer; ask for fewer.`,
    looked !== undefined && `EC2 has no filter for copies: looked for its tag, then at ${looked} volumes one by one.`,
    !lookup.complete && 'There may be more.',
  ];
  return sentences.filter(Boolean).join(' ');
}
