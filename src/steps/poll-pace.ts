// How long a poll waits before it asks again.
import type { WaitFor } from '../volume/wait.ts';

export interface Pace {
  /** ms to the next reading. */
  pause: number;
  /** Readings in a row in which nothing moved. */
  still: number;
}

// A new volume is available within seconds (EBS CSI driver: median 1.5 s, p99 4 s); initialization is published every
// few minutes, and asking more often than every 15 s only spends the account's requests.
const FIRST_MS: Readonly<Record<WaitFor, number>> = { available: 1_000, initialized: 15_000 };
const LONGEST_MS: Readonly<Record<WaitFor, number>> = { available: 15_000, initialized: 60_000 };
const GROWTH = 1.5;
const LONGEST_THROTTLED_MS = 120_000;

/** Slower while nothing moves, from the beginning when something did, twice as long after a throttled request. */
export function nextPause(before: Pace, goals: ReadonlySet<WaitFor>, moved: boolean, throttled: boolean): Pace {
  const goal = goals.has('available') ? 'available' : 'initialized';
  if (throttled)
    return { pause: Math.min(LONGEST_THROTTLED_MS, 2 * Math.max(before.pause, FIRST_MS[goal])), still: before.still };
  const still = moved ? 0 : before.still + 1;
  return { pause: Math.min(LONGEST_MS[goal], FIRST_MS[goal] * GROWTH ** still), still };
}
