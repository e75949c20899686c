// The action DeleteVolume.
import { authorize, declareAction, dryRunFault } from '../action.ts';
import { validateVolumeIds, volumesNotFound } from '../rules/volume-id.ts';
import { fault } from '../wire/fault.ts';
import { volumeArn } from '../world/simulated-world.ts';
import { findVolume, stateOf } from '../world/volume-state.ts';

/** Deletes a volume that is not attached. Codes: EC2 API reference, DeleteVolume and "Error codes", 2026-11. */
export const deleteVolume = declareAction({
  name: 'DeleteVolume',
  shape: { VolumeId: 'string', DryRun: 'boolean' },
  validate({ VolumeId }, switches) {
    if (!VolumeId) throw fault('MissingParameter', 'The request must contain the parameter VolumeId');
    validateVolumeIds([VolumeId], switches.malformedSource);
  },
  run({ VolumeId = '', DryRun }, context) {
    const { world, region, caller, now } = context;
    const volume = findVolume(world, VolumeId, region, caller, now);
    if (volume === undefined || volume.ownerId !== caller.accountId) throw volumesNotFound([VolumeId]);
    authorize(context, 'ec2:DeleteVolume', volumeArn(region, volume.ownerId, volume.id));
    if (DryRun === true) throw dryRunFault();
    const state = stateOf(volume, now);
    if (state === 'in-use') throw fault('VolumeInUse', `Volume ${VolumeId} is currently attached`);
    if (state !== 'available' && state !== 'error')
      throw fault('IncorrectState', `The volume '${VolumeId}' is not 'available'.`);
    volume.deletedAt = now;
    return { content: [['return', true]] };
  },
});
