// Whether what EC2 answered a copy with is a copy of what was sent, before anything is called copied.
import type { SentRequest } from '../../consent/send-states.ts';
import type { Volume } from '../../volume/aws-records.ts';
import { settingsOf } from '../../volume/plan/copy-settings.ts';
import { copyDiffers } from '../../volume/plan/record-findings.ts';
import type { Finding } from '../../volume/rules/finding.ts';
import { isSameKey } from '../../volume/rules/key-form.ts';
import { isEnded } from '../../volume/rules/source-state.ts';
import { isVolumeId } from '../../volume/rules/volume-id.ts';

export type JudgedReply =
  | { kind: 'copy'; volume: Volume & { VolumeId: string }; differs: Finding[] }
  /** It proves nothing about a copy of this request. */
  | { kind: 'no-proof' };

/** `source` as it was read before the send. */
export function judgeReply(request: SentRequest, volumes: readonly Volume[], source: Volume): JudgedReply {
  const [volume, ...more] = volumes;
  if (volume === undefined || more.length > 0) return { kind: 'no-proof' };
  const { VolumeId, SourceVolumeId } = volume;
  if (!isVolumeId(VolumeId) || VolumeId === request.SourceVolumeId) return { kind: 'no-proof' };
  if (SourceVolumeId !== undefined && SourceVolumeId !== request.SourceVolumeId) return { kind: 'no-proof' };
  return { kind: 'copy', volume: { ...volume, VolumeId }, differs: listDifferences(request, volume, source) };
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

function listDifferences(request: SentRequest, volume: Volume, source: Volume): Finding[] {
  const { VolumeType, Size } = settingsOf(request, source);
  const { AvailabilityZone } = source;
  // Of a plain source the account decides, by its encryption by default.
  const Encrypted = request.Encrypted ?? (source.Encrypted || undefined);
  const wanted = { ...request, VolumeType, Size, Encrypted, AvailabilityZone };
  const members = COMPARED.filter(
    (member) => wanted[member] !== undefined && volume[member] !== undefined && wanted[member] !== volume[member],
  );
  return [
    ...members.map((member) => copyDiffers(`${member} is ${volume[member]}, and ${wanted[member]} was expected`)),
    ...keyDiffers(request, volume, source),
    ...(lacksTags(request, volume) ? [copyDiffers('its tags are not those that were sent')] : []),
    ...(isEnded(volume) ? [copyDiffers(`its state is ${volume.State}, so it cannot be used`)] : []),
  ];
}

/** Known only of ids and ARNs of keys: an alias may stand for any. */
function keyDiffers({ KmsKeyId: named }: SentRequest, { KmsKeyId: got }: Volume, source: Volume): Finding[] {
  const wanted = named ?? source.KmsKeyId;
  if (wanted === undefined || !got?.includes(':key/') || isSameKey(wanted, got) !== false) return [];
  return [copyDiffers(`its key is not ${named === undefined ? 'that of its source' : 'the one that was named'}`)];
}

/** An answer without any tells nothing of them. */
function lacksTags({ TagSpecifications }: SentRequest, { Tags = [] }: Volume): boolean {
  const sent = TagSpecifications?.flatMap(({ Tags: tags }) => tags ?? []) ?? [];
  return (
    Tags.length > 0 &&
    !sent.every(({ Key, Value = '' }) => Tags.some((one) => one.Key === Key && (one.Value ?? '') === Value))
  );
}
