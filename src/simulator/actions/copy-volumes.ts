// The action CopyVolumes: the order of its checks, and the record of the copy it makes.
import { type ActionContext, authorize, declareAction, dryRunFault } from '../action.ts';
import { type CopyKey, resolveCopyKey } from '../rules/copy-key.ts';
import { validateQuotas } from '../rules/quotas.ts';
import { validateCopiesInProgress, validateSource } from '../rules/source.ts';
import { resolveTags, TAG_SPECIFICATIONS } from '../rules/tag-specifications.ts';
import { rememberToken, replayToken } from '../rules/tokens.ts';
import { validateVolumeIds, volumesNotFound } from '../rules/volume-id.ts';
import { resolveSettings } from '../rules/volume-settings.ts';
import { fault } from '../wire/fault.ts';
import type { DecodedShape } from '../wire/query-shape.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import { initializingMsFor } from '../world/copy-initialization.ts';
import { fraction, volumeIdFrom } from '../world/derived-values.ts';
import { type TagRecord, type VolumeRecord, type VolumeSettings, volumeArn } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { findVolume } from '../world/volume-state.ts';
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

type Input = DecodedShape<typeof SHAPE>;

/**
 * CopyVolumes. The order of checks decides which of several errors a caller sees: form, credential, visibility of the
 * source, permission, parameters, dry-run answer, token, state of the source, limits, quotas, key. Up to the permission it
 * is that of the two-account test, beyond that CreateVolume's in the emulator (sources: see Switches).
 */
export const copyVolumes = declareAction({
  name: 'CopyVolumes',
  shape: SHAPE,
  validate(input, switches) {
    if (input.SourceVolumeId === undefined || input.SourceVolumeId === '') {
      throw fault('MissingParameter', 'The request must contain the parameter SourceVolumeId');
    }
    validateVolumeIds([input.SourceVolumeId], switches.malformedSource);
    if (switches.guideRevision === '2025') {
      const early = (['Encrypted', 'KmsKeyId'] as const).find((name) => input[name] !== undefined);
      if (early !== undefined) throw fault('UnknownParameter', `The parameter ${early} is not recognized`);
    }
  },
  run(input, context) {
    const { world, switches, now, region, caller } = context;
    const id = input.SourceVolumeId ?? '';
    const source = findVolume(world, id, region, caller, now);
    if (source === undefined) throw volumesNotFound([id]);
    authorizeCopy(input, source, context);

    const isDryRun = input.DryRun === true && !switches.dryRunCopies;
    if (isDryRun && !switches.validateBeforeDryRun) throw dryRunFault();
    const settings = settingsFor(input, source, context);
    const tags = resolveTags(input.TagSpecification, switches);
    const use = {
      region,
      accountId: caller.accountId,
      token: input.ClientToken ?? '',
      intent: describeIntent(id, settings, tags, input),
    };
    if (isDryRun) {
      if (switches.dryRunBurnsToken && use.token !== '') rememberToken(world, use, now);
      throw dryRunFault();
    }
    // An empty token is sent as it is by SDKs that were given one; it stands for none.
    const earlier = use.token === '' ? undefined : replayToken(world, use, now, switches);
    if (earlier !== undefined) return { content: volumeSet(earlier, context) };

    validateSource(source, now, switches);
    validateCopiesInProgress(world, source, caller, now, switches);
    if (switches.quotas) validateQuotas(world, settings, region, caller, now);
    const requestedKey = { encrypted: input.Encrypted, kmsKeyId: input.KmsKeyId };
    const key = resolveCopyKey(world, source, requestedKey, caller, switches);

    const copy = makeCopy(source, settings, tags, key, context);
    world.volumes.push(copy);
    if (use.token !== '') rememberToken(world, use, now, copy.id);
    return { content: volumeSet(copy, context), created: copy };
  },
});

// Two statements for CopyVolumes and one for tagging, as in the managed policy of the EBS CSI driver (2026-08).
function authorizeCopy(input: Input, source: VolumeRecord, context: ActionContext): void {
  const copies = volumeArn(context.region, context.caller.accountId, '*');
  authorize(context, 'ec2:CopyVolumes', volumeArn(context.region, source.ownerId, source.id), 'source');
  authorize(context, 'ec2:CopyVolumes', copies, 'target');
  if ((input.TagSpecification ?? []).length > 0) authorize(context, 'ec2:CreateTags', copies, 'create-tags');
}

function settingsFor(input: Input, source: VolumeRecord, { region, switches }: ActionContext): VolumeSettings {
  const requested = {
    type: input.VolumeType,
    size: input.Size,
    iops: input.Iops,
    throughput: input.Throughput,
    multiAttach: input.MultiAttachEnabled,
  };
  return resolveSettings(requested, source.size, region, switches);
}

// Defaults are filled in and tags sorted: a request that names a default is the same as one that leaves it out, as for
// CreateVolume in the emulator.
function describeIntent(sourceId: string, settings: VolumeSettings, tags: readonly TagRecord[], input: Input): string {
  const { type, size, iops, throughput, multiAttach } = settings;
  const labels = tags.map(({ key, value }) => [key, value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const members = [sourceId, type, size, iops, throughput, multiAttach, labels, input.Encrypted, input.KmsKeyId];
  return JSON.stringify(members.map((member) => member ?? null));
}

function makeCopy(
  source: VolumeRecord,
  settings: VolumeSettings,
  tags: TagRecord[],
  key: CopyKey,
  context: ActionContext,
): VolumeRecord {
  const { now, switches } = context;
  const id = volumeIdFrom(`${context.requestId}/${context.world.volumes.length}`);
  const initializingMs = initializingMsFor(source.writtenGib, switches.initializationPace);
  return {
    id,
    region: source.region,
    zone: source.zone,
    zoneId: source.zoneId,
    ownerId: context.caller.accountId,
    ...settings,
    encrypted: key.encrypted,
    ...(key.keyArn === undefined ? {} : { kmsKeyArn: key.keyArn }),
    tags,
    createdAt: now,
    creationMs: switches.creationMs,
    // The lag differs from volume to volume, but a volume has the same one in every run.
    visibleAfterMs: Math.round(fraction(id) * switches.visibilityLagMs),
    ...failureOf(key, initializingMs, switches),
    snapshotId: '',
    sourceVolumeId: source.id,
    initializingMs,
    curve: switches.initializationCurve,
    writtenGib: source.writtenGib,
    attachments: [],
  };
}

// A copy under a bad key vanishes right after its creation, whenever other copies fail.
function failureOf(
  key: CopyKey,
  initializingMs: number,
  { copyFailure, copyFailsAt }: Switches,
): Pick<VolumeRecord, 'failure' | 'failsAfterMs'> {
  if (key.failsLater === true) return { failure: 'vanishes' };
  if (copyFailure === 'none') return {};
  return { failure: copyFailure, failsAfterMs: Math.round(copyFailsAt * initializingMs) };
}

function volumeSet(volume: VolumeRecord, context: ActionContext): Xml[] {
  return [itemSet('volumeSet', [describeCopy(volume, context)])];
}
