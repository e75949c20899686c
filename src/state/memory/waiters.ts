// Whoever waits for the next change within this process.

export interface Waiters {
  /** Resolves at the next change, or when the signal fires. */
  wait(signal: AbortSignal): Promise<void>;
  wakeAll(): void;
}

export function createWaiters(): Waiters {
  let waiting: (() => void)[] = [];
  return {
    wakeAll() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    wait: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = () => {
          signal.removeEventListener('abort', wake);
          waiting = waiting.filter((one) => one !== wake);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
        waiting.push(wake);
      }),
  };
}
