// What published percentages leave possible: whole percents, each up to five minutes old.
import { describe, expect, test } from 'vitest';
import {
  latestSteadyRun,
  type ProgressRate,
  type ProgressSample,
  rateBetween,
  standingSince,
} from '../../../src/volume/reading/progress-rate.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CREATED = Date.UTC(2026, 10, 22, 12);
/** Samples as [minutes since creation, percent]. */
const looks = (...pairs: [number, number][]): ProgressSample[] =>
  pairs.map(([minutes, percent]) => ({ at: CREATED + minutes * MINUTE, percent }));
/** Percent an hour, to a tenth. */
const perHour = ({ slowest, fastest }: ProgressRate) =>
  [slowest, fastest].map((rate) => Math.round(rate * HOUR * 10) / 10);

describe('the rate between two looks', () => {
  test.each<[name: string, from: [number, number], to: [number, number], slowest: number, fastest: number]>([
    // 10 or nearly 11 percent in 10 minutes, or in the 5 that may not be shown yet.
    ['since its creation, which is known exactly', [0, 0], [10, 10], 60, 132],
    // 9 to 11 percent in 5 to 15 minutes.
    ['between two looks', [10, 10], [20, 20], 36, 132],
    ['of a percentage that did not move', [10, 10], [70, 10], 0, 1.1],
    ['one percent later', [10, 10], [70, 11], 0, 2.2],
    ['within the lag: as fast as one likes', [10, 10], [15, 20], 54, Number.POSITIVE_INFINITY],
    ['a minute beyond it', [10, 10], [16, 20], 49.1, 660],
  ])('%s', (_, from, to, slowest, fastest) => {
    const [start, end] = looks(from, to) as [ProgressSample, ProgressSample];
    expect(perHour(rateBetween(start, end, CREATED))).toEqual([slowest, fastest]);
  });
});

describe('the latest looks that one rate explains', () => {
  test.each<[name: string, seen: [number, number][], run: number[], rate: [number, number]]>([
    ['none', [], [], [0, Number.POSITIVE_INFINITY]],
    ['one', [[60, 10]], [10], [0, Number.POSITIVE_INFINITY]],
    [
      'steady: all of them',
      [
        [0, 0],
        [60, 10],
        [120, 20],
        [180, 30],
      ],
      [0, 10, 20, 30],
      [10, 10.6],
    ],
    [
      'faster since two hours: those since then',
      [
        [0, 0],
        [60, 10],
        [120, 20],
        [180, 60],
      ],
      [20, 60],
      [36, 44.7],
    ],
    [
      'slower since two hours',
      [
        [0, 0],
        [60, 30],
        [120, 60],
        [180, 65],
      ],
      [60, 65],
      [3.7, 6.5],
    ],
  ])('%s', (_, seen, percents, rate) => {
    const { run, rate: found } = latestSteadyRun(looks(...seen), CREATED);
    expect(run.map(({ percent }) => percent)).toEqual(percents);
    expect(perHour(found)).toEqual(rate);
  });
});

describe('standing still', () => {
  // What one percent takes while none has been seen.
  const FIRST = 4 * MINUTE;
  test.each<[name: string, seen: [number, number][], since: number | undefined]>([
    ['nothing seen', [], undefined],
    ['seen once', [[60, 10]], undefined],
    [
      'for a quarter of an hour, which the lag may look like',
      [
        [10, 5],
        [25, 5],
      ],
      undefined,
    ],
    [
      'for longer',
      [
        [10, 5],
        [26, 5],
      ],
      10,
    ],
    [
      'by what moved before',
      [
        [10, 4],
        [20, 5],
        [36, 5],
      ],
      20,
    ],
    [
      'moving at last',
      [
        [10, 5],
        [60, 5],
        [61, 6],
      ],
      undefined,
    ],
    [
      '10 minutes a percent: for as long as three take',
      [
        [100, 10],
        [130, 10],
      ],
      undefined,
    ],
    [
      '10 minutes a percent: for longer',
      [
        [100, 10],
        [131, 10],
      ],
      100,
    ],
    [
      'nothing done yet, by the lag',
      [
        [2, 0],
        [17, 0],
      ],
      undefined,
    ],
    [
      'nothing done yet, for longer',
      [
        [2, 0],
        [18, 0],
      ],
      2,
    ],
  ])('%s', (_, seen, since) => {
    const found = standingSince(looks(...seen), CREATED, FIRST);
    expect(found && (found.at - CREATED) / MINUTE).toBe(since);
  });

  test('nothing done yet: what the first percent takes counts', () => {
    expect(standingSince(looks([2, 0], [32, 0]), CREATED, 10 * MINUTE)).toBeUndefined();
    expect(standingSince(looks([2, 0], [33, 0]), CREATED, 10 * MINUTE)).toBeDefined();
  });
});
