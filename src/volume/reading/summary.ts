// A volume summary: AWS's facts under AWS's names and our readings, absent while not known.
import { plainText } from '../../text/plain-text.ts';
import type { Attachment, Instance, Tag, Volume } from '../aws-records.ts';
import { present } from './present.ts';
import { readStatus, type StatusFacts, type VolumeReading } from './status.ts';

// What an answer holds of one volume's tags.
const MOST_TAGS = 10;

type Identity = 'State' | 'SourceVolumeId' | 'SnapshotId' | 'CreateTime' | 'MultiAttachEnabled' | 'OwnerId';
type Location = 'AvailabilityZone' | 'AvailabilityZoneId' | 'OutpostArn' | 'Operator';
type Configuration = 'VolumeType' | 'Size' | 'Iops' | 'Throughput' | 'Encrypted' | 'KmsKeyId';

export interface VolumeSummary
  extends Pick<Volume, Identity | Location | Configuration>,
    Partial<Omit<VolumeReading, 'needsAttention'>> {
  VolumeId: string;
  Attachments?: Attachment[];
  Tags?: { Key: string; Value: string }[];
  tagsOmitted?: number;
  instance?: { id: string; name?: string; device?: string; root?: boolean };
  /** The row has been shortened: ask for the volume by its id to see the rest. */
  short?: boolean;
}

/** A summary on its way into an answer. */
export type Candidate = VolumeSummary & { needsAttention: boolean };

export interface SummaryFacts extends StatusFacts {
  instances?: readonly Instance[];
}

/** Joins what was read about one volume. A volume without an id cannot be named and gives undefined. */
export function summarize(volume: Volume, facts: SummaryFacts = {}): Candidate | undefined {
  const { VolumeId, State, VolumeType, Size, Iops, Throughput, Encrypted, KmsKeyId, MultiAttachEnabled } = volume;
  const {
    AvailabilityZone,
    AvailabilityZoneId,
    OutpostArn,
    OwnerId,
    Operator,
    SourceVolumeId,
    SnapshotId,
    CreateTime,
    Attachments = [],
    Tags = [],
  } = volume;
  if (!VolumeId) return undefined;
  const { needsAttention, ...reading } = readStatus(volume, facts);
  const instance = instanceOf(volume, facts.instances ?? []);
  return {
    VolumeId,
    ...present({ State, VolumeType, Size, Iops, Throughput, Encrypted, KmsKeyId, MultiAttachEnabled }),
    ...present({ AvailabilityZone, AvailabilityZoneId, OutpostArn, OwnerId }),
    ...(Operator ? { Operator: { ...Operator } } : {}),
    ...present({ SourceVolumeId: SourceVolumeId || undefined }),
    ...present({ SnapshotId: SnapshotId || undefined, CreateTime }),
    ...(Attachments.length > 0 ? { Attachments: Attachments.map((one) => ({ ...one })) } : {}),
    ...tagFields(Tags),
    ...reading,
    ...(instance ? { instance } : {}),
    needsAttention,
  };
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

function instanceOf(volume: Volume, instances: readonly Instance[]): VolumeSummary['instance'] {
  const attachment = volume.Attachments?.find((one) => one.InstanceId);
  const instance =
    instances.find((one) => one.BlockDevices.some((device) => device.VolumeId === volume.VolumeId)) ??
    instances.find((one) => one.InstanceId === attachment?.InstanceId);
  const id = instance?.InstanceId ?? attachment?.InstanceId;
  if (!id) return undefined;
  const device =
    instance?.BlockDevices.find((one) => one.VolumeId === volume.VolumeId)?.DeviceName ?? attachment?.Device;
  const name = instance?.Name ? plainText(instance.Name) : undefined;
  const root = instance?.RootDeviceName && device ? instance.RootDeviceName === device : undefined;
  return { id, ...present({ name, device: device || undefined, root }) };
}
