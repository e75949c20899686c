// How many reads of one Region are under way at once. What waits for its turn costs next to nothing, while a request of
// the AWS SDK makes a quarter of a megabyte of garbage; and EC2 takes 20 describe calls a second in the long run (EC2
// developer guide, "Request throttling", read 2026-11), so that more at once gain nothing.

export const MOST_AT_ONCE = 16;

/**
 * What `work` comes to, once it is its turn; at once where the signal fires, since it ends by itself then. The turns of a
 * key go round its callers: who waits with many does not hold up who waits with one.
 */
export type InTurn = <T>(
  of: { key: string; caller: string },
  signal: AbortSignal,
  work: () => Promise<T>,
) => Promise<T>;

interface Turns {
  running: number;
  /** By caller; the one whose turn is next comes first. None is empty. */
  waiting: Map<string, Set<() => void>>;
}

/** Each key has turns of its own. */
export function createTurns(most: number): InTurn {
  const all = new Map<string, Turns>();
  return async ({ key, caller }, signal, work) => {
    const turns = all.get(key) ?? { running: 0, waiting: new Map() };
    all.set(key, turns);
    if (turns.running < most) turns.running += 1;
    else await takeNext(turns, caller, signal);
    try {
      return await work();
    } finally {
      turns.running -= 1;
      if (turns.running < most) beginNext(turns);
      if (turns.running === 0) all.delete(key);
    }
  };
}

function beginNext({ waiting }: Turns): void {
  const [first] = waiting;
  if (!first) return;
  const [caller, queue] = first;
  const [begin] = queue;
  begin?.();
  // To the end of the round, with what it still waits for.
  if (waiting.delete(caller)) waiting.set(caller, queue);
}

function takeNext(turns: Turns, caller: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const { waiting } = turns;
    const begin = () => {
      signal.removeEventListener('abort', begin);
      const queue = waiting.get(caller);
      queue?.delete(begin);
      if (queue?.size === 0) waiting.delete(caller);
      turns.running += 1;
      resolve();
    };
    if (signal.aborted) return begin();
    signal.addEventListener('abort', begin, { once: true });
    waiting.set(caller, (waiting.get(caller) ?? new Set()).add(begin));
  });
}
