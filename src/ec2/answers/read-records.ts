// The SDK's objects as our plain records: the members we use, none of them promised, each in its form.
import type * as sdk from '@aws-sdk/client-ec2';
import type { Attachment, Instance, Modification, Tag, Volume, VolumeStatus } from '../../volume/aws-records.ts';
import { arn, arnOrId, awsWord, resourceId, writtenText } from './clean-text.ts';

type Known<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function known<T extends object>(fields: T): Partial<Known<T>> {
  // A loop, not entries: a scan reads 100,000 volumes, and this is most of what it adds to the SDK.
  const present: Partial<T> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined && value !== null) present[name] = value;
  }
  return present as Partial<Known<T>>;
}

/** EC2 began in 2006. What is not of this time tells nothing, and leads to ends that no calendar has. */
const time = (date: Date | undefined) =>
  date && date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2200 ? date.toISOString() : undefined;
/** What is no whole number of units tells nothing, as what is no percentage. */
const count = (value: number | undefined) =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
const percent = (value: number | undefined) => (value !== undefined && value <= 100 ? count(value) : undefined);

/** Undefined for a record that names itself by what is no volume id. */
export function readVolume(volume: sdk.Volume): Volume | undefined {
  if (hasFalseId('vol', volume.VolumeId)) return undefined;
  return known({
    VolumeId: volume.VolumeId,
    State: awsWord(volume.State),
    VolumeType: awsWord(volume.VolumeType),
    Size: count(volume.Size),
    Iops: count(volume.Iops),
    Throughput: count(volume.Throughput),
    Encrypted: volume.Encrypted,
    KmsKeyId: arnOrId(volume.KmsKeyId),
    MultiAttachEnabled: volume.MultiAttachEnabled,
    AvailabilityZone: awsWord(volume.AvailabilityZone),
    AvailabilityZoneId: awsWord(volume.AvailabilityZoneId),
    SourceVolumeId: resourceId('vol', volume.SourceVolumeId),
    SnapshotId: resourceId('snap', volume.SnapshotId),
    CreateTime: time(volume.CreateTime),
    OutpostArn: arn(volume.OutpostArn),
    OwnerId: awsWord(volume.OwnerId),
    Operator: readOperator(volume.Operator),
    Attachments: volume.Attachments?.map(readAttachment),
    Tags: volume.Tags?.map(readTag),
  });
}

function readTag({ Key, Value }: sdk.Tag): Tag {
  const tag = known({ Key: writtenText(Key), Value: writtenText(Value) });
  return tag.Key === Key && tag.Value === Value ? tag : { ...tag, written: known({ Key, Value }) };
}

/** Undefined for an empty one. */
function readOperator(operator: sdk.OperatorResponse | undefined): Volume['Operator'] {
  const { Managed, Principal } = operator ?? {};
  return Managed === undefined && !Principal ? undefined : known({ Managed, Principal: awsWord(Principal) });
}

function readAttachment(attachment: sdk.VolumeAttachment): Attachment {
  return known({
    InstanceId: resourceId('i', attachment.InstanceId),
    Device: awsWord(attachment.Device),
    State: awsWord(attachment.State),
    AttachTime: time(attachment.AttachTime),
    DeleteOnTermination: attachment.DeleteOnTermination,
    AssociatedResource: arn(attachment.AssociatedResource),
    InstanceOwningService: awsWord(attachment.InstanceOwningService),
  });
}

export function readVolumeStatus(item: sdk.VolumeStatusItem): VolumeStatus | undefined {
  if (hasFalseId('vol', item.VolumeId)) return undefined;
  const initialization = item.InitializationStatusDetails;
  return known({
    VolumeId: item.VolumeId,
    Status: awsWord(item.VolumeStatus?.Status),
    Details: item.VolumeStatus?.Details?.map(({ Name, Status }) =>
      known({ Name: awsWord(Name), Status: awsWord(Status) }),
    ),
    Actions: item.Actions?.map(({ Code, EventType }) => known({ Code: awsWord(Code), EventType: awsWord(EventType) })),
    Events: item.Events?.map((event) =>
      known({ EventType: awsWord(event.EventType), NotBefore: time(event.NotBefore), NotAfter: time(event.NotAfter) }),
    ),
    Initialization: initialization
      ? known({
          Type: awsWord(initialization.InitializationType),
          Progress: percent(initialization.Progress),
          EstimatedSeconds: count(initialization.EstimatedTimeToCompleteInSeconds),
        })
      : undefined,
  });
}

export function readModification(item: sdk.VolumeModification): Modification | undefined {
  if (hasFalseId('vol', item.VolumeId)) return undefined;
  return known({
    VolumeId: item.VolumeId,
    ModificationState: awsWord(item.ModificationState),
    Progress: percent(item.Progress),
    StartTime: time(item.StartTime),
  });
}

export function readInstance(item: sdk.Instance): Instance | undefined {
  if (hasFalseId('i', item.InstanceId)) return undefined;
  return {
    ...known({
      InstanceId: item.InstanceId,
      State: awsWord(item.State?.Name),
      Name: writtenText(item.Tags?.find((tag) => tag.Key === 'Name')?.Value),
      RootDeviceName: awsWord(item.RootDeviceName),
    }),
    BlockDevices: (item.BlockDeviceMappings ?? []).map((device) =>
      known({ DeviceName: awsWord(device.DeviceName), VolumeId: resourceId('vol', device.Ebs?.VolumeId) }),
    ),
  };
}

/** Drops what one of the readers above did not take. */
export function present<T>(records: readonly (T | undefined)[] | undefined): T[] | undefined {
  return records?.filter((one): one is T => one !== undefined);
}

function hasFalseId(kind: 'vol' | 'i', id: string | undefined): boolean {
  return id !== undefined && resourceId(kind, id) === undefined;
}
