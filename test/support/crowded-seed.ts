// A large account for the embedded EC2: thousands of volumes of every type and state, the same in every run.
import { gp2Iops } from '../../src/simulator/rules/volume-settings.ts';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { SEED_ACCOUNT, SEED_KEYS } from '../../src/simulator/seed/seed-ids.ts';
import { initializingMsFor } from '../../src/simulator/world/copy-initialization.ts';
import type {
  InstanceRecord,
  SimulatedWorld,
  TagRecord,
  VolumeRecord,
} from '../../src/simulator/world/simulated-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REGION = 'us-east-1';
const ZONES = [
  { zone: 'us-east-1a', zoneId: 'use1-az1' },
  { zone: 'us-east-1b', zoneId: 'use1-az2' },
  { zone: 'us-east-1c', zoneId: 'use1-az4' },
  { zone: 'us-east-1d', zoneId: 'use1-az6' },
] as const;
// Of 25 volumes in a row, all in one zone, 18 are attached to one instance, as many as a Nitro instance of some size takes.
const BLOCK = 25;
const ATTACHED = 18;
const SMALLEST = 1_000;

const TEAMS = ['database', 'search', 'web', 'analytics', 'payments', 'platform', 'mobile'] as const;
const ENVIRONMENTS = ['production', 'staging', 'development'] as const;

// Twenty in a row: what a large account has, mostly gp3.
const KINDS = [
  ...Array.from({ length: 11 }, (_, i) => ({ type: 'gp3', size: 50 * (i + 1), iops: 3_000, throughput: 125 }) as const),
  { type: 'gp3', size: 1_000, iops: 12_000, throughput: 500 },
  { type: 'gp2', size: 100, iops: gp2Iops(100) },
  { type: 'gp2', size: 500, iops: gp2Iops(500) },
  { type: 'gp2', size: 2_000, iops: gp2Iops(2_000) },
  { type: 'io1', size: 200, iops: 5_000 },
  { type: 'io2', size: 400, iops: 20_000 },
  { type: 'st1', size: 1_000 },
  { type: 'sc1', size: 2_000 },
  { type: 'standard', size: 40 },
] as const satisfies readonly Pick<VolumeRecord, 'type' | 'size' | 'iops' | 'throughput'>[];

/** The volume whose eight copies are scattered over the crowd: seven completed, the last one still initializing. */
export const CROWD_SOURCE = crowdVolumeId(0);
export const CROWD_COPIES = 8;

/** The id of the crowd's nth volume: each once below 2^32, and in no order that a reader could lean on. */
export function crowdVolumeId(n: number): string {
  const scattered = Math.imul(n + 1, 0x9e37_79b1) >>> 0;
  return `vol-0c20deded${scattered.toString(16).padStart(8, '0')}`;
}

/**
 * A large account, the same in every run: the standard seed, then volumes of every type and state.
 * @param now simulated ms since the epoch
 * @param count how many volumes DescribeVolumes lists, that is without those hidden by default
 * @throws RangeError when `count` is below 1,000
 */
export function crowdedSeed(now: number, count: number): SimulatedWorld {
  if (!(Number.isInteger(count) && count >= SMALLEST)) throw new RangeError(`a crowd has at least ${SMALLEST} volumes`);
  const world = standardSeed(now);
  const crowd = count - world.volumes.filter(({ operator }) => operator?.hiddenByDefault !== true).length;
  for (let n = 0; n < Math.ceil(crowd / BLOCK); n += 1) world.instances.push(crowdInstance(n, now));
  for (let n = 0; n < crowd; n += 1) world.volumes.push(crowdVolume(n, now));
  const total = world.volumes.length;
  const source = world.volumes[total - crowd];
  for (let k = 1; k <= CROWD_COPIES; k += 1) {
    const volume = world.volumes[total - 1 - Math.floor(((CROWD_COPIES - k) * crowd) / (CROWD_COPIES + 1))];
    if (volume !== undefined && source !== undefined)
      makeCopyOf(volume, source, now - (CROWD_COPIES - k) * 9 * HOUR_MS);
  }
  return world;
}

