// The state of a volume at a moment, and who sees it.
import type { VolumeState } from '../../vocabulary.ts';
import type { Principal, SimulatedWorld, VolumeRecord } from './simulated-world.ts';
import { locateVolume } from './volume-index.ts';

/** The state of a volume at a moment (ms since the epoch); undefined once it is gone. */
export function stateOf(volume: VolumeRecord, now: number): VolumeState | undefined {
  if (volume.deletedAt !== undefined && now >= volume.deletedAt) return undefined;
  if (now < volume.createdAt + volume.creationMs) return 'creating';
  if (now >= volume.createdAt + msUntilFailure(volume)) return volume.failure === 'error' ? 'error' : undefined;
  return volume.attachments.length > 0 ? 'in-use' : 'available';
}

/** ms from createdAt until it fails or vanishes, never before it was created; Infinity for a volume that does neither. */
export function msUntilFailure({ failure, failsAfterMs = 0, creationMs }: VolumeRecord): number {
  return failure === undefined ? Number.POSITIVE_INFINITY : Math.max(creationMs, failsAfterMs);
}

/** True when Describe calls know the volume: not before its lag has passed (EC2 guide, "Eventual consistency"), not when gone. */
export function isVisible(volume: VolumeRecord, now: number): boolean {
  return now >= volume.createdAt + volume.visibleAfterMs && stateOf(volume, now) !== undefined;
}

/** True when the account owns the volume or has it shared. */
export function mayRead(volume: VolumeRecord, caller: Principal): boolean {
  return volume.ownerId === caller.accountId || (volume.sharedWith?.includes(caller.accountId) ?? false);
}

/** The volume of that id that a caller sees in a Region, or undefined. */
export function findVolume(
  world: SimulatedWorld,
  id: string,
  region: string,
  caller: Principal,
  now: number,
): VolumeRecord | undefined {
  const volume = locateVolume(world.volumes, id);
  if (volume === undefined || volume.region !== region) return undefined;
  return mayRead(volume, caller) && isVisible(volume, now) ? volume : undefined;
}
