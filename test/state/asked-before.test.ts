import { expect, test } from 'vitest';
import { createAskedBefore } from '../../src/state/asked-before.ts';

const MINUTE = 60_000;
const NO = 'a person said no to this within the last 15 minutes';
const OFTEN = 'three questions were asked within ten minutes';

test.each<[name: string, asked: string, after: number, not: string | undefined]>([
  ['the same at once', 'a', 0, NO],
  ['the same just before 15 minutes', 'a', 15 * MINUTE - 1, NO],
  ['the same after 15 minutes', 'a', 15 * MINUTE, undefined],
  ['something else', 'b', 0, undefined],
])('after a no: %s', (_, asked, after, not) => {
  const before = createAskedBefore();
  before.refused('a', 1_000);
  expect(before.mayAsk(asked, 1_000 + after)).toBe(not);
  expect(before.saidNo(asked, 1_000 + after)).toBe(not !== undefined);
});

test.each<[name: string, at: number[], now: number, not: string | undefined]>([
  ['nothing was asked', [], 0, undefined],
  ['two questions', [0, 1], 2, undefined],
  ['three questions, whatever they were about', [0, 1, 2], 3, OFTEN],
  ['three questions, the first nearly ten minutes ago', [0, 1, 2], 10 * MINUTE - 1, OFTEN],
  ['three questions, the first ten minutes ago', [0, 1, 2], 10 * MINUTE, undefined],
])('%s', (_, at, now, not) => {
  const before = createAskedBefore();
  for (const time of at) before.asking(`question ${time}`, time);
  expect(before.mayAsk('a new one', now)).toBe(not);
});

test('a no is told before the count', () => {
  const before = createAskedBefore();
  for (const time of [0, 1, 2]) before.asking('a', time);
  before.refused('a', 3);
  expect(before.mayAsk('a', 4)).toBe(NO);
});
