// How long a poll waits before it reads again for one of those who wait.
import type { WaitFor } from '../../volume/reading/wait.ts';

export interface PollInterval {
  /** ms from a reading to the next. */
  ms: number;
  /** Intervals in a row in which nothing moved. */
  still: number;
  /** Reading from which it is counted, local time. */
  since: number;
}

// A new volume is available within seconds (EBS CSI driver: median 1.5 s, p99 4 s); initialization is published every
// few minutes, and asking more often than every 15 s only spends the account's requests.
const FIRST_MS: Readonly<Record<WaitFor, number>> = { available: 1_000, initialized: 15_000 };
const LONGEST_MS: Readonly<Record<WaitFor, number>> = { available: 15_000, initialized: 60_000 };
const GROWTH = 1.5;
const LONGEST_THROTTLED_MS = 120_000;

/** Of a newcomer, or after something moved. */
export function firstInterval(goal: WaitFor, since: number): PollInterval {
  return { ms: FIRST_MS[goal], still: 0, since };
}

/** After a reading in which nothing moved. One that came early, for another who waits, makes nobody slower. */
export function slowerInterval(before: PollInterval, goal: WaitFor, at: number): PollInterval {
  if (at - before.since < before.ms) return before;
  const still = before.still + 1;
  return { ms: Math.min(LONGEST_MS[goal], FIRST_MS[goal] * GROWTH ** still), still, since: at };
}

/** ms for all who wait: twice as long after each throttled request. */
export function throttledInterval(before: number, usual: number): number {
  return Math.min(LONGEST_THROTTLED_MS, 2 * Math.max(before, usual));
}
