import { describe, expect, test } from 'vitest';
import {
  holdsTurn,
  isLive,
  isUsableYes,
  type QuestionRecord,
  standingNo,
  stillNeeded,
  whyNotAsk,
} from '../../src/consent/question-states.ts';
import { NOON, questionOf as question } from '../support/question-records.ts';

const MINUTE = 60_000;
/** Whose time ends so many minutes after noon. */
const until = (minute: number) => ({ question: { ...question().question, expiresAt: NOON + minute * MINUTE } });

describe('what an answer is worth', () => {
  test.each<[name: string, more: Partial<QuestionRecord>, now: number, usable: boolean]>([
    ['a yes', { state: 'yes' }, NOON, true],
    ['a yes of fifteen minutes', { state: 'yes', ...until(30) }, NOON + 15 * MINUTE, true],
    ['an older yes', { state: 'yes', ...until(30) }, NOON + 15 * MINUTE + 1, false],
    ["a yes after the question's own time", { state: 'yes', ...until(5) }, NOON + 5 * MINUTE, false],
    ['a yes from the future: the clock was set back', { state: 'yes' }, NOON - 1, false],
    ['a yes that was used', { state: 'yes', used: true }, NOON, false],
    ['a yes about other bytes', { state: 'yes', about: 'other bytes' }, NOON, false],
    ['no answer yet', { state: 'seen' }, NOON, false],
    ['a no', { state: 'no' }, NOON, false],
  ])('%s', (_, more, now, usable) => {
    expect(isUsableYes(question(more), 'these bytes', now)).toBe(usable);
  });

  test.each<[more: Partial<QuestionRecord>, now: number, stands: object | undefined]>([
    [{ state: 'no' }, NOON + 15 * MINUTE, { until: NOON + 15 * MINUTE }],
    [{ state: 'no' }, NOON + 15 * MINUTE + 1, undefined],
    [{ state: 'no', about: 'other bytes' }, NOON, { until: NOON + 15 * MINUTE }],
    [{ state: 'yes' }, NOON, undefined],
  ])('%j is a no that stands: %s', (more, now, stands) => {
    expect(standingNo(question(more), now)).toEqual(stands);
  });

  test.each<[state: QuestionRecord['state'], now: number, live: boolean]>([
    ['open', NOON, true],
    ['seen', NOON + 15 * MINUTE - 1, true],
    ['seen', NOON + 15 * MINUTE, false],
    ['open', NOON - 1, false],
    ['yes', NOON, false],
    ['no', NOON, false],
    ['expired', NOON, false],
  ])('%s at %i is live: %s', (state, now, live) => {
    expect(isLive(question({ state }), now)).toBe(live);
  });
});

test.each<[name: string, more: Partial<QuestionRecord>, after: number, holds: boolean]>([
  ['a form that was pushed', { form: 'pushed' }, 14 * MINUTE, true],
  ['a form that went out with a result', { form: 'in-result' }, MINUTE - 1, true],
  ['one that never came back', { form: 'in-result' }, MINUTE, false],
  ['a form that ended without an answer', { form: 'cancelled' }, 0, false],
  ['a page that is about to open', { page: 'opening' }, 0, true],
  ['a page that was looked at', { page: 'open', form: 'empty', pageSeen: true }, 14 * MINUTE, true],
  [
    'a closed form with a page that no browser has loaded',
    { page: 'open', form: 'cancelled', seen: true },
    15_000,
    false,
  ],
  ['a page that was just opened', { page: 'open', shownAt: [NOON, NOON, NOON + MINUTE] }, MINUTE + 14_999, true],
  ['a page that no browser has loaded', { page: 'open', shownAt: [NOON, NOON, NOON + MINUTE] }, MINUTE + 15_000, false],
  ['a page that just opened, of which nobody noted when', { page: 'open', shownAt: [] }, 14_999, true],
  ['one of which nobody noted when, that no browser has loaded', { page: 'open', shownAt: [] }, 15_000, false],
  ['a silent form with such a page', { form: 'pushed', page: 'open', shownAt: [NOON] }, 15_000, false],
  ['a page that was closed', { page: 'closed', form: 'empty' }, 0, false],
  ['where no page could be opened', { page: 'none' }, 0, false],
  ['a page of a question that is over', { page: 'open' }, 15 * MINUTE, false],
  ['a page on which somebody said no', { page: 'open', state: 'no' }, 0, false],
])('%s keeps other questions waiting: %s', (_, more, after, holds) => {
  expect(holdsTurn(question(more), NOON + after)).toBe(holds);
});

