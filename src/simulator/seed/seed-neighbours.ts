import { gp2Baseline } from '../rules/limits.ts';
import type { VolumeRecord } from '../world/world.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_PARTNER, SEED_VOLUMES } from './seed-ids.ts';
import { SEED_INSTANCES } from './seed-instances.ts';
import { seedAttachment, seedVolume } from './seed-record.ts';

const DAY_MS = 86_400_000;

/** The volumes that are not simply ours: another account's, a service's, an Outpost's; and the rest of prod-db-2's set. */
export function neighbourVolumes(now: number): VolumeRecord[] {
  const [, prodDb2] = SEED_INSTANCES;
  return [
    {
      ...seedVolume(now, SEED_VOLUMES.shared, '', 70),
      ownerId: SEED_PARTNER,
      sharedWith: [SEED_ACCOUNT],
      kmsKeyArn: SEED_KEYS.partner,
      // A consumer does not see the owner's tags: said for shared snapshots (EC2 guide), assumed for volumes.
      tags: [],
      type: 'gp3',
      size: 300,
      iops: 3_000,
      throughput: 125,
      writtenGib: 120,
    },
    {
      ...seedVolume(now, SEED_VOLUMES.managed, 'task-storage', 10),
      operator: { principal: 'ecs.amazonaws.com', hiddenByDefault: true },
      type: 'gp3',
      size: 60,
      iops: 3_000,
      throughput: 125,
      writtenGib: 10,
      attachments: [
        {
          attachedAt: now - 10 * DAY_MS,
          deleteOnTermination: true,
          managed: {
            resource: `arn:aws:ecs:us-east-1:${SEED_ACCOUNT}:task/prod/0a1b2c3d4e5f4000a0010a1b2c3d4e5f`,
            service: 'ecs.amazonaws.com',
          },
        },
      ],
    },
    {
      ...seedVolume(now, SEED_VOLUMES.outpost, 'on-outpost', 150),
      outpostArn: `arn:aws:outposts:us-east-1:${SEED_ACCOUNT}:outpost/op-0a1b2c3d4e5f60001`,
      type: 'gp2',
      size: 150,
      iops: gp2Baseline(150),
      writtenGib: 45,
    },
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb2Root, 'prod-db-2-root', 80),
      type: 'gp3',
      size: 30,
      iops: 3_000,
      throughput: 125,
      writtenGib: 12,
      snapshotId: 'snap-0a1b2c3d4e5f60002',
      attachments: [seedAttachment(now, prodDb2.id, prodDb2.rootDeviceName, 80, true)],
    },
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb2Wal, 'prod-db-2-wal', 80),
      type: 'gp3',
      size: 200,
      iops: 4_000,
      throughput: 250,
      writtenGib: 60,
      attachments: [seedAttachment(now, prodDb2.id, '/dev/sdg', 80)],
    },
  ];
}
