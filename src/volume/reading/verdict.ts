// One short text on a volume with the next action: what a person reads when they read nothing else.

import { formatAge, formatTime } from '../../text/time-text.ts';
import type { Modification, Volume } from '../aws-records.ts';
import { leastLeftMs, pollAgainSeconds } from './poll-again.ts';
import { type Initialization, isInitializing, longestOf, type Progress } from './progress.ts';
import type { Checks } from './status-checks.ts';

interface VerdictFacts {
  copy: boolean;
  progress: Progress;
  initialization: Initialization | undefined;
  /** How much of it is left, in words. */
  left: string | undefined;
  fullSpeed: boolean | undefined;
  checks: Checks;
  foreign: boolean;
  /** Its checks and initialization could not be read. */
  unread: boolean;
  modification?: Modification | undefined;
  now?: number | undefined;
}

/** Opens with what is wrong, if anything is; closes with what to do. */
export function writeVerdict(volume: Volume, facts: VerdictFacts): string {
  switch (volume.State) {
    case 'error':
      return 'Failed: EC2 reports the state error, which its checks do not show. Delete it and begin again with a new rehearsal, whose ClientToken is new.';
    case 'deleting':
    case 'deleted':
      return 'Going or gone: it is being deleted.';
    case 'creating':
      return isLateCreation(volume, facts.now)
        ? 'Being created for longer than 5 minutes, so it has probably failed: not attachable. Look for its createVolume event and at its KMS key.'
        : 'Being created: not attachable yet. Ask again in a few seconds.';
    case 'available':
    case 'in-use':
      return usableWords(volume, facts).filter(Boolean).join(' ');
    default:
      return 'EC2 reports a state that this version does not know.';
  }
}

// Creation takes seconds; the EBS CSI driver measured 4 s as its 99th percentile.
const LATE_CREATION_MS = 5 * 60_000;

/** A volume that is `creating` for so long that its creation has probably failed. */
export function isLateCreation(volume: Volume, now: number | undefined): boolean {
  if (volume.State !== 'creating' || now === undefined) return false;
  return now - Date.parse(volume.CreateTime ?? '') > LATE_CREATION_MS;
}

function usableWords(volume: Volume, facts: VerdictFacts): (string | false | undefined)[] {
  const { copy, progress, checks } = facts;
  const data = copy ? dataWords(volume, facts) : undefined;
  if (checks.trouble !== undefined) {
    return [checks.trouble, data, ...checks.remarks, modificationWords(facts.modification)];
  }
  const head = volume.State === 'available' ? 'Ready to attach' : 'In use';
  const slow = isInitializing(progress);
  const again = pollAgainSeconds(facts.now === undefined ? undefined : leastLeftMs(facts.initialization, facts.now));
  const speed = slow
    ? `, not yet at full speed (${progressWords(facts)})`
    : copy && facts.fullSpeed
      ? ', at full speed'
      : '';
  return [
    `${head}${speed}.`,
    data,
    progress.phase === 'report-overdue' &&
      `EC2 shows no initialization of it, and it is older than the documented longest time (${longestOf(volume)} hours): it is most likely done.`,
    ...checks.remarks,
    unreadWords(facts),
    modificationWords(facts.modification),
    slow && copy ? `It cannot be copied itself until then. Look again in ${Math.ceil(again / 60)} minutes.` : undefined,
  ];
}

function unreadWords({ foreign, unread }: VerdictFacts): string | undefined {
  if (foreign) return 'It belongs to another account, which alone can read its checks.';
  if (!unread) return undefined;
  return 'Its checks and initialization could not be read: whether it is well and at full speed is not known.';
}

function progressWords({ progress, left }: VerdictFacts): string {
  const percent = progress.percent === undefined ? 'progress not shown yet' : `${progress.percent} % initialized`;
  return left === undefined ? percent : `${percent}, ${left}`;
}

/** The copy holds the blocks that its source had when it was created, whatever happens to the source since. */
function dataWords(volume: Volume, { progress, now }: VerdictFacts): string {
  const created = Date.parse(volume.CreateTime ?? '');
  const when = Number.isNaN(created)
    ? ''
    : ` as of ${formatTime(created)}${now === undefined ? '' : ` (${formatAge(created, now)})`}`;
  return isInitializing(progress) || progress.phase === 'unknown'
    ? `Its source may change now: its data here is fixed${when}.`
    : `Its data is fixed${when}.`;
}

function modificationWords(modification: Modification | undefined): string | undefined {
  const percent = modification?.Progress === undefined ? '' : ` (${modification.Progress} %)`;
  switch (modification?.ModificationState) {
    case 'modifying':
      return `It is being modified${percent}: usable, but it cannot be copied until that is done.`;
    case 'optimizing':
      return `A modification is still being optimized${percent}; it can be copied.`;
    case 'failed':
      return 'Its last modification failed; it is as it was before.';
    default:
      return undefined;
  }
}
