// Request throttling: one token bucket for every account, Region and action.
import { fault } from '../wire/fault.ts';

// EC2 developer guide, "Request throttling" (2026): capacity and refill per second, per account, Region and API.
const READING = { capacity: 100, perSecond: 20 };
const READING_ALL = { capacity: 50, perSecond: 10 };
const MUTATING = { capacity: 50, perSecond: 5 };
// The guide lists seven by name; DescribeVolumeStatus and DescribeVolumesModifications are not among them.
const SMALLER_UNLESS_NARROWED = ['DescribeInstances', 'DescribeVolumes'];

interface ThrottledRequest {
  action: string;
  accountId: string;
  region: string;
  /** It has a filter or a page, or ids where they count. */
  narrowed: boolean;
}

/** The buckets of one simulator. */
export interface Throttling {
  /**
   * Takes one token.
   * @param wallNow ms since the epoch by the wall clock: callers send in real seconds, however fast simulated time runs,
   * and one that waits a second must find the refill of a second
   * @throws Ec2Fault RequestLimitExceeded when the bucket is empty
   */
  take(request: ThrottledRequest, wallNow: number): void;
}

/** All buckets full. */
export function createThrottling(): Throttling {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(request, wallNow) {
      const { capacity, perSecond } = bucketOf(request);
      const name = `${request.accountId}/${request.region}/${request.action}/${capacity}`;
      const bucket = buckets.get(name) ?? { tokens: capacity, at: wallNow };
      // A wall clock may be set back; a bucket is not emptied by that.
      const passed = Math.max(0, wallNow - bucket.at);
      const tokens = Math.min(capacity, bucket.tokens + (passed / 1_000) * perSecond);
      buckets.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at: wallNow });
      if (tokens < 1) throw fault('RequestLimitExceeded', 'Request limit exceeded.');
    },
  };
}

function bucketOf({ action, narrowed }: ThrottledRequest) {
  if (!/^(Describe|Get)/.test(action)) return MUTATING;
  return SMALLER_UNLESS_NARROWED.includes(action) && !narrowed ? READING_ALL : READING;
}
