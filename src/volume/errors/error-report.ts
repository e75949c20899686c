// The error block of an answer, and what it is made from. Types only.
import type { Advice } from './failure-catalogue.ts';

/** `error` of a result: what happened, what it means, who can mend it and how. */
export interface ErrorReport {
  code: string;
  message: string;
  awsCode?: string;
  httpStatus?: number;
  requestId?: string;
  retry: 'never' | 'same_request' | 'after_fix' | 'later';
  retryAfterSeconds?: number;
  meaning: string;
  nextStep: string;
  whoCanFix: Advice['who'];
  denied?: Denial;
  /** The smallest policy statement that would cure a denial. */
  policy?: Statement;
}

export interface Denial {
  action: string;
  resource: string;
  /** A policy denies it outright: no statement that allows it would help. */
  explicit?: true;
}

/** What a failing call was about, for words that name it. */
export interface CallContext {
  action: string;
  resource: string;
  profile?: string;
  region?: string;
}

export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}
