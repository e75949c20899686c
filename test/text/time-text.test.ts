// Times and ages as text.
import { expect, test } from 'vitest';
import { ago, isoTime } from '../../src/text/time-text.ts';

const THEN = Date.UTC(2026, 10, 22, 10, 0, 0, 123);

test('a moment is ISO 8601 in UTC, without fractions', () => {
  expect(isoTime(THEN)).toBe('2026-11-22T10:00:00Z');
});

test.each<[name: string, seconds: number, expected: string]>([
  ['a clock ahead of ours', -30, 'just now'],
  ['the same moment', 0, 'just now'],
  ['4 seconds', 4, 'just now'],
  ['5 seconds', 5, '5 seconds ago'],
  ['119 seconds', 119, '119 seconds ago'],
  ['2 minutes', 120, '2 minutes ago'],
  ['119 minutes', 119 * 60, '119 minutes ago'],
  ['2 hours', 7200, '2 hours ago'],
  ['47 hours', 47 * 3600, '47 hours ago'],
  ['2 days', 48 * 3600, '2 days ago'],
  ['a month', 30 * 86_400, '30 days ago'],
])('%s', (_, seconds, expected) => {
  expect(ago(THEN, THEN + seconds * 1000)).toBe(expected);
});
