import { expect, test } from 'vitest';
import { createSeenProgress } from '../../../src/state/memory/seen-progress.ts';

test('keeps the first and the last look of each percent, in order of time', () => {
  const seen = createSeenProgress();
  for (const [at, percent] of [
    [1, 10],
    [2, 10],
    [3, 10],
    [3, 11],
    [4, 20],
  ] as const)
    seen.record('vol-1', { at, percent });
  expect(seen.of('vol-1')).toEqual([
    { at: 1, percent: 10 },
    { at: 3, percent: 10 },
    { at: 4, percent: 20 },
  ]);
  expect(seen.of('vol-2')).toEqual([]);
});

test('forgets the volumes seen longest ago beyond a thousand', () => {
  const seen = createSeenProgress();
  for (let n = 0; n <= 1_000; n++) seen.record(`vol-${n}`, { at: 1, percent: 1 });
  expect([seen.of('vol-0'), seen.of('vol-1'), seen.of('vol-1000')].map((looks) => looks.length)).toEqual([0, 1, 1]);
});
