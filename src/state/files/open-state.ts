// What outlives the process, opened when it is first needed: listing the tools must work with an unwritable home.
import type { SentCopies } from '../../ports/state.ts';
import { createSentInMemory } from '../memory/sent-in-memory.ts';
import { makeFolder } from './directory.ts';
import { loadKey } from './secret-key.ts';
import { sentInFolder } from './sent-in-folder.ts';

export interface State {
  sent: SentCopies;
  planKey: Uint8Array;
}

/** In `folder`, or in memory when that cannot be used; `report` gets the reason. `now` in ms since the epoch. */
export async function openState(
  folder: string | undefined,
  fresh: Uint8Array,
  now: number,
  report: (problem: unknown) => void,
): Promise<State> {
  if (folder === undefined) return { sent: createSentInMemory(), planKey: fresh };
  try {
    await makeFolder(folder);
    return { planKey: await loadKey(folder, fresh), sent: await sentInFolder(folder, now) };
  } catch (problem) {
    report(problem);
    return { sent: createSentInMemory(), planKey: fresh };
  }
}

/** The same through ports that open it with their first use. */
export function lazyState(open: () => Promise<State>): { sent: SentCopies; planKey(): Promise<Uint8Array> } {
  let opened: Promise<State> | undefined;
  const state = () => {
    opened ??= open();
    return opened;
  };
  const sent = async () => (await state()).sent;
  return {
    planKey: async () => (await state()).planKey,
    sent: {
      durable: async () => (await sent()).durable(),
      byToken: async (token) => (await sent()).byToken(token),
      byIntent: async (intentKey) => (await sent()).byIntent(intentKey),
      record: async (copy) => (await sent()).record(copy),
      finish: async (token, outcome) => (await sent()).finish(token, outcome),
      countSince: async (ms) => (await sent()).countSince(ms),
    },
  };
}
