import { describe, expect, test } from 'vitest';
import { judgeEstimates } from '../../../bench/status-estimates.ts';
import { LAG_MS } from '../../../src/volume/reading/progress-rate.ts';
import { estimateTimeLeft, type ProgressSample } from '../../../src/volume/reading/time-left.ts';

const HOUR = 3_600_000;
const TIB = 1_024;
const CREATED = Date.UTC(2026, 10, 22, 12);
const at = (hours: number) => CREATED + hours * HOUR;
/** Looks as [hours since creation, percent]. */
const looks = (...pairs: [number, number][]): ProgressSample[] =>
  pairs.map(([hours, percent]) => ({ at: at(hours), percent }));

/** Hours from creation, to a tenth. */
function estimate(seen: ProgressSample[], size: number | undefined, now = seen.at(-1)?.at ?? CREATED) {
  const { from, to, ...rest } = estimateTimeLeft(CREATED, seen, size, now);
  const hours = (ms: number | undefined) => (ms === undefined ? ms : Math.round(((ms - CREATED) / HOUR) * 10) / 10);
  return { from: hours(from), to: hours(to), ...rest };
}

describe('while nothing was observed: the documented bound', () => {
  test.each<[name: string, seen: ProgressSample[], size: number | undefined, to: number]>([
    ['no look, one TiB', [], TIB, 6],
    ['0 % is nothing', looks([0.5, 0]), TIB, 6],
    ['2 TiB', [], 2 * TIB, 7.2],
    ['16 TiB', [], 16 * TIB, 24],
    ['above', [], 40 * TIB, 24],
    ['size not known', [], undefined, 24],
  ])('%s', (_, seen, size, to) => {
    expect(estimate(seen, size)).toEqual({ from: seen.length > 0 ? 0.5 : 0, to, basis: 'documented' });
  });

  test.each<[name: string, seen: ProgressSample[], now: number, left: object]>([
    ['not shown at the bound', [], 6, { from: 6, to: 6.1, basis: 'documented' }],
    ['not shown past the bound: no range', [], 6.1, { basis: 'overdue' }],
    ['0 % seen once past the bound', looks([9, 0]), 9, { basis: 'overdue' }],
    [
      '0 % for as long as may pass unnoticed',
      looks([1, 0], [1.25, 0]),
      1.25,
      { from: 1.3, to: 6, basis: 'documented' },
    ],
    [
      '0 % for longer: it stands',
      looks([1, 0], [1.3, 0]),
      1.3,
      { from: 1.3, to: 6, basis: 'documented', notMovingSince: at(1) },
    ],
    [
      '0 % shortly before the bound: it may stand for as long again',
      looks([1, 0], [5.9, 0]),
      5.9,
      { from: 5.9, to: 10.8, basis: 'documented', notMovingSince: at(1) },
    ],
    ['0 % for hours and past the bound', looks([1, 0], [9, 0]), 9, { basis: 'overdue', notMovingSince: at(1) }],
  ])('%s', (_, seen, now, left) => {
    expect(estimate(seen, TIB, at(now))).toEqual({ from: undefined, to: undefined, ...left });
  });

  test('of 16 TiB one percent may take a quarter of an hour: 40 minutes at 0 % are no standstill', () => {
    expect(estimate(looks([0.1, 0], [0.75, 0]), 16 * TIB)).not.toHaveProperty('notMovingSince');
    expect(estimate(looks([0.1, 0], [0.9, 0]), 16 * TIB)).toHaveProperty('notMovingSince', at(0.1));
  });
});

