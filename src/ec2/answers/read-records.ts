// The SDK's objects as our plain records: the members we use, none of them promised, times as ISO text.
import type * as sdk from '@aws-sdk/client-ec2';
import type { Attachment, Instance, Modification, Volume, VolumeStatus } from '../../volume/aws-records.ts';

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

const time = (date: Date | undefined) => (date && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined);

export function readVolume(volume: sdk.Volume): Volume {
  return known({
    VolumeId: volume.VolumeId,
    State: volume.State,
    VolumeType: volume.VolumeType,
    Size: volume.Size,
    Iops: volume.Iops,
    Throughput: volume.Throughput,
    Encrypted: volume.Encrypted,
    KmsKeyId: volume.KmsKeyId,
    MultiAttachEnabled: volume.MultiAttachEnabled,
    AvailabilityZone: volume.AvailabilityZone,
    SourceVolumeId: volume.SourceVolumeId,
    SnapshotId: volume.SnapshotId,
    CreateTime: time(volume.CreateTime),
    OutpostArn: volume.OutpostArn,
    OwnerId: volume.OwnerId,
    Managed: volume.Operator?.Managed,
    Attachments: volume.Attachments?.map(readAttachment),
    Tags: volume.Tags?.map((tag) => known({ Key: tag.Key, Value: tag.Value })),
  });
}

function readAttachment(attachment: sdk.VolumeAttachment): Attachment {
  return known({
    InstanceId: attachment.InstanceId,
    Device: attachment.Device,
    State: attachment.State,
    AttachTime: time(attachment.AttachTime),
    DeleteOnTermination: attachment.DeleteOnTermination,
  });
}

export function readVolumeStatus(item: sdk.VolumeStatusItem): VolumeStatus {
  const initialization = item.InitializationStatusDetails;
  return known({
    VolumeId: item.VolumeId,
    Status: item.VolumeStatus?.Status,
    Details: item.VolumeStatus?.Details?.map((detail) => known({ Name: detail.Name, Status: detail.Status })),
    Actions: item.Actions?.map((action) => known({ Code: action.Code, EventType: action.EventType })),
    Events: item.Events?.map((event) =>
      known({ EventType: event.EventType, NotBefore: time(event.NotBefore), NotAfter: time(event.NotAfter) }),
    ),
    Initialization: initialization
      ? known({
          Type: initialization.InitializationType,
          Progress: initialization.Progress,
          EstimatedSeconds: initialization.EstimatedTimeToCompleteInSeconds,
        })
      : undefined,
  });
}

export function readModification(item: sdk.VolumeModification): Modification {
  return known({
    VolumeId: item.VolumeId,
    ModificationState: item.ModificationState,
    Progress: item.Progress,
    StartTime: time(item.StartTime),
  });
}

export function readInstance(item: sdk.Instance): Instance {
  return {
    ...known({
      InstanceId: item.InstanceId,
      State: item.State?.Name,
      Name: item.Tags?.find((tag) => tag.Key === 'Name')?.Value,
      RootDeviceName: item.RootDeviceName,
    }),
    BlockDevices: (item.BlockDeviceMappings ?? []).map((device) =>
      known({ DeviceName: device.DeviceName, VolumeId: device.Ebs?.VolumeId }),
    ),
  };
}
