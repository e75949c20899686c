// The world that an intent belongs to: what was sent in one is never joined, repeated or sent in another.
import { createHash } from 'node:crypto';
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import { partitionOf } from '../volume/errors/policy-statement.ts';
import { OUR_TAGS } from '../volume/rules/tags.ts';

export interface World {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: string;
  region: string;
  /** `aws` for all of AWS's own hosts, otherwise scheme, host and port. */
  endpoint: string;
  /** Absent, like the principal, while it is not known who is calling. */
  account?: string;
  /** Unique id of the role or user, without its session. */
  principal?: string;
  /** Whoever calls, where the callers of a server are told apart; known also while AWS does not say who is calling. */
  subject?: string;
}
export type KnownWorld = World & { account: string; principal: string };

const AWS_ENDPOINT = 'aws';

export interface WorldCaller {
  account?: string;
  arn?: string;
  userId?: string;
}

/** Two callers of whom nobody knows who they are share a world by its place alone: see `isKnown`. */
export function worldOf(
  caller: WorldCaller | undefined,
  place: { region: string; partition?: string; endpoint?: string; awsHost?: boolean },
  subject?: string,
): World {
  const where = {
    partition: partitionAt(place, caller),
    region: place.region,
    endpoint: endpointName(place),
    ...(subject === undefined ? {} : { subject }),
  };
  if (caller?.account === undefined) return where;
  return { ...where, account: caller.account, principal: principalOf(caller) };
}

/**
 * Of the Region, whoever calls: an emulator's ARNs may name another one, and AWS does not always say who calls. `aws` may
 * be that of a Region which the AWS SDK does not know.
 */
function partitionAt({ partition = 'aws' }: { partition?: string }, caller: WorldCaller | undefined): string {
  return partition === 'aws' ? (partitionOf(caller?.arn) ?? partition) : partition;
}

/** Whether it is known who is calling: nothing is joined or repeated in a world of which it is not. */
export function isKnown(world: World): world is KnownWorld {
  return world.account !== undefined;
}

/**
 * A role's or user's unique id: GetCallerIdentity puts the session's name, which changes, behind a colon. Of a federated
 * user it tells the account and the name, which is all that tells them apart (AWS STS API reference, FederatedUser).
 */
function principalOf({ userId = '' }: WorldCaller): string {
  return /^\d{12}:/.test(userId) ? userId : userId.replace(/:.*/, '');
}

/** Regional, FIPS, dual-stack and private hosts of AWS are one endpoint; whoever configured another means another EC2. */
export function endpointName({ endpoint, awsHost }: { endpoint?: string; awsHost?: boolean }): string {
  if (endpoint === undefined || awsHost) return AWS_ENDPOINT;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // URL leaves the port of its scheme out, and writes the host in one way.
  return url ? `${url.protocol}//${url.host}` : endpoint;
}

/** The first part in which two worlds differ; what is not known of one of them differs in nothing. */
export function worldDifference(one: World, other: World): keyof World | undefined {
  // A caller with a name is nobody else, also where the other has none.
  if (one.subject !== other.subject) return 'subject';
  return (['partition', 'account', 'principal', 'region', 'endpoint'] as const).find((part) => {
    // A principal without a text is one that was not told with its account.
    const [here = '', there = ''] = [one[part], other[part]];
    return here !== '' && there !== '' && here !== there;
  });
}

/** Who, where and what as text: equal texts are the same intent. */
export function intentKeyOf(request: CopyVolumesRequest, world: World): string {
  return digestOf([...worldParts(world), canonicalRequest(request)]);
}

/** The same for whoever calls there: what is sent by somebody of whom nobody knows who it is may be of any of them. */
export function placeKeyOf(request: CopyVolumesRequest, { account: _, principal: __, ...place }: World): string {
  return intentKeyOf(request, place);
}

/** The same for whoever copies this volume there, and as what. */
export function sourceKeyOf({ SourceVolumeId }: CopyVolumesRequest, { region, endpoint }: World): string {
  return digestOf([region, endpoint, SourceVolumeId]);
}

/** A Region at an endpoint as a profile sees it: another profile may be of another account, which sees other volumes. */
export function whereKeyOf(place: { region: string; profile?: string; endpoint?: string; awsHost?: boolean }): string {
  return digestOf([place.region, endpointName(place), place.profile ?? '']);
}

/** In one order; who is not known is nobody else. */
export function worldParts({ partition, account = '', principal = '', region, endpoint, subject }: World): string[] {
  return [partition, account, principal, region, endpoint, ...(subject === undefined ? [] : [subject])];
}

/**
 * The day is counted for all Regions and principals of an account at one endpoint; undefined while the account is not
 * known. `now`: EC2's clock, ms since the epoch.
 */
export function dayOf(world: World, now: number): { scope: string; date: string } | undefined {
  if (!isKnown(world)) return undefined;
  return {
    scope: digestOf([world.partition, world.account, world.endpoint]),
    date: new Date(now).toISOString().slice(0, 10),
  };
}

/** The request as text: members and tags in one order, without what is no part of the intent. */
export function canonicalRequest(request: CopyVolumesRequest): string {
  const { ClientToken: _, DryRun: __, MultiAttachEnabled, TagSpecifications, ...rest } = request;
  const tags = TagSpecifications?.flatMap(({ Tags }) => Tags ?? []).filter(
    ({ Key }) => !OUR_TAGS.some((our) => our === Key),
  );
  return canonicalText({
    ...rest,
    // False, and a list without a tag, are what leaving them out means (EC2 API reference, CopyVolumes, 2026-11-22).
    ...(MultiAttachEnabled ? { MultiAttachEnabled } : {}),
    ...(tags?.length ? { Tags: tags.map(({ Key, Value = '' }) => ({ Key, Value })) } : {}),
  });
}

/** JSON with the members of each object, and the entries of each list, in one order. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(canonicalText).sort();
    return items.map((item): unknown => JSON.parse(item));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members: Readonly<Record<string, unknown>> = { ...value };
  const names = Object.keys(members).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(members[name])]));
}

export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
