// How a person is asked: the host's form and a page on this machine. Types only.

import type { Question } from '../consent/question-text.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';

/** The host's form: pushed on older revisions, in the result on 2026-07-28; absent when the host has none. */
export interface FormPort {
  /** The question goes out as the result of this call (2026-07-28). */
  inResult: boolean;
  /** None of this connection's forms was ever answered, and one stood for 25 s. */
  isSilent: boolean;
  /** The answer that this call brought along about this very plan (2026-07-28); undefined when it brought none. */
  answered(about: string): Promise<BroughtAnswer | undefined>;
  /** A pushed form waits as long as its question lives. */
  ask(question: Question, asked: AskedQuestion, signal: AbortSignal): Promise<FormAnswer>;
}

/** What an answer is about: these bytes, and of all questions about them this one. */
export interface AskedQuestion {
  about: string;
  questionId: string;
}

/** An answer that came through the client, which may bring it again, and to another server. */
export interface BroughtAnswer {
  questionId: string;
  /** The same whenever the same is brought, and that of no other. */
  mark: string;
  given: FormAnswer;
}

/** Why a form gave no answer: closed, sent back empty, neither yes nor no, after its time, or the host's error. */
export type NoAnswerReason = 'cancelled' | 'empty' | 'odd' | 'too-late' | 'error';

export type FormAnswer =
  | { answer: 'accept' | 'decline'; afterMs: number }
  | { answer: 'none'; why: NoAnswerReason }
  | { answer: 'ask-in-result'; result: unknown };

/** A page on this machine, in the person's browser. */
export interface PagePort {
  /**
   * Shows the question once: a second call with the same id and an equal question opens no browser again, and another
   * question under the same id ends the old one. `act` makes the copy when the person agrees. `why` is half a sentence;
   * `howToAllow` one whole sentence on what would make the page possible.
   */
  open(question: Question, id: string, act: () => Promise<CopyResult>): Promise<PageOpened>;
  /** What the person decided so far; resolves at a decision or when the signal fires. A result is told for as long as
   * its page lives, one that made nothing only once: it must not stand in the way of another try. */
  decision(id: string, signal: AbortSignal): Promise<PageDecision>;
  /** Ends an open question because it was settled elsewhere; `why` is one sentence that the page then shows. */
  withdraw(id: string, why: string): Promise<void>;
}

export type PageOpened = { opened: true } | { opened: false; why: string; howToAllow?: string };

/** `seen`: a browser was given the facts. `why`: one sentence, when the question ended before its time. */
export type PageDecision =
  | { decided: 'acted'; result: CopyResult }
  | { decided: 'declined' }
  /** `acting`: the person agreed, and the copy is being made. */
  | { decided: 'pending'; seen: boolean; acting: boolean }
  | { decided: 'expired'; seen: boolean; why?: string };
