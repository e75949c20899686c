// The most that a run can cost, in USD, said before anything is made.

/** A run may cost and last so much at most. */
export const MOST_USD = 0.1;
export const MOST_MS = 20 * 60_000;

// Above the list prices of gp2, gp3 and of a copy's blocks in every Region (us-east-1: 0.10, 0.08 and 0.0008 USD, 2026-11).
const GIB_MONTH_USD = 0.25;
const COPIED_GIB_USD = 0.002;
const MONTH_MS = 30 * 24 * 3_600_000;
// Two experiments may copy the named source.
const COPIES_OF_SOURCE = 2;

/**
 * Storage for the time of a run, and the fee for all blocks of the source; nothing is written in the volumes of a run,
 * so their copies have no fee.
 * @param own volumes of 1 GiB that the experiments make
 * @param sourceGib of the named source, 0 without one
 */
export function runUsd(own: number, sourceGib: number): number {
  const gib = own + COPIES_OF_SOURCE * sourceGib;
  return gib * GIB_MONTH_USD * (MOST_MS / MONTH_MS) + COPIES_OF_SOURCE * sourceGib * COPIED_GIB_USD;
}

/** What the volumes would cost a day if nobody removed them. */
export function leftBehindUsd(own: number, sourceGib: number): number {
  return ((own + COPIES_OF_SOURCE * sourceGib) * GIB_MONTH_USD) / 30;
}
