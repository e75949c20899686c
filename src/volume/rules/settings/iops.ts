// IOPS of a copy: which types take them, and how many.
import type { CopySource, CopyVolumesRequest } from '../../aws-records.ts';
import { blockFinding, type Finding, warnFinding } from '../finding.ts';
import { missingIops } from '../inheritance.ts';
import { firstTypeWith, typeList, type VolumeTypeFacts } from '../type-table.ts';
import { lowerUnlessOfSource } from './performance.ts';
import { sizeOfCopy } from './size.ts';

const takesIops = ({ iops }: VolumeTypeFacts) => iops;

/** A wrong type, missing or too few Iops block; more than is documented warns. */
export function judgeIops(
  request: CopyVolumesRequest,
  type: string,
  facts: VolumeTypeFacts,
  origin: CopySource | undefined,
): Finding[] {
  const { Iops } = request;
  const source = `EC2 API reference, CopyVolumes, read ${facts.asOf}`;
  if (!facts.iops) return Iops === undefined ? [] : judgeNoIops(request, type, origin, source);
  const { required, min, max, ratio, default: unasked = 0 } = facts.iops;
  if (Iops === undefined) {
    if (!required) return [];
    const message = `VolumeType ${type} needs Iops (${min} to ${max}), and Iops is missing.`;
    return blockFinding('iops-required', message, missingIops(request, type, origin), source);
  }
  const given = `Iops is ${Iops}; ${type}`;
  const size = sizeOfCopy(request, origin);
  // The default comes with any size (EBS user guide).
  const ceiling = size === undefined ? max : Math.min(max, Math.max(size * ratio, unasked));
  const documented = ceiling === max ? max : `${ratio} IOPS per GiB, which is ${ceiling} at ${size} GiB`;
  return [
    ...(Iops < min
      ? blockFinding('iops-out-of-range', `${given} starts at ${min}.`, missingIops(request, type, origin), source)
      : []),
    ...(Iops > ceiling
      ? warnFinding(
          'iops-ceiling',
          `${given} is documented up to ${documented}. EC2 decides.`,
          lowerUnlessOfSource('Iops', Iops, ceiling, type, origin),
          `EBS user guide, volume types, read ${facts.asOf}`,
        )
      : []),
  ];
}

function judgeNoIops(
  request: CopyVolumesRequest,
  type: string,
  origin: CopySource | undefined,
  source: string,
): Finding[] {
  return blockFinding(
    'iops-not-for-type',
    `Iops is ${request.Iops}, but ${request.VolumeType ? type : `${type} (what EC2 takes when VolumeType is omitted)`} takes no Iops.`,
    request.VolumeType
      ? { arguments: { Iops: null }, advice: `Leave Iops out, or choose ${typeList('or', takesIops)}.` }
      : {
          arguments: { VolumeType: firstTypeWith(takesIops, origin?.VolumeType) },
          advice: 'Name the VolumeType that these Iops are for.',
        },
    source,
  );
}
