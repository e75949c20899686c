// One question of the page while it lives: who may see it, what was decided, and that a yes acts once.

import { randomBytes } from 'node:crypto';
import { FASTEST_ANSWER_MS } from '../../consent/answer-times.ts';
import type { Question } from '../../consent/question-text.ts';
import type { PageDecision, PageOpened } from '../../ports/consent.ts';
import type { CopyResult } from '../../volume/answers/copy-answer.ts';

// Some openers fetch the address before the browser does (bryanl/webbrowser issue 2, 2016).
const LAUNCH_MS = 5_000;
// Whoever reads the address on a command line opens it within this time of the browser, or not before it.
const EXPOSED_MS = 10_000;
export const EXPOSED_SECONDS = EXPOSED_MS / 1_000;

export type Ending =
  | { how: 'acted'; result: CopyResult }
  | { how: 'declined' | 'expired' }
  /** Settled elsewhere; `why` is one sentence. */
  | { how: 'withdrawn'; why: string }
  /** Its address was on a command line, and two programs opened it. */
  | { how: 'opened-twice' };

export interface PendingQuestion {
  id: string;
  question: Question;
  act: () => Promise<CopyResult>;
  /** Proves that a decision was made on the page. */
  formToken: string;
  /** Leads to the page, once. `exposed`: it went over a command line, where other users of the machine can read it. */
  launch: { secret: string; exposed: boolean; openings: number; usedAt?: number; onUse?: () => void };
  /** Addresses of the page itself: only a browser that came through a launch knows one. */
  paths: string[];
  /** The address that answers when the copy has its result. */
  resultPath: string;
  /** When a browser first had these facts; ms since the epoch. */
  shownAt?: number;
  /** What became of starting the browser. */
  opened?: Promise<PageOpened>;
  state:
    | { is: 'asking' }
    | { is: 'acting'; since: number; done: Promise<CopyResult> }
    | { is: 'ended'; at: number; ending: Ending };
  ended: Promise<void>;
  markEnded(): void;
  /** Whether a caller was told how it ended. */
  told: boolean;
  /** Resolves when a page has shown what came of a yes. */
  outcomeShown: Promise<void>;
  markOutcomeShown(): void;
}

export function beginQuestion(id: string, question: Question, act: () => Promise<CopyResult>): PendingQuestion {
  const [ended, markEnded] = signalled();
  const [outcomeShown, markOutcomeShown] = signalled();
  return {
    id,
    question,
    act,
    formToken: newSecret(),
    launch: { secret: newSecret(), exposed: false, openings: 0 },
    paths: [],
    resultPath: newSecret(),
    state: { is: 'asking' },
    ended,
    markEnded,
    told: false,
    outcomeShown,
    markOutcomeShown,
  };
}

/** Whether a person would read the same. */
export function asksTheSame(pending: PendingQuestion, question: Question): boolean {
  const { expiresAt: _, ...before } = pending.question;
  const { expiresAt: __, ...after } = question;
  return JSON.stringify(before) === JSON.stringify(after);
}

/** A new path for whoever comes through the launch, or why there is none. */
export function enter(pending: PendingQuestion, now: number): { path: string } | { refused: 'used' | 'twice' } {
  const { launch, paths } = pending;
  launch.openings += 1;
  launch.usedAt ??= now;
  if (launch.openings === 1) launch.onUse?.();
  else if (launch.exposed) {
    end(pending, { how: 'opened-twice' }, now);
    return { refused: launch.openings === 2 ? 'twice' : 'used' };
  }
  if (now - launch.usedAt > LAUNCH_MS) return { refused: 'used' };
  const path = newSecret();
  paths.push(path);
  return { path };
}

/** Too fast is neither a yes nor a no. */
export function isTooFast(pending: PendingQuestion, now: number): boolean {
  return now - (pending.shownAt ?? now) < FASTEST_ANSWER_MS;
}

/** Whether a second opener of an exposed address may still come. */
export function isCopyTooEarly({ launch }: PendingQuestion, now: number): boolean {
  return launch.exposed && now - (launch.usedAt ?? now) < EXPOSED_MS;
}

export function lapse(pending: PendingQuestion, now: number): void {
  if (now >= pending.question.expiresAt) end(pending, { how: 'expired' }, now);
}

export function withdraw(pending: PendingQuestion, why: string, now: number): void {
  end(pending, { how: 'withdrawn', why }, now);
}

export function decline(pending: PendingQuestion, now: number): void {
  end(pending, { how: 'declined' }, now);
}

/** The yes. Whatever `act` throws is a bug of ours and leaves open what happened. */
export function agree(pending: PendingQuestion, now: () => number, onBug: (error: unknown) => void): void {
  if (pending.state.is !== 'asking') return;
  // What was agreed to is finished, even if everything else that keeps this process alive has ended.
  const awake = setInterval(() => {}, 60_000);
  const done = Promise.resolve()
    .then(pending.act)
    .catch((error: unknown) => {
      onBug(error);
      return INTERNAL_ERROR;
    })
    .then((result) => {
      clearInterval(awake);
      pending.state = { is: 'ended', at: now(), ending: { how: 'acted', result } };
      pending.markEnded();
      return result;
    });
  pending.state = { is: 'acting', since: now(), done };
}

/** A result that made nothing is told once: a caller who comes later asks anew instead of hearing an old failure. */
export function decisionOf(pending: PendingQuestion, waited: boolean): PageDecision {
  const { state, shownAt } = pending;
  const seen = shownAt !== undefined;
  if (state.is !== 'ended') return { decided: 'pending', seen, acting: state.is === 'acting' };
  const { ending } = state;
  switch (ending.how) {
    case 'acted': {
      if (!waited && pending.told && madeNothing(ending.result)) return { decided: 'expired', seen };
      pending.told = true;
      return { decided: 'acted', result: ending.result };
    }
    case 'declined':
      return { decided: 'declined' };
    case 'expired':
      return { decided: 'expired', seen };
    case 'withdrawn':
      return { decided: 'expired', seen, why: ending.why };
    case 'opened-twice':
      return { decided: 'expired', seen, why: OPENED_TWICE };
  }
}

/** Whether asking the same again has a point: nobody has said no, and no copy was made or may have been. */
export function mayAskAgain({ state }: PendingQuestion): boolean {
  if (state.is !== 'ended' || state.ending.how === 'declined') return false;
  return state.ending.how !== 'acted' || madeNothing(state.ending.result);
}

function madeNothing({ outcome }: CopyResult): boolean {
  return outcome !== 'copied' && outcome !== 'unknown';
}

function end(pending: PendingQuestion, ending: Ending, at: number): void {
  if (pending.state.is !== 'asking') return;
  pending.state = { is: 'ended', at, ending };
  pending.markEnded();
}

function signalled(): [promise: Promise<void>, resolve: () => void] {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return [promise, resolve];
}

// 256 bits.
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

const OPENED_TWICE =
  'The page was closed because two programs opened its one-time address, perhaps one of another user of this machine.';

const INTERNAL_ERROR: CopyResult = {
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
