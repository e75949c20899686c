// Setting by setting: what the source has, what the copy will have. Walks the request, so that a member nobody
// thought of is shown too. Defaults of EC2: CopyVolumes in the EC2 API reference, read 2026-11-22.

import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { PredictedEncryption } from '../rules/encryption.ts';
import { OUR_TAGS } from '../rules/tags.ts';
import { factsOf } from '../rules/type-table.ts';
import type { CopySettings } from './copy-settings.ts';

export interface Change {
  setting: string;
  source: string;
  copy: string;
  note?: string;
}

const NOT_SETTINGS = new Set(['SourceVolumeId', 'DryRun', 'ClientToken', 'TagSpecifications']);
/** The note of a value that nobody asked for. */
export const SILENT = 'default of EC2';

/** One row per setting. `copy` is what the copy will have; `request` is the caller's own. */
export function listChanges(
  request: CopyVolumesRequest,
  source: Volume,
  copy: CopySettings,
  encryption: Pick<PredictedEncryption, 'encrypted' | 'key' | 'note'>,
): Change[] {
  const silent = (member: keyof CopyVolumesRequest, has: unknown) =>
    request[member] === undefined && has !== undefined ? { note: SILENT } : {};
  const note = encryption.note ? { note: encryption.note } : {};
  const tags = countTags(request);
  const rows: Change[] = [
    { setting: 'VolumeType', source: text(source.VolumeType), copy: copy.VolumeType, ...silent('VolumeType', true) },
    { setting: 'Size', source: unit(source.Size, 'GiB'), copy: unit(copy.Size, 'GiB'), ...silent('Size', copy.Size) },
    {
      setting: 'Iops',
      source: unit(source.Iops, 'IOPS'),
      copy: unit(copy.Iops, 'IOPS'),
      ...(factsOf(copy.VolumeType)?.derivedIops && request.Iops === undefined && copy.Iops !== undefined
        ? { note: `baseline of ${copy.VolumeType} at this size` }
        : silent('Iops', copy.Iops)),
    },
    {
      setting: 'Throughput',
      source: unit(source.Throughput, 'MiB/s'),
      copy: unit(copy.Throughput, 'MiB/s'),
      ...silent('Throughput', copy.Throughput),
    },
    {
      setting: 'Encrypted',
      source: text(source.Encrypted),
      copy: encryption.encrypted,
      ...(source.Encrypted ? {} : silent('Encrypted', true)),
    },
    { setting: 'KmsKeyId', source: text(source.KmsKeyId), copy: encryption.key, ...note },
    {
      setting: 'MultiAttachEnabled',
      source: text(source.MultiAttachEnabled),
      copy: text(request.MultiAttachEnabled ?? false),
      ...silent('MultiAttachEnabled', true),
    },
    { setting: 'AvailabilityZone', source: text(source.AvailabilityZone), copy: text(source.AvailabilityZone) },
    {
      setting: 'Tags',
      source: String(source.Tags?.length ?? 0),
      copy: `${tags > 0 ? `${tags} yours + ` : ''}${OUR_TAGS.length} of this server`,
      note: 'not inherited',
    },
  ];
  return [...rows, ...otherMembers(request, rows)];
}

function otherMembers(request: CopyVolumesRequest, rows: readonly Change[]): Change[] {
  const named = new Set(rows.map((row) => row.setting));
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
