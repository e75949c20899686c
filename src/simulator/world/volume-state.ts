import type { VolumeState } from '../../vocabulary.ts';
import { locateVolume } from './volume-index.ts';
import type { Principal, VolumeRecord, World } from './world.ts';

/** The state of a volume at a moment (ms since the epoch); undefined once it is gone. */
export function stateOf(volume: VolumeRecord, now: number): VolumeState | undefined {
  if (volume.deletedAt !== undefined && now >= volume.deletedAt) return undefined;
  if (now < volume.createdAt + volume.creationMs) return 'creating';
  if (now >= volume.createdAt + fateMs(volume)) return volume.fate === 'error' ? 'error' : undefined;
  return volume.attachments.length > 0 ? 'in-use' : 'available';
}

/** ms after createdAt at which it fails or goes, never before it was created; Infinity for a volume that does well. */
export function fateMs({ fate, fateAfterMs = 0, creationMs }: VolumeRecord): number {
  return fate === 'available' ? Number.POSITIVE_INFINITY : Math.max(creationMs, fateAfterMs);
}

/** True when Describe calls know the volume: not before its lag has passed (EC2 guide, "eventual consistency"), not when gone. */
export function isVisible(volume: VolumeRecord, now: number): boolean {
  return now >= volume.createdAt + volume.visibleAfterMs && stateOf(volume, now) !== undefined;
}

/** True when the account owns the volume or has it shared. */
export function mayRead(volume: VolumeRecord, caller: Principal): boolean {
  return volume.ownerId === caller.accountId || (volume.sharedWith?.includes(caller.accountId) ?? false);
}

/** The volume of that id that a caller sees in a Region, or undefined. */
export function findVolume(
  world: World,
  id: string,
  region: string,
  caller: Principal,
  now: number,
): VolumeRecord | undefined {
  const volume = locateVolume(world.volumes, id);
  if (volume === undefined || volume.region !== region) return undefined;
  return mayRead(volume, caller) && isVisible(volume, now) ? volume : undefined;
}
