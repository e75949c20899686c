// IOPS of a copy: which types take them, and how many.
import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import type { Finding } from './finding.ts';
import { missingIops } from './inheritance.ts';
import { sizeOfCopy } from './size.ts';
import type { TypeRule } from './type-rules.ts';
import { ruleOf } from './type-rules.ts';

export function judgeIops(
  request: CopyVolumesRequest,
  type: string,
  rule: TypeRule,
  origin: CopySource | undefined,
): Finding[] {
  const size = sizeOfCopy(request, origin);
  const source = `EC2 API reference, CopyVolumes, read 2026-11-22`;
  const named = request.VolumeType ? type : `${type} (what EC2 takes when VolumeType is omitted)`;
  if (!rule.iops) {
    if (request.Iops === undefined) return [];
    return [
      {
        level: 'block',
        code: 'iops-not-for-type',
        by: 'us',
        message: `Iops is ${request.Iops}, but ${named} takes no Iops.`,
        fix: request.VolumeType
          ? { arguments: { Iops: null }, advice: 'Leave Iops out, or choose gp3, io1 or io2.' }
          : {
              arguments: {
                VolumeType: origin?.VolumeType && ruleOf(origin.VolumeType)?.iops ? origin.VolumeType : 'gp3',
              },
              advice: 'Name the VolumeType that these Iops are for.',
            },
        source,
      },
    ];
  }
  const { required, min, max, ratio } = rule.iops;
  if (request.Iops === undefined) {
    if (!required) return [];
    return [
      {
        level: 'block',
        code: 'iops-required',
        by: 'us',
        message: `VolumeType ${type} needs Iops (${min} to ${max}), and Iops is missing.`,
        fix: missingIops(origin, min, max),
        source,
      },
    ];
  }
  const findings: Finding[] = [];
  if (request.Iops < min) {
    findings.push({
      level: 'block',
      code: 'iops-out-of-range',
      by: 'us',
      message: `Iops is ${request.Iops}; ${type} starts at ${min}.`,
      fix: { arguments: { Iops: min } },
      source,
    });
  }
  // gp3's 3,000 IOPS come with any size (EBS user guide).
  const bySize = size === undefined ? max : Math.max(size * ratio, rule.iops.default ?? 0);
  const ceiling = Math.min(max, bySize);
  if (request.Iops > ceiling) {
    findings.push({
      level: 'warn',
      code: 'iops-ceiling',
      by: 'us',
      message:
        ceiling === max
          ? `Iops is ${request.Iops}; ${type} is documented up to ${max}. EC2 decides.`
          : `Iops is ${request.Iops}; ${type} is documented up to ${ratio} IOPS per GiB, which is ${ceiling} at ${size} GiB. EC2 decides.`,
      fix: { arguments: { Iops: ceiling } },
      source: `EBS user guide, volume types, read 2026-11-22`,
    });
  }
  return findings;
}
