// How a person is asked: the host's form and a page on this machine. Types only.

import type { Question } from '../consent/question-text.ts';
import type { CopyResult } from '../volume/answers/copy-answer.ts';

/** The host's form: pushed on older revisions, in the result on 2026-07-28; absent when the host has none. */
export interface FormPort {
  /** The question goes out as the result of this call (2026-07-28). */
  inResult: boolean;
  /** None of this connection's forms was ever answered, and one stood long enough to be. */
  isSilent: boolean;
  /** The answer that this call brought along about this very plan (2026-07-28); undefined when it brought none. */
  answered(about: string): FormAnswer | undefined;
  ask(question: Question, about: string, signal: AbortSignal): Promise<FormAnswer>;
}

export type FormAnswer =
  | { answer: 'accept' | 'decline'; afterMs: number }
  | { answer: 'none'; why: 'cancelled' | 'empty' | 'odd' | 'too-late' | 'error' }
  | { answer: 'ask-in-result'; result: unknown };

/** A page on this machine, in the person's browser. */
export interface PagePort {
  /**
   * Shows it once: the same question again launches nothing. `act` makes the copy when the person agrees. Half a
   * sentence says why nobody would see it, and a whole one how that can be allowed.
   */
  open(
    question: Question,
    id: string,
    act: () => Promise<CopyResult>,
  ): Promise<{ opened: true } | { opened: false; why: string; howToAllow?: string }>;
  /** What the person decided so far; resolves at a decision or when the signal fires. */
  decision(id: string, signal: AbortSignal): Promise<PageDecision>;
  /** Ends an open question that was settled elsewhere; `why` is a sentence for the person. */
  withdraw(id: string, why: string): Promise<void>;
}

/** `seen`: a browser was given the facts. */
export type PageDecision =
  | { decided: 'acted'; result: CopyResult }
  | { decided: 'declined' }
  | { decided: 'expired'; seen: boolean }
  /** `acting`: the person agreed, and the copy is being made. */
  | { decided: 'pending'; seen: boolean; acting: boolean };
