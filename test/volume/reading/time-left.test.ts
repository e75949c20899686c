// The time left of an initialization, as a person reads it.
import { describe, expect, test } from 'vitest';
import type { ProgressSample } from '../../../src/volume/reading/progress-rate.ts';
import { readStatus } from '../../../src/volume/reading/status.ts';
import { estimateTimeLeft } from '../../../src/volume/reading/time-left.ts';
import { LAG_MS } from '../../../src/volume/rules/initialization-phase.ts';

const HOUR = 3_600_000;
const TIB = 1_024;
const CREATED = Date.UTC(2026, 10, 22, 12);
const at = (hours: number) => CREATED + hours * HOUR;
/** Samples as [hours since creation, percent]. */
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

/** What a caller reads who asked at these moments, as [hours since creation, percent]; published at once. */
function readAloud(...pairs: [number, number][]): string {
  const samples = looks(...pairs);
  const { at: now = CREATED, percent = 0 } = samples.pop() ?? {};
  const volume = { State: 'available', SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0', Size: TIB };
  const status = { Status: 'ok', Initialization: { Type: 'volume-copy', Progress: percent } };
  const known = { status, samples, now };
  const reading = readStatus({ ...volume, CreateTime: new Date(CREATED).toISOString() }, known);
  const left = /initialized, ([^)]*)\)/.exec(reading.verdict)?.[1];
  return `${left}; ${reading.initialization?.basis.split(';')[0]}`;
}

describe('what a person reads of a copy of one TiB that takes four hours', () => {
  const STEADY: [number, number][] = [
    [0.25, 6],
    [0.5, 12],
    [0.75, 18],
    [1, 25],
    [1.5, 37],
    [2, 50],
    [3, 75],
    [3.5, 87],
    [3.75, 93],
  ];

  test('steady: the more looks, the narrower, and the end is inside', () => {
    expect([1, 2, 4, 5, 6, 7, 8, 9].map((count) => readAloud(...STEADY.slice(0, count)))).toEqual([
      '8 min to 5.8 h left; one reading, so a wide range',
      '19 min to 5.5 h left; 2 readings, too early for a narrow range',
      '2.8 h to 5 h left; 4 readings',
      '2.4 h to 4.5 h left; 5 readings',
      '1.9 h to 3.8 h left; 6 readings',
      '55 min to 1.8 h left; 7 readings',
      '26 min to 53 min left; 8 readings',
      '12 min to 24 min left; 9 readings',
    ]);
  });

  test('once: wide, and narrower the more is done', () => {
    expect(STEADY.filter((_, i) => [0, 3, 5, 7].includes(i)).map((one) => readAloud(one))).toEqual([
      '8 min to 5.8 h left; one reading, so a wide range',
      '38 min to 5 h left; one reading, so a wide range',
      '53 min to 4 h left; one reading, so a wide range',
      '11 min to 2.1 h left; one reading, so a wide range',
    ]);
  });

  test('twice, of which the first tells nothing: as wide as once', () => {
    expect(readAloud([0.05, 0], [2, 50])).toBe('53 min to 4 h left; 2 readings, too early for a narrow range');
  });

  test('begun an hour late: the looks since then count', () => {
    const seen: [number, number][] = [
      [0.5, 0],
      [1, 0],
      [1.5, 16],
      [2, 33],
      [2.5, 50],
      [3, 66],
      [3.5, 83],
    ];
    expect([3, 4, 5, 6, 7].map((count) => readAloud(...seen.slice(0, count)))).toEqual([
      '59 min to 4.5 h left; 3 readings',
      '51 min to 4 h left; 4 readings',
      '38 min to 3.2 h left; 5 readings',
      '26 min to 2.2 h left; 6 readings',
      '11 min to 64 min left; 7 readings',
    ]);
  });

  test('ever slower: not the average, and room for it to slow down further', () => {
    const seen: [number, number][] = [
      [0.25, 18],
      [0.5, 33],
      [0.75, 41],
      [1, 50],
      [1.5, 62],
      [2, 75],
      [2.5, 82],
      [3, 90],
      [3.5, 95],
    ];
    expect([3, 4, 5, 6, 7, 8, 9].map((count) => readAloud(...seen.slice(0, count)))).toEqual([
      '59 min to 5.3 h left; 3 readings',
      '63 min to 4.8 h left; 4 readings',
      '66 min to 4.5 h left; 5 readings',
      '46 min to 3.6 h left; 6 readings',
      '48 min to 3.5 h left; 7 readings',
      '26 min to 3 h left; 8 readings',
      '12 min to 93 min left; 9 readings',
    ]);
  });

  test('stands still for an hour: told so, and the rate of before does not count after it', () => {
    const seen: [number, number][] = [
      [0.5, 17],
      [1, 35],
      [1.5, 50],
      [1.75, 50],
      [2, 50],
      [2.5, 50],
      [3, 64],
      [3.5, 82],
    ];
    expect([2, 3, 4, 5, 6, 7, 8].map((count) => readAloud(...seen.slice(0, count)))).toEqual([
      '1.7 h to 3.4 h left; 2 readings',
      '79 min to 2.6 h left; 3 readings',
      '46 min to 4.3 h left; 4 readings, too early for a narrow range',
      'not moving; not moving: 50 % since 2026-11-22T13:30:00Z, so a wide range',
      'not moving; not moving: 50 % since 2026-11-22T13:30:00Z, so a wide range',
      '27 min to 3 h left; 7 readings',
      '12 min to 74 min left; 8 readings',
    ]);
  });
});

