// Volumes by id in a list of 100,000 without a walk over all of them.
import type { VolumeRecord } from './simulated-world.ts';

// Positions by id, for every list that was searched; a list that is no longer used takes its index along.
const INDEXES = new WeakMap<readonly VolumeRecord[], Map<string, number>>();

/**
 * The volumes with these ids, by id. Positions are remembered, since 500 ids are looked up among 100,000 volumes; what
 * is not where it was, because the list was changed in place, is looked for one by one.
 */
export function locateVolumes(volumes: readonly VolumeRecord[], ids: Iterable<string>): Map<string, VolumeRecord> {
  const index = extendIndex(volumes);
  const found = new Map<string, VolumeRecord>();
  const missing = new Set<string>();
  for (const id of ids) {
    const volume = volumes[index.get(id) ?? -1];
    if (volume?.id === id) found.set(id, volume);
    else missing.add(id);
  }
  if (missing.size > 0) for (const volume of volumes) if (missing.has(volume.id)) found.set(volume.id, volume);
  return found;
}

/** The volume with this id, or undefined. */
export function locateVolume(volumes: readonly VolumeRecord[], id: string): VolumeRecord | undefined {
  return locateVolumes(volumes, [id]).get(id);
}

/** The volumes with these ids, in the order of the list. */
export function locateInOrder(volumes: readonly VolumeRecord[], ids: Iterable<string>): VolumeRecord[] {
  const index = extendIndex(volumes);
  const found = [...locateVolumes(volumes, ids).values()];
  return found.sort((a, b) => (index.get(a.id) ?? 0) - (index.get(b.id) ?? 0));
}

// Volumes are added at the end, so only the tail is new.
function extendIndex(volumes: readonly VolumeRecord[]): Map<string, number> {
  const index = INDEXES.get(volumes) ?? new Map<string, number>();
  INDEXES.set(volumes, index);
  for (let at = index.size; at < volumes.length; at += 1) {
    const volume = volumes[at];
    if (volume !== undefined) index.set(volume.id, at);
  }
  return index;
}
