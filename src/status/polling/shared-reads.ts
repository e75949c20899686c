// What the calls of one process share: a poll for each place, and identical requests.
import type { SharedReads } from '../../ports/reads.ts';
import { createPoll, type Poll, type PollPorts, register } from './poll.ts';
import { createSingleFlight } from './single-flight.ts';
import { isFresh } from './waiter.ts';

/** One for a process. */
export function createSharedReads(ports: PollPorts): SharedReads {
  const polls = new Map<string, Poll>();
  // Of polls that have ended: who comes a moment later needs no other reading.
  const last = new Map<string, Pick<Poll, 'reading'>>();
  return {
    register(place, request) {
      const key = JSON.stringify(place);
      const running = polls.get(key);
      if (running) return register(running, request);
      for (const [old, ended] of last) if (!isFresh(ended, ports.now())) last.delete(old);
      const poll = createPoll(ports, place, last.get(key)?.reading);
      const end = () => {
        polls.delete(key);
        last.set(key, { ...(poll.reading ? { reading: poll.reading } : {}) });
      };
      poll.stop.signal.addEventListener('abort', end, { once: true });
      polls.set(key, poll);
      return register(poll, request);
    },
    once: createSingleFlight(ports.now),
  };
}
