// What EC2's words about one volume mean for a person: may I attach it, is it fast, is it well, may I change its
// source, what next. Source: EBS user guide, "Monitor volume initialization" and "Volume status checks", read 2026-11-22.

import type { Modification, Volume } from '../aws-records.ts';
import { present } from './present.ts';
import {
  describeInitialization,
  type Initialization,
  isCopy,
  isInitializing,
  type Progress,
  type ProgressFacts,
  readProgress,
} from './progress.ts';
import { type Checks, readChecks } from './status-checks.ts';
import { isLateCreation, writeVerdict } from './verdict.ts';

/** What else was read about a volume. A volume's state does not show in its checks and the other way round. */
export interface StatusFacts extends ProgressFacts {
  /** The status row could not be read: denied, throttled, timed out. */
  unread?: boolean;
  modification?: Modification | undefined;
  /** The account of the credentials, to know a volume of another account by. */
  account?: string | undefined;
}

/** What is not known is absent. */
export interface VolumeReading {
  attachable?: boolean;
  fullSpeed?: boolean;
  healthy?: boolean;
  sourceMayChange?: boolean;
  initialization?: Initialization;
  verdict: string;
  needsAttention: boolean;
}

/** The state and the checks together; no fact is needed but the volume. */
export function readStatus(volume: Volume, facts: StatusFacts = {}): VolumeReading {
  const { status, now, modification } = facts;
  const state = volume.State;
  const copy = isCopy(volume, status);
  const usable = state === 'available' || state === 'in-use';
  const foreign = isForeign(volume, facts);
  const unread = !status && (facts.unread === true || foreign);
  const progress = readProgress(volume, status, now, unread);
  const checks = readChecks(status, isInitializing(progress) && usable, now);
  const failed = state === 'error';
  const healthy = failed ? false : checks.healthy;
  const { initialization, left } = (failed ? undefined : describeInitialization(volume, progress, facts)) ?? {};
  const attachable = readAttachable(volume);
  const fullSpeed = usable ? readFullSpeed(progress, checks, modification) : undefined;
  const verdict = { copy, progress, initialization, left, fullSpeed, checks, foreign, unread, modification, now };
  const sourceMayChange = copy && state !== undefined ? usable : undefined;
  return {
    ...present({ attachable, fullSpeed, healthy, sourceMayChange, initialization }),
    verdict: writeVerdict(volume, verdict),
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
