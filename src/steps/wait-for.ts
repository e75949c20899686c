// Waits inside one call: asks again and again until it is reached, cannot be reached any more, or the time is up.
import type { CallOptions, Deps, Reply } from '../tools/tool.ts';
import { summarize } from '../volume/summary.ts';
import { judgeWait, type WaitFor } from '../volume/wait.ts';
import type { Found } from './find-volumes.ts';

// A new volume is available within seconds; initialization is published every few minutes (EBS user guide), and
// asking more often than every 15 s only spends the account's request bucket.
const TICK_MS = { available: 1_000, initialized: 15_000 } as const;

export async function waitForVolumes(
  deps: Deps,
  find: () => Promise<Reply<Found>>,
  options: CallOptions & { goal: WaitFor; seconds: number },
): Promise<Reply<Found>> {
  const { goal } = options;
  const begun = deps.now();
  const end = Math.min(begun + options.seconds * 1000, options.deadline);
  for (;;) {
    const found = await find();
    if (!found.ok) return found;
    const { volumes, statuses, missing, statusFailure } = found.value;
    const summaries = volumes.flatMap(
      (volume) => summarize(volume, { status: statuses.get(volume.VolumeId ?? '') }) ?? [],
    );
    const wait = judgeWait(goal, summaries, missing, statusFailure === undefined);
    const pause = Math.min(TICK_MS[goal], end - deps.now());
    if (wait.reached || !wait.stillPossible || pause <= 0) return found;
    const least = Math.min(100, ...summaries.map((one) => one.initialization?.percent ?? 0));
    const said = goal === 'available' ? 'waiting until available' : `initialized ${least} %`;
    options.progress?.((deps.now() - begun) / 1000, options.seconds, said);
    await deps.sleep(pause, options.cancelled);
    if (options.cancelled.aborted) return found;
  }
}
