// Storage and IOPS quotas of an account in a Region.
import type { VolumeType } from '../../vocabulary.ts';
import { fault } from '../wire/fault.ts';
import type { Principal, SimulatedWorld, VolumeSettings } from '../world/simulated-world.ts';
import { stateOf } from '../world/volume-state.ts';

// Service quotas of new accounts as listed in 2026: storage per type in GiB, and IOPS per provisioned type.
const STORAGE_GIB = 50 * 1_024;
const IOPS: Partial<Record<VolumeType, number>> = { io1: 300_000, io2: 100_000 };

/** @throws Ec2Fault VolumeLimitExceeded or MaxIOPSLimitExceeded when one more volume passes a quota of account and Region */
export function validateQuotas(
  world: SimulatedWorld,
  requested: VolumeSettings,
  region: string,
  caller: Principal,
  now: number,
): void {
  const own = world.volumes.filter(
    (volume) =>
      volume.region === region &&
      volume.ownerId === caller.accountId &&
      volume.type === requested.type &&
      stateOf(volume, now) !== undefined,
  );
  if (own.reduce((sum, { size }) => sum + size, requested.size) > STORAGE_GIB) {
    throw fault(
      'VolumeLimitExceeded',
      `You have exceeded your maximum ${requested.type} storage limit in this region.`,
    );
  }
  const iopsMax = IOPS[requested.type];
  if (iopsMax !== undefined && own.reduce((sum, { iops = 0 }) => sum + iops, requested.iops ?? 0) > iopsMax) {
    throw fault('MaxIOPSLimitExceeded', `You have exceeded your maximum ${requested.type} IOPS limit in this region.`);
  }
}
