// What a tool is, and the ports it speaks through. Plain data only: no package, no clock.
import type { Limits } from '../consent/limits.ts';
import type { Question } from '../consent/question-text.ts';
import type { Answered } from '../volume/copy-answer.ts';
import type { Failure } from '../volume/failure.ts';
import type { Found } from '../volume/found.ts';
import type { CopyVolumesRequest, Filter, Instance, Modification, Volume, VolumeStatus } from '../volume/records.ts';
import type { Look } from '../volume/time-left.ts';
import type { WaitFor } from '../volume/wait.ts';

export const MODES = ['plan', 'ask', 'auto'] as const;
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
  limits: Limits;
  /** False leaves our tags off; limits and a lost answer then rest on our record alone. */
  stamp: boolean;
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
  /** Also what AWS services keep out of lists. */
  IncludeManagedResources?: boolean;
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
  /** Who, where and what, without ClientToken and DryRun: equal texts are the same intent. */
  asked: string;
  request: CopyVolumesRequest & { ClientToken: string };
  /** Local time of the first send, ms since the epoch. */
  sentAt: number;
  consent: ConsentGiven;
  outcome?: { word: 'copied' | 'failed' | 'unknown'; VolumeId?: string };
}

export interface SentCopies {
  /** False when the record dies with the process. */
  durable: boolean;
  byToken(token: string): SentCopy | undefined;
  /** The newest send of exactly this intent. */
  byAsked(asked: string): SentCopy | undefined;
  /** Returns when the entry would survive a crash. */
  record(copy: SentCopy): void;
  finish(token: string, outcome: NonNullable<SentCopy['outcome']>): void;
  /** Sends since this local time, ms since the epoch. */
  since(ms: number): SentCopy[];
}

/** How a yes was given: a form of the host, a page in the person's browser, or the operator beforehand. */
export type ConsentGiven = 'form' | 'page' | 'auto';

/** What asking a person came to. */
export type Consent =
  | { said: 'yes'; how: 'form' }
  /** The page acted itself, so that the person saw what came of it. */
  | { said: 'done'; answered: Answered }
  | { said: 'no' }
  | { said: 'nobody'; why: string }
  | { said: 'too-often'; why: string }
  /** A page is open; a later call with the same token goes on from there. */
  | { said: 'waiting' }
  /** The question goes out as the result of this call (2026-07-28), and the answer comes with its repetition. */
  | { said: 'ask-in-result'; result: unknown };

/** The host's form: pushed on older revisions, in the result on 2026-07-28; absent when the host has none. */
export interface FormPort {
  /** The answer that this call brought along about this very plan (2026-07-28); undefined when it brought none. */
  answered(about: string): FormAnswer | undefined;
  ask(question: Question, about: string, signal: AbortSignal): Promise<FormAnswer>;
}
export type FormAnswer =
  | { answer: 'accept' | 'decline'; afterMs: number }
  /** Odd, empty, malformed, late, cancelled, or an error. */
  | { answer: 'none' }
  | { answer: 'ask-in-result'; result: unknown };

/** A page on this machine, in the person's browser. */
export interface PagePort {
  /** Opens it, or says why nobody would see it. `act` makes the copy when the person agrees. */
  open(
    question: Question,
    token: string,
    act: () => Promise<Answered>,
  ): Promise<{ opened: true } | { opened: false; why: string }>;
  /** What the person decided so far; resolves at a decision or when the signal fires. */
  decision(token: string, signal: AbortSignal): Promise<PageDecision>;
}
export type PageDecision = { decided: 'acted'; answered: Answered } | { decided: 'declined' | 'expired' | 'pending' };

/** An append-only account of who did what; throws when it cannot be written. */
export interface Audit {
  /** Throws when nothing can be written. */
  check(): void;
  write(line: Record<string, unknown>): void;
}

/** Progress of initializations as this process saw it, in order of time: what the time left is estimated by. */
export interface SeenProgress {
  record(volumeId: string, look: Look): void;
  of(volumeId: string): readonly Look[];
}

/** One call that waits for volumes. */
export interface WatchOrder extends Control {
  ids: readonly string[];
  goal: WaitFor;
  /** Local time, ms since the epoch, at which the last reading is the answer. */
  until: number;
  /** True when a reading ends the wait, reached or not. */
  ends(found: Found): boolean;
  /** Called with each reading that does not. */
  tell(found: Found): void;
}

/** What the calls of one process share, so that many of them cost EC2 what one does. */
export interface SharedReads {
  /** One poll for all waiting calls of a place. */
  watch(place: Place, order: WatchOrder): Promise<Reply<Found>>;
  /** Identical questions within a second are asked once; it is given up when nobody waits for the answer any more. */
  once<T>(
    question: string,
    caller: Control & { tell(message: string): void },
    ask: (control: Control, tell: (message: string) => void) => Promise<Reply<T>>,
  ): Promise<Reply<T>>;
}

export interface Deps {
  settings: Settings;
  ec2: Ec2;
  sent: SentCopies;
  /** Seals plans: 32 random bytes. */
  planKey: Uint8Array;
  plans: IssuedPlans;
  asked: AskedBefore;
  page: PagePort;
  audit: Audit;
  /** Real copies one after the other; undefined when the signal fired first. */
  oneAtATime<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
  reads: SharedReads;
  progressSeen: SeenProgress;
  newToken(): string;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborts after `ms`. */
  timeout(ms: number): AbortSignal;
  /** Local clock, ms since the epoch. */
  now(): number;
}

/** Hosts end a call at 60 s (Claude Desktop, 2026): every answer is there before. */
export const CALL_MS = 50_000;
/** Reads stop earlier, so that what they found can still be told. */
export const READ_MS = 47_000;

export interface CallOptions {
  /** Fires when the caller cancels. */
  cancelled: AbortSignal;
  /** Fires when the caller cancels or the time for reads is up. */
  signal: AbortSignal;
  /** Local time, in ms since the epoch, by which the answer must be there. */
  deadline: number;
  /** The host's way to ask its person; absent when it has none. */
  form?: FormPort;
  /** Tells the caller that work goes on; absent when it did not ask. */
  progress?: (done: number, total: number | undefined, message: string) => void;
}

/** Tokens of rehearsals that were not sent yet, so that an identical rehearsal gets the same one. */
export interface IssuedPlans {
  issue(asked: string, token: string, issuedAt: number, expiresAt: number): void;
  /** The unexpired token of this intent; ms since the epoch. */
  find(asked: string, now: number): { token: string; issuedAt: number } | undefined;
}

/** What was asked and answered lately, so that nobody is asked to death. */
export interface AskedBefore {
  /** Whether a person said no to this lately: another answer to it does not count then. */
  saidNo(asked: string, now: number): boolean;
  /** Why this must not be asked now; undefined when it may. */
  mayAsk(asked: string, now: number): string | undefined;
  asking(asked: string, now: number): void;
  refused(asked: string, now: number): void;
}

export interface ToolResult {
  structured: Record<string, unknown>;
  text: string;
  isError: boolean;
  /** In place of a result: the question of the 2026-07-28 revision. */
  inputRequired?: unknown;
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
