import { describe, expect, test } from 'vitest';
import {
  isLive,
  isStandingNo,
  isUsableYes,
  type QuestionRecord,
  whyNotAsk,
} from '../../src/consent/question-states.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const question = (more: Partial<QuestionRecord> = {}): QuestionRecord => ({
  key: 'copy',
  about: 'these bytes',
  token: 't1',
  state: 'open',
  openedAt: NOON,
  changedAt: NOON,
  shownAt: [NOON],
  seen: false,
  ...more,
});

describe('what an answer is worth', () => {
  test.each<[name: string, more: Partial<QuestionRecord>, now: number, usable: boolean]>([
    ['a yes', { state: 'yes' }, NOON, true],
    ['a yes of fifteen minutes', { state: 'yes' }, NOON + 15 * MINUTE, true],
    ['an older yes', { state: 'yes' }, NOON + 15 * MINUTE + 1, false],
    ['a yes from the future: the clock was set back', { state: 'yes' }, NOON - 1, false],
    ['a yes that was used', { state: 'yes', used: true }, NOON, false],
    ['a yes about other bytes', { state: 'yes', about: 'other bytes' }, NOON, false],
    ['no answer yet', { state: 'seen' }, NOON, false],
    ['a no', { state: 'no' }, NOON, false],
  ])('%s', (_, more, now, usable) => {
    expect(isUsableYes(question(more), 'these bytes', now)).toBe(usable);
  });

  test.each<[more: Partial<QuestionRecord>, now: number, stands: boolean]>([
    [{ state: 'no' }, NOON + 15 * MINUTE, true],
    [{ state: 'no' }, NOON + 15 * MINUTE + 1, false],
    [{ state: 'no', about: 'other bytes' }, NOON, true],
    [{ state: 'yes' }, NOON, false],
  ])('%j is a no that stands: %s', (more, now, stands) => {
    expect(isStandingNo(question(more), now)).toBe(stands);
  });

  test.each<[state: QuestionRecord['state'], now: number, live: boolean]>([
    ['open', NOON, true],
    ['seen', NOON + 15 * MINUTE, true],
    ['seen', NOON + 15 * MINUTE + 1, false],
    ['open', NOON - 1, false],
    ['yes', NOON, false],
    ['no', NOON, false],
    ['expired', NOON, false],
  ])('%s at %i is live: %s', (state, now, live) => {
    expect(isLive(question({ state }), now)).toBe(live);
  });
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
    ['three noes, the first ten minutes ago', [no(0), no(1), no(2)], 10, undefined],
    [
      'questions that nobody saw',
      [0, 1, 2].map((n) => question({ state: 'expired', changedAt: NOON + n })),
      1,
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
  });
});
