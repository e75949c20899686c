import { expect, test } from 'vitest';
import { counted } from '../../src/text/counted.ts';

test.each([
  [0, '0 copies'],
  [1, '1 copy'],
  [2, '2 copies'],
])('%i', (count, words) => {
  expect(counted(count, 'copy', 'copies')).toBe(words);
});

test('without a plural of its own it gets an s', () => {
  expect([counted(1, 'volume'), counted(3, 'volume')]).toEqual(['1 volume', '3 volumes']);
});
