// Is what the caller waits for reached, and can it still be? Source: EBS user guide, volume states and
// initialization, read 2026-11-22.
import { isDenial } from './failure.ts';
import type { Found } from './found.ts';
import { readProgress } from './progress.ts';
import type { Volume } from './records.ts';
import { isForeign } from './status.ts';

export type WaitFor = 'available' | 'initialized';

export interface Wait {
  for: WaitFor;
  reached: boolean;
  stillPossible: boolean;
  why?: string;
  askAgainAfterSeconds?: number;
}

// EC2 publishes initialization up to five minutes late; a new volume is available within seconds. A person is told
// when, so that nobody keeps calling; a look every quarter of an hour is what the time left is estimated by.
const ASK_AVAILABLE_S = 5;
const ASK_SOONEST_S = 300;
const ASK_LATEST_S = 900;
const MOST_NAMED = 5;

/** Several volumes: all of them. `soonestMs` is the least time left of the one that takes longest. */
export function judgeWait(
  goal: WaitFor,
  found: Found,
  known: { account?: string | undefined; soonestMs?: number } = {},
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
  const named = missing.slice(0, MOST_NAMED).join(', ');
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return {
    for: goal,
    reached,
    stillPossible: true,
    ...(missing.length > 0 ? { why: `not known to EC2 (yet): ${named}${more}` } : {}),
    askAgainAfterSeconds: askAgain(goal, known.soonestMs),
  };
}

function askAgain(goal: WaitFor, soonestMs: number | undefined): number {
  if (goal === 'available') return ASK_AVAILABLE_S;
  const seconds = Math.round((soonestMs ?? 0) / 1000);
  return Math.min(ASK_LATEST_S, Math.max(ASK_SOONEST_S, seconds));
}

function isReached(goal: WaitFor, volume: Volume, { statuses, at }: Found): boolean {
  if (goal === 'available') return volume.State === 'available';
  const usable = volume.State === 'available' || volume.State === 'in-use';
  return usable && readProgress(volume, statuses.get(volume.VolumeId ?? ''), at).phase === 'done';
}

function whyNot(goal: WaitFor, volume: Volume, found: Found, account: string | undefined): string | undefined {
  const { State } = volume;
  if (State === 'error' || State === 'deleting' || State === 'deleted') return `is in state ${State}`;
  if (goal === 'available') return State === 'in-use' ? 'is in use, attached already' : undefined;
  const status = found.statuses.get(volume.VolumeId ?? '');
  if (isForeign(volume, { status, account })) return 'belongs to another account, which alone can read its progress';
  if (State === 'creating' || found.statusFailure) return undefined;
  return readProgress(volume, status, found.at).phase === 'nothing' ? 'has nothing to initialize' : undefined;
}
