// Real copies one after the other: two identical calls at the same moment must see each other, and a person can
// answer one question at a time.

/** Runs when its turn comes; undefined when the signal fired before that. */
export type OneAtATime = <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T | undefined>;

export function createOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return async (run, signal) => {
    const before = last;
    let leave = () => {};
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    last = before.then(() => mine);
    const gaveUp = new Promise<'gave-up'>((resolve) => {
      if (signal.aborted) resolve('gave-up');
      else signal.addEventListener('abort', () => resolve('gave-up'), { once: true });
    });
    try {
      if ((await Promise.race([before, gaveUp])) === 'gave-up') return undefined;
      return await run();
    } finally {
      leave();
    }
  };
}
