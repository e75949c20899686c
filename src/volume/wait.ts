// Is what the caller waits for reached, and can it still be? Source: EBS user guide, volume states and
// initialization, read 2026-11-22.
import type { VolumeSummary } from './summary.ts';

export type WaitFor = 'available' | 'initialized';

export interface Wait {
  for: WaitFor;
  reached: boolean;
  stillPossible: boolean;
  why?: string;
  askAgainAfterSeconds?: number;
}

// EC2 publishes initialization up to five minutes late; a new volume is available within seconds.
const ASK_AGAIN = { available: 5, initialized: 300 } as const;

/** Several volumes: all of them. `missing` are ids that EC2 does not know (yet). */
export function judgeWait(
  goal: WaitFor,
  volumes: readonly VolumeSummary[],
  missing: readonly string[],
  statusReadable: boolean,
): Wait {
  const impossible = volumes.map((volume) => whyNot(goal, volume)).find((why) => why !== undefined);
  if (impossible !== undefined) return { for: goal, reached: false, stillPossible: false, why: impossible };
  if (goal === 'initialized' && !statusReadable) {
    return { for: goal, reached: false, stillPossible: false, why: 'the status of the volumes cannot be read' };
  }
  const reached = missing.length === 0 && volumes.length > 0 && volumes.every((volume) => isReached(goal, volume));
  if (reached) return { for: goal, reached, stillPossible: true };
  return {
    for: goal,
    reached,
    stillPossible: true,
    ...(missing.length > 0 ? { why: `not known to EC2 (yet): ${missing.slice(0, 5).join(', ')}` } : {}),
    askAgainAfterSeconds: ASK_AGAIN[goal],
  };
}

function isReached(goal: WaitFor, volume: VolumeSummary): boolean {
  if (goal === 'available') return volume.State === 'available';
  return volume.fullSpeed === true && (volume.State === 'available' || volume.State === 'in-use');
}

function whyNot(goal: WaitFor, volume: VolumeSummary): string | undefined {
  if (volume.State === 'error' || volume.State === 'deleting' || volume.State === 'deleted') {
    return `${volume.VolumeId} is in state ${volume.State}`;
  }
  if (goal === 'available' && volume.State === 'in-use') return `${volume.VolumeId} is in use, attached already`;
  return undefined;
}
