// Setting by setting: what the source has, what the copy will have. Walks the request, so that a member nobody
// thought of is shown too. Defaults of EC2: CopyVolumes in the EC2 API reference, read 2026-11-22.
import type { CopyVolumesRequest, Volume } from './records.ts';
import { DEFAULT_TYPE, gp2Iops, ruleOf } from './type-rules.ts';

export interface Change {
  setting: string;
  source: string;
  copy: string;
  note?: string;
}

const NOT_SETTINGS = new Set(['SourceVolumeId', 'DryRun', 'ClientToken']);
const SILENT = 'default of EC2, not taken from the source';

/** One row per setting of the copy. `request` is the caller's; tags of ours are a row of their own. */
export function listChanges(request: CopyVolumesRequest, source: Volume, ourTags: readonly string[]): Change[] {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const size = request.Size ?? source.Size;
  const rule = ruleOf(type);
  const rows: Change[] = [
    {
      setting: 'VolumeType',
      source: text(source.VolumeType),
      copy: type,
      ...(request.VolumeType === undefined ? { note: SILENT } : {}),
    },
    {
      setting: 'Size',
      source: unit(source.Size, 'GiB'),
      copy: unit(size, 'GiB'),
      ...(request.Size === undefined ? { note: 'as the source' } : {}),
    },
  ];
  const iops = request.Iops ?? (type === 'gp2' && size !== undefined ? gp2Iops(size) : rule?.iops?.default);
  rows.push({
    setting: 'Iops',
    source: unit(source.Iops, 'IOPS'),
    copy: unit(iops, 'IOPS'),
    ...(request.Iops === undefined && iops !== undefined
      ? { note: type === 'gp2' ? 'baseline of gp2 at this size' : SILENT }
      : {}),
  });
  const throughput = request.Throughput ?? rule?.throughput?.default;
  rows.push({
    setting: 'Throughput',
    source: unit(source.Throughput, 'MiB/s'),
    copy: unit(throughput, 'MiB/s'),
    ...(request.Throughput === undefined && throughput !== undefined ? { note: SILENT } : {}),
  });
  rows.push(
    { setting: 'Encrypted', source: text(source.Encrypted), ...encryptionOf(request, source) },
    {
      setting: 'KmsKeyId',
      source: text(source.KmsKeyId),
      ...keyOf(request, source),
    },
    {
      setting: 'MultiAttachEnabled',
      source: text(source.MultiAttachEnabled),
      copy: text(request.MultiAttachEnabled ?? false),
      ...(request.MultiAttachEnabled === undefined ? { note: SILENT } : {}),
    },
    {
      setting: 'AvailabilityZone',
      source: text(source.AvailabilityZone),
      copy: text(source.AvailabilityZone),
      note: 'a copy is always in the zone of its source',
    },
    {
      setting: 'Tags',
      source: `${source.Tags?.length ?? 0}`,
      copy: `${countTags(request)} yours + ${ourTags.length} of this server`,
      note: 'tags are not inherited',
    },
  );
  return [...rows, ...otherMembers(request, rows)];
}

function encryptionOf(request: CopyVolumesRequest, source: Volume): Pick<Change, 'copy' | 'note'> {
  if (request.Encrypted === true) return { copy: 'true' };
  if (source.Encrypted) return { copy: 'true', note: 'a copy of an encrypted volume is encrypted' };
  return { copy: 'false', note: "unless the account's encryption by default is on" };
}

function keyOf(request: CopyVolumesRequest, source: Volume): Pick<Change, 'copy' | 'note'> {
  if (request.KmsKeyId !== undefined) return { copy: request.KmsKeyId };
  if (request.Encrypted === true) {
    return {
      copy: "the account's default EBS key",
      ...(source.Encrypted
        ? { note: "AWS's texts disagree: it may also be the key of the source; name KmsKeyId to be sure" }
        : {}),
    };
  }
  return source.Encrypted ? { copy: text(source.KmsKeyId), note: 'the key of the source' } : { copy: '–' };
}

function otherMembers(request: CopyVolumesRequest, rows: readonly Change[]): Change[] {
  const named = new Set([...rows.map((row) => row.setting), 'TagSpecifications']);
  return Object.entries(request)
    .filter(([member, value]) => value !== undefined && !named.has(member) && !NOT_SETTINGS.has(member))
    .map(([setting, value]) => ({ setting, source: '–', copy: JSON.stringify(value), note: 'as requested' }));
}

function countTags(request: CopyVolumesRequest): number {
  return (request.TagSpecifications ?? []).reduce((sum, one) => sum + (one.Tags?.length ?? 0), 0);
}

function text(value: string | boolean | undefined): string {
  return value === undefined || value === '' ? '–' : String(value);
}

function unit(value: number | undefined, name: string): string {
  return value === undefined ? '–' : `${value} ${name}`;
}
