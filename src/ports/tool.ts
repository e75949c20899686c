// What a call of a tool is handed, and what it gives back. Plain data and ports only: no package, no clock.

import type { Limits } from '../consent/limits.ts';
import type { Mode } from '../consent/limits-table.ts';
import type { FormPort, PagePort } from './consent.ts';
import type { Ec2 } from './ec2.ts';
import type { SharedReads } from './reads.ts';
import type { Audit, IssuedPlans, MadeCopies, Questions, SeenProgress, SendRecords } from './state.ts';

/** What the operator decided at start-up. */
export interface Settings {
  version: string;
  mode: Mode;
  /** Why this caller alone is in mode plan, as a sentence; absent when the mode is that of the server. */
  rehearsesBecause?: string;
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
  /** What is wrong with the configuration, as sentences: the tools then refuse everything and name them. */
  configErrors: readonly string[];
}

export interface Deps {
  settings: Settings;
  /** Tells the callers of this server apart; absent where it has only one. Part of every intent. */
  subject?: string;
  ec2: Ec2;
  sends: SendRecords;
  /** The key that seals plans: 32 random bytes. */
  planKey(): Promise<Uint8Array>;
  plans: IssuedPlans;
  questions: Questions;
  page: PagePort;
  audit: Audit;
  reads: SharedReads;
  progressSeen: SeenProgress;
  madeCopies: MadeCopies;
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
/** Reads stop so long before the end of a call, so that what they found can still be told. */
export const TELL_MS = 3_000;

/** Why the signals of calls fire when the server ends: as at the end of a call's time, a wait tells what it has. */
export const SERVER_ENDS = new DOMException('The server is about to end.', 'TimeoutError');

export interface CallOptions {
  /** Fires when the caller cancels. */
  cancelled: AbortSignal;
  /** Fires when the caller cancels or the time for reads is up. */
  signal: AbortSignal;
  /** This machine's clock, ms since the epoch: when the call came, and by when its answer must be there. */
  arrivedAt: number;
  deadline: number;
  /** How long calls of this server have; CALL_MS when absent. */
  callMs?: number;
  /** The host's way to ask its person; absent when it has none. */
  form?: FormPort;
  /** Tells the caller that work goes on; absent when it did not ask. */
  progress?: (done: number, total: number | undefined, message: string) => void;
}

export interface ToolResult {
  structured: Record<string, unknown>;
  text: string;
  isError: boolean;
  /** In place of a result: the question of the 2026-07-28 revision. */
  inputRequired?: unknown;
}
