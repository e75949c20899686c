// How many reads of one Region are under way at once. What waits for its turn costs next to nothing, while a request of
// the AWS SDK makes a quarter of a megabyte of garbage; and EC2 takes 20 describe calls a second in the long run (EC2
// developer guide, "Request throttling", read 2026-11), so that more at once gain nothing.

export const MOST_AT_ONCE = 16;

/** What `work` comes to, once it is its turn; at once where the signal fires, since it ends by itself then. */
export type InTurn = <T>(key: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

interface Turns {
  running: number;
  waiting: Set<() => void>;
}

/** Each key has turns of its own. */
export function createTurns(most: number): InTurn {
  const all = new Map<string, Turns>();
  return async (key, signal, work) => {
    const turns = all.get(key) ?? { running: 0, waiting: new Set() };
    all.set(key, turns);
    if (turns.running < most) turns.running += 1;
    else await takeNext(turns, signal);
    try {
      return await work();
    } finally {
      turns.running -= 1;
      const [next] = turns.waiting;
      if (turns.running < most) next?.();
      if (turns.running === 0) all.delete(key);
    }
  };
}

function takeNext(turns: Turns, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const begin = () => {
      signal.removeEventListener('abort', begin);
      turns.waiting.delete(begin);
      turns.running += 1;
      resolve();
    };
    if (signal.aborted) return begin();
    signal.addEventListener('abort', begin, { once: true });
    turns.waiting.add(begin);
  });
}
