// How fast a volume is at all times, also where EC2 tells no figure of it; bursts do not count. Source: EBS user guide,
// "Amazon EBS volume types" and the page of each type, read 2026-11-28.
import type { CopySource } from '../../aws-records.ts';
import type { Fix } from '../finding.ts';
import { factsOf, unaskedIops } from '../type-table.ts';

/** Absent while the type, or what its figure depends on, is not known. Throughput in MiB/s. */
export interface Performance {
  iops?: number;
  throughput?: number;
}

/** Members are as EC2 tells or takes them; what is absent becomes the type's own. Size in GiB. */
export function performanceOf(volume: {
  VolumeType?: string | undefined;
  Size?: number | undefined;
  Iops?: number | undefined;
  Throughput?: number | undefined;
}): Performance {
  const { VolumeType = '', Size } = volume;
  const facts = factsOf(VolumeType);
  const iops = volume.Iops ?? unaskedIops(VolumeType, Size) ?? facts?.fixedIops;
  const derived = facts?.derivedThroughput?.(Size ?? Number.NaN, iops ?? Number.NaN);
  const throughput = volume.Throughput ?? facts?.throughput?.default ?? derived;
  return {
    ...(iops === undefined ? {} : { iops }),
    ...(throughput === undefined || Number.isNaN(throughput) ? {} : { throughput: Math.floor(throughput * 10) / 10 }),
  };
}

/** The IOPS nearest to what is wanted that the type takes at this size (GiB); undefined when it takes none. */
export function fittingIops(type: string, sizeGiB: number | undefined, wanted: number): number | undefined {
  const range = factsOf(type)?.iops;
  if (!range) return undefined;
  // The default comes with any size.
  const bySize = sizeGiB === undefined ? range.max : Math.max(range.ratio * sizeGiB, range.default ?? range.min);
  return Math.min(Math.max(Math.ceil(wanted), range.min), range.max, bySize);
}

/** The throughput (MiB/s) nearest to what is wanted that the type takes with these IOPS; undefined when it takes none. */
export function fittingThroughput(type: string, iops: number, wanted: number): number | undefined {
  const range = factsOf(type)?.throughput;
  if (!range) return undefined;
  return Math.min(Math.max(Math.ceil(wanted), range.min), range.max, Math.floor(iops * range.ratio));
}

/** What is above a documented ceiling is proposed at it, but not what the source itself has: EC2 gave it that. */
export function lowerUnlessOfSource(
  member: 'Iops' | 'Throughput',
  asked: number,
  ceiling: number,
  type: string,
  origin: CopySource | undefined,
): Fix {
  const isOfSource = origin?.VolumeType === type && asked <= (origin[member] ?? 0);
  return isOfSource ? { advice: 'The source has as much.' } : { arguments: { [member]: ceiling } };
}
