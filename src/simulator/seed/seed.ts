import { gp2Baseline } from '../rules/limits.ts';
import { initializingMsFor } from '../world/initialization.ts';
import type { KeyRecord, VolumeRecord, World } from '../world/world.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_VOLUMES, SEED_ZONE } from './seed-ids.ts';
import { SEED_INSTANCES } from './seed-instances.ts';
import { neighbourVolumes } from './seed-neighbours.ts';
import { seedAttachment, seedVolume } from './seed-record.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The world a newcomer meets: first the plain volumes to copy, then the odd ones, all older than `now` (simulated ms).
 * Region us-east-1, zone us-east-1a, account 123456789012. Volumes are only ever added at the end: others count on the order.
 */
export function standardSeed(now: number): World {
  const base = (id: string, name: string, ageDays: number) => seedVolume(now, id, name, ageDays);
  const attached = (instanceId: string, device: string, ageDays: number, isRoot = false) =>
    seedAttachment(now, instanceId, device, ageDays, isRoot);
  const archiveGib = 900;
  return {
    principals: new Map(),
    principal: {
      accountId: SEED_ACCOUNT,
      arn: `arn:aws:iam::${SEED_ACCOUNT}:user/simulated`,
      userId: 'AIDASIMULATEDUSER0001',
    },
    regions: new Map(),
    keys: seedKeys(),
    tokens: [],
    instances: SEED_INSTANCES.map((instance) => ({
      ...SEED_ZONE,
      ...instance,
      tags: [...instance.tags],
      ownerId: SEED_ACCOUNT,
      launchedAt: now - 90 * DAY_MS,
    })),
    volumes: [
      {
        ...base(SEED_VOLUMES.prodDb1Data, 'prod-db-1-data', 90),
        tags: [
          { key: 'Name', value: 'prod-db-1-data' },
          { key: 'Environment', value: 'production' },
          { key: 'Team', value: 'database' },
        ],
        type: 'gp3',
        size: 500,
        iops: 6_000,
        throughput: 250,
        writtenGib: 180,
        attachments: [attached(SEED_INSTANCES[0].id, '/dev/sdf', 90)],
      },
      {
        ...base(SEED_VOLUMES.prodDb1Root, 'prod-db-1-root', 90),
        type: 'gp3',
        size: 30,
        iops: 3_000,
        throughput: 125,
        writtenGib: 12,
        snapshotId: 'snap-0a1b2c3d4e5f60001',
        attachments: [attached(SEED_INSTANCES[0].id, SEED_INSTANCES[0].rootDeviceName, 90, true)],
      },
      {
        ...base(SEED_VOLUMES.reports, 'reports', 45),
        type: 'gp3',
        size: 100,
        iops: 4_000,
        throughput: 125,
        writtenGib: 40,
      },
      {
        ...base(SEED_VOLUMES.scratch, 'scratch', 30),
        kmsKeyArn: SEED_KEYS.awsManaged,
        type: 'gp2',
        size: 20,
        iops: gp2Baseline(20),
        writtenGib: 5,
      },
      {
        ...base(SEED_VOLUMES.prodDb2Data, 'prod-db-2-data', 80),
        type: 'gp3',
        size: 500,
        iops: 6_000,
        throughput: 250,
        writtenGib: 175,
        attachments: [attached(SEED_INSTANCES[1].id, '/dev/sdf', 80)],
      },
      {
        ...base(SEED_VOLUMES.cluster, 'cluster-shared', 60),
        type: 'io2',
        size: 200,
        iops: 10_000,
        multiAttach: true,
        writtenGib: 90,
        attachments: [attached(SEED_INSTANCES[2].id, '/dev/sdg', 60), attached(SEED_INSTANCES[3].id, '/dev/sdg', 60)],
      },
      { ...base(SEED_VOLUMES.logs, 'log-archive', 200), type: 'st1', size: 500, writtenGib: 320 },
      withoutKey({
        ...base(SEED_VOLUMES.plain, 'unencrypted', 400),
        type: 'gp3',
        size: 50,
        iops: 3_000,
        throughput: 125,
        writtenGib: 20,
      }),
      {
        ...base(SEED_VOLUMES.modifying, 'growing', 120),
        type: 'gp3',
        size: 200,
        iops: 3_000,
        throughput: 125,
        writtenGib: 70,
        // 40 % of the way at the start: 4 of 10 hours.
        modification: {
          startedAt: now - 4 * HOUR_MS,
          modifyingMs: 10 * HOUR_MS,
          optimizingMs: 6 * HOUR_MS,
          original: { type: 'gp3', size: 100, iops: 3_000, throughput: 125, multiAttach: false },
          target: { type: 'gp3', size: 200, iops: 3_000, throughput: 125, multiAttach: false },
        },
      },
      {
        ...base(SEED_VOLUMES.archive, 'archive', 300),
        type: 'gp3',
        size: 1_000,
        iops: 3_000,
        throughput: 125,
        writtenGib: archiveGib,
      },
      {
        ...base(SEED_VOLUMES.archiveCopy, 'archive-copy', 0),
        createdAt: now - HOUR_MS,
        creationMs: 1_500,
        type: 'gp3',
        size: 1_000,
        iops: 3_000,
        throughput: 125,
        writtenGib: archiveGib,
        sourceVolumeId: SEED_VOLUMES.archive,
        initializingMs: initializingMsFor(archiveGib, 1),
      },
      {
        ...base(SEED_VOLUMES.impaired, 'impaired', 15),
        type: 'gp3',
        size: 80,
        iops: 3_000,
        throughput: 125,
        writtenGib: 30,
        impairment: { eventId: 'evol-0a1b2c3d4e5f60001', since: now - 20 * 60_000 },
      },
      {
        ...base(SEED_VOLUMES.failed, 'failed', 2),
        fate: 'error',
        type: 'gp3',
        size: 40,
        iops: 3_000,
        throughput: 125,
        writtenGib: 0,
      },
      ...neighbourVolumes(now),
    ],
  };
}

function seedKeys(): KeyRecord[] {
  return [
    { arn: SEED_KEYS.awsManaged, aliases: ['alias/aws/ebs'], state: 'enabled', awsManaged: true },
    { arn: SEED_KEYS.prodData, aliases: ['alias/prod-data'], state: 'enabled', awsManaged: false },
    { arn: SEED_KEYS.retired, aliases: ['alias/retired'], state: 'disabled', awsManaged: false },
    { arn: SEED_KEYS.partner, aliases: ['alias/shared-volumes'], state: 'enabled', awsManaged: false },
  ];
}

function withoutKey({ kmsKeyArn: _, ...volume }: VolumeRecord): VolumeRecord {
  return { ...volume, encrypted: false };
}
