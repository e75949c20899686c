// The action ModifyVolume, for volumes that are not being modified already.
import { authorize, declareAction, dryRunFault } from '../action.ts';
import { validateVolumeIds, volumesNotFound } from '../rules/volume-id.ts';
import { resolveSettings } from '../rules/volume-settings.ts';
import { fault } from '../wire/fault.ts';
import { readModification } from '../world/modification-progress.ts';
import { type VolumeSettings, volumeArn } from '../world/simulated-world.ts';
import { findVolume, stateOf } from '../world/volume-state.ts';
import { describeModification } from './describe-volumes-modifications.ts';

// No time is documented; that of a volume with data takes up to hours (EBS user guide, "Monitor the progress of volume modifications").
const MODIFYING_MS = 60_000;
const OPTIMIZING_MS = 60_000;

/** What is left out stays as it is, except IOPS and throughput of another type (EC2 API reference, ModifyVolume, 2026-11). */
export const modifyVolume = declareAction({
  name: 'ModifyVolume',
  shape: {
    VolumeId: 'string',
    DryRun: 'boolean',
    Size: 'integer',
    VolumeType: 'string',
    Iops: 'integer',
    Throughput: 'integer',
  },
  validate({ VolumeId }, switches) {
    if (!VolumeId) throw fault('MissingParameter', 'The request must contain the parameter VolumeId');
    validateVolumeIds([VolumeId], switches.malformedSource);
  },
  run({ VolumeId = '', DryRun, Size, VolumeType, Iops, Throughput }, context) {
    const { world, region, caller, now, switches } = context;
    const volume = findVolume(world, VolumeId, region, caller, now);
    if (volume === undefined || volume.ownerId !== caller.accountId) throw volumesNotFound([VolumeId]);
    authorize(context, 'ec2:ModifyVolume', volumeArn(region, volume.ownerId, volume.id));
    const { size, type, iops, throughput, multiAttach } = volume;
    const original: VolumeSettings = {
      ...{ size, type, multiAttach },
      ...(iops === undefined ? {} : { iops }),
      ...(throughput === undefined ? {} : { throughput }),
    };
    // IOPS of gp2 follow from its size and cannot be named.
    const kept: Partial<VolumeSettings> = (VolumeType ?? type) === type && type !== 'gp2' ? original : {};
    const target = resolveSettings(
      {
        ...{ type: VolumeType ?? type, size: Size, multiAttach },
        ...{ iops: Iops ?? kept.iops, throughput: Throughput ?? kept.throughput },
      },
      size,
      region,
      switches,
    );
    if (DryRun === true) throw dryRunFault();
    const state = stateOf(volume, now);
    if (state !== 'available' && state !== 'in-use')
      throw fault('IncorrectState', `The volume '${VolumeId}' is not 'available' or 'in-use'.`);
    if (volume.modification !== undefined && readModification(volume.modification, now).state !== 'completed')
      throw fault('IncorrectModificationState', `The volume '${VolumeId}' is being modified.`);
    const modification = { startedAt: now, modifyingMs: MODIFYING_MS, optimizingMs: OPTIMIZING_MS, original, target };
    delete volume.iops;
    delete volume.throughput;
    const modified = Object.assign(volume, target, { modification });
    return { content: [['volumeModification', describeModification(modified, now, switches)]] };
  },
});
