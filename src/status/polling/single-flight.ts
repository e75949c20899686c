// Identical requests that come together are sent once.
import type { Reply } from '../../ports/ec2.ts';
import type { SharedReads } from '../../ports/reads.ts';
import { abortFailure, type FailedReply } from '../throttle-backoff.ts';

// Callers may join a request only within 1 s of its start; later they would get stale data and inherit the first
// caller's deadline.
const JOIN_MS = 1_000;

interface SharedRequest {
  /** Local time. */
  startedAt: number;
  reply: Promise<Reply<unknown>>;
  settled: boolean;
  stop: AbortController;
  callers: Set<(message: string) => void>;
}

/** `now` is the local clock, ms since the epoch. */
export function createSingleFlight(now: () => number): SharedReads['once'] {
  // The youngest of each key; an older one is left to its callers.
  const requests = new Map<string, SharedRequest>();
  return async (key, caller, send) => {
    if (caller.signal.aborted) return abortFailure(caller.signal);
    const joined = requests.get(key);
    const request = joined && now() - joined.startedAt < JOIN_MS ? joined : start(send, now());
    requests.set(key, request);
    const { reply, stop, callers } = request;
    // One caller may ask twice with the same function.
    const notify = (message: string) => caller.notify(message);
    callers.add(notify);
    const done = new AbortController();
    const aborted = new Promise<FailedReply>((resolve) => {
      const giveUp = () => resolve(abortFailure(caller.signal));
      caller.signal.addEventListener('abort', giveUp, { once: true, signal: done.signal });
    });
    try {
      return (await Promise.race([reply, aborted])) as Awaited<ReturnType<typeof send>>;
    } finally {
      done.abort();
      callers.delete(notify);
      if (callers.size === 0) {
        if (requests.get(key) === request) requests.delete(key);
        if (!request.settled) stop.abort(caller.signal.reason);
      }
    }
  };
}

function start(send: Parameters<SharedReads['once']>[2], startedAt: number): SharedRequest {
  const stop = new AbortController();
  const callers: SharedRequest['callers'] = new Set();
  const notify = (message: string) => {
    for (const one of callers) one(message);
  };
  const reply = send({ signal: stop.signal }, notify);
  const request: SharedRequest = { startedAt, reply, settled: false, stop, callers };
  const settle = () => {
    request.settled = true;
  };
  reply.then(settle, settle);
  return request;
}
