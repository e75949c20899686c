import { fault } from './fault.ts';

// EC2 developer guide, "Request throttling": capacity and refill per second, per account, Region and API.
const FILTERED_DESCRIBE = { capacity: 100, perSecond: 20 };
const UNFILTERED_DESCRIBE = { capacity: 50, perSecond: 10 };
const MUTATING = { capacity: 50, perSecond: 5 };

export interface BucketUse {
  action: string;
  accountId: string;
  region: string;
  /** Names a filter, ids or a page. Whether ids alone count is unconfirmed; here they do. */
  narrowed: boolean;
}

/** The request buckets of every account, Region and action. */
export interface Buckets {
  /** @throws Fault RequestLimitExceeded when the bucket is empty. `now` in simulated ms */
  take(use: BucketUse, now: number): void;
}

/** Fresh buckets, all full. */
export function openBuckets(): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(use, now) {
      const { capacity, perSecond } = classOf(use);
      const name = `${use.accountId}/${use.region}/${use.action}/${capacity}`;
      const bucket = buckets.get(name) ?? { tokens: capacity, at: now };
      const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
      buckets.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      if (tokens < 1) throw fault('RequestLimitExceeded', 'Request limit exceeded.');
    },
  };
}

function classOf({ action, narrowed }: BucketUse) {
  if (!action.startsWith('Describe')) return MUTATING;
  return action === 'DescribeVolumes' && !narrowed ? UNFILTERED_DESCRIBE : FILTERED_DESCRIBE;
}
