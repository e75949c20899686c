// The most that a run can cost, in USD, said before anything is made.

/** A run may cost and last so much at most. */
export const MOST_USD = 0.1;
export const MOST_MS = 20 * 60_000;

// Above the list prices of gp2, gp3 and of a copy's blocks in every Region (us-east-1: 0.10, 0.08 and 0.0008 USD, 2026-11).
const GIB_MONTH_USD = 0.25;
const COPIED_GIB_USD = 0.002;
/** Of a volume that a run may send dry runs of copies for: its copy would cost 0.08 USD. */
export const MOST_GIB = 40;
const MONTH_MS = 30 * 24 * 3_600_000;
/**
 * Storage for the time of a run, and the fee for all blocks of the account's own volumes; nothing is written in the
 * volumes of a run, so their copies have no fee.
 * @param own volumes of 1 GiB that the experiments make
 * @param copiedGib of copies of volumes that were named
 */
export function runUsd(own: number, copiedGib: number): number {
  return (own + copiedGib) * GIB_MONTH_USD * (MOST_MS / MONTH_MS) + copiedGib * COPIED_GIB_USD;
}

/** What the volumes would cost a day if nobody removed them. */
export function leftBehindUsd(own: number, copiedGib: number): number {
  return ((own + copiedGib) * GIB_MONTH_USD) / 30;
}

/** Of the volume that is named as `source`. */
export const COPIES_OF_SOURCE = 2;

// How often experiments may copy a volume that was named.
export const COPIES_OF_NAMED = [
  ['source', COPIES_OF_SOURCE],
  ['managed-source', 1],
  ['modifying-source', 1],
] as const;
