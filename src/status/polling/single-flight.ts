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
  /** ms from its start in which its reply is given to who comes later. */
  keptMs: number;
  reply: Promise<Reply<unknown>>;
  settled: boolean;
  stop: AbortController;
  callers: Set<(message: string) => void>;
}

/** `now` is the local clock, ms since the epoch. */
export function createSingleFlight(now: () => number): SharedReads['once'] {
  // The youngest of each key; an older one is left to its callers.
  const requests = new Map<string, SharedRequest>();
  return async (key, caller, send, keptMs = 0) => {
    if (caller.signal.aborted) return abortFailure(caller.signal);
    forgetOld(requests, now());
    const joined = requests.get(key);
    const request = joined && isJoinable(joined, now()) ? joined : start(send, now(), keptMs);
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
      if (callers.size === 0 && !request.settled) {
        if (requests.get(key) === request) requests.delete(key);
        stop.abort(caller.signal.reason);
      }
    }
  };
}

function isJoinable({ startedAt, keptMs, settled }: SharedRequest, now: number): boolean {
  return now - startedAt < (settled ? keptMs : Math.max(JOIN_MS, keptMs));
}

function forgetOld(requests: Map<string, SharedRequest>, now: number): void {
  for (const [key, request] of requests) if (request.settled && !isJoinable(request, now)) requests.delete(key);
}

function start(send: Parameters<SharedReads['once']>[2], startedAt: number, keptMs: number): SharedRequest {
  const stop = new AbortController();
  const callers: SharedRequest['callers'] = new Set();
  const notify = (message: string) => {
    for (const one of callers) one(message);
  };
  const reply = send({ signal: stop.signal }, notify);
  const request: SharedRequest = { startedAt, keptMs, reply, settled: false, stop, callers };
  const settle = (ok: boolean) => {
    request.settled = true;
    if (!ok) request.keptMs = 0;
  };
  reply.then(
    ({ ok }) => settle(ok),
    () => settle(false),
  );
  return request;
}