describe('nobody is asked to death', () => {
  const left = (minute: number) =>
    question({ state: 'expired', seen: true, changedAt: NOON + minute * MINUTE, shownAt: [] });
  const no = (minute: number) => question({ state: 'no', seen: true, changedAt: NOON + minute * MINUTE, shownAt: [] });
  const UNWILLING = 'a person said no, or left the question unanswered, three times within ten minutes';
  const OFTEN = 'ten forms or pages were shown within ten minutes';

  test.each<[name: string, records: QuestionRecord[], minute: number, not: object | undefined]>([
    ['nothing was asked', [], 0, undefined],
    ['two noes', [no(0), no(1)], 2, undefined],
    ['three noes', [no(0), no(1), no(2)], 3, { why: UNWILLING, at: NOON + 10 * MINUTE }],
    ['noes and questions that were left', [no(0), left(1), left(2)], 3, { why: UNWILLING, at: NOON + 10 * MINUTE }],
    [
      'four: when two of them are old enough',
      [no(0), no(1), no(2), no(3)],
      4,
      { why: UNWILLING, at: NOON + 11 * MINUTE },
    ],
    ['four, in no order of their times', [no(3), no(1), no(0), no(2)], 4, { why: UNWILLING, at: NOON + 11 * MINUTE }],
    ['three noes, one of them from the future: the clock was set back', [no(0), no(1), no(3)], 2, undefined],
    ['three noes, one of them just now', [no(0), no(1), no(2)], 2, { why: UNWILLING, at: NOON + 10 * MINUTE }],
    ['three noes, the first ten minutes ago', [no(0), no(1), no(2)], 10, undefined],
    [
      'questions that were seen, and that we ended ourselves',
      [0, 1, 2].map((n) => question({ state: 'expired', seen: true, withdrawn: true, changedAt: NOON + n })),
      1,
      undefined,
    ],
    [
      'forms that a person closed, each ended since for a changed request',
      [0, 1, 2].map((n) =>
        question({ state: 'expired', seen: true, form: 'cancelled', withdrawn: true, changedAt: NOON + n * MINUTE }),
      ),
      3,
      { why: UNWILLING, at: NOON + 10 * MINUTE },
    ],
    [
      'questions that were seen and whose time ended with nobody looking',
      [0, 1, 2].map((n) => question({ state: 'seen', seen: true, shownAt: [], ...until(n) })),
      3,
      { why: UNWILLING, at: NOON + 10 * MINUTE },
    ],
    [
      'questions that nobody saw',
      [0, 1, 2].map((n) => question({ state: 'expired', changedAt: NOON + n })),
      1,
      undefined,
    ],
    [
      'a question that is seen and still open, beside two that were left',
      [left(0), left(1), question({ state: 'seen', seen: true, shownAt: [], ...until(5) })],
      4,
      undefined,
    ],
    [
      'yeses to questions whose time is over',
      [0, 1, 2].map((n) => question({ state: 'yes', seen: true, shownAt: [], ...until(n) })),
      3,
      undefined,
    ],
    [
      'four volumes and four yeses',
      [0, 1, 2, 3].map((n) => question({ state: 'yes', seen: true, changedAt: NOON + n })),
      1,
      undefined,
    ],
  ])('%s', (_, records, minute, not) => {
    expect(whyNotAsk(records, NOON + minute * MINUTE)).toEqual(not);
  });

  test('ten forms and pages are the most, whatever came of them', () => {
    const yes = (n: number) => question({ state: 'yes', shownAt: [NOON + n, NOON + n] });
    expect(whyNotAsk([yes(0), yes(1), yes(2), yes(3)], NOON + MINUTE)).toBeUndefined();
    expect(whyNotAsk([yes(0), yes(1), yes(2), yes(3), yes(4)], NOON + MINUTE)).toEqual({
      why: OFTEN,
      at: NOON + 10 * MINUTE,
    });
    const twelve = [5, 0, 4, 1, 3, 2].map((minute) => yes(minute * MINUTE));
    // Two of them have to be older than ten minutes, in whatever order they were shown.
    expect(whyNotAsk(twelve, NOON + 6 * MINUTE)).toEqual({ why: OFTEN, at: NOON + 11 * MINUTE });
  });
});

