// A scan of every volume of a place, page by page, keeping only what is wanted: EC2 has no filter for it.
import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Volume } from '../volume/aws-records.ts';
import { isThrottled } from './throttle-backoff.ts';

// EC2 advises pages; 500 volumes take the SDK 50 ms, and a bigger page would hold up other answers for longer.
const PAGE = 500;
// 100,000 volumes.
const MOST_PAGES = 200;
const MOST_KEPT = 500;

export interface ScanResult {
  kept: Volume[];
  /** How many volumes were looked at. */
  looked: number;
  /** Where to go on; absent at the end. */
  nextToken?: string;
}

export interface Scan {
  keep(volume: Volume): boolean;
  nextToken?: string;
  /** Local time, ms since the epoch, after which no page is begun. */
  until: number;
  /** How far it is, in volumes. */
  notify(looked: number): void;
}

/** Ends at the last page, at its bound or when the time is up; what was found so far is never lost. */
export async function scanVolumes(
  deps: Pick<Deps, 'ec2' | 'now'>,
  place: Place,
  scan: Scan,
  control: Control,
): Promise<Reply<ScanResult>> {
  const kept: Volume[] = [];
  let [looked, at] = [0, 0];
  let token = scan.nextToken;
  for (let pages = 0; pages < MOST_PAGES && kept.length < MOST_KEPT; pages++) {
    if (pages > 0 && deps.now() >= scan.until) break;
    const query = { MaxResults: PAGE, ...(token ? { NextToken: token } : {}) };
    const reply = await deps.ec2.describeVolumes(place, query, control);
    if (!reply.ok) {
      const timeUp = isThrottled(reply.failure) || reply.failure.code === 'deadline-reached';
      if (pages === 0 || !timeUp) return reply;
      break;
    }
    at = reply.at;
    looked += reply.value.items.length;
    kept.push(...reply.value.items.filter((volume) => scan.keep(volume)));
    token = reply.value.nextToken;
    if (!token) break;
    scan.notify(looked);
  }
  return { ok: true, at, value: { kept, looked, ...(token ? { nextToken: token } : {}) } };
}
