// The action CreateVolume, for empty volumes: something to copy that holds nobody's data.
import { authorize, declareAction, dryRunFault } from '../action.ts';
import { defaultKey, findKey } from '../rules/keys.ts';
import { resolveTags, TAG_SPECIFICATIONS } from '../rules/tag-specifications.ts';
import { rememberToken, replayToken } from '../rules/tokens.ts';
import { resolveSettings } from '../rules/volume-settings.ts';
import { fault } from '../wire/fault.ts';
import { volumeIdFrom } from '../world/derived-values.ts';
import { settingsOf, type VolumeRecord, volumeArn } from '../world/simulated-world.ts';
import { describeCopy } from './volume-xml.ts';

/**
 * Names, defaults and the rule for KmsKeyId: EC2 API reference, CreateVolume, 2026-11. A zone of another Region is
 * InvalidParameterValue; zone ids and snapshots are not known here.
 */
export const createVolume = declareAction({
  name: 'CreateVolume',
  shape: {
    AvailabilityZone: 'string',
    Size: 'integer',
    VolumeType: 'string',
    Iops: 'integer',
    Throughput: 'integer',
    MultiAttachEnabled: 'boolean',
    Encrypted: 'boolean',
    KmsKeyId: 'string',
    TagSpecification: TAG_SPECIFICATIONS,
    DryRun: 'boolean',
    ClientToken: 'string',
  },
  validate({ AvailabilityZone, Size, Encrypted, KmsKeyId }) {
    if (!AvailabilityZone) throw fault('MissingParameter', 'The request must contain the parameter zone');
    if (Size === undefined) throw fault('MissingParameter', 'The request must contain the parameter size/snapshot');
    if (KmsKeyId !== undefined && Encrypted !== true)
      throw fault('InvalidParameterDependency', 'The parameter KmsKeyId requires the parameter Encrypted to be true.');
  },
  run(input, context) {
    const { world, switches, now, region, caller, requestId } = context;
    const zone = input.AvailabilityZone ?? '';
    if (!/^[a-z]$/.test(zone.startsWith(region) ? zone.slice(region.length) : ''))
      throw fault('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
    authorize(context, 'ec2:CreateVolume', volumeArn(region, caller.accountId, '*'));
    const wanted = { type: input.VolumeType, size: input.Size, iops: input.Iops, throughput: input.Throughput };
    const settings = resolveSettings({ ...wanted, multiAttach: input.MultiAttachEnabled }, 0, region, switches);
    const tags = resolveTags(input.TagSpecification, switches);
    if (input.DryRun === true) throw dryRunFault();
    const { ClientToken: token = '', Encrypted, KmsKeyId } = input;
    const intent = JSON.stringify(['CreateVolume', zone, settings, tags, Encrypted, KmsKeyId]);
    const use = { region, accountId: caller.accountId, token, intent };
    const earlier = token === '' ? undefined : replayToken(world, use, now, switches);
    if (earlier !== undefined) return { content: describeCopy(earlier, context) };
    const place = { region, accountId: caller.accountId };
    const encrypted = Encrypted === true || settingsOf(world, caller.accountId, region).encryptionByDefault;
    const key = KmsKeyId === undefined ? defaultKey(world, place) : findKey(world, KmsKeyId, place);
    const volume: VolumeRecord = {
      id: volumeIdFrom(`${requestId}/${world.volumes.length}`),
      region,
      zone,
      zoneId: world.volumes.find((other) => other.zone === zone)?.zoneId ?? zone,
      ownerId: caller.accountId,
      ...settings,
      encrypted,
      ...(encrypted && key !== undefined ? { kmsKeyArn: key.arn } : {}),
      tags,
      createdAt: now,
      creationMs: switches.creationMs,
      visibleAfterMs: 0,
      // Keys are looked at after the answer, and a volume under a bad one vanishes (SDK text of CreateVolume, 2026-11).
      ...(encrypted && key?.state !== 'enabled' ? { failure: 'vanishes' as const } : {}),
      snapshotId: '',
      writtenGib: 0,
      attachments: [],
    };
    world.volumes.push(volume);
    if (token !== '') rememberToken(world, use, now, volume.id);
    return { content: describeCopy(volume, context), created: volume };
  },
});
