// What a tool is, and the ports it speaks through. Plain data only: no package, no clock.
import type { Failure } from '../volume/failure.ts';
import type { CopyVolumesRequest, Filter, Instance, Modification, Volume, VolumeStatus } from '../volume/records.ts';

export const MODES = ['plan', 'auto'] as const;
export type Mode = (typeof MODES)[number];

/** What the operator decided at start-up. */
export interface Settings {
  version: string;
  mode: Mode;
  /** Regions the operator allows; empty: any, the chain's own by default. */
  regions: readonly string[];
  /** What the environment names, within `regions` when those are given. */
  defaultRegion?: string;
  /** Profiles the operator allows; empty: the credentials of the environment. */
  profiles: readonly string[];
  simulated: boolean;
  /** Complaints about the configuration: the tools then refuse everything and name them. */
  faults: readonly string[];
}

/** Where requests go: one Region with one set of credentials. */
export interface Place {
  region: string;
  profile?: string;
  /** A custom endpoint, as it is configured. */
  endpoint?: string;
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
}

/** Selects volumes: ids, or filters with paging; EC2 does not take both. */
export interface VolumeQuery {
  VolumeIds?: readonly string[];
  Filters?: readonly Filter[];
  MaxResults?: number;
  NextToken?: string;
}

/** The requests this product makes, and no others. Every answer is data, also a failure. */
export interface Ec2 {
  /** The Region and endpoint that requests for these two would go to. */
  locate(region: string | undefined, profile: string | undefined): Promise<Reply<Place>>;
  /** One attempt of the real thing; it is repeated by whoever sees each answer. */
  copyVolumes(place: Place, request: CopyVolumesRequest, control: Control): Promise<Reply<Volume[]>>;
  /** EC2's own dry run: `permitted`, or the volumes of an endpoint that ignores DryRun. */
  rehearseCopy(place: Place, request: CopyVolumesRequest, control: Control): Promise<Reply<'permitted' | Volume[]>>;
  describeVolumes(place: Place, query: VolumeQuery, control: Control): Promise<Reply<Page<Volume>>>;
  describeVolumeStatus(place: Place, ids: readonly string[], control: Control): Promise<Reply<VolumeStatus[]>>;
  describeVolumesModifications(place: Place, ids: readonly string[], control: Control): Promise<Reply<Modification[]>>;
  describeInstances(place: Place, filters: readonly Filter[], control: Control): Promise<Reply<Page<Instance>>>;
  /** Whether new volumes are encrypted without asking, in this account and Region. */
  encryptionByDefault(place: Place, control: Control): Promise<Reply<boolean>>;
  /** The key that EC2 takes when none is named: id, ARN or alias. */
  defaultKey(place: Place, control: Control): Promise<Reply<string>>;
  /** Who the credentials are; cached for each set of credentials. */
  callerIdentity(place: Place, control: Control): Promise<Reply<Caller>>;
  /** The caller as far as it is known without a request. */
  knownCaller(place: Place): Caller | undefined;
}

/** A real copy that was sent, kept so that the same token repeats the same request. */
export interface SentCopy {
  token: string;
  /** Place and request as text, without ClientToken and DryRun: equal texts are the same intent. */
  asked: string;
  request: CopyVolumesRequest & { ClientToken: string };
}

export interface SentCopies {
  byToken(token: string): SentCopy | undefined;
  /** The newest send of exactly this request to this place. */
  byAsked(asked: string): SentCopy | undefined;
  record(copy: SentCopy): void;
  /** Called when EC2 definitely refused the first send: its token made nothing. */
  forget(token: string): void;
}

export interface Deps {
  settings: Settings;
  ec2: Ec2;
  sent: SentCopies;
  newToken(): string;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborts after `ms`. */
  timeout(ms: number): AbortSignal;
  /** Local clock, ms since the epoch. */
  now(): number;
}

export interface CallOptions {
  /** Fires when the caller cancels. */
  cancelled: AbortSignal;
  /** Fires when the caller cancels or the time for reads is up. */
  signal: AbortSignal;
  /** Local time, in ms since the epoch, by which the answer must be there. */
  deadline: number;
  /** Tells the caller that work goes on; absent when it did not ask. */
  progress?: (done: number, total: number | undefined, message: string) => void;
}

export interface ToolResult {
  structured: Record<string, unknown>;
  text: string;
  isError: boolean;
}

export interface Annotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

export interface Tool {
  name: string;
  title: string;
  describe(mode: Mode): string;
  annotations(mode: Mode): Annotations;
  call(args: unknown, deps: Deps, options: CallOptions): Promise<ToolResult>;
}
