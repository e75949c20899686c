// The port to EC2 and STS: the requests this product makes, and no others. Types only.

import type {
  CopyVolumesRequest,
  Filter,
  Instance,
  Modification,
  Volume,
  VolumeStatus,
} from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';

/** Where requests go: one Region with one set of credentials. */
export interface Place {
  region: string;
  profile?: string;
  /** An endpoint that somebody configured, as it is written there. */
  endpoint?: string;
  /** It is one of AWS's own hosts: regional, FIPS, dual-stack or private. */
  awsHost?: boolean;
  /** The Region's partition by the AWS SDK's table. */
  partition?: string;
  /** Where its credentials come from. */
  source?: CredentialSource;
  /** The role that its requests are made under, in the name of a caller; the credentials above assume it. */
  session?: RoleSession;
}

/** A session of a role. */
export interface RoleSession {
  roleArn: string;
  /** RoleSessionName. */
  name: string;
  /** Absent where it is not told. */
  sourceIdentity?: string;
  /** The AWS profile whose credentials assume the role; `profile` of the place is then only its name for callers. */
  profile?: string;
}

/** Where credentials come from, by settings alone. */
export interface CredentialSource {
  kind: 'environment' | 'profile' | 'web-identity' | 'container' | 'instance' | 'simulator' | 'none';
  /** In words: "environment keys", "profile prod (sso)", "container", "instance role". */
  name: string;
  profile?: string;
  /** How the profile gets them. */
  method?: 'role' | 'web-identity' | 'sso' | 'keys' | 'process' | 'login';
  /** What keys of the environment win over: "AWS_PROFILE=prod". */
  overrides?: string;
  /** A file that goes before it and cannot be used: "~/.aws/config is not in UTF-8". */
  unread?: string;
}

/** One answer: `at` is EC2's own clock when it answered, in ms since the epoch. */
export type Reply<T> = { ok: true; value: T; at: number; requestId?: string } | { ok: false; failure: Failure };

/** Bounds of one request. Aborting a read is safe; a copy takes the deadline alone (never twice). */
export interface Control {
  signal: AbortSignal;
}

export interface Page<T> {
  items: T[];
  nextToken?: string;
}

export interface Caller {
  account?: string;
  arn?: string;
  userId?: string;
  /** Tells sets of credentials apart; never shown. */
  credentialsId?: string;
  source?: CredentialSource;
}

/** Asked once the request is signed, right before its bytes leave; a no ends it with the failure `not-sent`. */
export interface SendGuard {
  /** The credentials that the request was judged by; others must not send it. */
  credentialsId?: string;
  mayStillSend(): Promise<boolean>;
}

/** Selects volumes: ids, or filters with paging; EC2 does not take both. */
export interface VolumeQuery {
  VolumeIds?: readonly string[];
  Filters?: readonly Filter[];
  MaxResults?: number;
  NextToken?: string;
  /** Also what AWS services keep out of lists. */
  IncludeManagedResources?: boolean;
}

/** The requests this product makes, and no others. Every answer is data, also a failure. */
export interface Ec2 {
  /** The Region and endpoint that requests for these two would go to. */
  locate(region: string | undefined, profile: string | undefined): Promise<Reply<Place>>;
  /** One attempt of the real thing; it is repeated by whoever sees each answer. */
  copyVolumes(place: Place, request: CopyVolumesRequest, control: Control, guard: SendGuard): Promise<Reply<Volume[]>>;
  /** EC2's own dry run: `permitted`, or the volumes of an endpoint that ignores DryRun. */
  rehearseCopy(place: Place, request: CopyVolumesRequest, control: Control): Promise<Reply<'permitted' | Volume[]>>;
  describeVolumes(place: Place, query: VolumeQuery, control: Control): Promise<Reply<Page<Volume>>>;
  describeVolumeStatus(place: Place, ids: readonly string[], control: Control): Promise<Reply<VolumeStatus[]>>;
  describeVolumesModifications(
    place: Place,
    ids: readonly string[],
    control: Control,
    nextToken?: string,
  ): Promise<Reply<Page<Modification>>>;
  describeInstances(
    place: Place,
    filters: readonly Filter[],
    control: Control,
    nextToken?: string,
  ): Promise<Reply<Page<Instance>>>;
  /** Whether new volumes are encrypted without asking, in this account and Region. */
  encryptionByDefault(place: Place, control: Control): Promise<Reply<boolean>>;
  /** The key that EC2 takes when none is named: id, ARN or alias. */
  defaultKey(place: Place, control: Control): Promise<Reply<string>>;
  /** Who the credentials are; cached for each set of credentials. */
  callerIdentity(place: Place, control: Control): Promise<Reply<Caller>>;
  /** EC2's clock: the Date of its newest answer and what passed since; ms since the epoch, undefined before one came. */
  clock(): number | undefined;
  /** The caller as far as it is known without a request. */
  knownCaller(place: Place): Caller | undefined;
  /** Ends what it started beside requests: the helper processes of credentials. */
  close(): void;
}

export interface AllowedPlaces {
  regions: readonly string[];
  profiles: readonly string[];
  /** What the environment names, when nothing is asked for. */
  defaultRegion?: string;
}
