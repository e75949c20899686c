// The reads of a rehearsal: at most ten requests in two rounds, EC2's dry run among them and none of which changes
// anything; more only where EC2 splits a list into pages. Only the source is indispensable: every other read that is
// denied, fails, ends early or is unknown to the endpoint becomes a line in `unread`.
import type { Caller, Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Filter, ModificationRead, Volume, VolumeStatus } from '../volume/aws-records.ts';
import { type Failure, isDenial } from '../volume/errors/failure.ts';
import { type PagesRead, readPages } from '../volume/read-pages.ts';
import { livingCopies } from '../volume/rules/earlier-copies.ts';
import type { AccountEncryption } from '../volume/rules/encryption.ts';
import { SOURCE_TAG } from '../volume/rules/tags.ts';
import { type RecentLook, readRecentCopies } from './recent-copies.ts';

export interface FirstReads {
  source: Volume;
  /** EC2's clock when it answered, ms since the epoch. */
  at: number;
  /** Absent when it could not be read. */
  modification?: ModificationRead;
  /** Copies of the source: ours by their tag, anybody's of the last days; absent when neither could be read. */
  copies?: Volume[];
  /** Copies of any source that anybody made in the last days; absent when they could not be read. */
  recentCopies?: Volume[];
  /** Why those may not be all of them, as a part of a sentence; absent when they are. */
  recentGap?: string;
  encryptionByDefault?: boolean;
  /** Key id, ARN or alias. */
  defaultKey?: string;
  caller?: Caller;
  /** False when the caller is only taken from the owner of the source. */
  callerProven: boolean;
  unread: string[];
}

/** What was read of the account that copies. */
export function accountOf({ caller, encryptionByDefault, defaultKey }: FirstReads): AccountEncryption {
  return { account: caller?.account, byDefault: encryptionByDefault, defaultKey };
}

export interface SecondReads {
  /** By volume id: of the source, of its copies and of other copies that may be in progress; absent when unread. */
  statuses?: ReadonlyMap<string, VolumeStatus>;
  /** Volumes of the source's instances, the source among them; absent when there is no instance or no answer. */
  attached?: Volume[];
  unread: string[];
}

// A source copied every night has hundreds of copies, and an account that copies much makes hundreds a day: the newest
// are the likeliest to be in progress.
const MOST_COPIES = 20;
const MOST_RECENT = 200;
const MOST_PAGES = 5;

type Ports = Pick<Deps, 'ec2' | 'now'>;

/** Round one: the source, what is going on with it, and the account. */
export async function readSource(deps: Ports, place: Place, id: string, control: Control): Promise<Reply<FirstReads>> {
  const { ec2 } = deps;
  const [volumes, modifications, tagged, lookAtRecent, byDefault, defaultKey, caller] = await Promise.all([
    ec2.describeVolumes(place, { VolumeIds: [id] }, control),
    readPages((token) => ec2.describeVolumesModifications(place, [id], control, token), MOST_PAGES),
    readVolumes(deps, place, [{ Name: `tag:${SOURCE_TAG}`, Values: [id] }], control),
    readRecentCopies(deps, place, control),
    ec2.encryptionByDefault(place, control),
    ec2.defaultKey(place, control),
    ec2.callerIdentity(place, control),
  ]);
  if (!volumes.ok) return volumes;
  const source = volumes.value.items.find((volume) => volume.VolumeId === id);
  if (!source) return { ok: false, failure: notFound(id) };
  const modification = modifications.ok ? modifications.value.items.find((one) => one.VolumeId === id) : undefined;
  const recent = lookAtRecent(tagged.ok ? [source, ...tagged.value.items] : [source]);
  const unread = [
    ...(modification ? [] : pagesLines(modifications, 'a running modification', 'ec2:DescribeVolumesModifications')),
    ...pagesLines(tagged, 'earlier copies of this source', 'ec2:DescribeVolumes'),
    ...unreadLine(byDefault, 'encryption by default', 'ec2:GetEbsEncryptionByDefault'),
    ...unreadLine(defaultKey, 'the default key', 'ec2:GetEbsDefaultKmsKeyId'),
    ...unreadLine(
      caller,
      `the account of the credentials${source.OwnerId ? "; the source's owner is taken for it" : ''}`,
      'sts:GetCallerIdentity',
    ),
  ];
  return {
    ok: true,
    at: volumes.at,
    value: {
      source,
      at: volumes.at,
      unread,
      callerProven: caller.ok,
      ...(modification ? { modification } : isWhole(modifications) ? { modification: 'none' } : {}),
      ...copiesFound(id, tagged, recent),
      ...(byDefault.ok ? { encryptionByDefault: byDefault.value } : {}),
      ...(defaultKey.ok ? { defaultKey: defaultKey.value } : {}),
      ...(caller.ok ? { caller: caller.value } : source.OwnerId ? { caller: { account: source.OwnerId } } : {}),
    },
  };
}

