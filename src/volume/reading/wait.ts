// Is what the caller waits for reached, and can it still be? Source: EBS user guide, volume states and
// initialization, read 2026-11-22.

import { quotedText } from '../../text/plain-text.ts';
import type { Attachment, Modification, Volume } from '../aws-records.ts';
import { isDenial } from '../errors/failure.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { isLateCreation, lookAgainSeconds } from '../rules/source-state.ts';
import { type AttachReading, isForeign, isKnownState, MOST_INSTANCES, readAttachable } from './attachable.ts';
import { type OtherPlacesResult, placeWords } from './other-places-result.ts';
import { pollAgainSeconds } from './poll-again.ts';
import { progressIn } from './progress.ts';
import { readStatus } from './status.ts';

export type WaitFor = 'available' | 'initialized';

export interface Wait {
  for: WaitFor;
  reached: boolean;
  stillPossible: boolean;
  why?: string;
  askAgainAfterSeconds?: number;
}

// A new volume is available within seconds.
const ASK_AVAILABLE_S = 5;
// What EC2 does not know after a minute was not created (EC2 developer guide, "Eventual consistency").
const ASK_UNKNOWN_S = 60;
// A creation that takes long has most likely failed: there is nothing to see for some minutes.
const ASK_LATE_S = 300;
const MOST_NAMED = 5;

/** Several volumes: all of them. `soonestMs` is the least time left of the one that takes longest. */
export function judgeWait(
  goal: WaitFor,
  lookup: VolumeLookup,
  facts: { account?: string | undefined; soonestMs?: number; otherPlaces?: OtherPlacesResult } = {},
): Wait {
  const no = (why: string): Wait => ({ for: goal, reached: false, stillPossible: false, why });
  if (goal === 'initialized' && lookup.statusFailure && isDenial(lookup.statusFailure.code)) {
    return no('reading the status of volumes is denied');
  }
  const readings = lookup.volumes.map((volume) => ({ volume, ...judgeVolume(goal, volume, lookup, facts.account) }));
  const notYet = readings.filter(({ reached }) => reached === false);
  const nevers = readings.flatMap(({ volume, never }) => (never === undefined ? [] : `${volume.VolumeId} ${never}`));
  if (nevers.length > 0)
    return no(listed([...nevers, ...(notYet.length > 0 ? [`not yet: ${named(notYet.map(idOf))}`] : [])]));
  const { missing, unlisted = [], gone = [], hidden = [], vanished = [] } = lookup;
  if (gone.length > 0) return no(`${gone[0]} was made by this server and no longer exists`);
  if (vanished.length > 0) return no(`${vanished[0]} existed, and EC2 does not show it to these credentials any more`);
  if (missing.length === 0 && unlisted.length === 0 && readings.length > 0 && notYet.length === 0) {
    return { for: goal, reached: true, stillPossible: true, ...whyOf(readings.flatMap(({ remark }) => remark ?? [])) };
  }
  for (const place of facts.otherPlaces?.places ?? []) {
    const there = missing.find((id) => place.VolumeIds.includes(id));
    if (there) return no(`${there} is in ${placeWords(place)}`);
  }
  const unknown = missing.filter((id) => !hidden.includes(id));
  return {
    for: goal,
    reached: false,
    stillPossible: true,
    ...whyOf([
      ...(unknown.length > 0 ? [`not known to EC2 (yet): ${named(unknown)}`] : []),
      ...(hidden.length > 0 ? [`not shown to these credentials: ${named(hidden)}`] : []),
      ...(unlisted.length > 0 ? [`not read: ${unlisted.slice(0, MOST_NAMED).join(', ')}`] : []),
      ...notYet.flatMap(({ volume, remark }) => (remark ? `${volume.VolumeId} ${remark}` : [])),
    ]),
    // For a person to know when, so that nobody keeps calling.
    askAgainAfterSeconds:
      goal === 'initialized'
        ? pollAgainSeconds(facts.soonestMs)
        : Math.max(
            missing.length > 0 ? ASK_UNKNOWN_S : ASK_AVAILABLE_S,
            ...notYet.map(({ volume }) => (isLateCreation(volume, lookup.at) ? ASK_LATE_S : 0)),
            ...notYet.map(({ modification }) => (modification ? lookAgainSeconds(modification, lookup.at) : 0)),
          ),
  };
}

