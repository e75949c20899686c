// How long the blocks of a copy take to arrive, and what DescribeVolumeStatus publishes of it.
import { shareAt } from './initialization-curve.ts';
import type { VolumeRecord } from './simulated-world.ts';
import type { Switches } from './switches.ts';
import { msUntilFailure } from './volume-state.ts';

const HOUR_MS = 3_600_000;
const GIB_PER_TIB = 1_024;

export interface PublishedInitialization {
  state: 'initializing' | 'completed';
  /** 0 to 100 */
  progress: number;
}

/**
 * How long the background copy of written blocks takes, in ms. EBS user guide, "Copy an Amazon EBS volume" (2026-09): up
 * to 6 h for the first TiB, 1.2 h for each further one up to 16 TiB, 24 h beyond. In proportion below one TiB, which the
 * guide leaves open.
 * @param pace share of these longest times
 */
export function initializingMsFor(writtenGib: number, pace: number): number {
  const tib = writtenGib / GIB_PER_TIB;
  const hours = tib <= 1 ? 6 * tib : tib <= 16 ? 6 + 1.2 * (tib - 1) : 24;
  return Math.round(hours * HOUR_MS * pace);
}

/** True while blocks of a copy are still on their way, whatever is published; CopyVolumes goes by it. */
export function isInitializing(volume: VolumeRecord, now: number): boolean {
  return volume.initializingMs !== undefined && now < volume.createdAt + volume.initializingMs;
}

/**
 * What DescribeVolumeStatus publishes at a moment: the truth as of the last whole step of `statusLagMs`.
 * Undefined for a volume that is no copy, and for a copy with nothing written: empty volumes have no such details (EBS
 * user guide, "Monitor volume initialization", 2026). A copy that failed on the way stays where it was, since status
 * checks do not know the state `error` (EBS user guide, "Volume status checks").
 */
export function readInitialization(
  volume: VolumeRecord,
  now: number,
  switches: Pick<Switches, 'statusLagMs' | 'completedProgress'>,
): PublishedInitialization | undefined {
  const total = volume.initializingMs;
  if (total === undefined || total === 0) return undefined;
  const published = Math.min(publishedElapsed(volume, now, switches.statusLagMs), msUntilFailure(volume));
  if (published >= total) return { state: 'completed', progress: switches.completedProgress };
  const percent = 100 * shareAt(volume.curve ?? [], published / total);
  // Without it 100 * 0.29 is 28.999… and one percent is missing.
  return { state: 'initializing', progress: Math.floor(percent + 1e-9) };
}

/** ms since creation as DescribeVolumeStatus knows it: a whole number of steps. */
export function publishedElapsed(volume: VolumeRecord, now: number, lagMs: number): number {
  const elapsed = Math.max(0, now - volume.createdAt);
  return lagMs > 0 ? Math.floor(elapsed / lagMs) * lagMs : elapsed;
}
