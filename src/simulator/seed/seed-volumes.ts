// The volumes of the standard seed that belong to its account and to nobody's service.
import { initializingMsFor } from '../world/copy-initialization.ts';
import type { VolumeRecord } from '../world/simulated-world.ts';
import { SEED_KEYS, SEED_VOLUMES } from './seed-ids.ts';
import { SEED_INSTANCES } from './seed-instances.ts';
import { gp2, gp3, seedAttachment, seedVolume } from './seed-record.ts';

const HOUR_MS = 3_600_000;
const ARCHIVE_WRITTEN_GIB = 900;
const [PROD_DB_1, PROD_DB_2, WEB_1, WEB_2] = SEED_INSTANCES;

/** Volumes that can be copied at once. @param now simulated ms since the epoch */
export function ordinaryVolumes(now: number): VolumeRecord[] {
  const { kmsKeyArn: _, ...plain } = seedVolume(now, SEED_VOLUMES.plain, 'unencrypted', 400, gp3(50), 20);
  return [
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb1Data, 'prod-db-1-data', 90, gp3(500, 6_000, 250), 180),
      tags: [
        { key: 'Name', value: 'prod-db-1-data' },
        { key: 'Environment', value: 'production' },
        { key: 'Team', value: 'database' },
      ],
      attachments: [seedAttachment(now, PROD_DB_1.id, '/dev/sdf', 90)],
    },
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb1Root, 'prod-db-1-root', 90, gp3(30), 12),
      snapshotId: 'snap-0a1b2c3d4e5f60001',
      attachments: [seedAttachment(now, PROD_DB_1.id, PROD_DB_1.rootDeviceName, 90, true)],
    },
    seedVolume(now, SEED_VOLUMES.reports, 'reports', 45, gp3(100, 4_000), 40),
    { ...seedVolume(now, SEED_VOLUMES.scratch, 'scratch', 30, gp2(20), 5), kmsKeyArn: SEED_KEYS.awsManaged },
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb2Data, 'prod-db-2-data', 80, gp3(500, 6_000, 250), 175),
      attachments: [seedAttachment(now, PROD_DB_2.id, '/dev/sdf', 80)],
    },
    {
      ...seedVolume(
        now,
        SEED_VOLUMES.cluster,
        'cluster-shared',
        60,
        { type: 'io2', size: 200, iops: 10_000, multiAttach: true },
        90,
      ),
      attachments: [seedAttachment(now, WEB_1.id, '/dev/sdg', 60), seedAttachment(now, WEB_2.id, '/dev/sdg', 60)],
    },
    seedVolume(now, SEED_VOLUMES.logs, 'log-archive', 200, { type: 'st1', size: 500, multiAttach: false }, 320),
    { ...plain, encrypted: false },
  ];
}

/** Volumes whose state or whose copies stand in the way of a copy. @param now simulated ms since the epoch */
export function blockedVolumes(now: number): VolumeRecord[] {
  return [
    {
      ...seedVolume(now, SEED_VOLUMES.modifying, 'growing', 120, gp3(200), 70),
      // 40 % of the way at the start: 4 of 10 hours.
      modification: {
        startedAt: now - 4 * HOUR_MS,
        modifyingMs: 10 * HOUR_MS,
        optimizingMs: 6 * HOUR_MS,
        original: gp3(100),
        target: gp3(200),
      },
    },
    seedVolume(now, SEED_VOLUMES.archive, 'archive', 300, gp3(1_000), ARCHIVE_WRITTEN_GIB),
    {
      ...seedVolume(now, SEED_VOLUMES.archiveCopy, 'archive-copy', 0, gp3(1_000), ARCHIVE_WRITTEN_GIB),
      createdAt: now - HOUR_MS,
      creationMs: 1_500,
      sourceVolumeId: SEED_VOLUMES.archive,
      initializingMs: initializingMsFor(ARCHIVE_WRITTEN_GIB, 1),
    },
    {
      ...seedVolume(now, SEED_VOLUMES.impaired, 'impaired', 15, gp3(80), 30),
      impairment: { eventId: 'evol-0a1b2c3d4e5f60001', since: now - 20 * 60_000 },
    },
    { ...seedVolume(now, SEED_VOLUMES.failed, 'failed', 2, gp3(40), 0), failure: 'error' },
  ];
}

/** The other volumes of prod-db-2, which its data volume is consistent with. @param now simulated ms since the epoch */
export function prodDb2Volumes(now: number): VolumeRecord[] {
  return [
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb2Root, 'prod-db-2-root', 80, gp3(30), 12),
      snapshotId: 'snap-0a1b2c3d4e5f60002',
      attachments: [seedAttachment(now, PROD_DB_2.id, PROD_DB_2.rootDeviceName, 80, true)],
    },
    {
      ...seedVolume(now, SEED_VOLUMES.prodDb2Wal, 'prod-db-2-wal', 80, gp3(200, 4_000, 250), 60),
      attachments: [seedAttachment(now, PROD_DB_2.id, '/dev/sdg', 80)],
    },
  ];
}
