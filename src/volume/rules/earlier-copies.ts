// Copies that exist, whoever made them: one of this source that is in progress blocks, as five in the Region do; one
// that is done is offered.

import { formatAge } from '../../text/time-text.ts';
import type { Volume, VolumeStatus } from '../aws-records.ts';
import { blockFinding, type Finding, infoFinding, warnFinding } from './finding.ts';
import { isInitializingCopy } from './initialization-phase.ts';
import { isEnded, isLateCreation } from './source-state.ts';
import { PLAN_TAG } from './tags.ts';

const GUIDE = 'EBS user guide, copying a volume, read 2026-11-28';

/** The documented quota of copies in progress in a Region; AWS raises it for an account that asks. */
const MOST_IN_REGION = 5;

/** What is known of copies: those of this source, and those of any source that were made lately. */
export interface KnownCopies {
  copies: readonly Volume[];
  recent: readonly Volume[];
  statuses: ReadonlyMap<string, VolumeStatus>;
  /** EC2's clock, ms since the epoch. */
  now: number;
  /** The plan's ClientToken. */
  token?: string | undefined;
}

/** A copy that this token made before is the answer of the real call; all others stand beside it. */
export function judgeCopies({ copies, recent, statuses, now, token }: KnownCopies): Finding[] {
  const alive = livingCopies(copies);
  const statusOf = (copy: Volume) => statuses.get(copy.VolumeId ?? '');
  const isRunning = (copy: Volume) =>
    copy.State === 'creating' ? !isLateCreation(copy, now) : isInitializingCopy(copy, statusOf(copy), now);
  const same = alive.find((copy) => token !== undefined && planOf(copy) === token);
  // A copy made with this ClientToken is no conflict: EC2 returns that volume again.
  if (same?.VolumeId) {
    return infoFinding(
      'copied-earlier',
      `This ClientToken made ${same.VolumeId}${when(same, now)}: with it the real call gives that volume, no second one.`,
      { advice: 'Leave ClientToken out to make another copy.', volume: same.VolumeId },
    );
  }
  const running = alive.find(isRunning);
  if (running) return copyRunning(running, statusOf(running)?.Initialization?.Progress);
  const late = alive.filter((copy) => isLateCreation(copy, now));
  return [
    ...judgeRegion(livingCopies(recent).filter(isRunning)),
    ...late.flatMap(creationLate),
    ...offerNewest(
      alive.filter((copy) => !late.includes(copy)),
      now,
    ),
  ];
}

/** Whether EC2 still counts it nobody says. */
function creationLate({ VolumeId }: Volume): Finding[] {
  return warnFinding(
    'copy-running',
    `A copy of this source, ${VolumeId}, is being created for longer than 5 minutes, so its creation has probably failed. EC2 decides whether another one may be made.`,
    { advice: 'Look at it before the copy, and delete it if it is of no use.' },
    GUIDE,
  );
}

function copyRunning({ VolumeId, State }: Volume, percent: number | undefined): Finding[] {
  const done = percent === undefined ? '' : ` (${percent} %)`;
  return blockFinding(
    'copy-running',
    `A copy of this source, ${VolumeId}, is ${State === 'creating' ? 'being created' : `still initializing${done}`}; EBS makes one copy of a volume at a time.`,
    {
      advice: 'Use that copy, wait until it is initialized, or take a snapshot instead.',
      afterSeconds: 900,
      ...(VolumeId ? { volume: VolumeId } : {}),
    },
    GUIDE,
  );
}

/** More than the documented quota at once suggests that this account's is higher: how high it is nobody can read here. */
function judgeRegion(running: readonly Volume[]): Finding[] {
  if (running.length < MOST_IN_REGION) return [];
  const raised = running.length > MOST_IN_REGION;
  const judge = raised ? warnFinding : blockFinding;
  return judge(
    'copies-in-region',
    `${running.length} copies are in progress in this Region, and EBS documents ${MOST_IN_REGION} at a time${raised ? '; this account may have a higher quota' : ''}.`,
    raised
      ? { advice: 'EC2 decides; if it refuses, wait until one of them is initialized.' }
      : {
          advice: 'Wait until one of them is initialized. Whether this account has a higher quota is not known here.',
          afterSeconds: 900,
          volumes: running.flatMap(({ VolumeId }) => VolumeId ?? []),
        },
    GUIDE,
  );
}

function offerNewest(alive: readonly Volume[], now: number): Finding[] {
  const [newest] = alive;
  if (!newest?.VolumeId) return [];
  return warnFinding(
    'copied-earlier',
    `This source was copied${when(newest, now)} → ${newest.VolumeId}${alive.length > 1 ? ` (and ${alive.length - 1} more)` : ''}. Reuse it?`,
    { advice: 'Look at it before paying for another.', volume: newest.VolumeId },
  );
}

/** The token of the plan that made a volume, where our tag says so. */
export function planOf(copy: Volume): string | undefined {
  return copy.Tags?.find((tag) => tag.Key === PLAN_TAG)?.Value;
}

function when(copy: Volume, now: number): string {
  const made = Date.parse(copy.CreateTime ?? '');
  return Number.isNaN(made) ? '' : ` ${formatAge(made, now)}`;
}

/** Those that exist and will stay, the newest first. */
export function livingCopies(copies: readonly Volume[]): Volume[] {
  return copies.filter((copy) => !isEnded(copy)).sort((a, b) => (b.CreateTime ?? '').localeCompare(a.CreateTime ?? ''));
}

// EC2's clock against itself, rounded to seconds by some of its answers.
const CLOCK_SLACK_MS = 60_000;

/**
 * The id of the one copy without our tags that appeared since `since` (EC2's clock, ms since the epoch). Of several
 * nobody can say which it is.
 */
export function unstampedCopy(copies: readonly Volume[], since: number): string | undefined {
  const [only, ...more] = livingCopies(copies).filter(
    (copy) => planOf(copy) === undefined && Date.parse(copy.CreateTime ?? '') >= since - CLOCK_SLACK_MS,
  );
  return more.length > 0 ? undefined : only?.VolumeId;
}
