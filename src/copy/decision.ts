// What a call for a real copy came to, as data. `answer-decision` alone turns it into an answer and an audit line.
import type { CopyResult } from '../volume/answers/copy-answer.ts';
import type { CopyVolumesRequest, Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import type { MadePlan } from './make-plan.ts';

export type SentRequest = CopyVolumesRequest & { ClientToken: string };

/** What sending came to. `at` is EC2's clock, ms since the epoch. */
export type Sent =
  | { kind: 'copied'; volumes: Volume[]; at: number; earlier: boolean; requestId?: string }
  /** A definite no to the first send. */
  | { kind: 'failed'; failure: Failure }
  /** No proof either way. */
  | { kind: 'unknown'; failure: Failure };

export type CopyDecision =
  /** Nothing was sent, by a rule of ours. */
  | { kind: 'refused'; code: RefusalCode; message: string; token?: string; made?: MadePlan; rehearseAgain?: true }
  /** Nothing was sent, since what it depends on could not be read. */
  | { kind: 'unread'; failure: Failure }
  /** An earlier call sent the request, and it is not known whose the credentials are now. Nothing was sent. */
  | { kind: 'caller-not-known'; failure: Failure; request: SentRequest }
  | { kind: 'sent'; sent: Sent; request: SentRequest; made?: MadePlan }
  | { kind: 'declined'; made: MadePlan; token: string }
  /** A page waits for the person. */
  | { kind: 'waiting'; made: MadePlan; token: string }
  /** The page acted on a yes and was answered already. */
  | { kind: 'answered-on-page'; result: CopyResult };

/** The question goes out in place of a result (2026-07-28): nothing is decided yet. */
export interface AskInResult {
  kind: 'ask-in-result';
  result: unknown;
}

export function refuse(
  code: RefusalCode,
  message: string,
  more: Omit<Extract<CopyDecision, { kind: 'refused' }>, 'kind' | 'code' | 'message'> = {},
): CopyDecision {
  return { kind: 'refused', code, message, ...more };
}
