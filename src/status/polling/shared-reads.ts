import type { Reply } from '../../ports/ec2.ts';
import type { SharedReads, WatchOrder } from '../../ports/reads.ts';
import type { Deps } from '../../ports/tool.ts';
import type { VolumeLookup } from '../../volume/found-volumes.ts';
import { abortFailure } from '../throttle-backoff.ts';
import type { PollPorts } from './poll.ts';
import { openPoll } from './poll.ts';

import { createSingleFlight } from './single-flight.ts';

/** One for a process. */
export function createSharedReads(ports: Pick<Deps, 'ec2' | 'now' | 'sleep' | 'progressSeen'>): SharedReads {
  return { watch: openWatch(ports), once: createSingleFlight(ports.now) };
}

function openWatch(ports: PollPorts): SharedReads['watch'] {
  const polls = new Map<string, (order: WatchOrder) => Promise<Reply<VolumeLookup>>>();
  return async (place, order) => {
    if (order.signal.aborted) return abortFailure(order.signal);
    const name = JSON.stringify(place);
    const poll = polls.get(name) ?? openPoll(ports, place, () => polls.delete(name));
    polls.set(name, poll);
    return poll(order);
  };
}