describe('a range', () => {
  test('stays inside the documented time while what was seen does not lead past it', () => {
    expect(estimate(looks([3, 50]), TIB)).toEqual({ from: 4.4, to: 6, basis: 'one sample' });
    expect(estimate(looks([1, 17], [2, 34], [3, 50]), TIB)).toEqual({ from: 5.8, to: 6, basis: 'several samples' });
  });

  test('and past it only as far as it leads', () => {
    expect(estimate(looks([3, 30]), TIB)).toEqual({ from: 4.9, to: 10, basis: 'one sample' });
    expect(estimate(looks([1, 10], [2, 20], [3, 30]), TIB)).toEqual({ from: 9.7, to: 14, basis: 'several samples' });
  });

  test('a quarter of an hour left: half an hour at most', () => {
    expect(estimate(looks([1, 20], [2, 40], [3, 60], [4, 80], [4.75, 95]), TIB)).toEqual({
      from: 4.9,
      to: 5.1,
      basis: 'several samples',
    });
  });

  test.each([1, 50, 99])('%i %% just now: the latest end is never nearer than the lag', (percent) => {
    const { from, to } = estimateTimeLeft(CREATED, looks([0.02, percent]), 1, at(0.02));
    expect(from).toBeGreaterThanOrEqual(at(0.02));
    expect(to).toBeGreaterThanOrEqual(at(0.02) + LAG_MS);
  });

  test('from a rate that holds for eight times as many blocks as it was seen on', () => {
    expect(estimate(looks([1, 10], [2, 20]), TIB)).toMatchObject({ basis: 'several samples' });
    expect(estimate(looks([1, 9], [2, 19]), TIB)).toMatchObject({ basis: 'one sample' });
  });

  test('is not endless where the last percent may have taken no time', () => {
    expect(estimate(looks([1, 98], [2.5, 99]), TIB)).toEqual({ from: 2.5, to: 2.6, basis: 'one sample' });
  });

  test('samples of before creation, by a clock that went back, count for nothing', () => {
    expect(estimate(looks([0, 10]), TIB, at(0))).toEqual({ from: 0, to: 6, basis: 'documented' });
    expect(estimate(looks([-1, 10], [-0.5, 30]), TIB, at(0))).toEqual({ from: 0, to: 6, basis: 'documented' });
  });
});

describe('standing still', () => {
  test('is told, with since when', () => {
    expect(estimate(looks([1, 40], [2, 40], [3, 40]), TIB)).toMatchObject({
      basis: 'several samples',
      notMovingSince: at(1),
    });
  });

  test('at 99 % for ten hours: not done in minutes', () => {
    expect(estimate(looks([5, 99], [15, 99]), TIB)).toMatchObject({ to: 25, notMovingSince: at(5) });
  });

  test('not within the lag', () => {
    expect(estimate(looks([1, 40], [1.1, 40]), TIB)).not.toHaveProperty('notMovingSince');
  });

  test('nor while one percent takes longer than that', () => {
    expect(estimate(looks([10, 40], [10.5, 40]), 16 * TIB)).not.toHaveProperty('notMovingSince');
  });
});
