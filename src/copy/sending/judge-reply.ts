// Whether what EC2 answered a copy with is a copy of what was sent, before anything is called copied.
import type { SentRequest } from '../consent/send-states.ts';
import type { CopySource, Volume } from '../volume/aws-records.ts';
import { copyDiffers, type Finding } from '../volume/rules/finding.ts';
import { isVolumeId } from '../volume/rules/volume-id.ts';

export type JudgedReply =
  | { kind: 'copy'; volume: Volume & { VolumeId: string }; differs: Finding[] }
  /** It proves nothing about a copy of this request. */
  | { kind: 'no-proof' };

/** `source` as it was read before the send, where it was. */
export function judgeReply(request: SentRequest, volumes: readonly Volume[], source?: CopySource): JudgedReply {
  const [volume] = volumes;
  const id = volume?.VolumeId;
  const isCopy =
    volumes.length === 1 &&
    isVolumeId(id) &&
    id !== request.SourceVolumeId &&
    (volume?.SourceVolumeId === undefined || volume.SourceVolumeId === request.SourceVolumeId);
  if (!isCopy || !volume || id === undefined) return { kind: 'no-proof' };
  return { kind: 'copy', volume: { ...volume, VolumeId: id }, differs: listDifferences(request, volume, source) };
}

const COMPARED = ['VolumeType', 'Size', 'Iops', 'Throughput', 'MultiAttachEnabled', 'Encrypted'] as const;

function listDifferences(request: SentRequest, volume: Volume, source: CopySource | undefined): Finding[] {
  const wanted = { ...request, Size: request.Size ?? source?.Size };
  const members = COMPARED.filter(
    (member) => wanted[member] !== undefined && volume[member] !== undefined && wanted[member] !== volume[member],
  ).map((member) => ({ member, wanted: String(wanted[member]), made: String(volume[member]) }));
  return [
    ...members.map(({ member, wanted: asked, made }) =>
      copyDiffers(`${member} is ${made}, and ${asked} was asked for`),
    ),
    ...(volume.State === 'error' ? [copyDiffers('its state is error, so it cannot be used')] : []),
  ];
}
