// How far the initialization of a volume is, as far as EC2 shows it: read by rules and status alike. Source: EBS user
// guide, "Monitor volume initialization" and "Copy an Amazon EBS volume", read 2026-11-22.
import type { Volume, VolumeStatus } from '../aws-records.ts';

export interface Progress {
  /**
   * `awaiting-first-report`: a copy of which EC2 shows nothing yet; `report-overdue`: the same of one that is too old
   * for that. `not-applicable`: there is nothing to initialize. `unknown`: not read, or not clear from what was read.
   */
  phase: 'done' | 'running' | 'awaiting-first-report' | 'report-overdue' | 'not-applicable' | 'unknown';
  /** As EC2 reports it, also beside `done`. */
  percent?: number;
  /** The state as EC2 names it, beside `unknown`: one that this version does not know. */
  word?: string;
}

/** What EC2 reports of an initialization may be this old, ms. */
export const LAG_MS = 300_000;

const HOUR_MS = 3_600_000;
// The documented longest times are best effort; a first TiB takes up to six hours of them.
const OVERTIME_MS = 6 * HOUR_MS;
const TIB = 1_024;

/**
 * `completed` outranks the percentage: AWS's own sample shows it beside 75 %. `now` is EC2's clock, ms since the epoch;
 * `unread`: an absent status could not be read, which means nothing.
 */
export function readProgress(
  volume: Volume,
  status: VolumeStatus | undefined,
  now: number | undefined,
  unread = false,
): Progress {
  const state = status?.Details?.find((detail) => detail.Name === 'initialization-state')?.Status;
  const percent = status?.Initialization?.Progress;
  const reported = percent === undefined ? {} : { percent };
  if (state === 'completed' || (state === undefined && percent === 100)) return { phase: 'done', ...reported };
  if (state === 'initializing' || (state === undefined && percent !== undefined))
    return { phase: 'running', ...reported };
  if (state !== undefined) return { phase: 'unknown', ...reported, word: state };
  if (status?.Initialization) return { phase: 'unknown' };
  if (!status && unread) return { phase: 'unknown' };
  const age = ageOf(volume, now);
  const published = age > 2 * LAG_MS;
  if (!volume.SourceVolumeId) {
    const toLoad = Boolean(volume.SnapshotId) && !published;
    return { phase: status && !toLoad ? 'not-applicable' : 'unknown' };
  }
  // A copy of an empty volume has no initialization; whether it is one shows once its checks have run.
  if (status?.Status === 'ok' && published) return { phase: 'not-applicable' };
  if (Number.isNaN(age)) return { phase: 'unknown' };
  return { phase: age > longestOf(volume) * HOUR_MS + OVERTIME_MS ? 'report-overdue' : 'awaiting-first-report' };
}

/** Is it slow because blocks are still on their way, as far as EC2 shows or will show? */
export function isInitializing({ phase }: Progress): boolean {
  return phase === 'running' || phase === 'awaiting-first-report';
}

/** By its source, or by what EC2 reports of its initialization when the source is gone. */
export function isCopy(volume: Volume, status: VolumeStatus | undefined): boolean {
  return Boolean(volume.SourceVolumeId) || status?.Initialization?.Type === 'volume-copy';
}

/**
 * A copy that cannot be copied itself yet. A status that is absent counts as not read, and then only a copy that is so
 * young that EC2 may not have reported anything is one. `now`: EC2's clock, ms since the epoch.
 */
export function isInitializingCopy(volume: Volume, status: VolumeStatus | undefined, now?: number): boolean {
  if (!isCopy(volume, status)) return false;
  const progress = readProgress(volume, status, now, true);
  return isInitializing(progress) || (progress.phase === 'unknown' && !progress.word && ageOf(volume, now) < LAG_MS);
}

/** Hours; by the size, which bounds what was written. */
export function longestOf({ Size }: Volume): number {
  return longestHours(Size ?? Number.POSITIVE_INFINITY);
}

/** Up to 6 h for the first TiB written, 1.2 h for each further TiB to 16, 24 h beyond (best effort). */
export function longestHours(writtenGiB: number): number {
  const tebibytes = writtenGiB / TIB;
  if (tebibytes <= 1) return 6;
  return tebibytes <= 16 ? Math.round((6 + 1.2 * (tebibytes - 1)) * 10) / 10 : 24;
}

/** ms; not a number while the time of creation or of the reading is not known. */
function ageOf({ CreateTime = '' }: Volume, now: number | undefined): number {
  return (now ?? Number.NaN) - Date.parse(CreateTime);
}
