// A question to a person: its states, what an answer is worth, and when nobody may be asked. Pure; what lives is kept
// by state/ and asked by copy/ask-person.
import { isFresh } from './validate-token.ts';

export type QuestionState =
  /** Sent out; nobody is known to have read it. */
  | 'open'
  /** A person had it in front of them. */
  | 'seen'
  | 'yes'
  | 'no'
  /** Ended without a decision. */
  | 'expired';

export interface QuestionRecord {
  /** The effective copy and its world: what a person would call the same question. */
  key: string;
  /** The very bytes that are agreed to: an answer about others is none. */
  about: string;
  token: string;
  state: QuestionState;
  how?: 'form' | 'page';
  /** This machine's clock, ms since the epoch. */
  openedAt: number;
  changedAt: number;
  /** When a form or a page was put before the person. */
  shownAt: readonly number[];
  /** Whether a person is known to have had it in front of them, also after it ended. */
  seen: boolean;
  /** A yes sends once. */
  used?: boolean;
  /** The host's form: out, answered, or how it ended without an answer. */
  form?: 'asked' | 'answered' | 'silent' | 'too-fast' | 'cancelled' | 'empty' | 'odd' | 'too-late' | 'error';
  /** `open`, or why there is no page. */
  page?: string;
}

const WINDOW_MS = 10 * 60_000;
const MOST_UNWILLING = 3;
const MOST_SHOWN = 10;

export function isLive({ state, openedAt }: QuestionRecord, now: number): boolean {
  return (state === 'open' || state === 'seen') && isFresh(openedAt, now);
}

/** A yes for these very bytes that nobody used; one from the future is none. */
export function isUsableYes(record: QuestionRecord, about: string, now: number): boolean {
  return record.state === 'yes' && !record.used && record.about === about && isFresh(record.changedAt, now);
}

/** A no to this copy, whatever else the request said. */
export function isStandingNo(record: QuestionRecord, now: number): boolean {
  return record.state === 'no' && isFresh(record.changedAt, now);
}

/**
 * Why nobody may be asked now, and from when on. A yes does not count; a no, and a question that was seen and left, do:
 * three in ten minutes, over all tokens. Ten forms or pages in ten minutes are the most, seen or not.
 */
export function whyNotAsk(records: readonly QuestionRecord[], now: number): { why: string; at: number } | undefined {
  const recent = (times: readonly number[]) =>
    times.filter((at) => at <= now && now - at < WINDOW_MS).sort((a, b) => a - b);
  const unwilling = recent(records.filter(isUnwilling).map((one) => one.changedAt));
  if (unwilling.length >= MOST_UNWILLING) {
    const why = 'a person said no, or left the question unanswered, three times within ten minutes';
    return { why, at: (unwilling.at(-MOST_UNWILLING) ?? now) + WINDOW_MS };
  }
  const shown = recent(records.flatMap((one) => one.shownAt));
  if (shown.length < MOST_SHOWN) return undefined;
  return { why: 'ten forms or pages were shown within ten minutes', at: (shown.at(-MOST_SHOWN) ?? now) + WINDOW_MS };
}

/** A no, or one that was seen and ended without an answer. */
function isUnwilling({ state, seen }: QuestionRecord): boolean {
  return state === 'no' || (state === 'expired' && seen);
}
