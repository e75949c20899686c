// Type and performance are not inherited: an omitted member loses them silently.
// Source: EC2 API reference, CopyVolumes; EBS user guide, copying a volume; both read 2026-11-22.

import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { Finding, Fix } from './finding.ts';
import { DEFAULT_TYPE, ruleOf } from './type-rules.ts';

type Source = Pick<Volume, 'VolumeType' | 'Iops' | 'Throughput'>;

const SOURCE = 'EC2 API reference, CopyVolumes, read 2026-11-22';

/** Warns of a type, or of more than gp3's defaults, that the copy would not have; `kept` are the arguments that keep them. */
export function judgeInheritance(
  request: CopyVolumesRequest,
  source: Source | undefined,
  kept: Readonly<Record<string, unknown>>,
): Finding[] {
  if (!source?.VolumeType) return [];
  if (request.VolumeType === undefined)
    return source.VolumeType === DEFAULT_TYPE ? [] : [lostType(request, source, kept)];
  // The other types take no Iops, or need them.
  return request.VolumeType === 'gp3' ? lostPerformance(request, source) : [];
}

function lostType(request: CopyVolumesRequest, source: Source, kept: Readonly<Record<string, unknown>>): Finding {
  // What the caller asked for stays as it is.
  const keep = Object.fromEntries(
    Object.entries(kept).filter(([name]) => request[name as keyof CopyVolumesRequest] === undefined),
  );
  return {
    level: 'warn',
    code: 'type-defaults-to-gp2',
    by: 'us',
    message: `VolumeType is omitted: EC2 makes a ${DEFAULT_TYPE} volume, although the source is ${source.VolumeType}.`,
    fix: {
      arguments: keep,
      advice: `Give these arguments to keep the source's type; VolumeType: "${DEFAULT_TYPE}" accepts the change.`,
    },
    source: SOURCE,
  };
}

function lostPerformance(request: CopyVolumesRequest, source: Source): Finding[] {
  const rule = ruleOf('gp3');
  // Above the documented maximum of gp3, its maximum is the most that can be kept.
  const keep = (has: number | undefined, range: { default?: number; max: number } | undefined) =>
    range && (has ?? 0) > (range.default ?? 0) ? Math.min(has ?? 0, range.max) : undefined;
  const iops = request.Iops === undefined ? keep(source.Iops, rule?.iops) : undefined;
  const throughput = request.Throughput === undefined ? keep(source.Throughput, rule?.throughput) : undefined;
  if (iops === undefined && throughput === undefined) return [];
  return [
    {
      level: 'warn',
      code: 'performance-not-inherited',
      by: 'us',
      message:
        'The source has more than the 3,000 IOPS and 125 MiB/s that EC2 gives when Iops and Throughput are omitted.',
      fix: {
        arguments: {
          ...(iops === undefined ? {} : { Iops: iops }),
          ...(throughput === undefined ? {} : { Throughput: throughput }),
        },
        advice: "Give these arguments to keep the source's performance; name the defaults to accept them.",
      },
      source: SOURCE,
    },
  ];
}

/** What the source has provisioned, so that nothing is lost unsaid; the least of the type where it has nothing. */
export function missingIops(origin: Source | undefined, min: number, max: number): Fix {
  const has = origin?.Iops ?? 0;
  if (!ruleOf(origin?.VolumeType ?? '')?.iops?.required || has < min || has > max) {
    return { arguments: { Iops: min }, advice: `Give Iops; ${min} is the least.` };
  }
  return { arguments: { Iops: has }, advice: `Give Iops; the source has ${has}, the least is ${min}.` };
}
