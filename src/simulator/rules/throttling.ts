import { fault } from '../wire/fault.ts';

// EC2 developer guide, "Request throttling" (2026): capacity and refill per second, per account, Region and API.
const READING = { capacity: 100, perSecond: 20 };
const READING_ALL = { capacity: 50, perSecond: 10 };
const MUTATING = { capacity: 50, perSecond: 5 };
// The guide lists seven by name; DescribeVolumeStatus and DescribeVolumesModifications are not among them.
const SMALLER_UNLESS_NARROWED = ['DescribeInstances', 'DescribeVolumes'];

export interface BucketUse {
  action: string;
  accountId: string;
  region: string;
  /** Names a filter or a page, or ids where they count. */
  narrowed: boolean;
}

/** The request buckets of every account, Region and action. */
export interface Buckets {
  /**
   * @param wallNow ms since the epoch by the wall clock: requests are sent by real callers in real seconds, however fast
   * the volumes' time runs, and a caller that waits a second must find what a second brings
   * @throws Fault RequestLimitExceeded when the bucket is empty
   */
  take(use: BucketUse, wallNow: number): void;
}

/** Fresh buckets, all full. */
export function openBuckets(): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(use, wallNow) {
      const { capacity, perSecond } = classOf(use);
      const name = `${use.accountId}/${use.region}/${use.action}/${capacity}`;
      const bucket = buckets.get(name) ?? { tokens: capacity, at: wallNow };
      // A wall clock may be set back; a bucket is not emptied by that.
      const passed = Math.max(0, wallNow - bucket.at);
      const tokens = Math.min(capacity, bucket.tokens + (passed / 1_000) * perSecond);
      buckets.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at: wallNow });
      if (tokens < 1) throw fault('RequestLimitExceeded', 'Request limit exceeded.');
    },
  };
}

function classOf({ action, narrowed }: BucketUse) {
  if (!/^(Describe|Get)/.test(action)) return MUTATING;
  return SMALLER_UNLESS_NARROWED.includes(action) && !narrowed ? READING_ALL : READING;
}
