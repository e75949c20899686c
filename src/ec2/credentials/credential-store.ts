// The credentials of one source while they are valid, asked for once however many requests wait for them.
import type { KnownFailure } from '../answers/known-failure.ts';
import { failBeforeSending } from '../answers/known-failure.ts';
import type { Credentials } from './credentials.ts';

export interface CredentialStore {
  /** Rejects with a KnownFailure: that of the source, or that the signal ended the wait. */
  get(signal: AbortSignal): Promise<Credentials>;
  /** For the AWS SDK, which asks again at every request. */
  provider: (() => Promise<Credentials>) & { memoized: true };
}

// The AWS SDK's own margin; a request is signed well before it arrives.
const MARGIN_MS = 5 * 60_000;
// A source that stalled is not asked again by the other requests of the same call.
const STALLED_MS = 10_000;

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
  let asking: Promise<Credentials> | undefined;
  let stalled: { failure: KnownFailure; until: number } | undefined;
  let what = 'the source of the credentials';
  const ask = async (): Promise<Credentials> => {
    try {
      known = await resolve((next) => {
        what = next;
      });
      return known;
    } catch (thrown) {
      // What is valid for some minutes more outlives a failed renewal.
      if (known && left(known, now()) > 0) return known;
      const failure = thrown as KnownFailure;
      if (failure.failure?.code === 'credentials-stalled') stalled = { failure, until: performance.now() + STALLED_MS };
      throw thrown;
    } finally {
      asking = undefined;
    }
  };
  const newest = async (): Promise<Credentials> => {
    if (known && left(known, now()) > MARGIN_MS) return known;
    if (stalled && performance.now() < stalled.until) throw stalled.failure;
    asking ??= ask();
    return asking;
  };
  return {
    get: (signal) => unlessAborted(newest(), signal, () => what),
    provider: Object.assign(newest, { memoized: true as const }),
  };
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
      reject(isDeadline ? failBeforeSending('credentials-stalled', { what: what() }) : failBeforeSending('cancelled'));
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
