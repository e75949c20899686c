// The parts of Deps that only get_volume_status uses.

import type { Deps } from '../../src/ports/tool.ts';
import { createSeenProgress } from '../../src/state/seen-progress.ts';
import { createSharedReads } from '../../src/status/polling/shared-reads.ts';

type ReadParts = Pick<Deps, 'reads' | 'progressSeen'>;

/** Shared reads over the same port and clock as the rest of a test's Deps. */
export function withReads(deps: Omit<Deps, keyof ReadParts>): Deps {
  const progressSeen = createSeenProgress();
  return { ...deps, progressSeen, reads: createSharedReads({ ...deps, progressSeen }) };
}
