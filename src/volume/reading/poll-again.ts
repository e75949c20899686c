// How long a caller should wait before it polls an initialization again: 300 to 900 s.
import { LAG_MS } from '../rules/initialization-phase.ts';
import type { Initialization } from './progress.ts';
import { STANDSTILL } from './progress-rate.ts';

/**
 * Seconds; `leastLeftMs` is the least time left, undefined while nothing is known. Not sooner than progress is
 * published, not later than a standstill shows.
 */
export function pollAgainSeconds(leastLeftMs: number | undefined): number {
  return Math.round(Math.min(STANDSTILL * LAG_MS, Math.max(LAG_MS, leastLeftMs ?? 0)) / 1000);
}

/** ms from `now`, which is EC2's clock; undefined while nothing is known, endless for what is overdue. */
export function leastLeftMs(initialization: Initialization | undefined, now: number): number | undefined {
  if (!initialization) return undefined;
  return initialization.from === undefined ? Number.POSITIVE_INFINITY : Date.parse(initialization.from) - now;
}
