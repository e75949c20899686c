// The record of real copies in this process alone: for when no folder can be written, and for a simulated EC2.
import type { SentCopies, SentCopy } from '../../ports/state.ts';

// Far more copies than one process makes in the hours that EC2 remembers a token.
const MOST_IN_MEMORY = 1_000;

export function createSentInMemory(): SentCopies {
  const copies = new Map<string, SentCopy>();
  return {
    durable: async () => false,
    byToken: async (token) => copies.get(token),
    byIntent: async (intentKey) => newestOf([...copies.values()].filter((copy) => copy.intentKey === intentKey)),
    async record(copy) {
      copies.delete(copy.token);
      copies.set(copy.token, copy);
      const oldest = copies.keys().next().value;
      if (copies.size > MOST_IN_MEMORY && oldest !== undefined) copies.delete(oldest);
    },
    async finish(token, outcome) {
      const copy = copies.get(token);
      if (copy) copies.set(token, { ...copy, outcome });
    },
    countSince: async (ms) => countSince([...copies.values()], ms),
  };
}

export function newestOf(copies: readonly SentCopy[]): SentCopy | undefined {
  return copies.reduce<SentCopy | undefined>(
    (newest, copy) => (!newest || copy.sentAt >= newest.sentAt ? copy : newest),
    undefined,
  );
}

/** Those that a definite no made nothing of do not count; `ms` since the epoch. */
export function countSince(copies: readonly SentCopy[], ms: number): number {
  return copies.filter((copy) => copy.sentAt >= ms && copy.outcome?.word !== 'failed').length;
}
