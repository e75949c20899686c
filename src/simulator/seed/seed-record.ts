import type { AttachmentRecord, VolumeRecord } from '../world/world.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_ZONE } from './seed-ids.ts';

const DAY_MS = 86_400_000;

/** What the volumes of a seed have in common: ours, in one zone, encrypted with `alias/prod-data`, there for days. */
export function seedVolume(
  now: number,
  id: string,
  name: string,
  ageDays: number,
): Omit<VolumeRecord, 'size' | 'type' | 'writtenGib'> {
  return {
    ...SEED_ZONE,
    id,
    ownerId: SEED_ACCOUNT,
    encrypted: true,
    kmsKeyArn: SEED_KEYS.prodData,
    multiAttach: false,
    tags: [{ key: 'Name', value: name }],
    createdAt: now - ageDays * DAY_MS,
    creationMs: 0,
    visibleAfterMs: 0,
    fate: 'available',
    snapshotId: '',
    attachments: [],
  };
}

/** An attachment that is `ageDays` old at `now` (ms since the epoch); a root volume goes with its instance. */
export function seedAttachment(
  now: number,
  instanceId: string,
  device: string,
  ageDays: number,
  isRoot = false,
): AttachmentRecord {
  return { instanceId, device, attachedAt: now - ageDays * DAY_MS, deleteOnTermination: isRoot };
}
