// Replies of EC2 as only the shape forbids: any member absent, any value absurd, rows doubled, words that nobody knows.
// They are the AWS SDK's objects, and pass the product's own readers before anybody sees them.
import type * as sdk from '@aws-sdk/client-ec2';
import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { messageText } from '../../src/ec2/answers/clean-text.ts';
import { readCaller } from '../../src/ec2/clients/sts.ts';
import {
  copyVolumes,
  defaultKey,
  describeInstances,
  describeVolumeStatus,
  describeVolumes,
  describeVolumesModifications,
  encryptionByDefault,
} from '../../src/ec2/operations.ts';
import type { Caller, Page, Reply } from '../../src/ports/ec2.ts';
import type { Attachment, Instance, Modification, Volume, VolumeStatus } from '../../src/volume/aws-records.ts';
import type { Failure } from '../../src/volume/errors/failure.ts';
import { ID, idOf, NOON, no, yes } from './fake-ec2.ts';
import { hostileText } from './hostile-text.ts';

/** Ids that a case is about; the first is that of its question. */
export const IDS = [ID, ...Array.from({ length: 20 }, (_, n) => idOf(n + 1))];
export const INSTANCE = 'i-0123456789abcdef0';
export const ACCOUNT = '111122223333';
export const FOREIGN = '999988887777';

const huge = fc.constantFrom('"', '\\', 'é', 'x').map((letter) => letter.repeat(20_000));
const odd = fc.oneof({ weight: 6, arbitrary: hostileText }, { weight: 1, arbitrary: huge });
/** Mostly one of these words, at times anything. */
const word = (...known: string[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: odd });
const number = (...known: number[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, -0, -1, 0.1, 1e-300, 2 ** 31, 2 ** 53, 1e21, 1e308, -1e308, Number.NaN, 1 / 0),
    },
    { weight: 1, arbitrary: fc.double() },
  );
const time = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -90, max: 1 }).map((days) => new Date(NOON + days * 86_400_000)) },
  { weight: 2, arbitrary: fc.integer({ min: -600, max: 60 }).map((seconds) => new Date(NOON + seconds * 1_000)) },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
);
const flag = fc.boolean();
const volumeId = fc.oneof(
  { weight: 6, arbitrary: fc.constant(ID) },
  { weight: 6, arbitrary: fc.constantFrom(...IDS) },
  { weight: 1, arbitrary: odd },
);
/** All that the SDK names in `T` and the product reads: a member that a reader begins to read cannot be forgotten here. */
type Members<T, Read> = { [K in keyof T & keyof Read]-?: fc.Arbitrary<T[K]> } & { [K in keyof T]?: fc.Arbitrary<T[K]> };
/** Any of the members may be absent. `Read` has what is read of it, by the SDK's names; without it that is everything. */
const some = <T, Read = T>(members: Members<T, Read>) =>
  fc.record(members as object, { requiredKeys: [] }) as unknown as fc.Arbitrary<T>;
/** A few, or the same again and again: what is long need not differ. */
const list = <T>(of: fc.Arbitrary<T>) =>
  fc
    .tuple(fc.array(of, { maxLength: 4 }), fc.constantFrom(1, 1, 1, 1, 2, 15))
    .map(([few, times]) => Array.from({ length: times }, () => few).flat());
/** Rows of several volumes, of which one may come twice. */
const rows = <T extends { VolumeId?: string | undefined }>(of: fc.Arbitrary<T>) =>
  fc.tuple(fc.array(of, { maxLength: 5 }), fc.constantFrom('once', 'once', 'twice', 'for all')).map(([all, times]) => {
    if (times === 'for all')
      return IDS.flatMap((VolumeId, n) => all.slice(n % 5, (n % 5) + 1).map((one) => ({ ...one, VolumeId })));
    return times === 'twice' ? [...all, ...all.slice(0, 1)] : all;
  });

