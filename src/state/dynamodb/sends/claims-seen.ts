// How long the claim of another server still counts. Clocks of machines are never compared: whoever waits for a claim
// watches it, and counts by a clock of its own from when it was first seen.
import type { Claim } from '../../../consent/send-states.ts';

/** A sender changes the `rev` of its claim this often. */
export const BEAT_MS = 3_000;
/** Three beats and more were missed: its process is taken to be gone. Its token is then sent again, which is harmless. */
const STILL_MS = 10_000;
const MOST = 1_000;
// A signature is good for 5 minutes (AWS general reference, Signature Version 4, 2026-11).
const MOST_CLOCK_DIFFERENCE_MS = 5 * 60_000;

export interface ClaimInTable {
  claim: Claim;
  /** Changes while its process lives. */
  rev: number;
  /** How long it lasts, ms. */
  lasts: number;
}

export interface ClaimClocks {
  /** This machine's clock, ms since the epoch. */
  now(): number;
  /** ms of a clock that never goes back. */
  elapsed(): number;
}

interface Seen {
  n: number;
  rev: number;
  /** When this claim, and when this `rev` of it, was first seen; of the clock that never goes back. */
  first: number;
  moved: number;
}

/** The claim under `key` by this machine's clock, and whether its process is known to be gone. */
export type WatchClaim = (key: string, found: ClaimInTable) => Claim;

export function createClaimsSeen({ now, elapsed }: ClaimClocks): WatchClaim {
  const seen = new Map<string, Seen>();
  return (key, { claim, rev, lasts }) => {
    const time = elapsed();
    const before = seen.get(key);
    const first = before?.n === claim.n ? before.first : time;
    const moved = before?.n === claim.n && before.rev === rev ? before.moved : time;
    seen.delete(key);
    seen.set(key, { n: claim.n, rev, first, moved });
    const [oldest] = seen.keys();
    if (seen.size > MOST && oldest !== undefined) seen.delete(oldest);
    // Whoever sees an old claim for the first time does not wait for it: AWS refuses clocks that are further apart.
    const until = Math.min(now() + lasts - (time - first), claim.until + MOST_CLOCK_DIFFERENCE_MS);
    return { ...claim, until, ...(time - moved >= STILL_MS ? { dead: true } : {}) };
  };
}
