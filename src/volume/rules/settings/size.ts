// Size of a copy: at least its source's, and within what the type is documented for.
import type { CopySource, CopyVolumesRequest } from '../../aws-records.ts';
import { blockFinding, type Finding, type Fix, warnFinding } from '../finding.ts';
import { factsOf, typeList, VOLUME_TYPE_TABLE, type VolumeTypeFacts } from '../type-table.ts';

/** Sizes in GiB: smaller than the source or the type's least blocks, more than is documented warns. */
export function judgeSize(
  request: CopyVolumesRequest,
  type: string,
  { size: { min, max }, asOf }: VolumeTypeFacts,
  source: CopySource | undefined,
): Finding[] {
  const reference = (action: string) => `EC2 API reference, ${action}, read ${asOf}`;
  // A size that is not known breaks no bound.
  const size = sizeOfCopy(request, source) ?? min;
  const has = `The copy would have ${size} GiB;`;
  return [
    ...(request.Size !== undefined && source?.Size !== undefined && request.Size < source.Size
      ? blockFinding(
          'size-below-source',
          `Size is ${request.Size} GiB, but the source has ${source.Size} GiB; a copy cannot be smaller.`,
          source.Size < min
            ? { arguments: { Size: min } }
            : { arguments: { Size: null }, advice: `Leave Size out to keep ${source.Size} GiB.` },
          reference('CopyVolumes'),
        )
      : []),
    ...(size < min
      ? blockFinding(
          'size-below-type',
          `${has} ${type} starts at ${min} GiB.`,
          { arguments: { Size: min } },
          reference('CreateVolume'),
        )
      : []),
    ...(size > max
      ? warnFinding(
          'size-ceiling',
          `${has} ${request.VolumeType ? type : `${type}, which an omitted VolumeType becomes,`} is documented up to ${max} GiB. EC2 decides.`,
          fixOfCeiling(request, type, size, source ?? {}),
          reference('CopyVolumes'),
        )
      : []),
  ];
}

/** Another type where one is documented for as much, else a smaller Size; what the source itself has, EC2 gave it. */
function fixOfCeiling(request: CopyVolumesRequest, type: string, size: number, source: CopySource): Fix {
  const { VolumeType: own, Size: sizeOfSource = 0 } = source;
  const mostOfOwn = Math.max(factsOf(own ?? '')?.size.max ?? Infinity, sizeOfSource);
  if (own && own !== type && size <= mostOfOwn) return { arguments: { VolumeType: own } };
  if (own === type && size === sizeOfSource) return { advice: 'The source has as much.' };
  if (size <= largest()) return { advice: `Choose ${typeList('or', (facts) => facts.size.max === largest())}.` };
  // An omitted type becomes one that is likely to be corrected too.
  const ofType = request.VolumeType && factsOf(type)?.size.max;
  return {
    arguments: { Size: ofType && ofType >= sizeOfSource ? ofType : Math.max(largest(), sizeOfSource) },
    advice: `Choose a smaller Size: no type is documented above ${largest()} GiB.`,
  };
}

/** The largest documented size of any type, GiB. */
function largest(): number {
  return Math.max(...Object.values(VOLUME_TYPE_TABLE).map((facts) => facts.size.max));
}

/** GiB; a Size below the source's cannot hold and has its own complaint. */
export function sizeOfCopy(request: CopyVolumesRequest, source: CopySource | undefined): number | undefined {
  return Math.max(request.Size ?? 0, source?.Size ?? 0) || undefined;
}
