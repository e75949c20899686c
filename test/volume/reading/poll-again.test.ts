// How long a caller waits before it polls again: not sooner than progress is published, not later than a standstill
// shows.
import { expect, test } from 'vitest';
import { leastLeftMs, pollAgainSeconds } from '../../../src/volume/reading/poll-again.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;

test.each<[leastLeft: number | undefined, seconds: number]>([
  [undefined, 300],
  [0, 300],
  [-MINUTE, 300],
  [5 * MINUTE, 300],
  [10 * MINUTE + 400, 600],
  [15 * MINUTE, 900],
  [60 * MINUTE, 900],
  [Number.POSITIVE_INFINITY, 900],
])('at least %s ms left: again after %i s', (leastLeft, seconds) => {
  expect(pollAgainSeconds(leastLeft)).toBe(seconds);
});

test.each<[name: string, initialization: Parameters<typeof leastLeftMs>[0], left: number | undefined]>([
  ['nothing is known', undefined, undefined],
  ['overdue', { basis: 'longer than the documented 6 hours' }, Number.POSITIVE_INFINITY],
  ['half an hour', { from: '2026-11-22T12:30:00Z', to: '2026-11-22T14:00:00Z', basis: '3 readings' }, 30 * MINUTE],
])('the least that is left: %s', (_, initialization, left) => {
  expect(leastLeftMs(initialization, NOON)).toBe(left);
});
