// Size of a copy.
import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import type { Finding } from './finding.ts';
import type { TypeRule } from './type-rules.ts';

export function judgeSize(
  request: CopyVolumesRequest,
  type: string,
  rule: TypeRule,
  source: CopySource | undefined,
): Finding[] {
  const findings: Finding[] = [];
  if (request.Size !== undefined && source?.Size !== undefined && request.Size < source.Size) {
    findings.push({
      level: 'block',
      code: 'size-below-source',
      by: 'us',
      message: `Size is ${request.Size} GiB, but the source has ${source.Size} GiB; a copy cannot be smaller.`,
      fix:
        source.Size < rule.size.min
          ? { arguments: { Size: rule.size.min } }
          : { arguments: { Size: null }, advice: `Leave Size out to keep ${source.Size} GiB.` },
      source: `EC2 API reference, CopyVolumes, read 2026-11-22`,
    });
  }
  const size = sizeOfCopy(request, source);
  if (size === undefined) return findings;
  if (size < rule.size.min) {
    findings.push({
      level: 'block',
      code: 'size-below-type',
      by: 'us',
      message: `The copy would have ${size} GiB; ${type} starts at ${rule.size.min} GiB.`,
      fix: { arguments: { Size: rule.size.min } },
      source: `EC2 API reference, CreateVolume, read 2026-11-22`,
    });
  }
  if (size > rule.size.max) {
    findings.push({
      level: 'warn',
      code: 'size-ceiling',
      by: 'us',
      message: `The copy would have ${size} GiB; ${request.VolumeType ? type : `${type}, which an omitted VolumeType becomes,`} is documented up to ${rule.size.max} GiB. EC2 decides.`,
      fix:
        source?.VolumeType && source.VolumeType !== type
          ? { arguments: { VolumeType: source.VolumeType } }
          : { advice: 'Choose gp3 or io2.' },
      source: `EC2 API reference, CopyVolumes, read 2026-11-22`,
    });
  }
  return findings;
}

/** GiB; a Size below the source's cannot hold and has its own complaint. */
export function sizeOfCopy(request: CopyVolumesRequest, source: CopySource | undefined): number | undefined {
  return Math.max(request.Size ?? 0, source?.Size ?? 0) || undefined;
}
