// What the volumes of the standard seed have in common, and short forms of their settings.
import { gp2Iops } from '../rules/volume-settings.ts';
import type { AttachmentRecord, VolumeRecord, VolumeSettings } from '../world/simulated-world.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_ZONE } from './seed-ids.ts';

const DAY_MS = 86_400_000;

/**
 * A volume of the seed's account in its zone, encrypted with `alias/prod-data`.
 * @param now simulated ms since the epoch
 * @param writtenGib GiB of blocks written
 */
export function seedVolume(
  now: number,
  id: string,
  name: string,
  ageDays: number,
  settings: VolumeSettings,
  writtenGib: number,
): VolumeRecord {
  return {
    ...SEED_ZONE,
    id,
    ownerId: SEED_ACCOUNT,
    encrypted: true,
    kmsKeyArn: SEED_KEYS.prodData,
    tags: [{ key: 'Name', value: name }],
    createdAt: now - ageDays * DAY_MS,
    creationMs: 0,
    visibleAfterMs: 0,
    snapshotId: '',
    attachments: [],
    ...settings,
    writtenGib,
  };
}

/** gp3 with its default performance unless another is named (GiB, IOPS, MiB/s). */
export function gp3(size: number, iops = 3_000, throughput = 125): VolumeSettings {
  return { type: 'gp3', size, iops, throughput, multiAttach: false };
}

/** gp2 of a size in GiB. */
export function gp2(size: number): VolumeSettings {
  return { type: 'gp2', size, iops: gp2Iops(size), multiAttach: false };
}

/** An attachment as old as `ageDays` at `now` (simulated ms since the epoch); a root volume is deleted with its instance. */
export function seedAttachment(
  now: number,
  instanceId: string,
  device: string,
  ageDays: number,
  isRoot = false,
): AttachmentRecord {
  return { instanceId, device, attachedAt: now - ageDays * DAY_MS, deleteOnTermination: isRoot };
}
