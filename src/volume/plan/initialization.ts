// How fast a copy is until it is initialized, and how long that takes. Source: EBS user guide, "Copy an Amazon EBS
// volume", read 2026-11-22.
import { performanceOf } from '../rules/settings/performance.ts';
import type { CopySettings } from './copy-settings.ts';

export interface InitializationPlan {
  baselineIops: number;
  baselineThroughputMiBps: number;
  /** Documented, best effort; by written data, of which the size of the source is the upper bound. */
  hours: { min: number; max: number };
}

const BASELINE_IOPS = 3_000;
const BASELINE_THROUGHPUT = 125;
const TIB = 1_024;

/** The lowest of 3,000 IOPS and 125 MiB/s, what the source has, and what the copy has. Sizes in GiB. */
export function planInitialization(source: Partial<CopySettings>, copy: Partial<CopySettings>): InitializationPlan {
  const both = [performanceOf(source), performanceOf(copy)];
  return {
    baselineIops: Math.min(BASELINE_IOPS, ...both.flatMap(({ iops }) => iops ?? [])),
    baselineThroughputMiBps: Math.min(BASELINE_THROUGHPUT, ...both.flatMap(({ throughput }) => throughput ?? [])),
    hours: { min: 0, max: longestHours(source.Size ?? Number.POSITIVE_INFINITY) },
  };
}

/** Up to 6 h for the first TiB written, 1.2 h for each further TiB to 16, 24 h beyond (best effort). */
export function longestHours(writtenGiB: number): number {
  const tebibytes = writtenGiB / TIB;
  if (tebibytes <= 1) return 6;
  return tebibytes <= 16 ? Math.round((6 + 1.2 * (tebibytes - 1)) * 10) / 10 : 24;
}
