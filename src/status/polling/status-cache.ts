// The status rows of one poll. While EC2 throttles, the previous row is reused for up to LAG_MS: EC2 refreshes it no
// more often.
import type { Control, Place } from '../../ports/ec2.ts';
import type { Deps } from '../../ports/tool.ts';
import type { Volume, VolumeStatus } from '../../volume/aws-records.ts';
import type { Failure } from '../../volume/errors/failure.ts';
import { LAG_MS } from '../../volume/rules/initialization-phase.ts';
import { readStatuses, withRow } from '../read-statuses.ts';
import { isThrottled } from '../throttle-backoff.ts';

export interface StatusRows {
  statuses: ReadonlyMap<string, VolumeStatus>;
  /** When those were read that stand in for newer ones: EC2's clock, ms since the epoch. */
  readAt: ReadonlyMap<string, number>;
  /** Volumes whose row could not be read, and has none to stand in. */
  unread: ReadonlySet<string>;
  /** Also when every row has one to stand in. */
  failure?: Failure;
}

// What one call of ours takes. By ids, pages are not needed.
export const IDS_A_REQUEST = 500;
// A volume without a status row costs a request more each time; it is asked for again after this.
const ROWLESS_MS = 60_000;

/** `at` is EC2's clock at the reading of the volumes, ms since the epoch; `now` the local one. */
export function createStatusCache(ports: Pick<Deps, 'ec2'>, place: Place) {
  const rowlessUntil = new Map<string, number>();
  let last: ReadonlyMap<string, { status: VolumeStatus; at: number }> = new Map();

  return async (volumes: readonly Volume[], at: number, now: () => number, control: Control): Promise<StatusRows> => {
    const hasRow = (id: string) => (rowlessUntil.get(id) ?? 0) <= now();
    const ids = withRow(volumes).filter(hasRow);
    const rows = new Map<string, { status: VolumeStatus; at: number }>();
    let failure: Failure | undefined;
    for (let from = 0; from < ids.length; from += IDS_A_REQUEST) {
      const read = await readStatuses(ports, place, ids.slice(from, from + IDS_A_REQUEST), control);
      for (const [id, status] of read.statuses) rows.set(id, { status, at });
      for (const id of read.rowless) rowlessUntil.set(id, now() + ROWLESS_MS);
      failure ??= read.statusFailure;
    }
    const unread = new Set(failure ? ids.filter((id) => hasRow(id) && !rows.has(id)) : []);
    const readAt = new Map<string, number>();
    for (const id of failure && isThrottled(failure) ? unread : []) {
      const row = last.get(id);
      if (!row || at - row.at >= LAG_MS) continue;
      rows.set(id, row);
      readAt.set(id, row.at);
      unread.delete(id);
    }
    last = rows;
    const statuses = new Map([...rows].map(([id, { status }]) => [id, status] as const));
    return { statuses, readAt, unread, ...(failure ? { failure } : {}) };
  };
}
