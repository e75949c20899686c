import type { Deps } from '../tools/tool.ts';
import type { VolumeStatus } from '../volume/records.ts';

/** Remembers how far each initialization was; `at` is EC2's clock, ms since the epoch. */
export function noteProgress(
  deps: Pick<Deps, 'progressSeen'>,
  statuses: ReadonlyMap<string, VolumeStatus>,
  at: number,
): void {
  for (const [id, { Initialization }] of statuses) {
    if (Initialization?.Progress !== undefined && Initialization.Progress < 100)
      deps.progressSeen.record(id, { at, percent: Initialization.Progress });
  }
}
