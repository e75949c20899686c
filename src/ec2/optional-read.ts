// Reads that an answer can do without: a short limit each, and one that stalled is not waited for again for a minute.
import type { Control, Place, Reply } from '../ports/ec2.ts';
import { SERVER_ENDS } from '../ports/tool.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { FAILURES } from '../volume/errors/failure-catalogue.ts';
import { credentialsKey } from './clients/credentials-key.ts';
import { keepNewest } from './keep-newest.ts';

export interface OptionalReads {
  /** `name` tells the reads of one place apart; `what` completes "No answer came in time from …". */
  read<T>(
    read: { name: string; what: string; place: Place; run(control: Control): Promise<Reply<T>> },
    control: Control,
  ): Promise<Reply<T>>;
  /** Ends those that nobody waits for any more; their connections would keep the process alive. */
  close(): void;
}

export interface OptionalReadClock {
  /** ms, on a clock that nobody sets. */
  now(): number;
  /** Resolves after so many ms; keeps no process alive. */
  after(ms: number): Promise<void>;
}

const LIMIT_MS = 2_500;
const REMEMBERED_MS = 60_000;
// A late answer is of use to the next call.
const GIVEN_UP_MS = 15_000;

export function createOptionalReads({ now, after }: OptionalReadClock): OptionalReads {
  const failures = new Map<string, { failure: Failure; until: number }>();
  const running = new Map<string, Promise<Reply<unknown>>>();
  const closed = new AbortController();
  const remember = (key: string, failure: Failure) =>
    keepNewest(failures, key, { failure, until: now() + REMEMBERED_MS });
  const start = async (key: string, run: (control: Control) => Promise<Reply<unknown>>): Promise<Reply<unknown>> => {
    const limit = new AbortController();
    const giveUp = () => {
      limit.abort(new DOMException('The time is up.', 'TimeoutError'));
      running.delete(key);
    };
    void after(GIVEN_UP_MS).then(giveUp);
    closed.signal.addEventListener('abort', giveUp, { once: true });
    const reply = await run({ signal: limit.signal });
    closed.signal.removeEventListener('abort', giveUp);
    running.delete(key);
    if (reply.ok) failures.delete(key);
    else if (isUnreachable(reply.failure)) remember(key, reply.failure);
    return reply;
  };
  return {
    async read<T>({ name, what, place, run }: Parameters<OptionalReads['read']>[0], control: Control) {
      const key = `${name}\n${credentialsKey(place)}\n${place.region}`;
      const remembered = failures.get(key);
      if (remembered && now() < remembered.until) return { ok: false, failure: remembered.failure };
      const reading = running.get(key) ?? start(key, run);
      running.set(key, reading);
      const late = after(LIMIT_MS).then((): Reply<never> => {
        const failure: Failure = { code: 'timed-out', message: '', definite: false, hint: { what } };
        if (running.get(key) === reading) remember(key, failure);
        return { ok: false, failure };
      });
      return (await Promise.race([reading, late, untilAborted(control.signal)])) as Reply<T>;
    },
    close: () => closed.abort(),
  };
}

/** Nothing answered; what AWS answered may be another answer after a login. */
function isUnreachable({ code }: Failure): boolean {
  return FAILURES[code].family === 'network' || FAILURES[code].family === 'answer';
}

function untilAborted(signal: AbortSignal): Promise<Reply<never>> {
  return new Promise((resolve) => {
    const stop = () => {
      const code =
        signal.reason === SERVER_ENDS
          ? 'server-ending'
          : signal.reason?.name === 'TimeoutError'
            ? 'deadline-reached'
            : 'cancelled';
      resolve({ ok: false, failure: { code, message: '', definite: false } });
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
