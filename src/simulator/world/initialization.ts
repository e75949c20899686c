import { shareAt } from './initialization-curve.ts';
import type { Switches } from './switches.ts';
import { fateMs } from './volume-state.ts';
import type { VolumeRecord } from './world.ts';

const HOUR_MS = 3_600_000;
const GIB_PER_TIB = 1_024;

export interface InitializationReading {
  state: 'initializing' | 'completed';
  /** 0 to 100 */
  progress: number;
}

/**
 * How long the background copy of written blocks takes, in ms.
 * EBS guide "Copy a volume" (2026-09): up to 6 h for the first TiB, 1.2 h for each further one up to 16 TiB, 24 h beyond;
 * below one TiB in proportion to what was written. `pace` is the share of these longest times.
 */
export function initializingMsFor(writtenGib: number, pace: number): number {
  const tib = writtenGib / GIB_PER_TIB;
  const hours = tib <= 1 ? 6 * tib : tib <= 16 ? 6 + 1.2 * (tib - 1) : 24;
  return Math.round(hours * HOUR_MS * pace);
}

/** True while blocks of a copy are still on their way; what EC2 itself goes by. */
export function isInitializing(volume: VolumeRecord, now: number): boolean {
  return volume.initializingMs !== undefined && now < volume.createdAt + volume.initializingMs;
}

/**
 * What DescribeVolumeStatus publishes at a moment: the truth as of the last whole step of `statusLagMs`.
 * Undefined for a volume that is no copy, and for a copy with nothing written (EBS guide: empty volumes have no block).
 * A copy that failed on the way stays where it was: status checks do not know the state `error` (EBS guide).
 */
export function readInitialization(
  volume: VolumeRecord,
  now: number,
  switches: Pick<Switches, 'statusLagMs' | 'completedProgress'>,
): InitializationReading | undefined {
  const total = volume.initializingMs;
  if (total === undefined || total === 0) return undefined;
  const published = Math.min(publishedElapsed(volume, now, switches.statusLagMs), fateMs(volume));
  if (published >= total) return { state: 'completed', progress: switches.completedProgress };
  const percent = 100 * shareAt(volume.curve ?? [], published / total);
  // 29 of 100 is 28.999… as a product of fractions.
  return { state: 'initializing', progress: Math.floor(percent + 1e-9) };
}

/** ms since creation as DescribeVolumeStatus knows it: a whole number of steps. */
export function publishedElapsed(volume: VolumeRecord, now: number, lagMs: number): number {
  const elapsed = Math.max(0, now - volume.createdAt);
  return lagMs > 0 ? Math.floor(elapsed / lagMs) * lagMs : elapsed;
}
