// One call that waits in a poll, as data, and what is due for it. Pure.
import type { Reply } from '../../ports/ec2.ts';
import type { WaitReading, WaitRequest, WaitUpdate } from '../../ports/reads.ts';
import { abortFailure, deadlineReached, type FailedReply } from '../throttle-backoff.ts';
import { firstInterval, type PollInterval, slowerInterval } from './poll-interval.ts';
import type { PollReading } from './poll-reader.ts';

export interface Waiter {
  request: WaitRequest;
  /** When it came, local time. */
  since: number;
  interval: PollInterval;
  /** The reading it was given last. */
  given?: PollReading;
}

/** What a poll knows; times are local, in ms since the epoch. */
export interface PollState {
  reading?: PollReading;
  /** When the reading under way was begun. */
  readSince?: number;
  /** ms after a throttled request; 0 while they pass. */
  throttledMs: number;
  /** While the last request was throttled: its reply, and when to try again. */
  refused?: { reply: FailedReply; until: number };
}

// A reading younger than this answers a call that comes, or whose time is up, without a request.
const FRESH_MS = 5_000;
// Calls that begin together are read together: a hundred of them in one turn must not cost a first reading for one. A
// busy machine takes longer to take them in than this, so it is counted from the last that adds a volume, but not for
// ever.
const GATHER_MS = 50;
const LONGEST_GATHER_MS = 500;
// Whose time is up gets a reading that was begun until then, if it does not take longer than this: EC2 answers for 500
// volumes well within it. After that the reading before is the answer.
const LAST_READING_MS = 2_000;
// Whoever has no reading at all waits for one so much longer than it asked to: the first request of a process may have
// credentials to fetch, and the only other answer is a failure.
const FIRST_READING_MS = 5_000;

/** Whether a reading may answer a call that was not there when it was taken. */
export function isFresh({ reading }: Pick<PollState, 'reading'>, now: number): boolean {
  return reading !== undefined && now - reading.takenAt < FRESH_MS;
}

/** Whether the last reading has its volumes; one from before it came has them only while it is fresh. */
function isServed({ request, given }: Waiter, state: PollState, now: number): boolean {
  const { reading } = state;
  const covered = reading !== undefined && request.ids.every((id) => reading.ids.has(id));
  return covered && (given !== undefined || isFresh(state, now));
}

function lastReply(waiter: Waiter, state: PollState, now: number): Reply<WaitReading> | undefined {
  const value = isServed(waiter, state, now) ? state.reading?.lookup(waiter.request.ids) : undefined;
  return value && { ok: true, at: value.at, value };
}

/** Local time until which a waiter whose time is up waits for the reading under way. */
function patienceOf(waiter: Waiter, state: PollState, now: number): number {
  const { until } = waiter.request;
  return isServed(waiter, state, now)
    ? Math.max(until, (state.readSince ?? 0) + LAST_READING_MS)
    : Math.max(until, waiter.since) + FIRST_READING_MS;
}

/** What there is for a waiter now: a new reading, or the last word when its time is up and nothing newer will come. */
export function updateFor(waiter: Waiter, state: PollState, now: number): WaitUpdate | undefined {
  const { reading, readSince, refused } = state;
  const { until } = waiter.request;
  const isNew = waiter.given !== reading;
  const isOver = until <= now;
  const reply = isOver || isNew ? lastReply(waiter, state, now) : undefined;
  const isLast = isFresh(state, now) || (reading?.takenAt ?? 0) >= until;
  if (isOver && reply && isLast) return { reply, final: true };
  const isVain = refused !== undefined || (readSince !== undefined && patienceOf(waiter, state, now) <= now);
  if (isOver && isVain) return { reply: reply ?? refused?.reply ?? deadlineReached(), final: true };
  return reply && isNew ? { reply, final: false } : undefined;
}

/** The reply to a call whose signal fired: the last reading when its time was up, none when it was cancelled. */
export function abortReply(waiter: Waiter, state: PollState, now: number): Reply<WaitReading> {
  const { signal } = waiter.request;
  const late = signal.reason?.name === 'TimeoutError';
  return (late ? lastReply(waiter, state, now) : undefined) ?? abortFailure(signal);
}

/** How often to read for it after it was given this reading; `others` wait in the same poll. */
export function intervalAfter(waiter: Waiter, reading: PollReading, others: Iterable<Waiter>): PollInterval {
  const { given, interval, request } = waiter;
  if (request.ids.some((id) => reading.moved.has(id))) return firstInterval(request.goal, reading.takenAt);
  if (!given) return intervalOf(waiter, others) ?? firstInterval(request.goal, reading.takenAt);
  return reading.throttled ? interval : slowerInterval(interval, request.goal, reading.takenAt);
}

/** Of somebody who came a moment before for the same: a team that asks together is read for as one. */
function intervalOf({ request, since }: Waiter, others: Iterable<Waiter>): PollInterval | undefined {
  for (const other of others) {
    const { goal, ids } = other.request;
    const isSame = goal === request.goal && request.ids.every((id) => ids.includes(id));
    if (other.given && since - other.since < FRESH_MS && isSame) return other.interval;
  }
  return undefined;
}

/** Local time at which somebody needs a reading or, while one is under way, will not wait for it any longer. */
export function nextDue(waiters: readonly Waiter[], state: PollState, now: number): number {
  const { reading, readSince, refused, throttledMs } = state;
  const ends = waiters.map((one) => {
    const { until } = one.request;
    return readSince === undefined || until > now ? until : patienceOf(one, state, now);
  });
  if (readSince !== undefined) return Math.min(...ends);
  const dues = waiters.flatMap(({ since, given, interval }) =>
    reading && given ? Math.max(since + GATHER_MS, reading.takenAt + Math.max(interval.ms, throttledMs)) : [],
  );
  return Math.min(refused?.until ?? Math.min(gatheredAt(waiters), ...dues), ...ends);
}

/** Local time at which those who have no reading yet are read for; never when there is nobody. */
function gatheredAt(waiters: readonly Waiter[]): number {
  const came = waiters.filter(({ given }) => given === undefined);
  const ids = new Set<string>();
  // Whoever comes for what is gathered already is not waited for.
  const bringing = came.filter(({ request }) => {
    const before = ids.size;
    for (const id of request.ids) ids.add(id);
    return ids.size > before;
  });
  const [first, last] = [bringing[0], bringing.at(-1)];
  if (!first || !last) return Number.POSITIVE_INFINITY;
  return Math.min(last.since + GATHER_MS, first.since + LONGEST_GATHER_MS);
}
