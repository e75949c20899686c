// What the calls of one process share: a poll for each place, and identical requests.
import type { SharedReads } from '../../ports/reads.ts';
import { createPoll, type Poll, type PollPorts, register } from './poll.ts';
import { createSingleFlight } from './single-flight.ts';

/** One for a process. */
export function createSharedReads(ports: PollPorts): SharedReads {
  const polls = new Map<string, Poll>();
  return {
    register(place, request) {
      const key = JSON.stringify(place);
      const running = polls.get(key);
      if (running) return register(running, request);
      const poll = createPoll(ports, place);
      poll.stop.signal.addEventListener('abort', () => polls.delete(key), { once: true });
      polls.set(key, poll);
      return register(poll, request);
    },
    once: createSingleFlight(ports.now),
  };
}
