// Type and performance are not inherited: an omitted member loses them silently, and a lower one loses them too.
// Source: EC2 API reference, CopyVolumes; EBS user guide, copying a volume; both read 2026-11-22.

import type { CopySource, CopyVolumesRequest } from '../aws-records.ts';
import { type Finding, type Fix, warnFinding } from './finding.ts';
import { fittingIops, fittingThroughput, type Performance, performanceOf } from './settings/performance.ts';
import { sizeOfCopy } from './settings/size.ts';
import { DEFAULT_TYPE, factsOf } from './type-table.ts';

const SOURCE = 'EC2 API reference, CopyVolumes, read 2026-11-22';
const TYPES = 'EBS user guide, volume types, read 2026-11-28';

/** The arguments that keep the source's type, performance and Multi-Attach. Tags are never inherited. */
export function keptArguments(source: CopySource): Record<string, unknown> {
  const facts = factsOf(source.VolumeType ?? '');
  return {
    ...(source.VolumeType ? { VolumeType: source.VolumeType } : {}),
    ...(facts?.iops && source.Iops !== undefined ? { Iops: source.Iops } : {}),
    ...(facts?.throughput && source.Throughput !== undefined ? { Throughput: source.Throughput } : {}),
    ...(facts?.multiAttach && source.MultiAttachEnabled === true ? { MultiAttachEnabled: true } : {}),
  };
}

/** The source's type for a request that named another one: what both types take stays as it was asked for. */
export function backToType(request: CopyVolumesRequest, source: CopySource): Record<string, unknown> {
  const kept = keptArguments(source);
  const facts = factsOf(source.VolumeType ?? '');
  const member = (name: 'Iops' | 'Throughput', takes: unknown) =>
    request[name] === undefined || takes ? { [name]: request[name] ?? kept[name] } : { [name]: null };
  const all = {
    ...kept,
    ...member('Iops', facts?.iops),
    ...member('Throughput', facts?.throughput),
    ...(request.MultiAttachEnabled === true && !facts?.multiAttach ? { MultiAttachEnabled: null } : {}),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Warns of a type, or of performance, that the copy would not have, whoever named or omitted what. */
export function judgeInheritance(request: CopyVolumesRequest, source: CopySource | undefined): Finding[] {
  if (!source?.VolumeType) return [];
  const had = performanceOf(source);
  const gets = performanceOfCopy(request, source);
  return request.VolumeType === undefined && source.VolumeType !== DEFAULT_TYPE
    ? typeOmitted(request, source, had, gets)
    : [...lostUnknown(request, source, had), ...lostPerformance(request, source, had, gets)];
}

/** What the source has and the request leaves out. */
export function unnamed(request: CopyVolumesRequest, source: CopySource): Record<string, unknown> {
  const names = (['Iops', 'Throughput'] as const).filter((name) => request[name] === undefined);
  return Object.fromEntries(names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])));
}

/** Of the source's own type no default is known either, so that an omission is no decision. */
function lostUnknown(request: CopyVolumesRequest, source: CopySource, had: Performance): Finding[] {
  const fix = unnamed(request, source);
  const type = request.VolumeType ?? DEFAULT_TYPE;
  if (factsOf(type) || type !== source.VolumeType || Object.keys(fix).length === 0) return [];
  return warnFinding(
    'performance-not-inherited',
    `The source has ${textOf(had)}, which a copy does not inherit; what ${type} has by default is not known.`,
    { arguments: fix, advice: "Give these arguments to keep the source's performance; name others to accept them." },
    SOURCE,
  );
}

/** What the type does not take has a complaint of its own. */
function performanceOfCopy({ VolumeType = DEFAULT_TYPE, ...request }: CopyVolumesRequest, source: CopySource) {
  const facts = factsOf(VolumeType);
  return performanceOf({
    VolumeType,
    Size: sizeOfCopy(request, source),
    Iops: !facts || facts.iops ? request.Iops : undefined,
    Throughput: !facts || facts.throughput ? request.Throughput : undefined,
  });
}

function typeOmitted(request: CopyVolumesRequest, source: CopySource, had: Performance, gets: Performance): Finding[] {
  // What the caller asked for stays as it is.
  const known = factsOf(source.VolumeType ?? '');
  const kept = Object.entries({ ...keptArguments(source), ...(known ? {} : unnamed(request, source)) }).filter(
    ([name]) => request[name as keyof CopySource] === undefined,
  );
  const lost = lostOf(source, had, gets).length > 0;
  return warnFinding(
    'type-defaults-to-gp2',
    `VolumeType is omitted: EC2 makes a ${DEFAULT_TYPE} volume${lost ? ` with ${textOf(gets)}` : ''}, although the source is ${source.VolumeType}${lost ? ` with ${textOf(had)}` : ''}.`,
    {
      arguments: Object.fromEntries(kept),
      advice: `Give these arguments to keep the source's type; VolumeType: "${DEFAULT_TYPE}" accepts the change.`,
    },
    SOURCE,
  );
}

