// A question to a person: its states, what an answer is worth, whose turn it is, and when nobody may be asked. Pure;
// what lives is kept by state/ and asked by copy/asking.
import { PLAN_MS } from './answer-times.ts';
import type { Sealed, SealedPrice } from './plan-token.ts';
import type { Question } from './question-text.ts';
import { isFresh } from './validate-token.ts';

type QuestionState =
  /** Sent out; nobody is known to have read it. */
  | 'open'
  /** A person had it in front of them. */
  | 'seen'
  | 'yes'
  | 'no'
  /** Ended without a decision. */
  | 'expired';

/** How a form stands: pushed, out with a result, or how it ended. */
export type FormState =
  | 'pushed'
  | 'in-result'
  | 'answered'
  | 'cancelled'
  | 'empty'
  | 'odd'
  | 'too-fast'
  | 'too-late'
  | 'error';

type PageState = 'opening' | 'open' | 'closed' | 'none';

/** What a person had before them beside the request itself. */
export interface Shown {
  sealed: Sealed;
  price?: SealedPrice;
  /** Ids of the copies of the source. */
  copies: readonly string[];
  /** Codes of the warnings. */
  warnings: readonly string[];
  /** Whether it will be encrypted and by which key, in words; absent in questions and records of before. */
  encryption?: ShownEncryption;
}

export interface ShownEncryption {
  encrypted: string;
  key: string;
}

export interface QuestionRecord {
  /** Given by the store. */
  id: string;
  /** The effective copy and its world: what a person would call the same question. */
  key: string;
  /** What else it may have been, where what the account does by default could not be read. */
  otherKeys?: readonly string[];
  /** Who is asked, where callers are told apart. */
  subject?: string;
  /** The very bytes that are agreed to: an answer about others is none. */
  about: string;
  question: Question;
  shown: Shown;
  state: QuestionState;
  /** This machine's clock, ms since the epoch. */
  openedAt: number;
  changedAt: number;
  /** When a form or a page was put before the person. */
  shownAt: readonly number[];
  /** Whether a person is known to have had it in front of them, also after it ended. */
  seen: boolean;
  /** A yes sends once. */
  used?: true;
  /** Marks of the answers that clients have brought. */
  answersUsed?: readonly string[];
  /** We ended it: it was settled elsewhere, or is asked in another way. */
  withdrawn?: true;
  form?: FormState;
  page?: PageState;
  /** A browser has loaded it; `seen` is also true of a form that somebody closed. */
  pageSeen?: true;
  /** Why there is no page, and how one can be allowed. */
  noPage?: string;
}

const WINDOW_MS = 10 * 60_000;
const MOST_UNWILLING = 3;
const MOST_SHOWN = 10;
/** A form that goes out with a result comes back with a call or never: it keeps others waiting no longer than this. */
const RESULT_TURN_MS = 60_000;
/** A browser loads a page within seconds: one that none has loaded since is in front of nobody. */
const UNLOADED_TURN_MS = 15_000;
/** Calls that wait for a question look at it every second: they find it for this long after its end. */
const JUST_ENDED_MS = 5_000;

/** It may still be answered. One from the future is expired: nobody knows how old it is. */
export function isLive({ state, openedAt, question }: QuestionRecord, now: number): boolean {
  return (state === 'open' || state === 'seen') && openedAt <= now && now < question.expiresAt;
}

/** It is in front of a person, so that another question waits its turn. */
export function holdsTurn(record: QuestionRecord, now: number): boolean {
  if (!isLive(record, now)) return false;
  const { form, page, openedAt, pageSeen, shownAt } = record;
  if (page === 'opening') return true;
  // Beside a form a page is put only when the form stays silent, so the page tells more.
  if (page === 'open') return pageSeen === true || now - (shownAt.at(-1) ?? openedAt) < UNLOADED_TURN_MS;
  if (form === 'pushed') return true;
  return form === 'in-result' && now - openedAt < RESULT_TURN_MS;
}

