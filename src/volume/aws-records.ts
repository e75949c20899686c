// AWS's records as plain data, under AWS's names. Every member of a reply may be absent: EC2 promises none of
// them, and a driver that trusted one crashed on it (aws-ebs-csi-driver PR 2931).

export interface Tag {
  Key?: string;
  Value?: string;
  /** As AWS holds it, where it cannot stand in a sentence as it is: for limits alone. */
  written?: { Key?: string; Value?: string };
}

/** `Filter` of a Describe call. */
export interface Filter {
  Name: string;
  Values: readonly string[];
}

/** `VolumeAttachment`. `InstanceId` and `Device` are absent for attachments that AWS manages. */
export interface Attachment {
  /** ARN of the AWS-managed resource it is attached to, and the service that owns the instance. */
  AssociatedResource?: string;
  InstanceOwningService?: string;
  InstanceId?: string;
  Device?: string;
  State?: string;
  AttachTime?: string;
  DeleteOnTermination?: boolean;
}

/** `Volume`. Size in GiB, Throughput in MiB/s, CreateTime as ISO 8601 text. */
export interface Volume {
  VolumeId?: string;
  State?: string;
  VolumeType?: string;
  Size?: number;
  Iops?: number;
  Throughput?: number;
  Encrypted?: boolean;
  KmsKeyId?: string;
  MultiAttachEnabled?: boolean;
  AvailabilityZone?: string;
  AvailabilityZoneId?: string;
  SourceVolumeId?: string;
  SnapshotId?: string;
  CreateTime?: string;
  OutpostArn?: string;
  OwnerId?: string;
  /** The AWS service that manages it, when one does. */
  Operator?: { Managed?: boolean; Principal?: string };
  Attachments?: readonly Attachment[];
  Tags?: readonly Tag[];
}

/** One item of DescribeVolumeStatus. `Progress` is 0 to 100 and may lag by five minutes (EBS user guide). */
export interface VolumeStatus {
  VolumeId?: string;
  Status?: string;
  Details?: readonly { Name?: string; Status?: string }[];
  Actions?: readonly { Code?: string; EventType?: string }[];
  Events?: readonly { EventType?: string; NotBefore?: string; NotAfter?: string }[];
  Initialization?: { Type?: string; Progress?: number; EstimatedSeconds?: number };
}

/** One item of DescribeVolumesModifications. `Progress` is 0 to 100. */
export interface Modification {
  VolumeId?: string;
  ModificationState?: string;
  Progress?: number;
  StartTime?: string;
}

/** What was read of a volume's modifications: the newest one, or that there is none. */
export type ModificationRead = Modification | 'none';

/** What DescribeInstances tells about one instance's volumes. */
export interface Instance {
  InstanceId?: string;
  State?: string;
  Name?: string;
  RootDeviceName?: string;
  BlockDevices: readonly { DeviceName?: string; VolumeId?: string }[];
}

export interface TagSpecification {
  ResourceType: 'volume';
  Tags?: readonly { Key: string; Value?: string }[];
}

/** `CopyVolumesRequest` as a caller gives it. Size in GiB, Throughput in MiB/s. */
export interface CopyVolumesRequest {
  SourceVolumeId: string;
  Iops?: number;
  Size?: number;
  VolumeType?: string;
  DryRun?: boolean;
  TagSpecifications?: readonly TagSpecification[];
  MultiAttachEnabled?: boolean;
  Throughput?: number;
  ClientToken?: string;
  Encrypted?: boolean;
  KmsKeyId?: string;
}

/** What the rules about a request read of its source. */
export type CopySource = Pick<
  Volume,
  'Size' | 'Encrypted' | 'VolumeType' | 'Iops' | 'Throughput' | 'MultiAttachEnabled'
>;
