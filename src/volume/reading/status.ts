// What EC2's words about one volume mean for a person: may I attach it, is it fast, is it well, may I change its
// source, what next. Source: EBS user guide, "Monitor volume initialization" and "Volume status checks", read 2026-11-22.

import type { Volume } from '../aws-records.ts';
import { isCopy, isInitializing, type Progress, readProgress } from '../rules/initialization-phase.ts';
import { isLateCreation, judgeSource } from '../rules/source-state.ts';
import { type AttachFacts, isForeign, isKnownState, readAttachable } from './attachable.ts';
import { present } from './present.ts';
import { describeInitialization, type Initialization, type ProgressFacts } from './progress.ts';
import { type Checks, readChecks } from './status-checks.ts';
import { writeVerdict } from './verdict.ts';

/** What else was read about a volume. A volume's state does not show in its checks and the other way round. */
export interface StatusFacts extends ProgressFacts, AttachFacts {
  /** The status row could not be read: denied, throttled, timed out. */
  unread?: boolean;
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
  const foreign = isForeign(volume, facts) === true;
  const unread = !status && (facts.unread === true || foreign);
  const progress = readProgress(volume, status, now, unread);
  const checks = readChecks(status, isInitializing(progress) && usable, now, volume.CreateTime);
  const failed = state === 'error';
  const healthy = failed ? false : checks.healthy;
  const { initialization, left } = (failed ? undefined : describeInitialization(volume, progress, facts)) ?? {};
  const attach = readAttachable(volume, facts);
  const fullSpeed = usable ? readFullSpeed(progress, checks, modification) : undefined;
  const sourceMayChange = copy && isKnownState(state) ? usable : undefined;
  const obstacles = copyObstacles(volume, { ...facts, unread });
  return {
    ...present({ attachable: attach.may, fullSpeed, healthy, sourceMayChange, initialization }),
    verdict: writeVerdict(volume, {
      ...{ copy, progress, initialization, left, fullSpeed, checks, attach, obstacles, foreign, unread },
      ...{ modification, now },
    }),
    needsAttention: failed || (usable && checks.needsAttention) || isLateCreation(volume, now),
  };
}

/**
 * Codes of what forbids a copy of this volume now, as a rehearsal finds them. What was not read forbids nothing here:
 * EC2 decides.
 */
export function copyObstacles(volume: Volume, facts: StatusFacts): string[] {
  const { status, unread, modification, now } = facts;
  const row = status ?? (unread === true ? undefined : {});
  const findings = judgeSource(volume, row, modification, now);
  return findings.filter(({ level }) => level === 'block').map(({ code }) => code);
}

// While a modification lasts, performance is between the old configuration and the new one (EBS user guide, "Monitor
// the progress of volume modifications", read 2026-11-22). A word that AWS added since says nothing.
const OVER = ['completed', 'failed'];

/** No is known sooner than yes. */
function readFullSpeed(
  progress: Progress,
  checks: Checks,
  modification: StatusFacts['modification'],
): boolean | undefined {
  if (isInitializing(progress) || checks.slow) return false;
  if (progress.phase === 'unknown' || progress.phase === 'report-overdue') return undefined;
  const settled = modification === 'none' || OVER.includes(modification?.ModificationState ?? '');
  return settled ? true : undefined;
}
