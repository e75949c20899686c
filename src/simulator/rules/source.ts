import { fault } from '../wire/fault.ts';
import { isInitializing } from '../world/initialization.ts';
import { readModification } from '../world/modification.ts';
import type { Switches } from '../world/switches.ts';
import { stateOf } from '../world/volume-state.ts';
import type { Principal, VolumeRecord, World } from '../world/world.ts';

/**
 * Whether the source can be copied in its present state (EBS guide, "Copy a volume", considerations, 2026-09).
 * The guide names no codes but the Region limit's; those for states are EC2's general ones.
 * @throws Fault UnsupportedOperation, IncorrectState or IncorrectModificationState
 */
export function judgeSource(
  source: VolumeRecord,
  now: number,
  { era, managedSource }: Pick<Switches, 'era' | 'managedSource'>,
): void {
  if (source.outpostArn !== undefined) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is on an Outpost and cannot be copied.`);
  }
  if (managedSource === 'refused' && source.operator !== undefined) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is managed by ${source.operator.principal}.`);
  }
  if (era === '2025' && !source.encrypted) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is not encrypted and cannot be copied.`);
  }
  const state = stateOf(source, now);
  if (state !== 'available' && state !== 'in-use') {
    throw fault('IncorrectState', `The volume '${source.id}' is in the '${state}' state and cannot be copied.`);
  }
  if (isInitializing(source, now)) {
    throw fault('IncorrectState', `The volume '${source.id}' is itself a copy that is still initializing.`);
  }
  if (source.modification !== undefined && readModification(source.modification, now).state === 'modifying') {
    throw fault('IncorrectModificationState', `The volume '${source.id}' is being modified.`);
  }
}

/**
 * One copy per source until it is initialized (over all accounts), five in progress per account and Region.
 * @throws Fault ConcurrentCopyVolumeLimitExceeded (field note, 2026-09) or CopyVolumesLimitExceeded (EBS guide)
 */
export function judgeCopiesInProgress(
  world: World,
  source: VolumeRecord,
  caller: Principal,
  now: number,
  { copiesPerRegion }: Pick<Switches, 'copiesPerRegion'>,
): void {
  const running = world.volumes.filter(
    (volume) => volume.region === source.region && volume.sourceVolumeId !== undefined && isInProgress(volume, now),
  );
  if (running.some(({ sourceVolumeId }) => sourceVolumeId === source.id)) {
    throw fault('ConcurrentCopyVolumeLimitExceeded', `A copy of the volume '${source.id}' is already in progress.`);
  }
  if (running.filter(({ ownerId }) => ownerId === caller.accountId).length >= copiesPerRegion) {
    throw fault(
      'CopyVolumesLimitExceeded',
      `You have reached the maximum of ${copiesPerRegion} volume copies in progress in this Region.`,
    );
  }
}

// A copy deleted early stops counting (no source; the blocks have nowhere left to go).
function isInProgress(volume: VolumeRecord, now: number): boolean {
  const state = stateOf(volume, now);
  if (state === undefined || state === 'error') return false;
  return state === 'creating' || isInitializing(volume, now);
}
