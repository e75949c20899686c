// Identical questions that come together are one request.
import type { Reply } from '../../ports/ec2.ts';
import type { SharedReads } from '../../ports/reads.ts';
import { abortFailure } from '../throttle-backoff.ts';

// Whoever joins later would be told of a state from before its question, and would fail by the first caller's deadline.
const JOIN_MS = 1_000;

interface Flight {
  /** Local time. */
  begunAt: number;
  answer: Promise<Reply<unknown>>;
  landed: boolean;
  stop: AbortController;
  tells: Set<(message: string) => void>;
}

/** `now` is the local clock, ms since the epoch. */
export function createSingleFlight(now: () => number): SharedReads['once'] {
  // The youngest of each question; an older one is left to its callers.
  const flights = new Map<string, Flight>();
  return async (question, caller, ask) => {
    if (caller.signal.aborted) return abortFailure(caller.signal);
    let flight = flights.get(question);
    if (!flight || now() - flight.begunAt >= JOIN_MS) {
      const stop = new AbortController();
      const tells: Flight['tells'] = new Set();
      const tell = (message: string) => {
        for (const one of tells) one(message);
      };
      const begunAt = now();
      const begun: Flight = { begunAt, answer: ask({ signal: stop.signal }, tell), landed: false, stop, tells };
      const land = () => {
        begun.landed = true;
      };
      begun.answer.then(land, land);
      flight = begun;
      flights.set(question, flight);
    }
    const { answer, stop, tells } = flight;
    // One caller may ask twice with the same function.
    const tell = (message: string) => caller.tell(message);
    tells.add(tell);
    const given = whenAborted(caller.signal);
    try {
      return (await Promise.race([answer, given.up])) as Awaited<ReturnType<typeof ask>>;
    } finally {
      given.forget();
      tells.delete(tell);
      if (tells.size === 0) {
        if (flights.get(question) === flight) flights.delete(question);
        if (!flight.landed) stop.abort(caller.signal.reason);
      }
    }
  };
}

/** Resolves with the failure of having given up; `forget` takes the listener away. */
function whenAborted(signal: AbortSignal): {
  up: Promise<{ ok: false; failure: ReturnType<typeof abortFailure>['failure'] }>;
  forget(): void;
} {
  let forget = () => {};
  const up = new Promise<ReturnType<typeof abortFailure>>((resolve) => {
    const listener = () => resolve(abortFailure(signal));
    if (signal.aborted) listener();
    signal.addEventListener('abort', listener, { once: true });
    forget = () => signal.removeEventListener('abort', listener);
  });
  return { up, forget: () => forget() };
}
