// What outlives a call, and who shares it: asynchronous throughout, so that a store over the network is one new folder.
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import type { ProgressSample } from '../volume/reading/progress-rate.ts';
import type { ConsentGiven } from './consent.ts';

/** A real copy that was sent, kept so that the same token repeats the same request. */
export interface SentCopy {
  token: string;
  /** Who, where and what, without ClientToken and DryRun: equal texts are the same intent. */
  intentKey: string;
  request: CopyVolumesRequest & { ClientToken: string };
  /** Local time of the first send, ms since the epoch. */
  sentAt: number;
  consent: ConsentGiven;
  outcome?: { word: 'copied' | 'failed' | 'unknown'; VolumeId?: string };
}

export interface SentCopies {
  /** False when the record dies with the process. */
  durable(): Promise<boolean>;
  byToken(token: string): Promise<SentCopy | undefined>;
  /** The newest send of exactly this intent. */
  byIntent(intentKey: string): Promise<SentCopy | undefined>;
  /** Returns when the entry would survive a crash; throws when it would not. */
  record(copy: SentCopy): Promise<void>;
  finish(token: string, outcome: NonNullable<SentCopy['outcome']>): Promise<void>;
  /** How many copies were sent since this local time (ms since the epoch) and not definitely refused. */
  countSince(ms: number): Promise<number>;
}

/** An append-only account of who did what. */
export interface Audit {
  /** Throws when nothing can be written. */
  check(): Promise<void>;
  /** Throws when the line is not written. */
  write(line: Record<string, unknown>): Promise<void>;
}

/** Tokens of rehearsals that were not sent yet, so that an identical rehearsal gets the same one. */
export interface IssuedPlans {
  issue(intentKey: string, token: string, issuedAt: number, expiresAt: number): Promise<void>;
  /** The unexpired token of this intent; ms since the epoch. */
  find(intentKey: string, now: number): Promise<{ token: string; issuedAt: number } | undefined>;
}

/** What a person was asked and answered lately, so that nobody is asked to death. */
export interface Prompts {
  /** Whether a person said no to this lately: another answer to it does not count then. */
  saidNo(intentKey: string, now: number): Promise<boolean>;
  /** Why this must not be asked now; undefined when it may. */
  whyNotNow(intentKey: string, now: number): Promise<string | undefined>;
  recordPrompt(intentKey: string, now: number): Promise<void>;
  recordNo(intentKey: string, now: number): Promise<void>;
}

/** Progress of initializations as this process saw it, in order of time: what the time left is estimated by. */
export interface SeenProgress {
  record(volumeId: string, sample: ProgressSample): void;
  of(volumeId: string): readonly ProgressSample[];
}