const tag = some<sdk.Tag>({ Key: word('Name', 'Team', 'ebs-copy-mcp:plan', 'ebs-copy-mcp:source'), Value: odd });
const attachment = some<sdk.VolumeAttachment, Attachment>({
  InstanceId: word(INSTANCE),
  Device: word('/dev/xvda', '/dev/sdf'),
  State: word('attached', 'attaching', 'detaching', 'busy') as never,
  AttachTime: time,
  DeleteOnTermination: flag,
  AssociatedResource: word(`arn:aws:ecs:us-east-1:${ACCOUNT}:task/x`),
  InstanceOwningService: word('ecs.amazonaws.com'),
  VolumeId: volumeId,
});
const volume = some<sdk.Volume, Volume>({
  VolumeId: volumeId,
  State: word('available', 'available', 'in-use', 'creating', 'error', 'deleting', 'deleted') as never,
  VolumeType: word('gp3', 'gp2', 'io1', 'io2', 'st1', 'sc1', 'standard', 'gp9') as never,
  Size: number(1, 100, 500, 65_536),
  Iops: number(100, 3_000, 16_000),
  Throughput: number(125, 1_000),
  Encrypted: flag,
  KmsKeyId: word(`arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`, 'alias/aws/ebs'),
  MultiAttachEnabled: flag,
  AvailabilityZone: word('us-east-1a', 'us-east-1-wl1-bos-wlz-1'),
  AvailabilityZoneId: word('use1-az1'),
  SourceVolumeId: volumeId,
  SnapshotId: word('snap-0123456789abcdef0'),
  CreateTime: time,
  OutpostArn: word(`arn:aws:outposts:us-east-1:${ACCOUNT}:outpost/op-1`),
  OwnerId: word(ACCOUNT, ACCOUNT, FOREIGN),
  Operator: some<sdk.OperatorResponse, NonNullable<Volume['Operator']>>({
    Managed: flag,
    Principal: word('eks.amazonaws.com'),
  }),
  Attachments: list(attachment),
  Tags: list(tag),
});
const detail = some<sdk.VolumeStatusDetails>({
  Name: word('io-enabled', 'io-performance', 'initialization-state') as never,
  Status: word('passed', 'failed', 'normal', 'stalled', 'completed', 'initializing', 'insufficient-data'),
});
const status = some<
  sdk.VolumeStatusItem,
  VolumeStatus & Pick<sdk.VolumeStatusItem, 'VolumeStatus' | 'InitializationStatusDetails'>
>({
  VolumeId: volumeId,
  VolumeStatus: some<sdk.VolumeStatusInfo>({
    Status: word('ok', 'impaired', 'warning', 'insufficient-data') as never,
    Details: list(detail),
  }),
  Actions: list(
    some<sdk.VolumeStatusAction>({ Code: word('enable-volume-io'), EventType: odd, Description: odd, EventId: odd }),
  ),
  Events: list(
    some<sdk.VolumeStatusEvent, NonNullable<VolumeStatus['Events']>[number]>({
      EventType: word('potential-data-inconsistency', 'io-delay'),
      NotBefore: time,
      NotAfter: time,
    }),
  ),
  InitializationStatusDetails: some<sdk.InitializationStatusDetails>({
    InitializationType: word('volume-copy', 'default', 'provisioned-rate') as never,
    Progress: number(0, 1, 50, 99, 100),
    EstimatedTimeToCompleteInSeconds: number(0, 60, 86_400),
  }),
});
const modification = some<sdk.VolumeModification, Modification>({
  VolumeId: volumeId,
  ModificationState: word('modifying', 'optimizing', 'completed', 'failed') as never,
  Progress: number(0, 50, 100),
  StartTime: time,
});
const instance = some<sdk.Instance, Instance & Pick<sdk.Instance, 'Tags' | 'BlockDeviceMappings'>>({
  InstanceId: word(INSTANCE),
  State: some<sdk.InstanceState, { Name: unknown }>({ Name: word('running', 'stopped') as never }),
  Tags: list(tag),
  RootDeviceName: word('/dev/xvda'),
  BlockDeviceMappings: list(
    some<sdk.InstanceBlockDeviceMapping>({
      DeviceName: word('/dev/xvda', '/dev/sdf'),
      Ebs: some<sdk.EbsInstanceBlockDevice, { VolumeId: unknown }>({ VolumeId: volumeId }),
    }),
  ),
});

