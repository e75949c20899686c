// Is what the caller waits for reached, and can it still be? Source: EBS user guide, volume states and
// initialization, read 2026-11-22.

import type { Volume } from '../aws-records.ts';
import { isDenial } from '../errors/failure.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { type OtherPlacesResult, placeWords } from './other-places-result.ts';
import { pollAgainSeconds } from './poll-again.ts';
import { readProgress } from './progress.ts';
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
  found: VolumeLookup,
  known: { account?: string | undefined; soonestMs?: number; elsewhere?: OtherPlacesResult } = {},
): Wait {
  const no = (why: string): Wait => ({ for: goal, reached: false, stillPossible: false, why });
  if (goal === 'initialized' && found.statusFailure && isDenial(found.statusFailure.code)) {
    return no('reading the status of volumes is denied');
  }
  let reached = found.missing.length === 0 && found.volumes.length > 0;
  for (const volume of found.volumes) {
    const why = whyNot(goal, volume, found, known.account);
    if (why !== undefined) return no(`${volume.VolumeId} ${why}`);
    reached &&= isReached(goal, volume, found);
  }
  if (reached) return { for: goal, reached, stillPossible: true };
  const { missing } = found;
  for (const place of known.elsewhere?.places ?? []) {
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
    // A person is told when, so that nobody keeps calling.
    askAgainAfterSeconds:
      goal === 'available' ? (missing.length > 0 ? ASK_UNKNOWN_S : ASK_AVAILABLE_S) : pollAgainSeconds(known.soonestMs),
  };
}

function isReached(goal: WaitFor, volume: Volume, { statuses, at }: VolumeLookup): boolean {
  if (goal === 'available') return volume.State === 'available';
  const usable = volume.State === 'available' || volume.State === 'in-use';
  return usable && readProgress(volume, statuses.get(volume.VolumeId ?? ''), at).phase === 'done';
}

function whyNot(goal: WaitFor, volume: Volume, found: VolumeLookup, account: string | undefined): string | undefined {
  const { State } = volume;
  if (State === 'error' || State === 'deleting' || State === 'deleted') return `is in state ${State}`;
  if (goal === 'available') return State === 'in-use' && !isLeaving(volume) ? 'is in use, attached already' : undefined;
  const status = found.statuses.get(volume.VolumeId ?? '');
  if (isForeign(volume, { status, account })) return 'belongs to another account, which alone can read its progress';
  if (State === 'creating' || found.statusFailure) return undefined;
  switch (readProgress(volume, status, found.at).phase) {
    case 'not-applicable': {
      const modification = found.modifications?.get(volume.VolumeId ?? '');
      const { fullSpeed } = readStatus(volume, { status, modification, now: found.at });
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