function lostPerformance(
  request: CopyVolumesRequest,
  source: CopySource,
  had: Performance,
  gets: Performance,
): Finding[] {
  const lost = lostOf(source, had, gets);
  if (lost.length === 0) return [];
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const facts = factsOf(type);
  const defaults = [
    { name: 'Iops' as const, unit: 'IOPS', given: facts?.iops?.default },
    { name: 'Throughput' as const, unit: 'MiB/s', given: facts?.throughput?.default },
  ].filter(({ given }) => given !== undefined);
  const taken = defaults.filter(({ name }) => lost.includes(name) && request[name] === undefined);
  const fix = keepPerformance(request, source, had, lost);
  if (taken.length < lost.length) {
    return warnFinding(
      'performance-lower',
      `The copy would have ${textOf(gets)}; the source has ${textOf(had)}.`,
      { arguments: fix, advice: `Give these arguments ${whatFor(fix, request, source, had)}.` },
      TYPES,
    );
  }
  const [amounts, names] = [
    taken.map(({ given, unit }) => `${given?.toLocaleString('en-US')} ${unit}`).join(' and '),
    taken.map(({ name }) => name).join(' and '),
  ];
  return warnFinding(
    'performance-not-inherited',
    `The source has more than the ${amounts} that EC2 gives when ${names} ${taken.length > 1 ? 'are' : 'is'} omitted.`,
    {
      arguments: fix,
      advice: `Give these arguments ${whatFor(fix, request, source, had)}; name the defaults to accept them.`,
    },
    SOURCE,
  );
}

/** A type may have less than another at its most: whoever follows is not told only then that it is too little. */
function whatFor(
  fix: Record<string, unknown>,
  request: CopyVolumesRequest,
  source: CopySource,
  had: Performance,
): string {
  const isWhole =
    'VolumeType' in fix || lostOf(source, had, performanceOfCopy({ ...request, ...fix }, source)).length === 0;
  return isWhole
    ? "to keep the source's performance"
    : `for the most that ${request.VolumeType} has at this size, which is less than the source has`;
}

type PerformanceMember = 'Iops' | 'Throughput';

/** An I/O of an HDD is 1 MiB and one of an SSD 16 KiB: fewer of the small ones are no loss. */
function lostOf({ VolumeType = '' }: CopySource, had: Performance, gets: Performance): PerformanceMember[] {
  // What is not known is not less.
  const less = (before: number | undefined, after: number | undefined) =>
    (after ?? Number.POSITIVE_INFINITY) < (before ?? 0);
  return [
    ...(factsOf(VolumeType)?.media === 'HDD' || !less(had.iops, gets.iops) ? [] : (['Iops'] as const)),
    ...(less(had.throughput, gets.throughput) ? (['Throughput'] as const) : []),
  ];
}

/** As much of the source's performance as the type can have; the source's own type where that changes nothing. */
function keepPerformance(
  request: CopyVolumesRequest,
  source: CopySource,
  had: Performance,
  lost: readonly PerformanceMember[],
): Record<string, unknown> {
  const within = withinType(request, source, had, lost);
  const changes = Object.entries(within).some(([name, value]) => request[name as PerformanceMember] !== value);
  return changes ? within : { ...backToType(request, source), ...keptArguments(source) };
}

function withinType(
  request: CopyVolumesRequest,
  source: CopySource,
  had: Performance,
  lost: readonly PerformanceMember[],
): Record<string, unknown> {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const facts = factsOf(type);
  if (!facts) return lost.includes('Iops') ? { Iops: had.iops } : { Throughput: had.throughput };
  if (!facts.iops) return {};
  const fitting = (wanted: number) => fittingIops(type, sizeOfCopy(request, source), wanted) ?? 0;
  const asked = fitting(Math.max(had.iops ?? 0, request.Iops ?? 0));
  if (!lost.includes('Throughput')) return { Iops: asked };
  // Throughput takes IOPS, whether it has a member of its own or comes with them.
  const iops = Math.max(asked, iopsFor(type, had.throughput ?? 0, fitting(Number.POSITIVE_INFINITY)));
  const applies = request.Iops ?? facts.iops.default;
  return {
    ...(lost.includes('Iops') || iops !== applies ? { Iops: iops } : {}),
    ...(facts.throughput ? { Throughput: fittingThroughput(type, iops, had.throughput ?? 0) } : {}),
  };
}

/** The least IOPS, of at most so many, with which a type has so many MiB/s, or as many of them as it can have. */
function iopsFor(type: string, throughput: number, most: number): number {
  const gives = (iops: number) =>
    fittingThroughput(type, iops, throughput) ?? performanceOf({ VolumeType: type, Iops: iops }).throughput ?? 0;
  const enough = Math.min(throughput, gives(most));
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (gives(middle) < enough) low = middle + 1;
    else high = middle;
  }
  return low;
}

function textOf({ iops, throughput }: Performance): string {
  return [
    iops === undefined ? undefined : `${iops.toLocaleString('en-US')} IOPS`,
    throughput === undefined ? undefined : `${throughput.toLocaleString('en-US')} MiB/s`,
  ]
    .filter(Boolean)
    .join(' and ');
}

/** What the source has, within what the type takes at this size, so that nothing is lost unsaid; else its least. */
export function missingIops(request: CopyVolumesRequest, type: string, source: CopySource | undefined): Fix {
  const least = factsOf(type)?.iops?.min ?? 0;
  const { iops: has } = source ? performanceOf(source) : {};
  if (!source || has === undefined || factsOf(source.VolumeType ?? '')?.media === 'HDD')
    return { arguments: { Iops: least }, advice: `Give Iops; ${least} is the least.` };
  const Iops = fittingIops(type, sizeOfCopy(request, source), has) ?? least;
  const most = Iops < has ? `, ${type} takes ${Iops} here at most` : '';
  return { arguments: { Iops }, advice: `Give Iops; the source has ${has}${most}, the least is ${least}.` };
}
