// Throughput of a copy.
import type { CopyVolumesRequest } from '../aws-records.ts';
import type { Finding } from './finding.ts';
import type { TypeRule } from './type-rules.ts';

export function judgeThroughput(request: CopyVolumesRequest, type: string, rule: TypeRule): Finding[] {
  if (request.Throughput === undefined) return [];
  const source = `EC2 API reference, CopyVolumes, read 2026-11-22`;
  if (!rule.throughput) {
    return [
      {
        level: 'block',
        code: 'throughput-not-for-type',
        by: 'us',
        message: request.VolumeType
          ? `Throughput is only for gp3, and VolumeType is ${type}.`
          : `Throughput is only for gp3, and an omitted VolumeType becomes ${type}.`,
        fix: request.VolumeType
          ? { arguments: { Throughput: null }, advice: 'Leave Throughput out, or choose gp3.' }
          : { arguments: { VolumeType: 'gp3' } },
        source,
      },
    ];
  }
  const { min, max, ratio } = rule.throughput;
  if (request.Throughput < min) {
    return [
      {
        level: 'block',
        code: 'throughput-out-of-range',
        by: 'us',
        message: `Throughput is ${request.Throughput} MiB/s; gp3 starts at ${min}.`,
        fix: { arguments: { Throughput: min } },
        source,
      },
    ];
  }
  const iops = request.Iops ?? rule.iops?.default ?? 0;
  if (request.Throughput > max) {
    return [
      {
        level: 'warn',
        code: 'throughput-ceiling',
        by: 'us',
        message: `Throughput is ${request.Throughput} MiB/s; gp3 is documented up to ${max}. EC2 decides.`,
        fix: { arguments: { Throughput: max } },
        source,
      },
    ];
  }
  if (request.Throughput <= iops * ratio) return [];
  return [
    {
      level: 'warn',
      code: 'throughput-ceiling',
      by: 'us',
      message: `Throughput is ${request.Throughput} MiB/s; gp3 is documented up to ${ratio} MiB/s per IOPS, which is ${Math.floor(iops * ratio)} at ${iops} IOPS. EC2 decides.`,
      fix: { arguments: { Iops: Math.ceil(request.Throughput / ratio) } },
      source: `AWS::EC2::Volume, read 2026-11-22`,
    },
  ];
}
