// What a call for a real copy came to, as data. `answer-decision` alone turns it into an answer and an audit line.
import type { Shown } from '../consent/question-states.ts';
import type { Consent, GoneReason, SentRequest } from '../consent/send-states.ts';
import type { KnownWorld } from '../consent/world.ts';
import type { CopyArgs, CopyResult } from '../volume/answers/copy-answer.ts';
import type { FinishedCopy } from '../volume/answers/unsent-answer.ts';
import type { Volume } from '../volume/aws-records.ts';
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

/** Nothing was sent by this call, by a rule of ours. */
export interface RefusedDecision {
  kind: 'refused';
  code: RefusalCode;
  message: string;
  token?: string;
  made?: MadePlan;
  /** `next` begins with a rehearsal. */
  rehearseAgain?: true;
  /** `next` begins with the repetition of an earlier send, by its token. */
  repeat?: string;
  /** Its arguments, where they are not those of this call. */
  repeatArgs?: CopyArgs;
  retryAfterSeconds?: number;
  /** It is not known whether an earlier call made a volume. */
  leavesOpen?: boolean;
}

export type CopyDecision =
  | RefusedDecision
  /** Nothing was sent, since what it depends on could not be read. */
  | { kind: 'unread'; failure: Failure; token?: string }
  /** This call sent nothing, and it is not known whether an earlier one made a volume. */
  | { kind: 'unresolved'; why: RefusalCode | Failure; message: string; request: SentRequest; made?: MadePlan }
  | { kind: 'sent'; sent: Sent; request: SentRequest; made: MadePlan }
  /** An earlier call made it: read, not sent. */
  | { kind: 'finished'; copy: FinishedCopy; request: SentRequest }
  /** An earlier call made it, and it no longer exists; `failure` is what a repetition was answered. */
  | { kind: 'gone'; VolumeId?: string; why: GoneReason; token: string; failure?: Failure }
  /** `until`: this machine's clock, ms since the epoch. */
  | { kind: 'declined'; made: MadePlan; token: string; until: number; leavesOpen?: boolean }
  /** The person has not decided yet, or another question comes first. */
  | { kind: 'waiting'; for: 'page' | 'form' | 'turn'; made: MadePlan; token: string; leavesOpen?: boolean }
  /** The page acted on a yes and was answered already. */
  | { kind: 'answered-on-page'; result: CopyResult };

/** The question goes out in place of a result (2026-07-28): nothing is decided yet. */
export interface AskInResult {
  kind: 'ask-in-result';
  result: unknown;
  made: MadePlan;
  token: string;
}

/** What decided the call has changed under it: the record decides anew. */
export interface DecideAnew {
  kind: 'decide-anew';
  /** By now it is known who is calling. */
  world?: KnownWorld;
  /** The request was claimed and held back right before its bytes left. */
  heldBack?: true;
}
export const DECIDE_ANEW: DecideAnew = { kind: 'decide-anew' };

/** A person's yes, and what they had before them; it is sent only while nothing else has come up. */
export interface Agreed {
  consent: Consent;
  shown: Shown;
  /** The question that it answers; absent where the page keeps it. */
  questionId?: string;
}

/** One step of a call for a real copy. */
export type Step = CopyDecision | AskInResult | DecideAnew | { kind: 'agreed'; agreed: Agreed };

export function refuse(
  code: RefusalCode,
  message: string,
  more: Omit<RefusedDecision, 'kind' | 'code' | 'message'> = {},
): RefusedDecision {
  return { kind: 'refused', code, message, ...more };
}

/** Whatever keeps a repetition from being sent leaves open what its first send made. */
export function leaveOpen<S extends Step>(step: S, request: SentRequest): S | CopyDecision {
  switch (step.kind) {
    case 'refused': {
      const { code, message, made } = step;
      return { kind: 'unresolved', why: code, message, request, ...(made ? { made } : {}) };
    }
    case 'unread':
      return { kind: 'unresolved', why: step.failure, message: '', request };
    case 'declined':
    case 'waiting':
      return { ...step, leavesOpen: true };
    default:
      return step;
  }
}
