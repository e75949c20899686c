// The actions CreateSnapshot and CreateSnapshots. Snapshots are answered and not kept: nothing here reads them.
import { type ActionContext, authorize, declareAction, dryRunFault } from '../action.ts';
import { volumesNotFound } from '../rules/volume-id.ts';
import { fault } from '../wire/fault.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import { snapshotIdFrom } from '../world/derived-values.ts';
import { type VolumeRecord, volumeArn } from '../world/simulated-world.ts';
import { findVolume, isVisible } from '../world/volume-state.ts';
import { writeTime } from './volume-xml.ts';

/** EC2 API reference, CreateSnapshot, 2026-11. */
export const createSnapshot = declareAction({
  name: 'CreateSnapshot',
  shape: { VolumeId: 'string', Description: 'string', DryRun: 'boolean' },
  validate({ VolumeId }) {
    if (!VolumeId) throw fault('MissingParameter', 'The request must contain the parameter VolumeId');
  },
  run({ VolumeId = '', Description, DryRun }, context) {
    const { world, region, caller, now } = context;
    const volume = findVolume(world, VolumeId, region, caller, now);
    if (volume === undefined) throw volumesNotFound([VolumeId]);
    authorize(context, 'ec2:CreateSnapshot', volumeArn(region, volume.ownerId, volume.id));
    if (DryRun === true) throw dryRunFault();
    return { content: [...snapshotOf(volume, Description, context), ['status', 'pending']] };
  },
});

/** Of every volume of an instance at one moment (EC2 API reference, CreateSnapshots, 2026-11). */
export const createSnapshots = declareAction({
  name: 'CreateSnapshots',
  shape: {
    InstanceSpecification: { struct: { InstanceId: 'string', ExcludeBootVolume: 'boolean' } },
    Description: 'string',
    DryRun: 'boolean',
  },
  validate({ InstanceSpecification }) {
    if (!InstanceSpecification?.InstanceId)
      throw fault('MissingParameter', 'The request must contain the parameter InstanceSpecification.InstanceId');
  },
  run({ InstanceSpecification, Description, DryRun }, context) {
    const { world, region, caller, now } = context;
    const { InstanceId = '', ExcludeBootVolume } = InstanceSpecification ?? {};
    const instance = world.instances.find(
      (one) => one.id === InstanceId && one.region === region && one.ownerId === caller.accountId,
    );
    if (instance === undefined)
      throw fault('InvalidInstanceID.NotFound', `The instance ID '${InstanceId}' does not exist`);
    authorize(context, 'ec2:CreateSnapshots', `arn:aws:ec2:${region}:${caller.accountId}:instance/${InstanceId}`);
    if (DryRun === true) throw dryRunFault();
    const volumes = world.volumes.filter(
      (volume) =>
        isVisible(volume, now) &&
        volume.attachments.some(
          ({ instanceId, device }) =>
            instanceId === InstanceId && !(ExcludeBootVolume === true && device === instance.rootDeviceName),
        ),
    );
    return {
      content: [
        itemSet(
          'snapshotSet',
          volumes.map((volume) => [...snapshotOf(volume, Description, context), ['state', 'pending']]),
        ),
      ],
    };
  },
});

function snapshotOf(volume: VolumeRecord, description: string | undefined, context: ActionContext): Xml[] {
  return [
    ['snapshotId', snapshotIdFrom(`${context.requestId}/${volume.id}`)],
    ['volumeId', volume.id],
    ['startTime', writeTime(context.now)],
    ['progress', ''],
    ['ownerId', context.caller.accountId],
    ['volumeSize', volume.size],
    ['description', description ?? ''],
    ['encrypted', volume.encrypted],
  ];
}
