// What EC2's words about one volume mean for a person: may I attach it, is it fast, is it well, may I change its
// source, what next. Source: EBS user guide, "Monitor volume initialization" and "Volume status checks", read 2026-11-22.

import type { Modification, Volume, VolumeStatus } from '../aws-records.ts';
import {
  describeInitialization,
  type Initialization,
  isCopy,
  isInitializing,
  type Progress,
  readProgress,
} from './progress.ts';
import type { ProgressSample } from './progress-rate.ts';
import { type Checks, readChecks } from './status-checks.ts';
import { isLateCreation, writeVerdict } from './verdict.ts';

export type { Initialization } from './progress.ts';

/** What else was read about a volume. A volume's state does not show in its checks and the other way round. */
export interface StatusFacts {
  /** Its row of DescribeVolumeStatus, absent when EC2 gave none. */
  status?: VolumeStatus | undefined;
  /** When that row was read, if before `now`: EC2's clock, ms since the epoch. */
  statusReadAt?: number | undefined;
  /** That row could not be read: denied, throttled, timed out. */
  unread?: boolean;
  modification?: Modification | undefined;
  /** The source of a copy, for the speed until it is initialized. */
  source?: Volume | undefined;
  /** Progress seen earlier, in order of time. */
  samples?: readonly ProgressSample[];
  /** EC2's clock, ms since the epoch. */
  now?: number | undefined;
  /** The account of the credentials, to know a volume of another account by. */
  account?: string | undefined;
}

/** Readings are absent while they are not known. */
export interface VolumeReading {
  attachable?: boolean;
  fullSpeed?: boolean;
  healthy?: boolean;
  sourceMayChange?: boolean;
  initialization?: Initialization;
  verdict: string;
  needsAttention: boolean;
}

export function readStatus(volume: Volume, known: StatusFacts = {}): VolumeReading {
  const { status, now } = known;
  const state = volume.State;
  const copy = isCopy(volume, status);
  const usable = state === 'available' || state === 'in-use';
  const foreign = isForeign(volume, known);
  const unread = !status && (known.unread === true || foreign);
  const progress = readProgress(volume, status, now, unread);
  const checks = readChecks(status, isInitializing(progress) && usable, now);
  const failed = state === 'error';
  const healthy = failed ? false : checks.healthy;
  const { initialization, left } = (failed ? undefined : describeInitialization(volume, progress, known)) ?? {};
  const attachable = readAttachable(volume);
  const fullSpeed = usable ? readFullSpeed(progress, checks, known.modification) : undefined;
  return {
    ...(attachable === undefined ? {} : { attachable }),
    ...(fullSpeed === undefined ? {} : { fullSpeed }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(copy && state !== undefined ? { sourceMayChange: usable } : {}),
    ...(initialization ? { initialization } : {}),
    verdict: writeVerdict(volume, {
      copy,
      progress,
      initialization,
      left,
      fullSpeed,
      checks,
      foreign,
      unread,
      modification: known.modification,
      now,
    }),
    needsAttention: failed || (usable && checks.needsAttention) || isLateCreation(volume, now),
  };
}

// While a modification lasts, performance is between the old configuration and the new one (EBS user guide, "Monitor
// the progress of volume modifications", read 2026-11-22).
const CHANGING = ['modifying', 'optimizing'];

/** No is known sooner than yes. */
function readFullSpeed(
  progress: Progress,
  checks: Checks,
  modification: Modification | undefined,
): boolean | undefined {
  if (isInitializing(progress) || checks.slow) return false;
  if (progress.phase === 'unknown' || progress.phase === 'report-overdue') return undefined;
  return CHANGING.includes(modification?.ModificationState ?? '') ? undefined : true;
}

function readAttachable(volume: Volume): boolean | undefined {
  if (volume.State === undefined) return undefined;
  return volume.State === 'in-use' ? volume.MultiAttachEnabled === true : volume.State === 'available';
}

/** Of another account, which alone can read its checks. */
export function isForeign(volume: Volume, { account, status }: Pick<StatusFacts, 'account' | 'status'>): boolean {
  return !status && account !== undefined && volume.OwnerId !== undefined && volume.OwnerId !== account;
}
