// How many requests of one caller are served at once.

export interface RequestLimit {
  /** Undefined when the caller has as many as it may; else what ends its request. */
  begin(caller: string): (() => void) | undefined;
}

export function createRequestLimit(most: number): RequestLimit {
  const running = new Map<string, number>();
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
      };
    },
  };
}
