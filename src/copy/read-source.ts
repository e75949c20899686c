// The reads of a rehearsal: at most nine requests in two rounds, none of which changes anything. Only the source is
// indispensable; every other read that is denied, fails or is unknown to the endpoint becomes a line in `unread`.
import type { Caller, Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Modification, Volume, VolumeStatus } from '../volume/aws-records.ts';
import { type Failure, isDenial } from '../volume/errors/failure.ts';
import { livingCopies } from '../volume/rules/earlier-copies.ts';
import { SOURCE_TAG } from '../volume/rules/tags.ts';

export interface FirstReads {
  source: Volume;
  /** EC2's clock when it answered, ms since the epoch. */
  at: number;
  modification?: Modification;
  /** Copies of the source that carry our tag; absent when they could not be read. */
  copies?: Volume[];
  encryptionByDefault?: boolean;
  /** Key id, ARN or alias. */
  defaultKey?: string;
  caller?: Caller;
  /** False when the caller is only taken from the owner of the source. */
  callerProven: boolean;
  unread: string[];
}

export interface SecondReads {
  /** By volume id: of the source and of its copies; absent when they could not be read. */
  statuses?: ReadonlyMap<string, VolumeStatus>;
  /** Volumes of the source's instances, the source among them; absent when there is no instance or no answer. */
  attached?: Volume[];
  unread: string[];
}

/** Round one: the source, what is going on with it, and the account. */
export async function readSource(deps: Deps, place: Place, id: string, control: Control): Promise<Reply<FirstReads>> {
  const { ec2 } = deps;
  const [volumes, modifications, copies, byDefault, defaultKey, caller] = await Promise.all([
    ec2.describeVolumes(place, { VolumeIds: [id] }, control),
    ec2.describeVolumesModifications(place, [id], control),
    ec2.describeVolumes(place, { Filters: [{ Name: `tag:${SOURCE_TAG}`, Values: [id] }] }, control),
    ec2.encryptionByDefault(place, control),
    ec2.defaultKey(place, control),
    ec2.callerIdentity(place, control),
  ]);
  if (!volumes.ok) return volumes;
  const source = volumes.value.items.find((volume) => volume.VolumeId === id);
  if (!source) return { ok: false, failure: notFound(id) };
  const unread = [
    ...unreadLine(modifications, 'a running modification', 'ec2:DescribeVolumesModifications'),
    ...unreadLine(copies, 'earlier copies of this source', 'ec2:DescribeVolumes'),
    ...(copies.ok && copies.value.nextToken
      ? ['could not check all copies of this source: EC2 gave a first page']
      : []),
    ...unreadLine(byDefault, 'encryption by default', 'ec2:GetEbsEncryptionByDefault'),
    ...unreadLine(defaultKey, 'the default key', 'ec2:GetEbsDefaultKmsKeyId'),
    ...unreadLine(
      caller,
      `the account of the credentials${source.OwnerId ? "; the source's owner is taken for it" : ''}`,
      'sts:GetCallerIdentity',
    ),
  ];
  const modification = modifications.ok ? modifications.value.find((one) => one.VolumeId === id) : undefined;
  return {
    ok: true,
    at: volumes.at,
    value: {
      source,
      at: volumes.at,
      unread,
      callerProven: caller.ok,
      ...(modification ? { modification } : {}),
      ...(copies.ok ? { copies: copies.value.items.filter((copy) => copy.SourceVolumeId === id) } : {}),
      ...(byDefault.ok ? { encryptionByDefault: byDefault.value } : {}),
      ...(defaultKey.ok ? { defaultKey: defaultKey.value } : {}),
      ...(caller.ok ? { caller: caller.value } : source.OwnerId ? { caller: { account: source.OwnerId } } : {}),
    },
  };
}

/** Round two: what depends on round one; the dry run goes beside it. A foreign volume has no status row to read. */
export async function readSurroundings(
  deps: Deps,
  place: Place,
  first: FirstReads,
  foreign: boolean,
  control: Control,
): Promise<SecondReads> {
  const ids = [...(foreign ? [] : [first.source]), ...livingCopies(first.copies ?? []).slice(0, MOST_COPIES)].flatMap(
    (volume) => volume.VolumeId ?? [],
  );
  const instances = (first.source.Attachments ?? []).flatMap((attachment) => attachment.InstanceId ?? []);
  const [statuses, attached] = await Promise.all([
    ids.length > 0 ? deps.ec2.describeVolumeStatus(place, ids, control) : undefined,
    instances.length > 0
      ? deps.ec2.describeVolumes(place, { Filters: [{ Name: 'attachment.instance-id', Values: instances }] }, control)
      : undefined,
  ]);
  return {
    ...(statuses?.ok
      ? { statuses: new Map(statuses.value.flatMap((row) => (row.VolumeId ? [[row.VolumeId, row] as const] : []))) }
      : {}),
    ...(attached?.ok ? { attached: attached.value.items } : {}),
    unread: [
      ...(statuses ? unreadLine(statuses, 'the status of the source and its copies', 'ec2:DescribeVolumeStatus') : []),
      ...(foreign ? ["could not check the status of the source: only its owner's account can read it"] : []),
      ...(attached ? unreadLine(attached, 'other volumes of its instance', 'ec2:DescribeVolumes') : []),
    ],
  };
}

// A source copied every night has hundreds of copies; the newest tell whether one is running.
const MOST_COPIES = 20;

function unreadLine(reply: Reply<unknown>, what: string, action: string): string[] {
  if (reply.ok) return [];
  const { failure } = reply;
  return [`could not check ${what}: needs ${action}${isDenial(failure.code) ? '' : ` (${failure.code})`}`];
}

/** EC2 answers an unknown id with an error; an empty answer means the same. */
function notFound(id: string): Failure {
  return { code: 'InvalidVolume.NotFound', message: `EC2 returned no volume ${id}.`, definite: true };
}
