import type { Reply } from '../../ports/ec2.ts';
import type { SharedReads, WatchOrder } from '../../ports/shared-reads.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Found } from '../../volume/found-volumes.ts';
import { gaveUp } from '../throttle-backoff.ts';
import type { PollPorts } from './poll.ts';
import { openPoll } from './poll.ts';

import { openOnce } from './single-flight.ts';

/** One for a process. */
export function createSharedReads(ports: Pick<Deps, 'ec2' | 'now' | 'sleep' | 'progressSeen'>): SharedReads {
  return { watch: openWatch(ports), once: openOnce(ports.now) };
}

function openWatch(ports: PollPorts): SharedReads['watch'] {
  const polls = new Map<string, (order: WatchOrder) => Promise<Reply<Found>>>();
  return async (place, order) => {
    if (order.signal.aborted) return gaveUp(order.signal);
    const name = JSON.stringify(place);
    const poll = polls.get(name) ?? openPoll(ports, place, () => polls.delete(name));
    polls.set(name, poll);
    return poll(order);
  };
}
