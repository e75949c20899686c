// The instances of the standard seed.
import type { InstanceRecord } from '../world/simulated-world.ts';

type SeedInstance = Omit<InstanceRecord, 'region' | 'zone' | 'zoneId' | 'ownerId' | 'launchedAt'>;

// A Nitro type: multi-attach needs one (EBS user guide, "Attach an EBS volume to multiple EC2 instances").
const COMMON = {
  state: 'running',
  instanceType: 'm7i.large',
  imageId: 'ami-0a1b2c3d4e5f60001',
  rootDeviceName: '/dev/xvda',
} as const;

/** Two share the Name `web`, so that a name can be ambiguous. */
export const SEED_INSTANCES = [
  {
    ...COMMON,
    id: 'i-0a1b2c3d4e5f60001',
    reservationId: 'r-0a1b2c3d4e5f60001',
    tags: [
      { key: 'Name', value: 'prod-db-1' },
      { key: 'Environment', value: 'production' },
    ],
  },
  {
    ...COMMON,
    id: 'i-0a1b2c3d4e5f60002',
    reservationId: 'r-0a1b2c3d4e5f60002',
    tags: [
      { key: 'Name', value: 'prod-db-2' },
      { key: 'Environment', value: 'production' },
    ],
  },
  {
    ...COMMON,
    id: 'i-0a1b2c3d4e5f60003',
    reservationId: 'r-0a1b2c3d4e5f60003',
    tags: [{ key: 'Name', value: 'web' }],
  },
  {
    ...COMMON,
    id: 'i-0a1b2c3d4e5f60004',
    reservationId: 'r-0a1b2c3d4e5f60004',
    tags: [{ key: 'Name', value: 'web' }],
  },
] as const satisfies readonly (Omit<SeedInstance, 'tags'> & { tags: readonly SeedInstance['tags'][number][] })[];
