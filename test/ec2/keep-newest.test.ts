// What is kept for callers has an end, and the one that was used last stays.
import { expect, test } from 'vitest';
import { keepNewest } from '../../src/ec2/keep-newest.ts';

test('the thousand that were used last are kept', () => {
  const kept = new Map<string, number>();
  for (let n = 0; n < 1_000; n += 1) keepNewest(kept, `caller ${n}`, n);
  keepNewest(kept, 'caller 0', 0);
  keepNewest(kept, 'caller 1000', 1_000);
  expect(kept.size).toBe(1_000);
  expect([kept.has('caller 0'), kept.has('caller 1'), kept.has('caller 1000')]).toEqual([true, false, true]);
});
