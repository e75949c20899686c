// Copies that this process made and a lookup does not show, though it asked for them.
import { VISIBLE_MS } from '../consent/send-states.ts';
import { whereKeyOf } from '../consent/world.ts';
import type { Place } from '../ports/ec2.ts';
import type { MadeCopy } from '../ports/state.ts';
import type { Deps } from '../ports/tool.ts';
import type { StatusArgs } from '../volume/answers/status-arguments.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';

/** The lookup, and what this process made of which it shows nothing. */
export function withUnseen<Lookup extends VolumeLookup>(
  { ec2, madeCopies }: Pick<Deps, 'ec2' | 'madeCopies'>,
  place: Place,
  args: StatusArgs,
  lookup: Lookup,
): Lookup {
  const where = whereKeyOf(place);
  const account = ec2.knownCaller(place)?.account;
  const { volumes, missing, at } = lookup;
  madeCopies.saw(where, { shown: volumes.flatMap(({ VolumeId }) => VolumeId ?? []), missing, at, account });
  return { ...lookup, ...findUnseen(madeCopies.at(where), args, lookup, account) };
}

/**
 * `account`: whose the credentials are, undefined while nobody asked: a profile may be logged in anew, and no copy is
 * said to be gone that another account may have. One that EC2 showed, however long ago it was made, is gone when two
 * lookups lack it: a single one may be behind (EC2 developer guide, "Eventual consistency", read 2026-11-22). A list says
 * nothing of what lies behind its last page; and of a copy that was deleted since only whoever asks for its id is told.
 */
export function findUnseen(
  made: readonly MadeCopy[],
  { VolumeIds, copiesOf, madeHere }: StatusArgs,
  { volumes, missing, complete, at, hidden = [], vanished = [] }: VolumeLookup,
  account: string | undefined,
): Required<Pick<VolumeLookup, 'awaited' | 'gone' | 'hidden' | 'vanished'>> {
  const isOfUs = (copy: MadeCopy) => account === undefined || (copy.account ?? account) === account;
  const isAsked = ({ VolumeId, SourceVolumeId }: MadeCopy) => {
    if (VolumeIds) return missing.includes(VolumeId);
    return complete && (madeHere === true || copiesOf === '*' || copiesOf === SourceVolumeId);
  };
  const unseen = made
    .filter((copy) => isOfUs(copy) && isAsked(copy))
    .filter(({ VolumeId }) => !volumes.some((volume) => volume.VolumeId === VolumeId));
  const isYoung = ({ madeAt }: MadeCopy) => at - madeAt < VISIBLE_MS;
  const lost = VolumeIds ? unseen.filter((copy) => !isYoung(copy) || copy.shownAt !== undefined) : [];
  const isOurs = (copy: MadeCopy) => account !== undefined && copy.account === account;
  const isOver = (copy: MadeCopy) =>
    vanished.includes(copy.VolumeId) || (copy.shownAt === undefined ? !isYoung(copy) : at > (copy.missedAt ?? at));
  const gone = idsOf(lost.filter((copy) => isOurs(copy) && isOver(copy)));
  const over = new Set([...gone, ...vanished]);
  return {
    awaited: idsOf(unseen.filter((copy) => isYoung(copy) && copy.shownAt === undefined)),
    gone,
    hidden: [...new Set([...hidden, ...idsOf(lost)])].filter((id) => !over.has(id)),
    vanished: vanished.filter((id) => !gone.includes(id)),
  };
}

function idsOf(copies: readonly MadeCopy[]): string[] {
  return [...new Set(copies.map(({ VolumeId }) => VolumeId))];
}
