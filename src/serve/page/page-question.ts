// One question while it lives: who may see it, what was decided, and that a yes acts once.

import { randomBytes } from 'node:crypto';
import { FASTEST_ANSWER_MS } from '../../consent/answer-times.ts';
import type { Question } from '../../consent/question-text.ts';
import type { PageDecision } from '../../ports/consent.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';

export interface AskedQuestion {
  question: Question;
  act: () => Promise<CopyResult>;
  /** Proves that a decision was made on the page as it is now. */
  formToken: string;
  /** The address that the browser is started with. Other users of the machine can read it among the arguments of
   * processes, so it works once and leads to a place. */
  launch: { secret: string; usedAt?: number };
  /** Addresses of the page itself: only a browser that came through a launch knows one. */
  places: string[];
  /** When a browser first had these facts; ms since the epoch. */
  shownAt?: number;
  state:
    | { is: 'asking' }
    | { is: 'acting'; done: Promise<CopyResult> }
    | { is: 'ended'; at: number; decision: Exclude<PageDecision, { decided: 'pending' }> };
  ended: Promise<void>;
  markEnded(): void;
}

export function beginQuestion(question: Question, act: () => Promise<CopyResult>): AskedQuestion {
  let markEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    markEnded = resolve;
  });
  return {
    question,
    act,
    formToken: newSecret(),
    launch: { secret: newSecret() },
    places: [],
    state: { is: 'asking' },
    ended,
    markEnded,
  };
}

/** Asks the same again: a new launch; a page that is open stays good as long as it says the same. */
export function renewQuestion(asked: AskedQuestion, question: Question, act: () => Promise<CopyResult>): void {
  const { expiresAt: _, ...before } = asked.question;
  const { expiresAt: __, ...after } = question;
  asked.question = question;
  asked.act = act;
  asked.launch = { secret: newSecret() };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  asked.formToken = newSecret();
  delete asked.shownAt;
}

export function newPlace(asked: AskedQuestion): string {
  const place = newSecret();
  asked.places.push(place);
  return place;
}

/** Too fast is neither a yes nor a no. */
export function isTooFast(asked: AskedQuestion, now: number): boolean {
  return now - (asked.shownAt ?? now) < FASTEST_ANSWER_MS;
}

export function lapse(asked: AskedQuestion, now: number): void {
  if (asked.state.is === 'asking' && now >= asked.question.expiresAt) end(asked, { decided: 'expired' }, now);
}

export function withdraw(asked: AskedQuestion, now: number): void {
  if (asked.state.is === 'asking') end(asked, { decided: 'expired' }, now);
}

export function decline(asked: AskedQuestion, now: number): void {
  if (asked.state.is === 'asking') end(asked, { decided: 'declined' }, now);
}

/** The yes. Whatever `act` throws is a fault of ours and leaves open what happened. */
export function agree(asked: AskedQuestion, now: () => number, onBug: (error: unknown) => void): void {
  if (asked.state.is !== 'asking') return;
  // What was agreed to is finished, even if everything else that keeps this process alive has ended.
  const awake = setInterval(() => {}, 60_000);
  const done = Promise.resolve()
    .then(asked.act)
    .catch((error: unknown) => {
      onBug(error);
      return FAULT;
    })
    .then((result) => {
      clearInterval(awake);
      end(asked, { decided: 'acted', result }, now());
      return result;
    });
  asked.state = { is: 'acting', done };
}

function end(
  asked: AskedQuestion,
  decision: Extract<AskedQuestion['state'], { is: 'ended' }>['decision'],
  at: number,
): void {
  asked.state = { is: 'ended', at, decision };
  asked.markEnded();
}

// 256 bits.
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

const FAULT: CopyResult = {
  outcome: 'unknown',
  dryRun: false,
  summary: 'Not known whether a volume was created. A fault inside this server came in between.',
  error: {
    code: 'internal-fault',
    message: 'A fault inside this server; details are in its log (stderr).',
    retry: 'same_request',
    meaning: 'Whether the request was sent is not known.',
    nextStep: 'The same call with the same ClientToken is safe and gives certainty.',
    whoCanFix: 'caller',
  },
};
