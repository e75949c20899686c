// What a call for a real copy came to, as data. `answer-decision` alone turns it into an answer and an audit line.
import type { GoneReason, SentRequest } from '../consent/send-states.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';
import type { Volume, VolumeStatus } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import type { RefusalCode } from '../volume/errors/refusal.ts';
import type { Finding } from '../volume/rules/finding.ts';
import type { MadePlan } from './make-plan.ts';

/** What sending came to. `at` is EC2's clock, ms since the epoch. */
export type Sent =
  | {
      kind: 'copied';
      volume: Volume & { VolumeId: string };
      at: number;
      created: 'now' | 'earlier';
      differs: Finding[];
      requestId?: string;
    }
  /** A definite no to the first send. */
  | { kind: 'failed'; failure: Failure }
  /** No proof either way; `lookedEverywhere`: what carries its tag would have been seen. */
  | { kind: 'unknown'; failure: Failure; lookedEverywhere: boolean };

/** A finished copy as it is now; `volume` is absent when it could not be read or is not visible yet. */
export interface FinishedCopy {
  VolumeId: string;
  volume?: Volume;
  status?: VolumeStatus;
  at?: number;
  unread?: Failure;
}

export type CopyDecision =
  /** Nothing was sent and nothing was made, by a rule of ours. */
  | {
      kind: 'refused';
      code: RefusalCode;
      message: string;
      token?: string;
      made?: MadePlan;
      rehearseAgain?: true;
      retryAfterSeconds?: number;
    }
  /** Nothing was sent, since what it depends on could not be read. */
  | { kind: 'unread'; failure: Failure; token?: string }
  /** This call sent nothing, and it is not known whether an earlier one made a volume. */
  | { kind: 'unresolved'; why: RefusalCode | Failure; message: string; request: SentRequest; made?: MadePlan }
  | { kind: 'sent'; sent: Sent; request: SentRequest; made?: MadePlan }
  /** An earlier call made it: read, not sent. */
  | { kind: 'finished'; copy: FinishedCopy; request: SentRequest }
  /** An earlier call made it, and it no longer exists. */
  | { kind: 'gone'; VolumeId?: string; why: GoneReason; token: string }
  | { kind: 'declined'; made: MadePlan; token: string }
  /** The person has not decided yet, or another question comes first. */
  | { kind: 'waiting'; for: 'page' | 'form' | 'turn'; made: MadePlan; token: string }
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
