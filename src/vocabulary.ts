// Words both houses say: the server and the simulator. Vocabulary only, never a number or a decision.
// Source: Amazon EC2 API reference; pinned against the SDK's own enums in test/contract/vocabulary.test.ts.

/** `VolumeType` of CopyVolumes. */
export const VOLUME_TYPES = ['standard', 'io1', 'io2', 'gp2', 'sc1', 'st1', 'gp3'] as const;
export type VolumeType = (typeof VOLUME_TYPES)[number];

/** `VolumeState` of DescribeVolumes (`status` on the wire). */
export const VOLUME_STATES = ['creating', 'available', 'in-use', 'deleting', 'deleted', 'error'] as const;
export type VolumeState = (typeof VOLUME_STATES)[number];

/** `modificationState` of DescribeVolumesModifications. */
export const MODIFICATION_STATES = ['modifying', 'optimizing', 'completed', 'failed'] as const;
export type ModificationState = (typeof MODIFICATION_STATES)[number];

/** `status` of a volume's status checks in DescribeVolumeStatus. */
export const CHECK_STATUSES = ['ok', 'impaired', 'warning', 'insufficient-data'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** `initializationType` in DescribeVolumeStatus; a copy's is `volume-copy`. */
export const INITIALIZATION_TYPES = ['default', 'provisioned-rate', 'volume-copy'] as const;

/** The operations of the EC2 and STS APIs that the server sends, and those of the commands that it hands to a person. */
export const ACTIONS = [
  'CopyVolumes',
  'DescribeVolumes',
  'DescribeVolumeStatus',
  'DescribeVolumesModifications',
  'DescribeInstances',
  'GetEbsEncryptionByDefault',
  'GetEbsDefaultKmsKeyId',
  'GetCallerIdentity',
  'AttachVolume',
  'DeleteVolume',
  'CreateSnapshot',
  'CreateSnapshots',
] as const;

export const PRODUCT = 'ebs-copy-mcp';

/** Where the simulated volumes live. */
export const SIMULATED_REGION = 'us-east-1';
