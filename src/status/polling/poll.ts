// One poll: it reads for all who wait in one place, and answers each from the reading.
import type { Place, Reply } from '../../ports/ec2.ts';
import type { WatchOrder } from '../../ports/reads.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import type { VolumeLookup } from '../../volume/found-volumes.ts';
import { abortFailure, deadlineReached, isThrottled } from '../throttle-backoff.ts';
import { firstPace, type Pace, slowerPace, throttledPause } from './poll-interval.ts';
import { createPollReader, type PollReading } from './poll-reader.ts';
import { admit, type Watcher } from './waiter.ts';

// A reading younger than this answers a call that comes, or whose time is up, without a request.
const FRESH_MS = 5_000;

// Calls that begin together are read together: a hundred of them in one turn must not cost a first reading for one.
const GATHER_MS = 50;

// Whose time is up is told of a reading that was begun until then, if it does not take longer than this: EC2 answers
// for 500 volumes well within it. After that the reading before is the answer.
const LAST_READING_MS = 2_000;
// Whoever has no reading at all waits for one so much longer than it asked to: the first request of a process may have
// credentials to fetch, and the only other answer is a failure.
const FIRST_READING_MS = 5_000;

export type PollPorts = Pick<Deps, 'ec2' | 'now' | 'sleep' | 'progressSeen'>;

/** Runs from its first order until nobody waits any more; then `close` is called and it takes no other order. */
export function openPoll(
  ports: PollPorts,
  place: Place,
  close: () => void,
): (order: WatchOrder) => Promise<Reply<VolumeLookup>> {
  const watchers = new Set<Watcher>();
  const roll = createPollReader(ports, place);
  const stop = new AbortController();
  // Ends a sleep, for a newcomer or at the end of a reading.
  let wake = new AbortController();
  let begun = false;
  let reading: PollReading | undefined;
  // When the reading under way was begun, local time.
  let readSince: number | undefined;
  // Ms after a throttled request; 0 while they pass.
  let throttled = 0;
  let refused: { failure: Failure; until: number } | undefined;
  // A sleep that has returned counts as having lasted, whatever the clock says.
  let slept = 0;
  const now = () => Math.max(ports.now(), slept);

  const isFresh = () => reading !== undefined && now() - reading.takenAt < FRESH_MS;
  const covers = ({ order }: Watcher) => reading !== undefined && order.ids.every((id) => reading?.ids.has(id));

  function leave(watcher: Watcher, tell: () => void): void {
    if (!watchers.delete(watcher)) return;
    tell();
    if (watchers.size > 0) return;
    close();
    stop.abort();
    wake.abort();
  }

  const settle = (watcher: Watcher, reply: Reply<VolumeLookup>) => leave(watcher, () => watcher.settle(reply));

  /** A bug is for the last catch of each call; the next order opens another poll. */
  const fail = (watcher: Watcher, bug: unknown) => leave(watcher, () => watcher.fail(bug));

  function failAll(bug: unknown): void {
    for (const watcher of [...watchers]) fail(watcher, bug);
  }

  /** Whether the last reading tells of its volumes; one from before it came does so only while it is fresh. */
  const isServed = (watcher: Watcher) => covers(watcher) && (watcher.told !== undefined || isFresh());

  function lastFor(watcher: Watcher): Extract<Reply<VolumeLookup>, { ok: true }> | undefined {
    const found = isServed(watcher) ? reading?.foundFor(watcher.order.ids) : undefined;
    return found && { ok: true, at: found.at, value: found };
  }

  /** Local time until which one whose time is up waits for the reading under way. */
  function patienceOf(watcher: Watcher): number {
    const { until } = watcher.order;
    return isServed(watcher)
      ? Math.max(until, (readSince ?? 0) + LAST_READING_MS)
      : Math.max(until, watcher.since) + FIRST_READING_MS;
  }

  /** Settles those whom the last reading answers, and those whose time is up with nothing newer to come. */
  function answerAll(): void {
    for (const watcher of [...watchers]) {
      try {
        answer(watcher);
      } catch (bug) {
        // What the caller handed in threw: the others have nothing to do with it.
        fail(watcher, bug);
      }
    }
  }

  function answer(watcher: Watcher): void {
    const { order } = watcher;
    const over = order.until <= now();
    const isNew = watcher.told !== reading;
    const last = over || isNew ? lastFor(watcher) : undefined;
    const isLast = over && (isFresh() || (reading?.takenAt ?? 0) >= order.until);
    const isVain = over && (refused !== undefined || (readSince !== undefined && patienceOf(watcher) <= now()));
    if (last && ((isNew && order.ends(last.value)) || isLast || isVain)) settle(watcher, last);
    else if (isVain) settle(watcher, refused ? { ok: false, failure: refused.failure } : deadlineReached());
    else if (last && reading && isNew) {
      watcher.pace = paceAfter(watcher, reading);
      watcher.told = reading;
      order.tell(last.value);
    }
  }

  function paceAfter({ told, pace, order }: Watcher, { takenAt, moved, throttled }: PollReading): Pace {
    if (!told || order.ids.some((id) => moved.has(id))) return firstPace(order.goal, takenAt);
    return throttled ? pace : slowerPace(pace, order.goal, takenAt);
  }

  /** Local time at which a reading is due for one. */
  function dueFor(watcher: Watcher): number {
    const gathered = watcher.since + GATHER_MS;
    if (!reading || !watcher.told) return gathered;
    return Math.max(gathered, reading.takenAt + Math.max(watcher.pace.pause, throttled));
  }

  /** Local time at which somebody needs a reading or, while one is under way, will not wait for it any longer. */
  function nextDue(): number {
    const all = [...watchers];
    if (readSince !== undefined)
      return Math.min(...all.map((one) => (one.order.until > now() ? one.order.until : patienceOf(one))));
    const next = refused?.until ?? Math.min(...all.map(dueFor));
    return Math.min(next, ...all.map(({ order }) => order.until));
  }

  async function run(): Promise<void> {
    for (;;) {
      answerAll();
      if (watchers.size === 0) return;
      if (readSince === undefined && nextDue() <= now()) void read();
      const due = nextDue();
      wake = new AbortController();
      await ports.sleep(Math.max(0, due - now()), wake.signal);
      if (!wake.signal.aborted) slept = Math.max(slept, due);
    }
  }

  const slowDown = () => throttledPause(throttled, Math.min(...[...watchers].map(({ pace }) => pace.pause)));

  async function read(): Promise<void> {
    readSince = now();
    const all = [...watchers];
    const ids = [...new Set(all.flatMap(({ order }) => order.ids))];
    try {
      const reply = await roll.read(ids, now, { signal: stop.signal });
      if (reply.ok) {
        reading = reply.value;
        refused = undefined;
        throttled = reading.throttled ? slowDown() : 0;
      } else if (isThrottled(reply.failure)) {
        throttled = slowDown();
        refused = { failure: reply.failure, until: now() + throttled };
      } else {
        for (const watcher of all) settle(watcher, reply);
      }
    } catch (bug) {
      failAll(bug);
    } finally {
      readSince = undefined;
      wake.abort();
    }
  }

  function abandon(watcher: Watcher): void {
    const { signal } = watcher.order;
    const late = signal.reason?.name === 'TimeoutError';
    settle(watcher, (late ? lastFor(watcher) : undefined) ?? abortFailure(signal));
  }

  function enter(watcher: Watcher): void {
    watchers.add(watcher);
    if (begun) wake.abort();
    else run().catch(failAll);
    begun = true;
  }

  return (order) => admit(order, now(), enter, abandon);
}
