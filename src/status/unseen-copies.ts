// Copies that this process made and a lookup does not show, though it asked for them.
import { VISIBLE_MS } from '../consent/send-states.ts';
import type { MadeCopy } from '../ports/state.ts';
import type { StatusArgs } from '../volume/answers/status-arguments.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';

/**
 * `account`: whose the credentials are, undefined while nobody asked: a profile may be logged in anew. A list says nothing of what lies behind its last
 * page; and of a copy that was deleted since only whoever asks for its id is told.
 */
export function findUnseen(
  made: readonly MadeCopy[],
  { VolumeIds, copiesOf, madeHere }: StatusArgs,
  { volumes, missing, complete, at }: VolumeLookup,
  account: string | undefined,
): Pick<VolumeLookup, 'awaited' | 'gone'> {
  const isOfUs = (copy: MadeCopy) => account === undefined || (copy.account ?? account) === account;
  const isAsked = ({ VolumeId, SourceVolumeId }: MadeCopy) => {
    if (VolumeIds) return missing.includes(VolumeId);
    return complete && (madeHere === true || copiesOf === '*' || copiesOf === SourceVolumeId);
  };
  const unseen = made
    .filter((copy) => isOfUs(copy) && isAsked(copy))
    .filter(({ VolumeId }) => !volumes.some((volume) => volume.VolumeId === VolumeId));
  const isYoung = ({ madeAt }: MadeCopy) => at - madeAt < VISIBLE_MS;
  const gone = VolumeIds ? unseen.filter((copy) => !isYoung(copy)) : [];
  return { awaited: idsOf(unseen.filter(isYoung)), gone: idsOf(gone) };
}

function idsOf(copies: readonly MadeCopy[]): string[] {
  return [...new Set(copies.map(({ VolumeId }) => VolumeId))];
}
