// The credentials of one source while they are valid, asked for once however many requests wait for them.
import { SERVER_ENDS } from '../../ports/tool.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import type { KnownFailure } from '../answers/known-failure.ts';
import { failBeforeSending } from '../answers/known-failure.ts';
import type { Credentials } from './credentials.ts';
import { isOfService, SHARED_MS } from './failure-share.ts';

export interface CredentialStore {
  /** Rejects with a KnownFailure: that of the source, or that the signal ended the wait. */
  get(signal: AbortSignal): Promise<Credentials>;
  /** Those that were given last. */
  current(): Credentials | undefined;
  /**
   * For a request that has to go out with the very credentials that it was judged by, however often it is repeated: those
   * of this access key, without one those that were given last; undefined once they are good for less than a minute.
   */
  held(accessKeyId: string | undefined): Credentials | undefined;
  /** For the AWS SDK, which asks again at every request. */
  provider: (() => Promise<Credentials>) & { memoized: true };
}

// The AWS SDK's own margin; a request is signed well before it arrives.
const MARGIN_MS = 5 * 60_000;
// A source that stalled is not asked again by the other requests of the same call.
const STALLED_MS = 10_000;
// Nor for a renewal that failed while the old ones are valid, or for new ones that are as short as that: a helper may ask
// a person each time.
const RENEW_AGAIN_MS = 30_000;
// So long a request waits for a renewal while the old ones are valid; it goes on without the request.
const RENEWAL_MS = 2_000;
// A request that is signed with less may arrive too late.
const LEAST_HELD_MS = 60_000;
// Those of a call's time: a source of short ones is asked every 30 s.
const MOST_HELD = 4;

export interface StoreClock {
  /** ms since the epoch, by AWS's clock where it is known. */
  now(): number;
}

/** `resolve` is told where to say what it waits for. */
export function createCredentialStore(
  resolve: (waitsFor: (what: string) => void) => Promise<Credentials>,
  { now }: StoreClock,
): CredentialStore {
  let known: Credentials | undefined;
  let given: Credentials[] = [];
  let asking: Promise<Credentials> | undefined;
  let unavailable: { failure: KnownFailure; until: number } | undefined;
  let renewFrom = 0;
  let what = 'the source of the credentials';
  const ask = async (): Promise<Credentials> => {
    try {
      known = await resolve((next) => {
        what = next;
      });
      given = [known, ...given].slice(0, MOST_HELD);
      if (left(known, now()) <= MARGIN_MS) renewFrom = performance.now() + RENEW_AGAIN_MS;
      return known;
    } catch (thrown) {
      const failure = thrown as KnownFailure;
      const ms = failure.failure && againAfterMs(failure.failure);
      if (ms) unavailable = { failure, until: performance.now() + ms };
      // What is valid for some minutes more outlives a failed renewal.
      if (!known || left(known, now()) <= 0) throw thrown;
      renewFrom = performance.now() + RENEW_AGAIN_MS;
      return known;
    } finally {
      asking = undefined;
    }
  };
  const newest = async (): Promise<Credentials> => {
    if (known && left(known, now()) > (performance.now() < renewFrom ? 0 : MARGIN_MS)) return known;
    if (unavailable && performance.now() < unavailable.until) throw unavailable.failure;
    asking ??= ask();
    return known ? renewed(asking, known) : asking;
  };
  const renewed = async (renewal: Promise<Credentials>, old: Credentials): Promise<Credentials> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), RENEWAL_MS);
    });
    const found = await Promise.race([renewal, late]).finally(() => clearTimeout(timer));
    if (found) return found;
    if (left(old, now()) <= 0) return renewal;
    renewFrom = performance.now() + RENEW_AGAIN_MS;
    return old;
  };
  return {
    current: () => known,
    held(accessKeyId) {
      const held = accessKeyId === undefined ? known : given.find((one) => one.accessKeyId === accessKeyId);
      return held && left(held, now()) > LEAST_HELD_MS ? held : undefined;
    },
    get: (signal) => unlessAborted(newest(), signal, () => what),
    provider: Object.assign(newest, { memoized: true as const }),
  };
}

/** How long a source that failed like this is not asked again, ms. */
function againAfterMs(failure: Failure): number {
  if (failure.code === 'credentials-stalled') return STALLED_MS;
  return isOfService(failure) ? SHARED_MS : 0;
}

function left({ expiration }: Credentials, now: number): number {
  return expiration ? expiration.getTime() - now : Number.POSITIVE_INFINITY;
}

/** The wait ends with the call; the source goes on, and the next call may find its answer. */
async function unlessAborted(
  found: Promise<Credentials>,
  signal: AbortSignal,
  what: () => string,
): Promise<Credentials> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      const isDeadline = signal.reason?.name === 'TimeoutError';
      if (signal.reason === SERVER_ENDS) reject(failBeforeSending('server-ending'));
      else
        reject(
          isDeadline ? failBeforeSending('credentials-stalled', { what: what() }) : failBeforeSending('cancelled'),
        );
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([found, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
