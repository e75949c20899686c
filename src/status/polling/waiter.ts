// One call that waits in a poll: what it ordered, what it was told, and the promise it waits by.
import type { Reply } from '../../ports/ec2.ts';
import type { WatchOrder } from '../../ports/reads.ts';
import type { VolumeLookup } from '../../volume/found-volumes.ts';
import { firstPace, type Pace } from './poll-interval.ts';
import type { PollReading } from './poll-reader.ts';

export interface Watcher {
  order: WatchOrder;
  /** When it came, local time. */
  since: number;
  /** The reading it was told of last. */
  told?: PollReading;
  pace: Pace;
  settle(reply: Reply<VolumeLookup>): void;
  fail(bug: unknown): void;
}

/** `abandon` is called when the order's signal fires before it was settled. */
export function admit(
  order: WatchOrder,
  since: number,
  enter: (watcher: Watcher) => void,
  abandon: (watcher: Watcher) => void,
): Promise<Reply<VolumeLookup>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => abandon(watcher);
    const forget = () => order.signal.removeEventListener('abort', onAbort);
    const watcher: Watcher = {
      order,
      since,
      pace: firstPace(order.goal, since),
      settle(reply) {
        forget();
        resolve(reply);
      },
      fail(bug) {
        forget();
        reject(bug);
      },
    };
    order.signal.addEventListener('abort', onAbort, { once: true });
    enter(watcher);
  });
}
