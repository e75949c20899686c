// Times and ages as text.
import { expect, test } from 'vitest';
import { formatAge, formatDuration, formatTime } from '../../src/text/time-text.ts';

const THEN = Date.UTC(2026, 10, 22, 10, 0, 0, 123);

test('a moment is ISO 8601 in UTC, without fractions', () => {
  expect(formatTime(THEN)).toBe('2026-11-22T10:00:00Z');
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
  expect(formatAge(THEN, THEN + seconds * 1000)).toBe(expected);
});

test.each<[minutes: number, expected: string]>([
  [0, '1 min'],
  [40.4, '40 min'],
  [99.4, '99 min'],
  [100, '1.7 h'],
  [150, '2.5 h'],
  [24 * 60, '24 h'],
])('%s minutes last %s', (minutes, expected) => {
  expect(formatDuration(minutes * 60_000)).toBe(expected);
});
