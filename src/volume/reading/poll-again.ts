// When a look at an initialization is worth another request. EC2 publishes it up to five minutes late (EBS user guide,
// "Monitor volume initialization", read 2026-11-22), and a look every quarter of an hour is what the time left is
// estimated by.
import type { Initialization } from './progress.ts';

const SOONEST_S = 300;
const LATEST_S = 900;

/** Seconds until then; `leastLeftMs` is the least time left, undefined while nothing is known. */
export function pollAgainSeconds(leastLeftMs: number | undefined): number {
  return Math.min(LATEST_S, Math.max(SOONEST_S, Math.round((leastLeftMs ?? 0) / 1000)));
}

/** ms from `now`, which is EC2's clock; undefined while nothing is known, endless for what is overdue. */
export function leastLeftMs(initialization: Initialization | undefined, now: number): number | undefined {
  if (!initialization) return undefined;
  return initialization.from === undefined ? Number.POSITIVE_INFINITY : Date.parse(initialization.from) - now;
}
