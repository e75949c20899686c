// The simulated world as plain records: accounts, keys, volumes, instances, tokens.
import type { VolumeType } from '../../vocabulary.ts';
import type { InitializationCurve } from './initialization-curve.ts';

/** Everything that exists. What a volume is at a moment is computed from its record and that moment. */
export interface SimulatedWorld {
  /** Who an access key is; any other key is `principal`. */
  principals: Map<string, Principal>;
  principal: Principal;
  /** By `accountId/region`. Where nothing is listed encryption by default is off and the key is `alias/aws/ebs`. */
  regions: Map<string, RegionSettings>;
  keys: KeyRecord[];
  /** In order of creation; a volume that goes keeps its record with `deletedAt`, so that page positions stay valid. */
  volumes: VolumeRecord[];
  instances: InstanceRecord[];
  tokens: TokenRecord[];
}

export interface Principal {
  accountId: string;
  arn: string;
  userId: string;
}

export interface RegionSettings {
  encryptionByDefault: boolean;
  /** ARN of the key used when none is named; omitted means `alias/aws/ebs`. */
  defaultKeyArn?: string;
}

export interface KeyRecord {
  arn: string;
  /** With the prefix `alias/`. */
  aliases: string[];
  state: 'enabled' | 'disabled' | 'pending-deletion';
  /** An `aws/ebs` key, which cannot be shared. */
  awsManaged: boolean;
}

export interface TagRecord {
  key: string;
  value: string;
}

export interface VolumeRecord extends VolumeSettings {
  id: string;
  region: string;
  zone: string;
  zoneId: string;
  ownerId: string;
  /** Accounts that may describe and copy it (AWS RAM). */
  sharedWith?: string[];
  encrypted: boolean;
  kmsKeyArn?: string;
  tags: TagRecord[];
  /** ms since the epoch */
  createdAt: number;
  /** ms spent in `creating`; 0 for volumes that were always there */
  creationMs: number;
  /** ms after createdAt from which Describe calls know the id */
  visibleAfterMs: number;
  /** How it ends: in the state `error`, or gone. Omitted means that it stays. */
  failure?: 'error' | 'vanishes';
  /** ms after createdAt at which it ends so; omitted, or a time within `creating`, means right after `creating` */
  failsAfterMs?: number;
  /** ms since the epoch */
  deletedAt?: number;
  snapshotId: string;
  sourceVolumeId?: string;
  /** ms the background copy of its blocks takes, from createdAt; copies only */
  initializingMs?: number;
  /** Its course over that time; omitted means steady */
  curve?: InitializationCurve;
  /** GiB of blocks ever written: what a copy has to move. Not visible through any API. */
  writtenGib: number;
  attachments: AttachmentRecord[];
  modification?: ModificationRecord;
  impairment?: ImpairmentRecord;
  outpostArn?: string;
  operator?: OperatorRecord;
}

/** The AWS service that made a volume and manages it. */
export interface OperatorRecord {
  principal: string;
  /** Left out of lists unless asked for, as the account's visibility setting was when the service made it. */
  hiddenByDefault: boolean;
}

export interface AttachmentRecord {
  /** Instance and device are unknown for what a service attached (EC2 API reference, VolumeAttachment). */
  instanceId?: string;
  device?: string;
  /** ms since the epoch */
  attachedAt: number;
  deleteOnTermination: boolean;
  /** ARN of the managed resource it is attached to, and the principal of the service that owns that one. */
  managed?: { resource: string; service: string };
}

export interface ModificationRecord {
  /** ms since the epoch */
  startedAt: number;
  /** ms in `modifying`, then ms in `optimizing`, then `completed` */
  modifyingMs: number;
  optimizingMs: number;
  original: VolumeSettings;
  target: VolumeSettings;
}

/** What a request can set and a modification can change. */
export interface VolumeSettings {
  /** GiB */
  size: number;
  type: VolumeType;
  iops?: number;
  /** MiB/s */
  throughput?: number;
  multiAttach: boolean;
}

export interface ImpairmentRecord {
  eventId: string;
  /** ms since the epoch */
  since: number;
}

export interface InstanceRecord {
  id: string;
  reservationId: string;
  region: string;
  zone: string;
  zoneId: string;
  ownerId: string;
  state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  instanceType: string;
  imageId: string;
  /** ms since the epoch */
  launchedAt: number;
  rootDeviceName: string;
  tags: TagRecord[];
}

export interface TokenRecord {
  region: string;
  accountId: string;
  token: string;
  /** The normalised request it was used for. */
  intent: string;
  volumeId?: string;
  /** ms since the epoch */
  usedAt: number;
}

/** Who holds an access key. */
export function principalOf(world: SimulatedWorld, accessKey: string): Principal {
  return world.principals.get(accessKey) ?? world.principal;
}

/** The settings of an account in a Region. */
export function settingsOf(world: SimulatedWorld, accountId: string, region: string): RegionSettings {
  return world.regions.get(`${accountId}/${region}`) ?? { encryptionByDefault: false };
}

/** A volume ARN, as EC2 writes it in replies and denials. */
export function volumeArn(region: string, accountId: string, id: string): string {
  return `arn:aws:ec2:${region}:${accountId}:volume/${id}`;
}