/** A list whose last page was seen. */
function isWhole(reply: Reply<PagesRead<unknown>>): boolean {
  return reply.ok && reply.value.complete;
}

function copiesFound(
  source: string,
  tagged: Reply<PagesRead<Volume>>,
  { copies, failure, gap }: RecentLook,
): Pick<FirstReads, 'copies' | 'recentCopies' | 'recentGap'> {
  const unseen = failure !== undefined && copies.length === 0;
  const recentGap = failure ? failureText(failure, 'ec2:DescribeVolumes') : gap;
  const all = tagged.ok ? [...tagged.value.items, ...copies] : copies;
  const found = all.filter((copy) => copy.SourceVolumeId === source);
  return {
    ...(tagged.ok || !unseen ? { copies: [...new Map(found.map((copy) => [copy.VolumeId, copy])).values()] } : {}),
    ...(unseen ? {} : { recentCopies: copies }),
    ...(recentGap ? { recentGap } : {}),
  };
}

/** Round two: what depends on round one; the dry run goes beside it. A foreign volume has no status row to read. */
export async function readSurroundings(
  deps: Ports,
  place: Place,
  first: FirstReads,
  foreign: boolean,
  control: Control,
): Promise<SecondReads> {
  const copies = livingIds(first.copies).slice(0, MOST_COPIES);
  const recent = livingIds(first.recentCopies);
  const ids = [...new Set([...(foreign ? [] : idsOf([first.source])), ...copies, ...recent.slice(0, MOST_RECENT)])];
  const instances = first.source.Attachments?.flatMap((attachment) => attachment.InstanceId ?? []) ?? [];
  const [statuses, attached] = await Promise.all([
    ids.length > 0 ? readStatuses(deps, place, ids, control) : undefined,
    instances.length > 0
      ? readVolumes(deps, place, [{ Name: 'attachment.instance-id', Values: instances }], control)
      : undefined,
  ]);
  return {
    ...(statuses?.ok
      ? { statuses: new Map(statuses.value.flatMap((row) => (row.VolumeId ? [[row.VolumeId, row] as const] : []))) }
      : {}),
    ...(attached?.ok ? { attached: attached.value.items } : {}),
    unread: [
      ...(statuses ? unreadLine(statuses, 'the status of the source and its copies', 'ec2:DescribeVolumeStatus') : []),
      ...(foreign ? [FOREIGN] : []),
      ...(recent.length > MOST_RECENT
        ? [`could not check all copies in progress: only the newest ${MOST_RECENT} of ${recent.length} were read`]
        : []),
      ...(attached ? pagesLines(attached, 'other volumes of its instance', 'ec2:DescribeVolumes') : []),
    ],
  };
}

function livingIds(copies: readonly Volume[] | undefined): string[] {
  return copies ? idsOf(livingCopies(copies)) : [];
}

/** The ids of those that have one. */
export function idsOf(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(({ VolumeId }) => VolumeId ?? []);
}

const FOREIGN = "could not check the status and modifications of the source: only its owner's account can read them";

/** One id without a row fails the whole call: what went since round one is taken out by name, once. */
async function readStatuses(
  { ec2 }: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<VolumeStatus[]>> {
  const reply = await ec2.describeVolumeStatus(place, ids, control);
  if (reply.ok || reply.failure.code !== 'InvalidVolume.NotFound') return reply;
  const gone = new Set(reply.failure.message.match(/vol-[0-9a-f]+/g));
  const rest = ids.filter((id) => !gone.has(id));
  return rest.length === 0 || rest.length === ids.length ? reply : ec2.describeVolumeStatus(place, rest, control);
}

function readVolumes({ ec2 }: Pick<Deps, 'ec2'>, place: Place, Filters: readonly Filter[], control: Control) {
  return readPages(
    (NextToken) => ec2.describeVolumes(place, { Filters, ...(NextToken ? { NextToken } : {}) }, control),
    MOST_PAGES,
  );
}

function unreadLine(reply: Reply<unknown>, what: string, action: string): string[] {
  return reply.ok ? [] : [failureLine(reply.failure, what, action)];
}

/** Also of a list that ended before its last page. */
function pagesLines(reply: Reply<PagesRead<unknown>>, what: string, action: string): string[] {
  if (!reply.ok) return [failureLine(reply.failure, what, action)];
  if (reply.value.complete) return [];
  const { failure } = reply.value;
  const toTheEnd = `${what} to the end`;
  return [failure ? failureLine(failure, toTheEnd, action) : `could not check ${toTheEnd}: too many pages`];
}

function failureLine(failure: Failure, what: string, action: string): string {
  return `could not check ${what}: ${failureText(failure, action)}`;
}

function failureText({ code }: Failure, action: string): string {
  return isDenial(code) ? `needs ${action}` : `${action} failed (${code})`;
}

/** EC2 answers an unknown id with an error; an empty answer means the same. */
function notFound(id: string): Failure {
  return { code: 'InvalidVolume.NotFound', message: `EC2 returned no volume ${id}.`, definite: true };
}
