// A clock whose sleeps end in order of time when a test lets it run: nothing waits for real.
import type { FakeClock } from './fake-ec2.ts';
import { NOON } from './fake-ec2.ts';

export interface VirtualClock extends FakeClock {
  /** Lets time pass, sleep by sleep, until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Lets `ms` pass, sleep by sleep. */
  pass(ms: number): Promise<void>;
  /** How many sleeps are under way. */
  sleeping(): number;
}

export function createVirtualClock(begin = NOON): VirtualClock {
  let now = begin;
  const slept: number[] = [];
  const timers = new Set<{ at: number; wake(): void }>();
  // Everything that can go on without time passing has done so.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const fireNext = (latest: number): boolean => {
    const [next] = [...timers].filter((timer) => timer.at <= latest).sort((a, b) => a.at - b.at);
    if (!next) return false;
    now = Math.max(now, next.at);
    next.wake();
    return true;
  };
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
    slept,
    sleeping: () => timers.size,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        slept.push(ms);
        const timer = {
          at: now + ms,
          wake() {
            timers.delete(timer);
            signal.removeEventListener('abort', timer.wake);
            resolve();
          },
        };
        timers.add(timer);
        if (signal.aborted) timer.wake();
        else signal.addEventListener('abort', timer.wake, { once: true });
      }),
    async until(promise) {
      let open = true;
      const close = () => {
        open = false;
      };
      promise.then(close, close);
      await settle();
      while (open) {
        if (!fireNext(Number.POSITIVE_INFINITY)) throw new Error('nothing sleeps, and the promise is not settled');
        await settle();
      }
      return promise;
    },
    async pass(ms) {
      const end = now + ms;
      await settle();
      while (fireNext(end)) await settle();
      now = end;
      await settle();
    },
  };
}
