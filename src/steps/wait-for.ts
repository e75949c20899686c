// Waits inside one call, together with the other waiting calls of this process.
import type { CallOptions, Deps, Place, Reply } from '../tools/tool.ts';
import type { Found } from '../volume/found.ts';
import { readProgress } from '../volume/progress.ts';
import { judgeWait, type WaitFor } from '../volume/wait.ts';

// What a last reading and the answer need of the call's time.
const RESERVE_MS = 4_000;

export function waitForVolumes(
  deps: Deps,
  place: Place,
  ids: readonly string[],
  options: CallOptions & { goal: WaitFor; seconds: number; say(message: string): void },
): Promise<Reply<Found>> {
  const { goal } = options;
  const account = deps.ec2.knownCaller(place)?.account;
  return deps.reads.watch(place, {
    ids,
    goal,
    until: Math.min(deps.now() + options.seconds * 1000, options.deadline - RESERVE_MS),
    signal: options.signal,
    ends: (found) => {
      const wait = judgeWait(goal, found, { account });
      return wait.reached || !wait.stillPossible;
    },
    tell: (found) => options.say(sayWaiting(goal, found)),
  });
}

/** Of several volumes the one that is furthest behind. */
function sayWaiting(goal: WaitFor, found: Found): string {
  if (goal === 'available') return 'waiting until available';
  const percents = found.volumes.map(
    (volume) => readProgress(volume, found.statuses.get(volume.VolumeId ?? ''), found.at).percent ?? 0,
  );
  return `initialized ${Math.min(100, ...percents)} %`;
}
