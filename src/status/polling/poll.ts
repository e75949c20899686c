// One poll: a loop that reads for all who wait in one place, and gives each the readings of its volumes.
import type { Place } from '../../ports/ec2.ts';
import type { Registration, WaitRequest, WaitUpdate } from '../../ports/reads.ts';
import type { Deps } from '../../ports/tool.ts';
import { isThrottled } from '../throttle-backoff.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { firstInterval, throttledInterval } from './poll-interval.ts';
import { createPollReader, type PollReader, type PollReading } from './poll-reader.ts';
import { abortReply, intervalAfter, nextDue, type PollState, updateFor, type Waiter } from './waiter.ts';

export type PollPorts = Pick<Deps, 'ec2' | 'now' | 'sleep' | 'progressSeen'>;

/** A bug ends the poll for all who wait in it. */
type Mail = WaitUpdate | { bug: unknown };

/** Runs from its first waiter until the last has left; then `stop` has fired, and it takes no other. */
export interface Poll extends PollState {
  ports: PollPorts;
  read: PollReader;
  waiters: Map<Waiter, Mailbox<Mail>>;
  /** Ends the reading under way. */
  stop: AbortController;
  /** Ends a pause: somebody came, or the last has left. */
  wake: AbortController;
  /** Local time until which pauses have lasted. */
  slept: number;
}

/** It begins with the first that registers. `reading`: of the poll before, if there was one in this place. */
export function createPoll(ports: PollPorts, place: Place, reading?: PollReading): Poll {
  return {
    ...(reading ? { reading } : {}),
    ports,
    read: createPollReader(ports, place),
    waiters: new Map(),
    throttledMs: 0,
    stop: new AbortController(),
    wake: new AbortController(),
    slept: 0,
  };
}

// A timer may fire before the clock reaches its due time; use the later of both, or the loop spins.
const now = (poll: Poll) => Math.max(poll.ports.now(), poll.slept);

/** Also of one whose signal has fired: it gets the failure of that. */
export function register(poll: Poll, request: WaitRequest): Registration {
  const since = now(poll);
  const waiter: Waiter = { request, since, interval: firstInterval(request.goal, since) };
  const mailbox = createMailbox<Mail>();
  const abort = () => end(poll, waiter, { reply: abortReply(waiter, poll, now(poll)), final: true });
  request.signal.addEventListener('abort', abort, { once: true });
  poll.waiters.set(waiter, mailbox);
  if (request.signal.aborted) abort();
  else if (poll.waiters.size === 1) void run(poll);
  else poll.wake.abort();
  return {
    async next() {
      const mail = await mailbox.take();
      if ('bug' in mail) throw mail.bug;
      return mail;
    },
    leave() {
      request.signal.removeEventListener('abort', abort);
      remove(poll, waiter);
    },
  };
}

function remove(poll: Poll, waiter: Waiter): void {
  if (!poll.waiters.delete(waiter) || poll.waiters.size > 0) return;
  poll.stop.abort();
  poll.wake.abort();
}

/** Nothing more comes for this waiter. */
function end(poll: Poll, waiter: Waiter, mail: Mail): void {
  poll.waiters.get(waiter)?.put(mail);
  remove(poll, waiter);
}

async function run(poll: Poll): Promise<void> {
  let underWay: Promise<void> | undefined;
  try {
    for (;;) {
      // One moment for both: whose time is up between them would be read for instead of being answered, and of 200
      // whose ends are a millisecond apart, somebody always is.
      const at = now(poll);
      updateAll(poll, at);
      if (poll.waiters.size === 0) return;
      if (poll.readSince === undefined) underWay = dueOf(poll, at) <= at ? read(poll) : undefined;
      await pause(poll, underWay);
    }
  } catch (bug) {
    for (const waiter of poll.waiters.keys()) end(poll, waiter, { bug });
  }
}

const dueOf = (poll: Poll, at: number) => nextDue([...poll.waiters.keys()], poll, at);

function updateAll(poll: Poll, at: number): void {
  const { reading, waiters } = poll;
  for (const [waiter, mailbox] of waiters) {
    const update = updateFor(waiter, poll, at);
    if (update?.final) end(poll, waiter, update);
    else if (update && reading) {
      mailbox.put(update);
      waiter.interval = intervalAfter(waiter, reading, waiters.keys());
      waiter.given = reading;
    }
  }
}

/** Until somebody is due, comes, or is the last to leave, or until the reading under way has ended. */
async function pause(poll: Poll, underWay: Promise<void> | undefined): Promise<void> {
  const due = dueOf(poll, now(poll));
  const wake = new AbortController();
  poll.wake = wake;
  const sleep = async () => {
    await poll.ports.sleep(Math.max(0, due - now(poll)), wake.signal);
    if (!wake.signal.aborted) poll.slept = Math.max(poll.slept, due);
  };
  try {
    await Promise.race(underWay ? [sleep(), underWay] : [sleep()]);
  } finally {
    wake.abort();
  }
}

async function read(poll: Poll): Promise<void> {
  poll.readSince = now(poll);
  const waiters = [...poll.waiters.keys()];
  const ids = [...new Set(waiters.flatMap(({ request }) => request.ids))];
  const reply = await poll.read(ids, () => now(poll), { signal: poll.stop.signal });
  delete poll.readSince;
  const usual = Math.min(...[...poll.waiters.keys()].map(({ interval }) => interval.ms));
  const slower = throttledInterval(poll.throttledMs, usual);
  if (reply.ok) {
    poll.reading = reply.value;
    delete poll.refused;
    poll.throttledMs = reply.value.throttled ? slower : 0;
  } else if (isThrottled(reply.failure)) {
    poll.throttledMs = slower;
    poll.refused = { reply, until: now(poll) + slower };
  } else {
    for (const waiter of waiters) end(poll, waiter, { reply, final: true });
  }
}
