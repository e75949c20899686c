// Remembers how far each initialization was, for the estimate of the time left.
import type { Deps } from '../ports/tool.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { readProgress } from '../volume/rules/initialization-phase.ts';

/** A row that stands in for a newer one counts as of when it was read. */
export function recordProgress(
  deps: Pick<Deps, 'progressSeen'>,
  { statuses, rowsReadAt, at }: Pick<VolumeLookup, 'statuses' | 'rowsReadAt' | 'at'>,
): void {
  for (const [id, status] of statuses) {
    const { phase, percent } = readProgress({}, status, at);
    if (phase === 'running' && percent !== undefined && percent < 100)
      deps.progressSeen.record(id, { at: rowsReadAt?.get(id) ?? at, percent });
  }
}