/** A yes for these very bytes that nobody used, within the question's time; one from the future is none. */
export function isUsableYes(record: QuestionRecord, about: string, now: number): boolean {
  const { state, used, changedAt, question } = record;
  if (state !== 'yes' || used || record.about !== about) return false;
  return isFresh(changedAt, now) && now < question.expiresAt;
}

/** A no to this copy, whatever else the request said; until when it stands. */
export function standingNo({ state, changedAt }: QuestionRecord, now: number): { until: number } | undefined {
  return state === 'no' && isFresh(changedAt, now) ? { until: changedAt + PLAN_MS } : undefined;
}

/** Half a sentence, and when somebody may be asked again; this machine's clock, ms since the epoch. */
export interface NotAsked {
  why: string;
  at: number;
}

/**
 * Why nobody may be asked now, and from when on. A yes does not count; a no, and a question that was seen and left, do:
 * three in ten minutes, over all tokens. Ten forms or pages in ten minutes are the most, seen or not.
 */
export function whyNotAsk(records: readonly QuestionRecord[], now: number): NotAsked | undefined {
  const recent = (times: readonly number[]) =>
    times.filter((at) => at <= now && now - at < WINDOW_MS).sort((a, b) => a - b);
  const unwilling = recent(records.flatMap(unwillingAt)).at(-MOST_UNWILLING);
  if (unwilling !== undefined) {
    const why = 'a person said no, or left the question unanswered, three times within ten minutes';
    return { why, at: unwilling + WINDOW_MS };
  }
  const shown = recent(records.flatMap((one) => one.shownAt)).at(-MOST_SHOWN);
  if (shown === undefined) return undefined;
  return { why: 'ten forms or pages were shown within ten minutes', at: shown + WINDOW_MS };
}

/** When a person said no, or leaves a question that they saw; a form that they closed is left, whatever ends it. */
function unwillingAt({ state, seen, form, withdrawn, changedAt, question }: QuestionRecord): number[] {
  if (state === 'no') return [changedAt];
  if (!seen || state === 'yes' || (withdrawn && form !== 'cancelled')) return [];
  // One that is still open is left at the end of its time, if nobody answers.
  return [state === 'expired' ? changedAt : question.expiresAt];
}

/**
 * What of a question a store must not lose; undefined once nothing depends on it. One that may be answered is needed
 * whole, a yes that waits with what was shown, and of any other one how it ended and when it was shown, while that
 * counts. A time that lies ahead counts like one as long ago: another server's clock may be fast.
 */
export function stillNeeded(record: QuestionRecord, now: number): QuestionRecord | undefined {
  const { state, openedAt, changedAt, shownAt, shown, used, question } = record;
  const isWithin = (ms: number) => (at: number) => Math.abs(now - at) <= ms;
  const isUndecided = state === 'open' || state === 'seen';
  if (isUndecided && now < question.expiresAt && isWithin(PLAN_MS)(openedAt)) return record;
  const counts =
    isWithin(JUST_ENDED_MS)(isUndecided ? question.expiresAt : changedAt) ||
    [...shownAt, ...unwillingAt(record)].some(isWithin(WINDOW_MS)) ||
    ((state === 'yes' || state === 'no') && isWithin(PLAN_MS)(changedAt));
  if (!counts) return undefined;
  const ended = { ...record, question: { ...NO_TEXT, simulated: question.simulated, expiresAt: question.expiresAt } };
  if (state === 'yes' && !used) return ended;
  return { ...ended, shown: { sealed: { ...shown.sealed, request: '' }, copies: [], warnings: [] } };
}

const NO_TEXT: Pick<Question, 'title' | 'volume' | 'groups' | 'warnings'> = {
  title: '',
  volume: [],
  groups: { cost: [], changes: [], stays: [], tags: [], place: [] },
  warnings: [],
};
