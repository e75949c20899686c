// The action AttachVolume, as far as trying a copy on an instance needs it.
import { authorize, declareAction, dryRunFault } from '../action.ts';
import { volumesNotFound } from '../rules/volume-id.ts';
import { fault } from '../wire/fault.ts';
import { readModification } from '../world/modification-progress.ts';
import { volumeArn } from '../world/simulated-world.ts';
import { findVolume, stateOf } from '../world/volume-state.ts';
import { writeTime } from './volume-xml.ts';

/**
 * Attaches a volume to an instance of its zone. Order of checks and words: EC2 API reference, AttachVolume and "Error
 * codes", 2026-11 (IncorrectState, VolumeInUse, InvalidVolume.ZoneMismatch, InvalidParameterValue for a used device).
 */
export const attachVolume = declareAction({
  name: 'AttachVolume',
  shape: { VolumeId: 'string', InstanceId: 'string', Device: 'string', DryRun: 'boolean' },
  validate(input) {
    for (const name of ['VolumeId', 'InstanceId', 'Device'] as const)
      if (!input[name]) throw fault('MissingParameter', `The request must contain the parameter ${name}`);
  },
  run({ VolumeId = '', InstanceId = '', Device = '', DryRun }, context) {
    const { world, region, caller, now } = context;
    const volume = findVolume(world, VolumeId, region, caller, now);
    // A shared volume can be read and copied, not attached (EBS guide, sharing volumes, 2026-09); the code is undocumented.
    if (volume === undefined || volume.ownerId !== caller.accountId) throw volumesNotFound([VolumeId]);
    const instance = world.instances.find(
      (one) => one.id === InstanceId && one.region === region && one.ownerId === caller.accountId,
    );
    if (instance === undefined)
      throw fault('InvalidInstanceID.NotFound', `The instance ID '${InstanceId}' does not exist`);
    authorize(context, 'ec2:AttachVolume', volumeArn(region, volume.ownerId, volume.id));
    if (DryRun === true) throw dryRunFault();
    const state = stateOf(volume, now);
    if (state === 'in-use' && !volume.multiAttach)
      throw fault('VolumeInUse', `${VolumeId} is already attached to an instance`);
    if (state !== 'available' && state !== 'in-use')
      throw fault('IncorrectState', `The volume '${VolumeId}' is not 'available'.`);
    const { modification } = volume;
    if (modification && readModification(modification, now).state === 'modifying')
      throw fault('IncorrectModificationState', `The volume '${VolumeId}' is being modified.`);
    if (volume.zone !== instance.zone)
      throw fault(
        'InvalidVolume.ZoneMismatch',
        `The volume '${VolumeId}' is not in the same availability zone as instance '${InstanceId}'`,
      );
    const taken = world.volumes.some(({ attachments }) =>
      attachments.some((one) => one.instanceId === InstanceId && one.device === Device),
    );
    if (taken)
      throw fault(
        'InvalidParameterValue',
        `Invalid value '${Device}' for unixDevice. Attachment point ${Device} is already in use`,
      );
    volume.attachments.push({ instanceId: InstanceId, device: Device, attachedAt: now, deleteOnTermination: false });
    return {
      content: [
        ['volumeId', VolumeId],
        ['instanceId', InstanceId],
        ['device', Device],
        ['status', 'attaching'],
        ['attachTime', writeTime(now)],
        ['deleteOnTermination', false],
      ],
    };
  },
});
