// What of a request, a caller and a source a plan is sealed over. State is left out on purpose: attaching the source
// must not break a plan; it is judged anew instead.

import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import { settingsOf } from '../volume/plan/copy-settings.ts';
import type { Cost } from '../volume/plan/price.ts';
import { type AccountEncryption, isForeign } from '../volume/rules/encryption.ts';
import { isSameKey, keyArn } from '../volume/rules/key-form.ts';
import type { Sealed, SealedPrice } from './plan-token.ts';
import { canonicalRequest, canonicalText, digestOf, type World, worldParts } from './world.ts';

export function sealedFacts(request: CopyVolumesRequest, world: World, source: Volume): Sealed {
  const text = (value: string | number | boolean | undefined) => (value === undefined ? '' : String(value));
  return {
    request: canonicalRequest(request),
    account: world.account ?? '',
    principal: [world.principal ?? '', ...(world.subject === undefined ? [] : [world.subject])].join('\n'),
    region: `${world.partition}/${world.region}`,
    endpoint: world.endpoint,
    size: text(source.Size),
    type: text(source.VolumeType),
    iops: text(source.Iops),
    throughput: text(source.Throughput),
    encrypted: text(source.Encrypted),
    key: text(source.KmsKeyId),
    owner: text(source.OwnerId),
  };
}

/** The same as it is sealed while AWS does not say who is calling: the account is taken to be that of the source. */
export function sealedNameless(sealed: Sealed): Sealed {
  return { ...sealed, account: sealed.owner, principal: sealed.principal.replace(/.*/, '') };
}

export function isNameless({ principal }: Sealed): boolean {
  return /^(\n|$)/.test(principal);
}

/** All that a yes is about, in one short text: an answer about one text is no answer about another. */
export function planFingerprint(token: string, intentKey: string, sealed: Sealed, request: CopyVolumesRequest): string {
  return digestOf([token, intentKey, sealed, canonicalText(request)]);
}

/**
 * The copy that a person would call the same: what it will be, of what, with which tags, and where. Not in whose name:
 * AWS does not always say who calls, and a no is not forgotten for that.
 */
export function effectiveKey(
  request: CopyVolumesRequest,
  source: Volume,
  world: World,
  account: Pick<AccountEncryption, 'byDefault' | 'defaultKey'> = {},
): string {
  const { account: _, principal: __, ...place } = world;
  const { SourceVolumeId, MultiAttachEnabled = false, TagSpecifications } = request;
  const encryption = [isEncrypted(request, source, account), keyOtherwise(request, source, world, account.defaultKey)];
  return digestOf([
    ...worldParts(place),
    canonicalRequest({ SourceVolumeId, TagSpecifications: TagSpecifications ?? [] }),
    settingsOf(request, source),
    MultiAttachEnabled,
    encryption,
  ]);
}

/**
 * The keys that the question may have: one, and more where what the account does by default could not be read. The first
 * is that of what was read.
 */
export function possibleKeys(
  request: CopyVolumesRequest,
  source: Volume,
  world: World,
  { byDefault, defaultKey }: Pick<AccountEncryption, 'byDefault' | 'defaultKey'>,
): [string, ...string[]] {
  const keyOf = (by: boolean | undefined, key: string | undefined) =>
    effectiveKey(request, source, world, { byDefault: by, defaultKey: key });
  const encrypted = byDefault === undefined ? [true] : [];
  const keys = defaultKey === undefined ? [request.KmsKeyId] : [];
  const others = [byDefault, ...encrypted].flatMap((by) => [defaultKey, ...keys].map((key) => keyOf(by, key)));
  const first = keyOf(byDefault, defaultKey);
  return [first, ...new Set(others.filter((key) => key !== first))];
}

function isEncrypted(
  { Encrypted, KmsKeyId }: CopyVolumesRequest,
  source: Volume,
  { byDefault = false }: Pick<AccountEncryption, 'byDefault'>,
): boolean {
  return Encrypted === true || KmsKeyId !== undefined || source.Encrypted === true || byDefault;
}

/** The key that the copy would not have without naming one, whichever form names it; empty when there is none. */
function keyOtherwise(
  { KmsKeyId }: CopyVolumesRequest,
  source: Volume,
  world: World,
  defaultKey: string | undefined,
): string {
  if (KmsKeyId === undefined) return '';
  // A copy of a shared volume takes the key of the account that copies it, not that of the source.
  const isOfSource = source.Encrypted === true && !isForeign(source, world.account);
  const unnamed = isOfSource ? source.KmsKeyId : defaultKey;
  // AWS does not always say whose account asks; it is that of the source, or the text has to do.
  const here = { ...world, account: world.account ?? source.OwnerId };
  const named = keyArn(KmsKeyId, here);
  if (unnamed === undefined) return named;
  return isSameKey(KmsKeyId, unnamed) || named === keyArn(unnamed, here) ? '' : named;
}

export function sealedPrice(cost: Cost | undefined): SealedPrice | undefined {
  if (!cost) return undefined;
  return { kind: cost.orientation ? 'orientation' : 'list', cents: Math.round(cost.monthlyUsd * 100) };
}
