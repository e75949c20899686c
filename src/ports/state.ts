// What outlives a call, and who shares it. Asynchronous throughout: a store over the network is one new folder.
import type { QuestionRecord, ShownEncryption } from '../consent/question-states.ts';
import type { Claim, SendEnd, SendRecord } from '../consent/send-states.ts';
import type { ProgressSample } from '../volume/reading/progress-rate.ts';

/** Whether what is written survives, and only its owner can have written it. `cure` is one command. */
export type Trust = { kept: true } | { kept: false; why: string; cure?: string };

/**
 * What a port of the state may reject with when it does not believe what it reads, or cannot reach it: `message` is a
 * sentence of ours.
 * Everything else that it rejects with is a problem of the disk or the network, in words of others.
 */
export interface NotTrustedError extends Error {
  name: 'NotTrusted';
  cure?: string | undefined;
}

/** What an account may still send on one UTC day, over all Regions and principals; by EC2's clock. */
export interface Day {
  scope: string;
  /** YYYY-MM-DD. */
  date: string;
}

/** What was sent of one volume. */
interface SendsOfSource {
  /** How many claims of it there were, before the records were read. */
  claims: number;
  /** The newest first: all of which it is not known what they made, and the newest of the copies. */
  records: readonly SendRecord[];
}

/** The record of real copies. Each may reject; nothing is sent then. */
export interface SendRecords {
  trust(): Promise<Trust>;
  byToken(token: string): Promise<SendRecord | undefined>;
  /** The newest send of exactly this intent that made a volume, or may have. */
  byIntent(intentKey: string): Promise<SendRecord | undefined>;
  /** Those of this place and request, whoever sent them, the newest first: each made a volume, or may have. */
  byPlace(placeKey: string): Promise<readonly SendRecord[]>;
  /** Those of this source, whoever sent them and as what. */
  ofSource(sourceKey: string): Promise<SendsOfSource>;
  /** How many claims were made of this place: whoever judged before the newest one judged something else. */
  claims(placeKey: string): Promise<number>;
  /**
   * Takes the right to send: creates claim `claims` + 1 of the place (of the intent, where a record has none) and claim n
   * of the token, where there is none. False when somebody else has it, was quicker, or is sending there at that moment;
   * on true the entry would survive a crash. `claimsOfSource`: false also when any copy of the source was claimed since.
   */
  claim(record: Omit<SendRecord, 'end'>, claims: number, claimsOfSource?: number): Promise<boolean>;
  /** Whether claim n of this token is still the newest. */
  holds(token: string, n: number): Promise<boolean>;
  /** Kept only by the newest claim, and only upwards. */
  finish(token: string, n: number, end: SendEnd, lastTriedAt?: number): Promise<void>;
  /**
   * One of `most` places of the day, for this token; true when it has one, also from before. Copies that nobody limits
   * take one of Number.MAX_SAFE_INTEGER.
   */
  reserve(day: Day, token: string, most: number): Promise<boolean>;
  release(day: Day, token: string): Promise<void>;
  /** Without the place of `token`. */
  count(day: Day, token?: string): Promise<number>;
  /** Who claims here are made by; unique for a process. */
  owner: Claim['owner'];
}

/** A rehearsal's plan while it may still be sent, with the ids of the copies that it showed. */
export interface IssuedPlan {
  token: string;
  /** This machine's clock, ms since the epoch. */
  issuedAt: number;
  expiresAt: number;
  copies: readonly string[];
  /** Whether the copy is encrypted and by which key, as the plan told it; absent in plans of before. */
  encryption?: ShownEncryption;
  /** False for one that only a question to a person showed. */
  isRehearsed: boolean;
}

/** Plans that were handed out, so that an identical rehearsal gets the same token, in another process too. */
export interface IssuedPlans {
  /** How far the clocks of the servers that issue them may lie apart, ms; absent where all go by this machine's. */
  aheadMs?: number;
  issue(intentKey: string, plan: IssuedPlan): Promise<void>;
  /** The newest one, expired or not. */
  find(intentKey: string): Promise<IssuedPlan | undefined>;
}

/** An append-only account of who did what. */
export interface Audit {
  /** Rejects when nothing can be written. */
  check(): Promise<void>;
  /** Rejects when the line is not wholly durable; no part of it stays then. */
  write(line: Record<string, unknown>): Promise<void>;
  /** The same; equal lines within a minute are counted, and a line at its end tells how many more there were. */
  writeCounted(line: Record<string, unknown>): Promise<void>;
}

/** Progress of initializations as this process saw it, in order of time: what the time left is estimated by. */
export interface SeenProgress {
  record(volumeId: string, sample: ProgressSample): void;
  of(volumeId: string): readonly ProgressSample[];
}

/** A copy that a call of this process made. */
export interface MadeCopy {
  VolumeId: string;
  SourceVolumeId: string;
  /** Undefined while AWS did not say whose it is. */
  account: string | undefined;
  /** EC2's clock, ms since the epoch. */
  madeAt: number;
  /** When a lookup showed it, and when the first one since then did not: EC2's clock. */
  shownAt?: number;
  missedAt?: number;
}

/** `where` is a Region at an endpoint under a profile: see `whereKeyOf`. */
export interface MadeCopies {
  add(where: string, copy: MadeCopy): void;
  at(where: string): readonly MadeCopy[];
  /** What a lookup at `at` (EC2's clock) showed, and what it asked for in vain; `account`: whose, where that is known. */
  saw(
    where: string,
    lookup: { shown: readonly string[]; missing: readonly string[]; at: number; account: string | undefined },
  ): void;
}

export type DecideChange = (
  record: QuestionRecord,
  all: readonly QuestionRecord[],
) => Partial<QuestionRecord> | undefined;

/**
 * Questions to a person: they outlive the call that asked, and only one is open at a time. `subject` is absent where
 * callers are not told apart; each has questions of its own.
 */
export interface Questions {
  /** The newest question of this key. */
  find(key: string, subject?: string): Promise<QuestionRecord | undefined>;
  byId(id: string): Promise<QuestionRecord | undefined>;
  /** The questions that still matter, the oldest first; `version` changes with every one that begins. */
  recent(subject?: string): Promise<{ records: readonly QuestionRecord[]; version: number }>;
  /** Undefined, and nothing begun, when another question began since `version`. */
  begin(record: Omit<QuestionRecord, 'id'>, version: number): Promise<QuestionRecord | undefined>;
  /**
   * Changes what `decide` says of the question and of all that still matter of the same subject, as they are at that
   * moment; nothing where it says undefined. It may be asked more than once. Whether anything was changed.
   */
  changeIf(id: string, decide: DecideChange): Promise<boolean>;
  /** Whether the answer with this mark is brought for the first time, to whichever server. */
  useAnswer(id: string, mark: string): Promise<boolean>;
  /** Changes what is given and nothing else. One that was decided or has expired keeps its state. */
  change(id: string, changes: Partial<QuestionRecord>): Promise<void>;
  /** Resolves at the next change, or when the signal fires. */
  changed(signal: AbortSignal): Promise<void>;
}
