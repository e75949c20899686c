// What a service cannot do for anybody at the moment is told to all who ask for the same, for a short while.
import type { Failure } from '../../volume/errors/failure.ts';
import { FAILURES } from '../../volume/errors/failure-catalogue.ts';
import { KnownFailure } from '../answers/known-failure.ts';

/** What `ask` gives; in its place the failure of whoever asked for the same key a moment ago, where it is shared. */
export type FailureShare = <T>(key: string, ask: () => Promise<T>) => Promise<T>;

// Reads are repeated while they are throttled, and each asks for credentials anew: less than those advise to wait.
export const SHARED_MS = 15_000;

/** `now`: ms, on a clock that nobody sets. */
export function createFailureShare(now: () => number): FailureShare {
  const failed = new Map<string, { failure: KnownFailure; until: number }>();
  return async (key, ask) => {
    const known = failed.get(key);
    if (known && now() < known.until) throw known.failure;
    failed.delete(key);
    try {
      return await ask();
    } catch (thrown) {
      if (thrown instanceof KnownFailure && isOfService(thrown.failure))
        failed.set(key, { failure: thrown, until: now() + SHARED_MS });
      throw thrown;
    }
  };
}

/** Throttled, or a fault of the service: whoever asks next meets the same. */
export function isOfService({ code }: Failure): boolean {
  const { family } = FAILURES[code];
  return family === 'throttle' || family === 'service';
}
