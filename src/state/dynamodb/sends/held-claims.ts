// The claims that this process holds: told to be alive while it does, and for no longer than they last.
import type { TableReply } from '../../../ports/table.ts';
import { BEAT_MS, type ClaimClocks } from './claims-seen.ts';

export interface HeldClaims {
  hold(token: string, n: number, lasts: number, beat: () => Promise<TableReply<undefined>>): void;
  /** Whether this process made claim n. */
  has(token: string, n: number): boolean;
  /** Whether its time is not over by a clock that never goes back: the clock of a machine may be set back. */
  isInTime(token: string): boolean;
  /** It has ended, or is about to. */
  letGo(token: string): void;
}

interface Held {
  n: number;
  since: number;
  lasts: number;
  stop(): void;
}

const MOST = 1_000;

/** `every` calls back every so many ms until what it returned is called. */
export function createHeldClaims(
  elapsed: ClaimClocks['elapsed'],
  every: (ms: number, work: () => void) => () => void,
): HeldClaims {
  const held = new Map<string, Held>();
  return {
    hold(token, n, lasts, beat) {
      held.get(token)?.stop();
      held.delete(token);
      const since = elapsed();
      const stop = every(BEAT_MS, () => {
        if (elapsed() - since >= lasts) return stop();
        // Whoever took it over is not disturbed; a beat that is lost is followed by another.
        void beat().then((reply) => {
          if (!reply.ok && reply.failure.kind === 'condition') stop();
        });
      });
      held.set(token, { n, since, lasts, stop });
      const [oldest] = held.keys();
      if (held.size > MOST && oldest !== undefined) held.delete(oldest);
    },
    has: (token, n) => held.get(token)?.n === n,
    isInTime(token) {
      const one = held.get(token);
      return one !== undefined && elapsed() - one.since < one.lasts;
    },
    letGo: (token) => held.get(token)?.stop(),
  };
}
