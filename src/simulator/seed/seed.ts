// The world that a simulator begins with unless it is given another.
import type { KeyRecord, SimulatedWorld } from '../world/simulated-world.ts';
import { foreignVolumes } from './seed-foreign-volumes.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_ZONE } from './seed-ids.ts';
import { SEED_INSTANCES } from './seed-instances.ts';
import { blockedVolumes, ordinaryVolumes, prodDb2Volumes } from './seed-volumes.ts';

const DAY_MS = 86_400_000;

/**
 * First the volumes that can be copied at once, then the unusual ones, all older than `now` (simulated ms since the epoch).
 * Region us-east-1, zone us-east-1a, account 123456789012. A further volume goes to the end: readers count on the order.
 */
export function standardSeed(now: number): SimulatedWorld {
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
    volumes: [...ordinaryVolumes(now), ...blockedVolumes(now), ...foreignVolumes(now), ...prodDb2Volumes(now)],
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
