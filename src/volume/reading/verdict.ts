// One short text on a volume with the next action: what a person reads when they read nothing else.

import { counted } from '../../text/counted.ts';
import { quotedText } from '../../text/plain-text.ts';
import { formatAge, formatDuration, formatTime } from '../../text/time-text.ts';
import type { Modification, ModificationRead, Volume } from '../aws-records.ts';
import { isInitializing, longestOf, type Progress } from '../rules/initialization-phase.ts';
import { isLateCreation, lookAgainSeconds, modificationLeft } from '../rules/source-state.ts';
import { type AttachReading, MOST_INSTANCES } from './attachable.ts';
import { leastLeftMs, pollAgainSeconds } from './poll-again.ts';
import type { Initialization } from './progress.ts';
import type { Checks } from './status-checks.ts';

interface VerdictFacts {
  copy: boolean;
  progress: Progress;
  initialization: Initialization | undefined;
  /** How much of it is left, in words. */
  left: string | undefined;
  fullSpeed: boolean | undefined;
  checks: Checks;
  attach: AttachReading;
  /** Codes of what forbids a copy of it now. */
  obstacles: readonly string[];
  foreign: boolean;
  /** Its checks and initialization could not be read. */
  unread: boolean;
  /** Absent when it was not read. */
  modification?: ModificationRead | undefined;
  now?: number | undefined;
}

/** Opens with what is wrong, if anything is; closes with what to do. */
export function writeVerdict(volume: Volume, facts: VerdictFacts): string {
  switch (volume.State) {
    case 'error':
      return `Failed: EC2 reports the state error, which its checks do not show. ${facts.copy ? 'Delete it and begin again with a new rehearsal, whose ClientToken is new.' : 'It cannot be used. Make a new volume from a snapshot of it, if there is one; if its data matters, ask AWS Support before you delete it.'}`;
    case 'deleting':
    case 'deleted':
      return 'It is being deleted, or is deleted already.';
    case 'creating':
      return isLateCreation(volume, facts.now)
        ? 'Being created for longer than 5 minutes, so its creation has probably failed. It cannot be attached. Look for the createVolume event of EBS in EventBridge, and check its KMS key.'
        : 'Being created. It cannot be attached yet. Check again in a few seconds.';
    case 'available':
    case 'in-use':
      return usableWords(volume, facts).filter(Boolean).join(' ');
    case undefined:
      return 'EC2 reports no state.';
    default:
      return `EC2 reports the state ${quotedText(volume.State)}, which this version does not know.`;
  }
}

function usableWords(volume: Volume, facts: VerdictFacts): (string | false | undefined)[] {
  const { copy, progress, checks } = facts;
  const data = copy ? dataWords(volume, facts) : undefined;
  const rest = [modificationWords(volume.State, facts), placeWords(facts)];
  if (checks.trouble !== undefined) return [checks.trouble, data, ...checks.remarks, ...rest];
  const slow = isInitializing(progress);
  const speed = slow
    ? `, not yet at full speed (${progressWords(facts)})`
    : copy && facts.fullSpeed
      ? ', at full speed'
      : '';
  return [
    `${headWords(volume, facts)}${speed}.`,
    data,
    progress.phase === 'report-overdue' &&
      `EC2 shows no initialization of it, and it is older than the documented longest time (${longestOf(volume)} hours): it is most likely done.`,
    unknownWords(facts),
    ...checks.remarks,
    unreadWords(facts),
    attachWords(facts),
    ...rest,
    slow && initializationWords(facts),
  ];
}

function headWords({ State }: Volume, { attach }: VerdictFacts): string {
  if (State === 'in-use') return attach.may ? 'In use; more instances can be attached' : 'In use';
  return attach.may ? 'Ready to attach' : 'Available';
}

/** Why it cannot be attached, or why that is not known; a modification has its own sentence. */
function attachWords({ attach, foreign }: VerdictFacts): string | undefined {
  if (foreign) return 'It belongs to another account: only that account can attach it and read its checks.';
  if (attach.because === 'full')
    return `It is attached to ${MOST_INSTANCES} instances, and Multi-Attach takes no more: detach it from one first.`;
  if (attach.because === 'owner-unread')
    return 'Whether it can be attached is not known, because the account of these credentials is not known.';
  if (attach.because === 'modification-unread')
    return 'Whether it can be attached is not known, because its modifications were not read.';
  return undefined;
}