function named(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function idOf({ volume: { VolumeId = 'a volume without an id' } }: { volume: Volume }): string {
  return VolumeId;
}

function listed(reasons: readonly string[]): string {
  return [...new Set(reasons)].slice(0, MOST_NAMED).join('; ');
}

function whyOf(reasons: readonly string[]): { why?: string } {
  return reasons.length > 0 ? { why: listed(reasons) } : {};
}

/** One volume of a wait. `never` and `remark` follow its id in a sentence. */
interface VolumeWait {
  /** Absent where it cannot be reached any more. */
  reached?: boolean;
  /** Why it cannot be. */
  never?: string;
  /** Why it takes longer, or what was not read. */
  remark?: string;
  /** The modification that it waits for. */
  modification?: Modification;
}

function judgeVolume(goal: WaitFor, volume: Volume, lookup: VolumeLookup, account: string | undefined): VolumeWait {
  const { State } = volume;
  if (State === 'error' || State === 'deleting' || State === 'deleted') return { never: `is in state ${State}` };
  if (State !== undefined && !isKnownState(State))
    return { reached: false, remark: `is in state ${quotedText(State)}, which this version does not know` };
  if (isLateCreation(volume, lookup.at))
    return { reached: false, remark: 'is being created for so long that its creation has probably failed' };
  const id = volume.VolumeId ?? '';
  const [status, modification] = [lookup.statuses.get(id), lookup.modifications?.get(id)];
  if (goal === 'initialized') return judgeInitialized(volume, lookup, account);
  const attach = readAttachable(volume, { status, account, modification });
  if (attach.because === 'being-modified' && modification !== undefined && modification !== 'none')
    return {
      reached: false,
      remark: 'is being modified and cannot be attached until it is optimizing or completed',
      modification,
    };
  return judgeAttach(volume, attach);
}

/** By the reading that `attachable` and the verdict use; a state alone counts while nobody read what else may forbid it. */
function judgeAttach(volume: Volume, { may, because }: AttachReading): VolumeWait {
  switch (because) {
    case 'attached':
      if (isLeaving(volume)) return { reached: false, ...busyWords(volume) };
      return { never: 'is in use, attached already' };
    case 'full':
      return volume.Attachments?.some(isBeingUndone)
        ? { reached: false, ...busyWords(volume) }
        : { never: `is attached to ${MOST_INSTANCES} instances, and Multi-Attach takes no more` };
    case 'foreign':
      return { never: 'belongs to another account, which alone can attach it' };
    case 'owner-unread':
      return { reached: true, remark: 'its state allows it; whose volume it is was not read' };
    case 'modification-unread':
      return { reached: true, remark: 'its state allows it; whether it is being modified was not read' };
    case 'modification-unknown':
      return { reached: true, remark: 'its state allows it; the state of its modification is not known' };
    default:
      return { reached: may === true };
  }
}

function judgeInitialized(volume: Volume, lookup: VolumeLookup, account: string | undefined): VolumeWait {
  const { State } = volume;
  const status = lookup.statuses.get(volume.VolumeId ?? '');
  if (!status && isForeign(volume, { account }))
    return { never: 'belongs to another account, which alone can read its progress' };
  if (State !== 'available' && State !== 'in-use') return { reached: false };
  const { phase, word } = progressIn(lookup, volume);
  if (phase === 'done') return { reached: true };
  if (word)
    return {
      reached: false,
      remark: `is in initialization state ${quotedText(word)}, which this version does not know`,
    };
  if (lookup.statusFailure) return { reached: false };
  if (phase === 'report-overdue')
    return { never: 'shows no initialization, and is older than the documented longest time' };
  if (phase !== 'not-applicable') return { reached: false };
  const { VolumeId: id = '' } = volume;
  const modification = lookup.modifications?.get(id);
  const { fullSpeed } = readStatus(volume, { status, modification, now: lookup.at });
  return fullSpeed
    ? { reached: true, remark: `${id} has nothing to initialize: it is at full speed already` }
    : { never: 'has nothing to initialize' };
}

/** That may take until a person acts. */
function busyWords({ Attachments = [] }: Volume): { remark?: string } {
  return Attachments.some(({ State }) => State === 'busy')
    ? { remark: 'is being detached, which waits for its file systems to be unmounted' }
    : {};
}

/** Every attachment that is left is being undone, so it becomes available. */
function isLeaving({ Attachments = [] }: Volume): boolean {
  const left = Attachments.filter(({ State }) => State !== 'detached');
  return left.length > 0 && left.every(isBeingUndone);
}

/** `busy`: a detach that waits for its file systems to be unmounted (EC2 API reference, DetachVolume, read 2026-11-29). */
function isBeingUndone({ State }: Attachment): boolean {
  return State === 'detaching' || State === 'busy';
}
