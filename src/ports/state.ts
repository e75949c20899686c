// What outlives a call. Types only.
import type { CopyVolumesRequest } from '../volume/aws-records.ts';
import type { Look } from '../volume/reading/progress-rate.ts';
import type { ConsentGiven } from './consent.ts';

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
