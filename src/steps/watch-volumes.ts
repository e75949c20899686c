// One poll for all calls that wait in one place: their volumes are asked for together, and each takes its own out of
// the reading. EC2 publishes initialization every few minutes; its request buckets belong to the whole account.
import type { Reply, SharedReads, WatchOrder } from '../tools/tool.ts';
import type { Found } from '../volume/found.ts';
import { gaveUp } from './pace-reads.ts';
import { openPoll, type PollPorts } from './poll-volumes.ts';

export function openWatch(ports: PollPorts): SharedReads['watch'] {
  const polls = new Map<string, (order: WatchOrder) => Promise<Reply<Found>>>();
  return async (place, order) => {
    if (order.signal.aborted) return gaveUp(order.signal);
    const name = JSON.stringify(place);
    const poll = polls.get(name) ?? openPoll(ports, place, () => polls.delete(name));
    polls.set(name, poll);
    return poll(order);
  };
}