const failure = fc
  .record({
    code: fc.constantFrom<Failure['code'][]>(
      'UnauthorizedOperation',
      'RequestLimitExceeded',
      'timed-out',
      'answer-cut',
      'unlisted',
    ),
    definite: flag,
    words: odd,
  })
  .map(({ code, definite, words }) => no(code, { definite, message: messageText(words) }));
/**
 * What the product makes of an answer, by its own operation: one without what every answer has is a failure. So is one
 * in which a text, a number or a flag stands twice: the AWS SDK fails all of it (client-ec2 3.1169, seen 2026-11-29).
 */
const reply = <Output, T>(
  output: fc.Arbitrary<Output>,
  pick: (output: never) => T | undefined,
): fc.Arbitrary<Reply<T>> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: output.map((one) => {
        const value = pick(one as never);
        return value === undefined ? no('answer-cut', { definite: false, message: '' }) : yes(value);
      }),
    },
    { weight: 1, arbitrary: failure },
  );
const NextToken = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'x'.repeat(4_096)) },
  { weight: 1, arbitrary: odd },
);
const copies = reply(some<sdk.CopyVolumesResult>({ Volumes: rows(volume) }), copyVolumes({ SourceVolumeId: ID }).pick);
const reservation = some<sdk.Reservation, { Instances: unknown }>({ Instances: list(instance) });
const caller = some<Omit<GetCallerIdentityCommandOutput, '$metadata'>>({
  Account: word(ACCOUNT, ACCOUNT, FOREIGN, '', '1111-2222-3333'),
  Arn: word(
    `arn:aws:iam::${FOREIGN}:user/ann`,
    `arn:aws:iam::${ACCOUNT}:user/a b/ann`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/x/y`,
  ),
  UserId: word('AIDAX', 'AROAX:ann@example.com'),
});

/** One reply of each kind: what is answered each time that it is asked for. */
export interface OddReplies {
  volumes: Reply<Page<Volume>>;
  copied: Reply<Volume[]>;
  dryRun: Reply<'permitted' | Volume[]>;
  statuses: Reply<VolumeStatus[]>;
  modifications: Reply<Page<Modification>>;
  instances: Reply<Page<Instance>>;
  byDefault: Reply<boolean>;
  key: Reply<string>;
  caller: Reply<Caller>;
}

export const oddReplies: fc.Arbitrary<OddReplies> = fc.record({
  volumes: reply(some<sdk.DescribeVolumesResult>({ Volumes: rows(volume), NextToken }), describeVolumes({}).pick),
  copied: copies,
  dryRun: fc.oneof({ weight: 6, arbitrary: fc.constant(yes('permitted' as const)) }, { weight: 1, arbitrary: copies }),
  statuses: reply(
    some<sdk.DescribeVolumeStatusResult>({ VolumeStatuses: rows(status), NextToken }),
    describeVolumeStatus([]).pick,
  ),
  modifications: reply(
    some<sdk.DescribeVolumesModificationsResult>({ VolumesModifications: rows(modification), NextToken }),
    describeVolumesModifications([]).pick,
  ),
  instances: reply(
    some<sdk.DescribeInstancesResult>({ Reservations: fc.array(reservation, { maxLength: 2 }), NextToken }),
    describeInstances([]).pick,
  ),
  byDefault: reply(
    some<sdk.GetEbsEncryptionByDefaultResult, { EbsEncryptionByDefault: unknown }>({ EbsEncryptionByDefault: flag }),
    encryptionByDefault().pick,
  ),
  key: reply(some<sdk.GetEbsDefaultKmsKeyIdResult>({ KmsKeyId: word('alias/aws/ebs') }), defaultKey().pick),
  caller: reply(caller, readCaller),
});
