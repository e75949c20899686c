// How fast a copy is until it is initialized, and how long that takes. Source: EBS user guide, "Copy an Amazon EBS
// volume", read 2026-11-22.
import { longestHours } from '../rules/initialization-phase.ts';
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

/** The lowest of 3,000 IOPS and 125 MiB/s, what the source has, and what the copy has. Sizes in GiB. */
export function planInitialization(source: Partial<CopySettings>, copy: Partial<CopySettings>): InitializationPlan {
  const both = [performanceOf(source), performanceOf(copy)];
  return {
    baselineIops: Math.min(BASELINE_IOPS, ...both.flatMap(({ iops }) => iops ?? [])),
    baselineThroughputMiBps: Math.min(BASELINE_THROUGHPUT, ...both.flatMap(({ throughput }) => throughput ?? [])),
    hours: { min: 0, max: longestHours(source.Size ?? Number.POSITIVE_INFINITY) },
  };
}
