import type { VolumeType } from '../../vocabulary.ts';
import { fault } from '../wire/fault.ts';
import { stateOf } from '../world/volume-state.ts';
import type { Principal, World } from '../world/world.ts';
import type { Settings } from './limits.ts';

// Service quotas of new accounts as listed in 2026: storage per type, and IOPS per provisioned type.
const STORAGE_GIB = 50 * 1_024;
const IOPS: Partial<Record<VolumeType, number>> = { io1: 300_000, io2: 100_000 };

/** @throws Fault VolumeLimitExceeded or MaxIOPSLimitExceeded when one more volume passes a quota of account and Region */
export function judgeQuotas(world: World, wanted: Settings, region: string, caller: Principal, now: number): void {
  const own = world.volumes.filter(
    (volume) =>
      volume.region === region &&
      volume.ownerId === caller.accountId &&
      volume.type === wanted.type &&
      stateOf(volume, now) !== undefined,
  );
  if (own.reduce((sum, { size }) => sum + size, wanted.size) > STORAGE_GIB) {
    throw fault('VolumeLimitExceeded', `You have exceeded your maximum ${wanted.type} storage limit in this region.`);
  }
  const iopsMax = IOPS[wanted.type];
  if (iopsMax !== undefined && own.reduce((sum, { iops = 0 }) => sum + iops, wanted.iops ?? 0) > iopsMax) {
    throw fault('MaxIOPSLimitExceeded', `You have exceeded your maximum ${wanted.type} IOPS limit in this region.`);
  }
}