function crowdVolume(n: number, now: number): VolumeRecord {
  const kind = KINDS[n % KINDS.length] ?? KINDS[0];
  const encrypted = n % 8 !== 5;
  const createdAt = now - (1 + (n % 700)) * DAY_MS - (n % 86_400) * 1_000;
  const block = Math.floor(n / BLOCK);
  return {
    id: crowdVolumeId(n),
    region: REGION,
    ...zoneOf(block),
    ownerId: SEED_ACCOUNT,
    ...kind,
    encrypted,
    ...(encrypted ? { kmsKeyArn: n % 3 === 0 ? SEED_KEYS.awsManaged : SEED_KEYS.prodData } : {}),
    multiAttach: false,
    tags: crowdTags(n),
    createdAt,
    creationMs: 0,
    visibleAfterMs: 0,
    ...(n % 1_000 === 999 ? { failure: 'error' } : {}),
    snapshotId: n % BLOCK === 0 ? `snap-0c20deded${(n >>> 0).toString(16).padStart(8, '0')}` : '',
    writtenGib: Math.floor(kind.size * ((n % 10) / 10)),
    attachments:
      n % BLOCK < ATTACHED
        ? [
            {
              instanceId: crowdInstanceId(block),
              device: n % BLOCK === 0 ? '/dev/xvda' : `/dev/sd${'fghijklmnopqrstuvwxyz'[n % BLOCK]}`,
              attachedAt: createdAt,
              deleteOnTermination: n % BLOCK === 0,
            },
          ]
        : [],
    ...oddity(n, now, kind),
  };
}

// One in 400 is or was being modified, one in 2,000 is impaired.
function oddity(n: number, now: number, kind: (typeof KINDS)[number]): Partial<VolumeRecord> {
  if (n % 2_000 === 1_111)
    return { impairment: { eventId: `evol-0c20deded${crowdVolumeId(n).slice(-8)}`, since: now - HOUR_MS } };
  if (n % 400 !== 200) return {};
  const target = { ...kind, multiAttach: false };
  return {
    modification: {
      startedAt: now - (n % 24) * HOUR_MS,
      modifyingMs: 6 * HOUR_MS,
      optimizingMs: 6 * HOUR_MS,
      original: { ...target, size: Math.ceil(kind.size / 2) },
      target,
    },
  };
}

function crowdTags(n: number): TagRecord[] {
  if (n % 10 === 9) return [];
  const tags = [
    { key: 'Name', value: `host-${Math.floor(n / BLOCK)}-disk-${n % BLOCK}` },
    { key: 'Environment', value: ENVIRONMENTS[n % ENVIRONMENTS.length] ?? '' },
    { key: 'Team', value: TEAMS[n % TEAMS.length] ?? '' },
  ];
  return n % 4 === 0 ? [...tags, { key: 'CostCenter', value: String(4_000 + (n % 60)) }] : tags;
}

function crowdInstance(block: number, now: number): InstanceRecord {
  return {
    id: crowdInstanceId(block),
    reservationId: `r-0c20deded${block.toString(16).padStart(8, '0')}`,
    region: REGION,
    ...zoneOf(block),
    ownerId: SEED_ACCOUNT,
    state: block % 15 === 14 ? 'stopped' : 'running',
    instanceType: 'm7i.4xlarge',
    imageId: 'ami-0a1b2c3d4e5f60001',
    launchedAt: now - (1 + (block % 700)) * DAY_MS,
    rootDeviceName: '/dev/xvda',
    tags: [{ key: 'Name', value: `host-${block}` }],
  };
}

function crowdInstanceId(block: number): string {
  return `i-0c20deded${block.toString(16).padStart(8, '0')}`;
}

function zoneOf(block: number) {
  return ZONES[block % ZONES.length] ?? ZONES[0];
}

function makeCopyOf(volume: VolumeRecord, source: VolumeRecord, createdAt: number): void {
  const { zone, zoneId, size, type, encrypted } = source;
  const writtenGib = size;
  for (const name of ['iops', 'throughput', 'kmsKeyArn', 'modification', 'impairment', 'failure'] as const)
    delete volume[name];
  Object.assign(volume, {
    zone,
    zoneId,
    size,
    type,
    encrypted,
    ...(source.iops === undefined ? {} : { iops: source.iops }),
    ...(source.throughput === undefined ? {} : { throughput: source.throughput }),
    ...(source.kmsKeyArn === undefined ? {} : { kmsKeyArn: source.kmsKeyArn }),
    createdAt,
    snapshotId: '',
    sourceVolumeId: source.id,
    initializingMs: initializingMsFor(writtenGib, 1),
    writtenGib,
    attachments: [],
  });
}
