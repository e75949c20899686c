import type { Deps } from '../tools/tool.ts';
import type { Found } from '../volume/found.ts';

/** Remembers how far each initialization was when it was read: a row that stands in for a newer one is no new look. */
export function noteProgress(
  deps: Pick<Deps, 'progressSeen'>,
  { statuses, rowsReadAt, at }: Pick<Found, 'statuses' | 'rowsReadAt' | 'at'>,
): void {
  for (const [id, { Initialization }] of statuses) {
    if (Initialization?.Progress !== undefined && Initialization.Progress < 100)
      deps.progressSeen.record(id, { at: rowsReadAt?.get(id) ?? at, percent: Initialization.Progress });
  }
}
