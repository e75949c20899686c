// Is what the caller waits for reached, and can it still be? Source: EBS user guide, volume states and
// initialization, read 2026-11-22.

import type { Volume } from '../aws-records.ts';
import { isDenial } from '../errors/failure.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { type OtherPlacesResult, placeWords } from './other-places-result.ts';
import { pollAgainSeconds } from './poll-again.ts';
import { progressIn } from './progress.ts';
import { isForeign, readStatus } from './status.ts';

export type WaitFor = 'available' | 'initialized';

export interface Wait {
  for: WaitFor;
  reached: boolean;
  stillPossible: boolean;
  why?: string;
  askAgainAfterSeconds?: number;
}

// A new volume is available within seconds.
const ASK_AVAILABLE_S = 5;
// What EC2 does not know after a minute was not created (EC2 developer guide, "Eventual consistency").
const ASK_UNKNOWN_S = 60;
const MOST_NAMED = 5;

/** Several volumes: all of them. `soonestMs` is the least time left of the one that takes longest. */
export function judgeWait(
  goal: WaitFor,
  lookup: VolumeLookup,
  facts: { account?: string | undefined; soonestMs?: number; otherPlaces?: OtherPlacesResult } = {},
): Wait {
  const no = (why: string): Wait => ({ for: goal, reached: false, stillPossible: false, why });
  if (goal === 'initialized' && lookup.statusFailure && isDenial(lookup.statusFailure.code)) {
    return no('reading the status of volumes is denied');
  }
  let reached = lookup.missing.length === 0 && lookup.volumes.length > 0;
  for (const volume of lookup.volumes) {
    const why = whyNot(goal, volume, lookup, facts.account);
    if (why !== undefined) return no(`${volume.VolumeId} ${why}`);
    reached &&= isReached(goal, volume, lookup);
  }
  if (reached) return { for: goal, reached, stillPossible: true };
  const { missing } = lookup;
  for (const place of facts.otherPlaces?.places ?? []) {
    const there = missing.find((id) => place.VolumeIds.includes(id));
    if (there) return no(`${there} is in ${placeWords(place)}`);
  }
  const named = missing.slice(0, MOST_NAMED).join(', ');
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return {
    for: goal,
    reached,
    stillPossible: true,
    ...(missing.length > 0 ? { why: `not known to EC2 (yet): ${named}${more}` } : {}),
    // For a person to know when, so that nobody keeps calling.
    askAgainAfterSeconds:
      goal === 'available' ? (missing.length > 0 ? ASK_UNKNOWN_S : ASK_AVAILABLE_S) : pollAgainSeconds(facts.soonestMs),
  };
}

function isReached(goal: WaitFor, volume: Volume, lookup: VolumeLookup): boolean {
  if (goal === 'available') return volume.State === 'available';
  const usable = volume.State === 'available' || volume.State === 'in-use';
  return usable && progressIn(lookup, volume).phase === 'done';
}

function whyNot(goal: WaitFor, volume: Volume, lookup: VolumeLookup, account: string | undefined): string | undefined {
  const { State } = volume;
  if (State === 'error' || State === 'deleting' || State === 'deleted') return `is in state ${State}`;
  if (goal === 'available') return State === 'in-use' && !isLeaving(volume) ? 'is in use, attached already' : undefined;
  const status = lookup.statuses.get(volume.VolumeId ?? '');
  if (isForeign(volume, { status, account })) return 'belongs to another account, which alone can read its progress';
  if (State === 'creating' || lookup.statusFailure) return undefined;
  switch (progressIn(lookup, volume).phase) {
    case 'not-applicable': {
      const modification = lookup.modifications?.get(volume.VolumeId ?? '');
      const { fullSpeed } = readStatus(volume, { status, modification, now: lookup.at });
      return `has nothing to initialize${fullSpeed ? ': it is at full speed already' : ''}`;
    }
    case 'report-overdue':
      return 'shows no initialization, and is older than the longest that is documented';
    default:
      return undefined;
  }
}

/** Every attachment is being undone, so it becomes available. */
function isLeaving({ Attachments = [] }: Volume): boolean {
  return Attachments.length > 0 && Attachments.every(({ State }) => State === 'detaching');
}
