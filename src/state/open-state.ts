// What outlives the process, opened when it is first needed: listing the tools must work with an unwritable home.
import type { SentCopies } from '../ports/state.ts';
import { makeFolder } from './directory.ts';
import { loadKey } from './secret-key.ts';
import { createSentCopies, sentInFolder } from './sent-copies.ts';

export interface State {
  sent: SentCopies;
  planKey: Uint8Array;
}

/** In `folder`, or in memory when that cannot be used; `report` gets the reason. */
export function openState(
  folder: string | undefined,
  fresh: Uint8Array,
  now: number,
  report: (problem: unknown) => void,
): State {
  const inMemory = { sent: createSentCopies(), planKey: fresh };
  if (folder === undefined) return inMemory;
  try {
    makeFolder(folder);
    return { planKey: loadKey(folder, fresh), sent: sentInFolder(folder, now) };
  } catch (problem) {
    report(problem);
    return inMemory;
  }
}
