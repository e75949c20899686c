// Whether what EC2 answered a copy with is a copy of what was sent, before anything is called copied.
import type { SentRequest } from '../../consent/send-states.ts';
import type { Tag, Volume } from '../../volume/aws-records.ts';
import { settingsOf } from '../../volume/plan/copy-settings.ts';
import { copyDiffers } from '../../volume/plan/record-findings.ts';
import { type AccountEncryption, isForeign } from '../../volume/rules/encryption.ts';
import type { Finding } from '../../volume/rules/finding.ts';
import { isSameKey } from '../../volume/rules/key-form.ts';
import { isEnded } from '../../volume/rules/source-state.ts';
import { isVolumeId } from '../../volume/rules/volume-id.ts';

export type JudgedReply =
  | { kind: 'copy'; volume: Volume & { VolumeId: string }; differs: Finding[] }
  /** It proves nothing about a copy of this request. */
  | { kind: 'no-proof' };

/** `source` and `account` as they were read before the send. */
export function judgeReply(
  request: SentRequest,
  volumes: readonly Volume[],
  source: Volume,
  account: AccountEncryption,
): JudgedReply {
  const [volume, ...more] = volumes;
  if (volume === undefined || more.length > 0) return { kind: 'no-proof' };
  const { VolumeId, SourceVolumeId } = volume;
  if (!isVolumeId(VolumeId) || VolumeId === request.SourceVolumeId) return { kind: 'no-proof' };
  if (SourceVolumeId !== undefined && SourceVolumeId !== request.SourceVolumeId) return { kind: 'no-proof' };
  return { kind: 'copy', volume: { ...volume, VolumeId }, differs: listDifferences(request, volume, source, account) };
}

const COMPARED = [
  'VolumeType',
  'Size',
  'Iops',
  'Throughput',
  'MultiAttachEnabled',
  'Encrypted',
  'AvailabilityZone',
] as const;

function listDifferences(request: SentRequest, volume: Volume, source: Volume, account: AccountEncryption): Finding[] {
  const { VolumeType, Size } = settingsOf(request, source);
  const { AvailabilityZone } = source;
  // Nothing decrypts; of a plain source without a key the account decides, by its encryption by default.
  const isEncrypted = source.Encrypted || request.KmsKeyId !== undefined || account.byDefault;
  // AWS's texts do not say whether a plain copy can be asked for there (`encryption-undocumented`).
  const isOpen = request.Encrypted === false && account.byDefault;
  const Encrypted = isOpen ? undefined : (request.Encrypted ?? (isEncrypted || undefined));
  const wanted = { ...request, VolumeType, Size, Encrypted, AvailabilityZone };
  const members = COMPARED.filter(
    (member) => wanted[member] !== undefined && volume[member] !== undefined && wanted[member] !== volume[member],
  );
  return [
    ...members.map((member) => copyDiffers(`${member} is ${volume[member]}, and ${wanted[member]} was expected`)),
    ...keyDiffers(volume, expectedKeys(request, source, account)),
    ...(lacksTags(request, volume) ? [copyDiffers('its tags are not those that were sent')] : []),
    ...(isEnded(volume) ? [copyDiffers(`its state is ${volume.State}, so it cannot be used`)] : []),
  ];
}

/** Each key that the copy may have, and whose it is; undefined for one that was not read. */
type ExpectedKey = readonly [key: string | undefined, whose: string];

/** As `predictEncryption` has them: where AWS's texts disagree either key is as expected. */
function expectedKeys(
  { KmsKeyId, Encrypted }: SentRequest,
  source: Volume,
  { account, defaultKey }: AccountEncryption,
): ExpectedKey[] {
  if (KmsKeyId !== undefined) return [[KmsKeyId, 'the one that was named']];
  const ofSource: ExpectedKey = [source.KmsKeyId, 'that of its source'];
  const ofAccount: ExpectedKey = [defaultKey, "the account's default EBS key"];
  if (!source.Encrypted || isForeign(source, account)) return [ofAccount];
  const mayBeForeign = source.OwnerId !== undefined && account === undefined;
  return Encrypted || mayBeForeign ? [ofSource, ofAccount] : [ofSource];
}

/** Known only of ids and ARNs of keys: an alias may stand for any. */
function keyDiffers({ KmsKeyId: got }: Volume, expected: readonly ExpectedKey[]): Finding[] {
  if (!got?.includes(':key/')) return [];
  if (expected.some(([key]) => key === undefined || isSameKey(key, got) !== false)) return [];
  return [copyDiffers(`its key is not ${expected.map(([, whose]) => whose).join(' or ')}`)];
}

/** An answer without any tells nothing of them. */
function lacksTags({ TagSpecifications }: SentRequest, { Tags = [] }: Volume): boolean {
  const sent = TagSpecifications?.flatMap(({ Tags: own = [] }) => own);
  const isThere = ({ Key, Value = '' }: Tag) => Tags.some((one) => one.Key === Key && (one.Value ?? '') === Value);
  return Tags.length > 0 && sent?.every(isThere) === false;
}
