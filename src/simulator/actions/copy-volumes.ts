import { authorize, type Call, declareAction, dryRunAnswer } from '../action.ts';
import { type CopyKey, settleKey } from '../rules/copy-key.ts';
import { type Settings, settleSettings } from '../rules/limits.ts';
import { judgeQuotas } from '../rules/quotas.ts';
import { judgeCopiesInProgress, judgeSource } from '../rules/source.ts';
import { settleTags, TAG_SPECIFICATIONS } from '../rules/tags.ts';
import { rememberToken, replayToken } from '../rules/tokens.ts';
import { judgeVolumeIds, volumesNotFound } from '../rules/volume-id.ts';
import { fault } from '../wire/fault.ts';
import type { ReadShape } from '../wire/shape.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import { fraction, volumeIdFrom } from '../world/identity.ts';
import { initializingMsFor } from '../world/initialization.ts';
import { findVolume } from '../world/volume-state.ts';
import { type Tag, type VolumeRecord, volumeArn } from '../world/world.ts';
import { describeCopy } from './volume-xml.ts';

const SHAPE = {
  SourceVolumeId: 'string',
  Iops: 'integer',
  Size: 'integer',
  VolumeType: 'string',
  DryRun: 'boolean',
  TagSpecification: TAG_SPECIFICATIONS,
  MultiAttachEnabled: 'boolean',
  Throughput: 'integer',
  ClientToken: 'string',
  Encrypted: 'boolean',
  KmsKeyId: 'string',
} as const;

type Input = ReadShape<typeof SHAPE>;

/**
 * CopyVolumes. The order of checks decides which of several complaints a caller sees: form, credential, visibility of
 * the source, permission, parameter rules, dry-run answer, token, state of the source, limits, quotas, key. Up to the
 * permission it is observed (field note, 2026-09); beyond, CreateVolume's order.
 */
export const copyVolumes = declareAction({
  name: 'CopyVolumes',
  shape: SHAPE,
  inspect(input, switches) {
    if (input.SourceVolumeId === undefined || input.SourceVolumeId === '') {
      throw fault('MissingParameter', 'The request must contain the parameter SourceVolumeId');
    }
    judgeVolumeIds([input.SourceVolumeId], switches.malformedSource);
    if (switches.era === '2025') {
      const early = (['Encrypted', 'KmsKeyId'] as const).find((name) => input[name] !== undefined);
      if (early !== undefined) throw fault('UnknownParameter', `The parameter ${early} is not recognized`);
    }
  },
  run(input, call) {
    const { world, switches, now, region, caller } = call;
    const id = input.SourceVolumeId ?? '';
    const source = findVolume(world, id, region, caller, now);
    if (source === undefined) throw volumesNotFound([id]);
    authorizeCopy(input, source, call);

    const isDryRun = input.DryRun === true && !switches.dryRunCopies;
    if (isDryRun && !switches.validateBeforeDryRun) throw dryRunAnswer();
    const settings = settle(input, source, call);
    const tags = settleTags(input.TagSpecification, switches);
    const use = {
      region,
      accountId: caller.accountId,
      token: input.ClientToken ?? '',
      intent: describeIntent(id, settings, tags, input),
    };
    if (isDryRun) {
      if (switches.dryRunBurnsToken && use.token !== '') rememberToken(world, use, now);
      throw dryRunAnswer();
    }
    // An empty token is sent as it is by SDKs that were given one; it stands for none.
    const earlier = use.token === '' ? undefined : replayToken(world, use, now, switches);
    if (earlier !== undefined) return reply(earlier, call);

    judgeSource(source, now, switches);
    judgeCopiesInProgress(world, source, caller, now, switches);
    if (switches.quotas) judgeQuotas(world, settings, region, caller, now);
    const wanted = { encrypted: input.Encrypted, kmsKeyId: input.KmsKeyId };
    const key = settleKey(world, source, wanted, caller, switches);

    const copy = makeCopy(source, settings, tags, key, call);
    world.volumes.push(copy);
    if (use.token !== '') rememberToken(world, use, now, copy.id);
    call.created(copy);
    return reply(copy, call);
  },
});

// Two statements for CopyVolumes and one for tagging, as in the CSI driver's managed policy (2026-08).
function authorizeCopy(input: Input, source: VolumeRecord, call: Call): void {
  const copies = volumeArn(call.region, call.caller.accountId, '*');
  authorize(call, 'ec2:CopyVolumes', volumeArn(call.region, source.ownerId, source.id), 'source');
  authorize(call, 'ec2:CopyVolumes', copies, 'target');
  if ((input.TagSpecification ?? []).length > 0) authorize(call, 'ec2:CreateTags', copies, 'create-tags');
}

function settle(input: Input, source: VolumeRecord, { region, switches }: Call): Settings {
  const wanted = {
    type: input.VolumeType,
    size: input.Size,
    iops: input.Iops,
    throughput: input.Throughput,
    multiAttach: input.MultiAttachEnabled,
  };
  return settleSettings(wanted, source.size, region, switches);
}

// Defaults are filled in and tags sorted, so that saying a default aloud is the same request (as CreateVolume compares).
function describeIntent(sourceId: string, settings: Settings, tags: readonly Tag[], input: Input): string {
  const { type, size, iops, throughput, multiAttach } = settings;
  const labels = tags.map(({ key, value }) => [key, value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const members = [sourceId, type, size, iops, throughput, multiAttach, labels, input.Encrypted, input.KmsKeyId];
  return JSON.stringify(members.map((member) => member ?? null));
}

function makeCopy(source: VolumeRecord, settings: Settings, tags: Tag[], key: CopyKey, call: Call): VolumeRecord {
  const { now, switches } = call;
  const id = volumeIdFrom(`${call.requestId}/${call.world.volumes.length}`);
  const initializingMs = initializingMsFor(source.writtenGib, switches.initializationPace);
  return {
    id,
    region: source.region,
    zone: source.zone,
    zoneId: source.zoneId,
    ownerId: call.caller.accountId,
    ...settings,
    encrypted: key.encrypted,
    ...(key.keyArn === undefined ? {} : { kmsKeyArn: key.keyArn }),
    tags,
    createdAt: now,
    creationMs: switches.creationMs,
    // The lag differs from volume to volume, but a volume has the same one in every run.
    visibleAfterMs: Math.round(fraction(id) * switches.visibilityLagMs),
    // A bad key is found out at once, whenever else copies fail.
    ...(key.failsLater === true
      ? { fate: 'vanishes' }
      : { fate: switches.copyFate, fateAfterMs: Math.round(switches.copyFateAt * initializingMs) }),
    snapshotId: '',
    sourceVolumeId: source.id,
    initializingMs,
    curve: switches.initializationCurve,
    writtenGib: source.writtenGib,
    attachments: [],
  };
}

function reply(volume: VolumeRecord, call: Call): Xml[] {
  return [itemSet('volumeSet', [describeCopy(volume, call)])];
}
