// The volumes of the standard seed that are not simply its account's: shared by another, managed by a service, on an Outpost.
import type { VolumeRecord } from '../world/simulated-world.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_PARTNER, SEED_VOLUMES } from './seed-ids.ts';
import { gp2, gp3, seedVolume } from './seed-record.ts';

const DAY_MS = 86_400_000;

/** @param now simulated ms since the epoch */
export function foreignVolumes(now: number): VolumeRecord[] {
  return [
    {
      ...seedVolume(now, SEED_VOLUMES.shared, '', 70, gp3(300), 120),
      ownerId: SEED_PARTNER,
      sharedWith: [SEED_ACCOUNT],
      kmsKeyArn: SEED_KEYS.partner,
      // A consumer does not see the owner's tags: documented for shared snapshots (EC2 guide), assumed for volumes.
      tags: [],
    },
    {
      ...seedVolume(now, SEED_VOLUMES.managed, 'task-storage', 10, gp3(60), 10),
      operator: { principal: 'ecs.amazonaws.com', hiddenByDefault: true },
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
      ...seedVolume(now, SEED_VOLUMES.outpost, 'on-outpost', 150, gp2(150), 45),
      outpostArn: `arn:aws:outposts:us-east-1:${SEED_ACCOUNT}:outpost/op-0a1b2c3d4e5f60001`,
    },
  ];
}
