// The grammar of a CopyVolumes request: what EC2 can never accept, whatever the account (block), and documented
// maxima that AWS may have raised (warn). Source: EC2 API reference and EBS user guide, read 2026-11-22.
import type { Finding } from './finding.ts';
import { judgeInheritance, missingIops } from './inheritance.ts';
import type { CopyVolumesRequest, Volume } from './records.ts';
import { judgeTags } from './tag-rules.ts';
import { DEFAULT_TYPE, ruleOf, type TypeRule } from './type-rules.ts';

type Source = Pick<Volume, 'Size' | 'Encrypted' | 'VolumeType' | 'Iops' | 'Throughput'>;

const DATE = 'read 2026-11-22';

/** Judges the request by itself and, when given, against its source. Sizes in GiB, throughput in MiB/s. */
export function judgeRequest(request: CopyVolumesRequest, source?: Source): Finding[] {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const rule = ruleOf(type);
  return [
    ...(rule ? judgeIops(request, type, rule, source) : []),
    ...(rule ? judgeThroughput(request, type, rule) : []),
    ...(rule ? judgeMultiAttach(request, type, rule) : []),
    ...(rule ? judgeSize(request, type, rule, source) : []),
    ...judgeEncryption(request, source),
    ...judgeTags(request.TagSpecifications ?? []),
    ...judgeInheritance(request, source, keptArguments(source ?? {})),
  ];
}

function judgeIops(request: CopyVolumesRequest, type: string, rule: TypeRule, origin: Source | undefined): Finding[] {
  const size = sizeOfCopy(request, origin);
  const source = `EC2 API reference, CopyVolumes, ${DATE}`;
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
      source: `EBS user guide, volume types, ${DATE}`,
    });
  }
  return findings;
}

function judgeThroughput(request: CopyVolumesRequest, type: string, rule: TypeRule): Finding[] {
  if (request.Throughput === undefined) return [];
  const source = `EC2 API reference, CopyVolumes, ${DATE}`;
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
      source: `AWS::EC2::Volume, ${DATE}`,
    },
  ];
}

function judgeMultiAttach(request: CopyVolumesRequest, type: string, rule: TypeRule): Finding[] {
  if (request.MultiAttachEnabled !== true || rule.multiAttach) return [];
  return [
    {
      level: 'block',
      code: 'multi-attach-not-for-type',
      by: 'us',
      message: request.VolumeType
        ? `MultiAttachEnabled is only for io1 and io2, and VolumeType is ${type}.`
        : `MultiAttachEnabled is only for io1 and io2, and an omitted VolumeType becomes ${type}.`,
      fix: {
        arguments: { MultiAttachEnabled: null },
        advice: 'Leave MultiAttachEnabled out, or choose io2 with Iops.',
      },
      source: `EBS user guide, Multi-Attach, ${DATE}`,
    },
  ];
}

function judgeSize(request: CopyVolumesRequest, type: string, rule: TypeRule, source: Source | undefined): Finding[] {
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
      source: `EC2 API reference, CopyVolumes, ${DATE}`,
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
      source: `EC2 API reference, CreateVolume, ${DATE}`,
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
      source: `EC2 API reference, CopyVolumes, ${DATE}`,
    });
  }
  return findings;
}

/** GiB; a Size below the source's cannot hold and has its own complaint. */
function sizeOfCopy(request: CopyVolumesRequest, source: Source | undefined): number | undefined {
  return Math.max(request.Size ?? 0, source?.Size ?? 0) || undefined;
}

function judgeEncryption(request: CopyVolumesRequest, source: Source | undefined): Finding[] {
  const findings: Finding[] = [];
  // For an encrypted source the guide says that the key alone is enough.
  const disputed = request.Encrypted === undefined && source?.Encrypted !== true;
  if (request.KmsKeyId !== undefined && (request.Encrypted === false || disputed)) {
    findings.push({
      level: disputed ? 'warn' : 'block',
      code: 'kms-key-without-encryption',
      by: 'us',
      message:
        request.Encrypted === false
          ? 'KmsKeyId is given, but Encrypted is false.'
          : "KmsKeyId is given without Encrypted: true; AWS's own texts disagree on what that does.",
      fix: { arguments: { Encrypted: true }, advice: 'Send both, or leave both out to keep the key of the source.' },
      source: `EBS user guide, encryption of volume copies, ${DATE}`,
    });
  }
  if (request.Encrypted === false && source?.Encrypted === true) {
    findings.push({
      level: 'block',
      code: 'encryption-cannot-be-removed',
      by: 'us',
      message: 'The source is encrypted, and a copy of it is always encrypted; Encrypted: false cannot hold.',
      fix: { arguments: { Encrypted: null } },
      source: `EBS user guide, encryption of volume copies, ${DATE}`,
    });
  }
  return findings;
}

/** The arguments that keep the source's type and performance. */
export function keptArguments(source: Source): Record<string, unknown> {
  const rule = ruleOf(source.VolumeType ?? '');
  return {
    ...(source.VolumeType ? { VolumeType: source.VolumeType } : {}),
    ...(rule?.iops && source.Iops !== undefined ? { Iops: source.Iops } : {}),
    ...(rule?.throughput && source.Throughput !== undefined ? { Throughput: source.Throughput } : {}),
  };
}
