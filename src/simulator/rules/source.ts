// Whether a source can be copied now: its place, its state, and the copies that are in progress.
import { fault } from '../wire/fault.ts';
import { isInitializing } from '../world/copy-initialization.ts';
import { readModification } from '../world/modification-progress.ts';
import type { Principal, SimulatedWorld, VolumeRecord } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { stateOf } from '../world/volume-state.ts';

/**
 * Whether the source can be copied in its present state (EBS user guide, "Copy an Amazon EBS volume", 2026-09). The
 * guide names no codes but the Region limit's; those for states are EC2's general ones.
 * @throws Ec2Fault UnsupportedOperation, IncorrectState or IncorrectModificationState
 */
export function validateSource(
  source: VolumeRecord,
  now: number,
  { guideRevision, managedSource }: Pick<Switches, 'guideRevision' | 'managedSource'>,
): void {
  if (source.outpostArn !== undefined) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is on an Outpost and cannot be copied.`);
  }
  if (managedSource === 'refused' && source.operator !== undefined) {
    throw fault('UnsupportedOperation', `The volume '${source.id}' is managed by ${source.operator.principal}.`);
  }
  if (guideRevision === '2025' && !source.encrypted) {
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
 * @throws Ec2Fault ConcurrentCopyVolumeLimitExceeded (two-account test, see Switches) or CopyVolumesLimitExceeded (EBS user
 * guide, 2026-09)
 */
export function validateCopiesInProgress(
  world: SimulatedWorld,
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

// That a copy deleted early stops counting is undocumented: its blocks have nowhere left to go.
function isInProgress(volume: VolumeRecord, now: number): boolean {
  const state = stateOf(volume, now);
  if (state === undefined || state === 'error') return false;
  return state === 'creating' || isInitializing(volume, now);
}
