import { expect, test } from 'vitest';
import { createPrompts } from '../../../src/state/memory/prompts.ts';

const MINUTE = 60_000;
const NO = 'a person said no to this within the last 15 minutes';
const OFTEN = 'three questions were asked within ten minutes';

test.each<[name: string, asked: string, after: number, not: string | undefined]>([
  ['the same at once', 'a', 0, NO],
  ['the same just before 15 minutes', 'a', 15 * MINUTE - 1, NO],
  ['the same after 15 minutes', 'a', 15 * MINUTE, undefined],
  ['something else', 'b', 0, undefined],
])('after a no: %s', async (_, asked, after, not) => {
  const before = createPrompts(15 * MINUTE);
  await before.recordNo('a', 1_000);
  expect(await before.whyNotNow(asked, 1_000 + after)).toBe(not);
  expect(await before.saidNo(asked, 1_000 + after)).toBe(not !== undefined);
});

test.each<[name: string, at: number[], now: number, not: string | undefined]>([
  ['nothing was asked', [], 0, undefined],
  ['two questions', [0, 1], 2, undefined],
  ['three questions, whatever they were about', [0, 1, 2], 3, OFTEN],
  ['three questions, the first nearly ten minutes ago', [0, 1, 2], 10 * MINUTE - 1, OFTEN],
  ['three questions, the first ten minutes ago', [0, 1, 2], 10 * MINUTE, undefined],
])('%s', async (_, at, now, not) => {
  const before = createPrompts(15 * MINUTE);
  for (const time of at) await before.recordPrompt(`question ${time}`, time);
  expect(await before.whyNotNow('a new one', now)).toBe(not);
});

test('a no is told before the count', async () => {
  const before = createPrompts(15 * MINUTE);
  for (const time of [0, 1, 2]) await before.recordPrompt('a', time);
  await before.recordNo('a', 3);
  expect(await before.whyNotNow('a', 4)).toBe(NO);
});