describe('what a store must not lose', () => {
  const never = { shownAt: [] };
  test.each<[name: string, more: Partial<QuestionRecord>, after: number, needed: boolean]>([
    ['one that may still be answered', never, 15 * MINUTE - 1, true],
    ['one whose time is over, while a call may wait for it', never, 15 * MINUTE + 5_000, true],
    ['one whose time is over', never, 15 * MINUTE + 5_001, false],
    ['one that has just ended without anybody having been shown it', { ...never, state: 'expired' }, 5_000, true],
    ['one that ended without anybody having been shown it', { ...never, state: 'expired' }, 5_001, false],
    ['one that was shown within ten minutes', { state: 'expired' }, 10 * MINUTE, true],
    ['one that was shown before', { state: 'expired' }, 10 * MINUTE + 1, false],
    ['one that was seen and left', { ...never, state: 'expired', seen: true }, 10 * MINUTE, true],
    ['one that was seen, and that nobody answered in time', { ...never, state: 'seen', seen: true }, 25 * MINUTE, true],
    ['one that was seen, longer ago', { ...never, state: 'seen', seen: true }, 25 * MINUTE + 1, false],
    ['a no that stands', { ...never, state: 'no' }, 15 * MINUTE, true],
    ['a no that stands no longer', { ...never, state: 'no' }, 15 * MINUTE + 1, false],
    ['a yes', { ...never, state: 'yes' }, 15 * MINUTE, true],
    ['a yes that was used: a call that holds it must learn that', { state: 'yes', used: true }, 15 * MINUTE, true],
    ['an old yes', { ...never, state: 'yes' }, 15 * MINUTE + 1, false],
    ['a question of a server whose clock is fast', never, -MINUTE, true],
    ['a no of a server whose clock is fast', { ...never, state: 'no' }, -MINUTE, true],
    ['a question from before the clock was set back', never, -16 * MINUTE, false],
  ])('%s: %s', (_, more, after, needed) => {
    expect(stillNeeded(question(more), NOON + after) !== undefined).toBe(needed);
  });

  test('one that may be answered is needed whole, and of what ended not what it said', () => {
    expect(stillNeeded(question(), NOON)).toEqual(question());
    const no = question({ state: 'no', seen: true, form: 'answered', answersUsed: ['a'] });
    const kept = stillNeeded(no, NOON);
    const { title, volume, groups, warnings, expiresAt } = question().question;
    expect(kept).toMatchObject({ ...no, question: { expiresAt }, shown: { sealed: { request: '' } } });
    for (const fact of [title, ...volume.map(({ value }) => value), ...warnings, groups.cost[0]?.value ?? ''])
      expect(JSON.stringify(kept)).not.toContain(JSON.stringify(fact));
  });

  test('one that somebody looks at is needed whole too, until its time is over', () => {
    const seen = question({ state: 'seen', seen: true });
    expect(stillNeeded(seen, NOON + 15 * MINUTE - 1)).toEqual(seen);
    expect(stillNeeded(seen, NOON + 15 * MINUTE)?.question).toEqual({
      title: '',
      volume: [],
      groups: { cost: [], changes: [], stays: [], tags: [], place: [] },
      warnings: [],
      simulated: seen.question.simulated,
      expiresAt: seen.question.expiresAt,
    });
  });

  test('a yes that waits is needed with what was shown; of one that was used, and of a no, that is gone', () => {
    const shown = { sealed: question().shown.sealed, copies: ['vol-1'], warnings: ['Older than a day.'] };
    const nothing = { sealed: { ...shown.sealed, request: '' }, copies: [], warnings: [] };
    expect(stillNeeded(question({ state: 'yes', shown }), NOON)?.shown).toEqual(shown);
    expect(stillNeeded(question({ state: 'yes', used: true, shown }), NOON)?.shown).toEqual(nothing);
    expect(stillNeeded(question({ state: 'no', shown }), NOON)?.shown).toEqual(nothing);
  });
});