function unreadWords({ foreign, unread }: VerdictFacts): string | undefined {
  if (foreign || !unread) return undefined;
  return 'Its checks and initialization could not be read: whether it is well and at full speed is not known.';
}

/** A row was read that does not tell how far it is. */
function unknownWords({ copy, progress: { phase, word }, unread }: VerdictFacts): string | undefined {
  if (phase !== 'unknown' || unread || !(copy || word)) return undefined;
  const report = word
    ? `EC2 reports its initialization state ${quotedText(word)}, which this version does not know. `
    : '';
  return `${report}Whether it is at full speed is not known.`;
}

function progressWords({ progress, left }: VerdictFacts): string {
  const percent = progress.percent === undefined ? 'progress not shown yet' : `${progress.percent} % initialized`;
  return left === undefined ? percent : `${percent}, ${left}`;
}

/** The blocks that its source had when it was created: one that has been attached since may hold others by now. */
function dataWords(volume: Volume, { progress, now }: VerdictFacts): string {
  const created = Date.parse(volume.CreateTime ?? '');
  const age = now === undefined ? '' : ` (${formatAge(created, now)})`;
  const moment = Number.isNaN(created) ? 'of when it was created' : `of ${formatTime(created)}${age}`;
  return isInitializing(progress) || progress.phase === 'unknown'
    ? `You can change the source now; the copy keeps the data ${moment}.`
    : `It was made with the source's data ${moment}.`;
}

function initializationWords({ copy, obstacles, initialization, now }: VerdictFacts): string | undefined {
  const seconds = pollAgainSeconds(now === undefined ? undefined : leastLeftMs(initialization, now));
  const again = `Check again in ${counted(Math.ceil(seconds / 60), 'minute')}.`;
  // A modification says when to check again.
  if (obstacles.includes('source-being-modified')) return undefined;
  return copy && obstacles.includes('source-initializing')
    ? `Until it is at full speed it cannot be copied itself. ${again}`
    : again;
}

/** Where EC2 does not copy volumes; a snapshot is the way there. */
function placeWords({ obstacles }: VerdictFacts): string | undefined {
  const place = obstacles.includes('source-on-outpost')
    ? 'on an Outpost'
    : obstacles.includes('source-in-wavelength-zone') && 'in a Wavelength Zone';
  return place ? `It cannot be copied: it is ${place}. Take a snapshot instead.` : undefined;
}

function modificationWords(state: string | undefined, facts: VerdictFacts): string | undefined {
  const { modification, attach, now } = facts;
  if (modification === undefined || modification === 'none') return undefined;
  const percent = modification.Progress === undefined ? '' : ` (${modification.Progress} %)`;
  const hinders = attach.because === 'being-modified' || attach.because === 'modification-unknown';
  const what = hinders ? 'attached or copied' : 'copied';
  switch (modification.ModificationState) {
    case 'modifying': {
      const use = state === 'in-use' ? 'It can be used meanwhile, but it' : 'It';
      return `It is being modified${percent}. ${use} cannot be ${what} until it is optimizing or completed. ${endWords(modification, now)}`;
    }
    case 'optimizing':
      return `Its last modification is still being optimized${percent}: its performance is between the old and the new one. It can be copied.`;
    case 'failed':
      return 'Its last modification failed; it is as it was before.';
    case 'completed':
      return undefined;
    default: {
      const word = modification.ModificationState;
      const report =
        word === undefined
          ? 'no state of its last modification'
          : `the modification state ${quotedText(word)}, which this version does not know`;
      return `EC2 reports ${report}: whether it can be ${what} is not known.`;
    }
  }
}

function endWords(modification: Modification, now: number | undefined): string {
  const left = modificationLeft(modification, now);
  const again = `Check again in ${counted(Math.ceil(lookAgainSeconds(modification, now) / 60), 'minute')}.`;
  if (left === undefined) return `How long that takes is not known yet. ${again}`;
  return left > 0
    ? `At the rate so far that takes at most about ${formatDuration(left * 1_000)} more. ${again}`
    : again;
}
