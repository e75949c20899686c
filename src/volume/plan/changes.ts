// Setting by setting: what the source has and what the copy will have. It walks the request, so that a member that
// this version does not know is shown too. Defaults of EC2: CopyVolumes in the EC2 API reference, read 2026-11-22.

import { counted } from '../../text/counted.ts';
import { plainJson, plainText } from '../../text/plain-text.ts';
import type { CopyVolumesRequest, Volume } from '../aws-records.ts';
import type { PredictedEncryption } from '../rules/encryption.ts';
import { shownKey } from '../rules/key-form.ts';
import { performanceOf } from '../rules/settings/performance.ts';
import { OUR_TAGS } from '../rules/tags.ts';
import { factsOf } from '../rules/type-table.ts';
import type { CopySettings } from './copy-settings.ts';

/** One setting in words. */
export interface Change {
  setting: string;
  source: string;
  copy: string;
  note?: string;
}

const NOT_SETTINGS = new Set(['SourceVolumeId', 'DryRun', 'ClientToken', 'TagSpecifications']);
/** The note of a value that EC2 chooses because the request leaves it out. */
export const EC2_DEFAULT = "EC2's default";

/** One row per setting. `copy` is what the copy will have; `request` is the caller's own; `stamped`: it gets our tags. */
export function listChanges(
  request: CopyVolumesRequest,
  source: Volume,
  copy: CopySettings,
  encryption: Pick<PredictedEncryption, 'encrypted' | 'key' | 'note'>,
  stamped: boolean,
): Change[] {
  const row = (setting: string, had: string, gets: string, note?: string): Change => ({
    setting,
    source: had,
    copy: gets,
    ...(note ? { note } : {}),
  });
  const unasked = (member: keyof CopyVolumesRequest, gets: unknown) =>
    request[member] === undefined && gets !== undefined ? EC2_DEFAULT : undefined;
  const bySize = factsOf(copy.VolumeType)?.derivedIops && unasked('Iops', copy.Iops);
  const multiAttach = text(request.MultiAttachEnabled ?? false);
  const zone = text(source.AvailabilityZone);
  const rows = [
    row('VolumeType', text(source.VolumeType), copy.VolumeType, unasked('VolumeType', copy.VolumeType)),
    row('Size', unit(source.Size, 'GiB'), unit(copy.Size, 'GiB'), unasked('Size', copy.Size)),
    row(
      'Iops',
      unit(source.Iops, 'IOPS'),
      unit(copy.Iops, 'IOPS'),
      bySize ? `baseline of ${copy.VolumeType} at this size` : unasked('Iops', copy.Iops),
    ),
    row(
      'Throughput',
      unit(throughputOf(source), 'MiB/s'),
      unit(throughputOf(copy), 'MiB/s'),
      copy.Throughput === undefined && throughputOf(copy) !== undefined
        ? `comes with ${copy.VolumeType}, not settable`
        : unasked('Throughput', copy.Throughput),
    ),
    row(
      'Encrypted',
      text(source.Encrypted),
      encryption.encrypted,
      source.Encrypted ? undefined : unasked('Encrypted', encryption.encrypted),
    ),
    row('KmsKeyId', text(source.KmsKeyId && shownKey(source.KmsKeyId)), encryption.key, encryption.note),
    row('MultiAttachEnabled', text(source.MultiAttachEnabled), multiAttach, unasked('MultiAttachEnabled', multiAttach)),
    row('AvailabilityZone', zone, zone),
    row('Tags', tagCount(source.Tags?.length ?? 0), tagsOfCopy(request, stamped), 'not inherited'),
  ];
  return [...rows, ...otherMembers(request, rows)];
}

/** MiB/s, also where EC2 tells none since nobody can set them: what is lost there is lost all the same. */
function throughputOf(volume: Partial<CopySettings>): number | undefined {
  if (!factsOf(volume.VolumeType ?? '')?.derivedThroughput) return volume.Throughput;
  return performanceOf(volume).throughput;
}

function otherMembers(request: CopyVolumesRequest, rows: readonly Change[]): Change[] {
  const named = new Set(rows.map((row) => row.setting));
  return Object.entries(request)
    .filter(([member, value]) => value !== undefined && !named.has(member) && !NOT_SETTINGS.has(member))
    .map(([setting, value]) => ({
      setting: plainText(setting, 60),
      source: '–',
      copy: plainText(plainJson(value)),
      note: 'as requested',
    }));
}

/** "1 tag of yours and 3 tags from this server". */
function tagsOfCopy({ TagSpecifications }: CopyVolumesRequest, stamped: boolean): string {
  const own = TagSpecifications?.reduce((sum, one) => sum + (one.Tags?.length ?? 0), 0) ?? 0;
  return (
    [
      ...(own > 0 ? [`${tagCount(own)} of yours`] : []),
      ...(stamped ? [`${tagCount(OUR_TAGS.length)} from this server`] : []),
    ].join(' and ') || tagCount(0)
  );
}

function tagCount(count: number): string {
  return count === 0 ? 'no tags' : counted(count, 'tag');
}

function text(value: string | boolean | undefined): string {
  return value === undefined || value === '' ? '–' : String(value);
}

function unit(value: number | undefined, name: string): string {
  return value === undefined ? '–' : `${value} ${name}`;
}
