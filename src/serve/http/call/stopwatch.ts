// How long a call waited for somebody else: the time in which at least one request to them was under way.

export interface Stopwatch {
  measure<T>(run: () => Promise<T>): Promise<T>;
  /** Whole milliseconds so far. */
  total(): number;
}

/** `now` in ms, of a clock that never goes back. */
export function createStopwatch(now: () => number): Stopwatch {
  let running = 0;
  let since = 0;
  let sum = 0;
  return {
    async measure(run) {
      if (running++ === 0) since = now();
      try {
        return await run();
      } finally {
        if (--running === 0) sum += now() - since;
      }
    },
    total: () => Math.round(sum + (running > 0 ? now() - since : 0)),
  };
}

/** The same object; its methods named here are measured. */
export function measured<T extends object>(of: T, names: readonly (keyof T)[], watch: Stopwatch): T {
  const copy = { ...of };
  for (const name of names) {
    const method = of[name] as (...args: unknown[]) => Promise<unknown>;
    copy[name] = ((...args: unknown[]) => watch.measure(() => method.apply(of, args))) as T[typeof name];
  }
  return copy;
}
