// A volume summary: AWS's facts under AWS's names and our readings, absent while not known.
import { plainText } from '../../text/plain-text.ts';
import type { Attachment, Instance, Tag, Volume } from '../aws-records.ts';
import { type Initialization, readStatus, type StatusFacts } from './status.ts';

// What an answer holds of one volume's tags.
const MOST_TAGS = 10;

interface InstanceSummary {
  id: string;
  name?: string;
  device?: string;
  root?: boolean;
}

export interface VolumeSummary {
  VolumeId: string;
  State?: string;
  VolumeType?: string;
  Size?: number;
  Iops?: number;
  Throughput?: number;
  Encrypted?: boolean;
  KmsKeyId?: string;
  MultiAttachEnabled?: boolean;
  AvailabilityZone?: string;
  SourceVolumeId?: string;
  SnapshotId?: string;
  CreateTime?: string;
  Attachments?: Attachment[];
  Tags?: { Key: string; Value: string }[];
  tagsOmitted?: number;
  attachable?: boolean;
  fullSpeed?: boolean;
  healthy?: boolean;
  sourceMayChange?: boolean;
  initialization?: Initialization;
  instance?: InstanceSummary;
  verdict?: string;
}

/** A summary on its way into an answer. */
export type Candidate = VolumeSummary & { needsAttention: boolean };

export interface SummaryFacts extends StatusFacts {
  instances?: readonly Instance[];
}

/** Joins what was read about one volume. A volume without an id cannot be named and gives undefined. */
export function summarize(volume: Volume, known: SummaryFacts = {}): Candidate | undefined {
  if (!volume.VolumeId) return undefined;
  const { needsAttention, ...reading } = readStatus(volume, known);
  const instance = instanceOf(volume, known.instances ?? []);
  return {
    VolumeId: volume.VolumeId,
    ...present({
      State: volume.State,
      VolumeType: volume.VolumeType,
      Size: volume.Size,
      Iops: volume.Iops,
      Throughput: volume.Throughput,
      Encrypted: volume.Encrypted,
      KmsKeyId: volume.KmsKeyId,
      MultiAttachEnabled: volume.MultiAttachEnabled,
      AvailabilityZone: volume.AvailabilityZone,
      SourceVolumeId: volume.SourceVolumeId || undefined,
      SnapshotId: volume.SnapshotId || undefined,
      CreateTime: volume.CreateTime,
    }),
    ...(volume.Attachments?.length ? { Attachments: volume.Attachments.map((one) => ({ ...one })) } : {}),
    ...tagFields(volume.Tags ?? []),
    ...reading,
    ...(instance ? { instance } : {}),
    needsAttention,
  };
}

/** The value of the Name tag as AWS's users mean it, cleaned; undefined when there is none. */
export function nameOf(tags: readonly Tag[] | undefined): string | undefined {
  const name = tags?.find((tag) => tag.Key === 'Name')?.Value;
  return name ? plainText(name) : undefined;
}

function tagFields(tags: readonly Tag[]): Pick<VolumeSummary, 'Tags' | 'tagsOmitted'> {
  if (tags.length === 0) return {};
  // Name first: it is what people know a volume by.
  const ordered = [...tags].sort((a, b) => Number(b.Key === 'Name') - Number(a.Key === 'Name'));
  const shown = ordered
    .slice(0, MOST_TAGS)
    .map((tag) => ({ Key: plainText(tag.Key ?? ''), Value: plainText(tag.Value ?? '') }));
  return { Tags: shown, ...(tags.length > MOST_TAGS ? { tagsOmitted: tags.length - MOST_TAGS } : {}) };
}

function instanceOf(volume: Volume, instances: readonly Instance[]): InstanceSummary | undefined {
  const attachment = volume.Attachments?.find((one) => one.InstanceId);
  const instance =
    instances.find((one) => one.BlockDevices.some((device) => device.VolumeId === volume.VolumeId)) ??
    instances.find((one) => one.InstanceId !== undefined && one.InstanceId === attachment?.InstanceId);
  const id = instance?.InstanceId ?? attachment?.InstanceId;
  if (!id) return undefined;
  const device =
    instance?.BlockDevices.find((one) => one.VolumeId === volume.VolumeId)?.DeviceName ?? attachment?.Device;
  return {
    id,
    ...(instance?.Name ? { name: plainText(instance.Name) } : {}),
    ...(device ? { device } : {}),
    ...(instance?.RootDeviceName && device ? { root: instance.RootDeviceName === device } : {}),
  };
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