describe('what was observed', () => {
  test('one look is told as one, and does not lead past the documented time without need', () => {
    expect(estimate(looks([3, 50]), TIB)).toEqual({ from: 4, to: 6, basis: 'one look' });
  });

  test('several looks at a steady pace: the latest is twice the earliest', () => {
    const { from = 0, to = 0, basis } = estimateTimeLeft(CREATED, looks([1, 16], [2, 33], [3, 50]), TIB, at(3));
    expect(basis).toBe('several looks');
    expect((to - at(3)) / (from - at(3))).toBeCloseTo(2, 5);
    expect(from).toBeLessThan(at(6));
    expect(to).toBeGreaterThan(at(6));
  });

  test.each<[name: string, seen: [number, number][], from: number, to: number]>([
    [
      'one pace fits all looks',
      [
        [1, 17],
        [2, 34],
        [3, 50],
      ],
      5.8,
      8.6,
    ],
    [
      'two percent less: none does, so it slows down',
      [
        [1, 17],
        [2, 34],
        [3, 48],
      ],
      5.9,
      16,
    ],
    [
      'two percent more: one still fits',
      [
        [1, 16],
        [2, 33],
        [3, 52],
      ],
      5.6,
      8.1,
    ],
    [
      'a quarter of an hour left: half an hour at most',
      [
        [1, 20],
        [2, 40],
        [3, 60],
        [4, 80],
        [4.75, 95],
      ],
      4.9,
      5.3,
    ],
  ])('%s', (_, seen, from, to) => {
    expect(estimate(looks(...seen), TIB)).toEqual({ from, to, basis: 'several looks' });
  });

  test('slowing down: the pace of late counts, not the average', () => {
    const { from } = estimate(looks([1, 50], [2, 60], [3, 65], [4, 70]), 8 * TIB);
    expect(from).toBeGreaterThan(6);
  });

  test('standing still is told, with since when', () => {
    expect(estimate(looks([1, 40], [2, 40], [3, 40]), TIB)).toMatchObject({
      basis: 'several looks',
      notMovingSince: at(1),
    });
  });

  test('at 99 % for ten hours: not done in minutes', () => {
    expect(estimate(looks([5, 99], [15, 99]), TIB)).toMatchObject({ to: 25, notMovingSince: at(5) });
  });

  test('within the lag nothing stands still', () => {
    expect(estimate(looks([1, 40], [1.1, 40]), TIB)).not.toHaveProperty('notMovingSince');
  });

  test('nor while one percent takes longer than that', () => {
    expect(estimate(looks([10, 40], [10.5, 40]), 16 * TIB)).not.toHaveProperty('notMovingSince');
  });

  test('begun late: what it did not do before does not count', () => {
    const { from, to } = estimate(looks([1, 0], [2, 0], [2.5, 12], [3, 25], [3.5, 37], [4, 50]), TIB);
    expect(from).toBeLessThan(6);
    expect(to).toBeGreaterThan(6);
    expect(to).toBeLessThan(9);
  });

  test.each([1, 50, 99])('%i %% just now: the latest end is never nearer than the lag', (percent) => {
    const { from, to } = estimateTimeLeft(CREATED, looks([0.02, percent]), 1, at(0.02));
    expect(from).toBeGreaterThanOrEqual(at(0.02));
    expect(to).toBeGreaterThanOrEqual(at(0.02) + LAG_MS);
  });

  test('looks of before creation, by a clock that went back, count for nothing', () => {
    expect(estimate(looks([-1, 10], [-0.5, 30]), TIB, at(0))).toEqual({ from: 0, to: 6, basis: 'documented' });
  });
});

describe('judged on courses written down before', () => {
  test.each(['steady', 'slowing', 'stalling', 'late'] as const)(
    '%s: at least 90 %% end inside, of each size and however often one looks',
    (kind) => {
      for (const remembers of [true, false]) {
        const { cases, covered } = judgeEstimates(kind, remembers);
        expect(cases).toBeGreaterThan(10_000);
        expect(covered).toBeGreaterThanOrEqual(0.9);
      }
    },
  );

  test('steady, seen several times: no wider than 2:1 after a quarter of the way', () => {
    expect(judgeEstimates('steady', true).widest).toBeLessThanOrEqual(2 + 1e-9);
  });
});
