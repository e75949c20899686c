// Throughput of a copy: which types take it, and how much.
import type { CopySource, CopyVolumesRequest } from '../../aws-records.ts';
import { blockFinding, type Finding, warnFinding } from '../finding.ts';
import { firstTypeWith, typeList, type VolumeTypeFacts } from '../type-table.ts';
import { fittingIops, fittingThroughput, lowerUnlessOfSource, performanceOf } from './performance.ts';
import { sizeOfCopy } from './size.ts';

const takesThroughput = ({ throughput }: VolumeTypeFacts) => throughput;

/** Throughput in MiB/s: a wrong type or too little blocks, more than is documented warns. */
export function judgeThroughput(
  request: CopyVolumesRequest,
  type: string,
  facts: VolumeTypeFacts,
  origin: CopySource | undefined,
): Finding[] {
  const { Throughput } = request;
  if (Throughput === undefined) return [];
  const source = `EC2 API reference, CopyVolumes, read ${facts.asOf}`;
  if (!facts.throughput) {
    return blockFinding(
      'throughput-not-for-type',
      `Throughput is only for ${typeList('and', takesThroughput)}, and ${request.VolumeType ? `VolumeType is ${type}` : `an omitted VolumeType becomes ${type}`}.`,
      request.VolumeType
        ? {
            arguments: { Throughput: null },
            advice: `Leave Throughput out, or choose ${typeList('or', takesThroughput)}.`,
          }
        : { arguments: { VolumeType: firstTypeWith(takesThroughput, origin?.VolumeType) } },
      source,
    );
  }
  const { min, max, ratio } = facts.throughput;
  const given = `Throughput is ${Throughput} MiB/s; ${type}`;
  if (Throughput < min) {
    const iops = request.Iops ?? facts.iops?.default ?? 0;
    const has = origin ? (performanceOf(origin).throughput ?? min) : min;
    const fix = { arguments: { Throughput: Math.max(min, fittingThroughput(type, iops, has) ?? min) } };
    return blockFinding('throughput-out-of-range', `${given} starts at ${min}.`, fix, source);
  }
  if (Throughput > max) {
    const fix = lowerUnlessOfSource('Throughput', Throughput, max, type, origin);
    return warnFinding('throughput-ceiling', `${given} is documented up to ${max}. EC2 decides.`, fix, source);
  }
  const iops = request.Iops ?? facts.iops?.default ?? 0;
  if (Throughput <= iops * ratio) return [];
  return warnFinding(
    'throughput-ceiling',
    `${given} is documented up to ${ratio} MiB/s per IOPS, which is ${Math.floor(iops * ratio)} at ${iops} IOPS. EC2 decides.`,
    { arguments: withinRatio(request, type, Throughput, ratio, origin) },
    `AWS::EC2::Volume, read ${facts.asOf}`,
  );
}

/** More IOPS where the type takes as many at this size, else as much throughput as the most of them allow. */
function withinRatio(
  request: CopyVolumesRequest,
  type: string,
  throughput: number,
  ratio: number,
  origin: CopySource | undefined,
): Record<string, unknown> {
  const needed = Math.ceil(throughput / ratio);
  const Iops = fittingIops(type, sizeOfCopy(request, origin), needed) ?? needed;
  return Iops >= needed ? { Iops: needed } : { Iops, Throughput: fittingThroughput(type, Iops, throughput) };
}
