// How many requests of one caller are served at once, and when none is.

export interface RequestLimit {
  /** Undefined when the caller has as many as it may; else what ends its request. */
  begin(caller: string): (() => void) | undefined;
  /** Resolves when no request is served. */
  idle(): Promise<void>;
}

export function createRequestLimit(most: number): RequestLimit {
  const running = new Map<string, number>();
  let waiting: (() => void)[] = [];
  return {
    begin(caller) {
      const before = running.get(caller) ?? 0;
      if (before >= most) return undefined;
      running.set(caller, before + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = (running.get(caller) ?? 1) - 1;
        if (left > 0) running.set(caller, left);
        else running.delete(caller);
        if (running.size > 0) return;
        for (const one of waiting) one();
        waiting = [];
      };
    },
    idle: () =>
      new Promise((resolve) => {
        if (running.size === 0) resolve();
        else waiting.push(resolve);
      }),
  };
}
