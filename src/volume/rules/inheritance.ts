// Type and performance are not inherited: an omitted member loses them silently.
// Source: EC2 API reference, CopyVolumes; EBS user guide, copying a volume; both read 2026-11-22.

import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import { type Finding, type Fix, warnFinding } from './finding.ts';
import { DEFAULT_TYPE, factsOf, type VolumeTypeFacts } from './type-table.ts';

const SOURCE = 'EC2 API reference, CopyVolumes, read 2026-11-22';

/** The arguments that keep the source's type and performance. */
export function keptArguments(source: CopySource): Record<string, unknown> {
  const facts = factsOf(source.VolumeType ?? '');
  return {
    ...(source.VolumeType ? { VolumeType: source.VolumeType } : {}),
    ...(facts?.iops && source.Iops !== undefined ? { Iops: source.Iops } : {}),
    ...(facts?.throughput && source.Throughput !== undefined ? { Throughput: source.Throughput } : {}),
  };
}

/** Warns of a type, or of more than the type's defaults, that the copy would not have. */
export function judgeInheritance(request: CopyVolumesRequest, source: CopySource | undefined): Finding[] {
  if (!source?.VolumeType) return [];
  if (request.VolumeType !== undefined) return lostPerformance(request, source, factsOf(request.VolumeType));
  if (source.VolumeType === DEFAULT_TYPE) return [];
  // What the caller asked for stays as it is.
  const kept = Object.entries(keptArguments(source)).filter(
    ([name]) => request[name as keyof CopySource] === undefined,
  );
  return warnFinding(
    'type-defaults-to-gp2',
    `VolumeType is omitted: EC2 makes a ${DEFAULT_TYPE} volume, although the source is ${source.VolumeType}.`,
    {
      arguments: Object.fromEntries(kept),
      advice: `Give these arguments to keep the source's type; VolumeType: "${DEFAULT_TYPE}" accepts the change.`,
    },
    SOURCE,
  );
}

function lostPerformance(request: CopyVolumesRequest, source: CopySource, facts?: VolumeTypeFacts): Finding[] {
  // A type without a default takes no such member, or needs it.
  const defaults = [
    { name: 'Iops' as const, unit: 'IOPS', range: facts?.iops },
    { name: 'Throughput' as const, unit: 'MiB/s', range: facts?.throughput },
  ].flatMap(({ name, unit, range }) =>
    range?.default === undefined ? [] : { name, unit, given: range.default, max: range.max },
  );
  const lost = defaults.filter(({ name, given }) => request[name] === undefined && (source[name] ?? 0) > given);
  if (lost.length === 0) return [];
  const [amounts, names] = [
    defaults.map(({ given, unit }) => `${given.toLocaleString('en-US')} ${unit}`).join(' and '),
    defaults.map(({ name }) => name).join(' and '),
  ];
  return warnFinding(
    'performance-not-inherited',
    `The source has more than the ${amounts} that EC2 gives when ${names} ${defaults.length > 1 ? 'are' : 'is'} omitted.`,
    {
      // Above the documented maximum of the type, its maximum is the most that can be kept.
      arguments: Object.fromEntries(lost.map(({ name, max }) => [name, Math.min(source[name] ?? 0, max)])),
      advice: "Give these arguments to keep the source's performance; name the defaults to accept them.",
    },
    SOURCE,
  );
}

/** What the source has provisioned, so that nothing is lost unsaid; the least of the type where it has nothing. */
export function missingIops(source: CopySource | undefined, min: number, max: number): Fix {
  const has = source?.Iops ?? 0;
  if (!factsOf(source?.VolumeType ?? '')?.iops?.required || has < min || has > max) {
    return { arguments: { Iops: min }, advice: `Give Iops; ${min} is the least.` };
  }
  return { arguments: { Iops: has }, advice: `Give Iops; the source has ${has}, the least is ${min}.` };
}
