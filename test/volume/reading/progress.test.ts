// How far an initialization is, and what is said of it.
import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { isCompleted, progressIn } from '../../../src/volume/reading/progress.ts';
import { readStatus, type StatusFacts } from '../../../src/volume/reading/status.ts';
import { CREATED, copy, type ExpectedReading, NOON, read, SLOW, SOURCE, status } from '../../support/status-parts.ts';

describe('a copy whose status says nothing of its initialization', () => {
  const OLD = copy('available', { CreateTime: '2025-11-22T10:00:00Z' });
  test.each<[name: string, volume: Volume, known: StatusFacts, read: ExpectedReading]>([
    [
      'its status could not be read: neither fast nor well is known, whatever its age',
      copy('available'),
      { unread: true },
      {
        attachable: true,
        sourceMayChange: true,
        says: /^Ready to attach\. You can change the source now; the copy keeps the data of 2026-11-22T10:00:00Z \(2 hours ago\)\. Its checks and initialization could not be read: whether it is well and at full speed is not known\.$/,
      },
    ],
    [
      'the same a year old',
      OLD,
      { unread: true },
      {
        attachable: true,
        sourceMayChange: true,
        says: /^Ready to attach\. You can change the source now; the copy keeps the data of .*\(365 days ago\)\. Its checks and initialization could not be read/,
      },
    ],
    [
      'another read failed, but this row is here',
      copy('available'),
      { unread: true, status: status('ok', 40, 'initializing') },
      { ...SLOW, percent: 40, says: /\(40 % initialized, 64 min to 4 h left\).*Check again in 15 minutes\.$/ },
    ],
    [
      'no copy, and its status could not be read',
      { State: 'in-use' },
      { unread: true },
      { attachable: false, says: /^In use\. Its checks and initialization could not be read: [^.]*\.$/ },
    ],
    [
      'read, without a row, six hours past the longest time of 1 TiB',
      copy('available', { CreateTime: '2026-11-22T00:00:00Z' }),
      {},
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        says: /\(progress not shown yet, longer than the documented 6 hours\).* Check again in 15 minutes\.$/,
      },
    ],
    [
      'a second later: most likely done, which is no yes',
      copy('available', { CreateTime: '2026-11-21T23:59:59Z' }),
      {},
      {
        attachable: true,
        sourceMayChange: true,
        says: /^Ready to attach\. It was made with the source's data of 2026-11-21T23:59:59Z \(12 hours ago\)\. EC2 shows no initialization of it, and it is older than the documented longest time \(6 hours\): it is most likely done\.$/,
      },
    ],
    [
      'the longest time goes by the size',
      copy('available', { CreateTime: '2026-11-21T22:50:00Z', Size: 2_048 }),
      {},
      {
        attachable: true,
        fullSpeed: false,
        sourceMayChange: true,
        says: /\(progress not shown yet, longer than the documented 7\.2 hours\)/,
      },
    ],
    [
      'a size that is not known may take a day',
      { State: 'available', SourceVolumeId: SOURCE, CreateTime: '2026-11-21T06:00:00Z' },
      {},
      { attachable: true, fullSpeed: false, sourceMayChange: true, says: /longer than the documented 24 hours/ },
    ],
    [
      'slow I/O of a copy that EC2 will yet show is expected',
      copy('in-use'),
      { status: status('warning') },
      {
        attachable: false,
        fullSpeed: false,
        sourceMayChange: true,
        says: /which is expected until it is initialized\./,
      },
    ],
    [
      'slow I/O of an old one is a fault',
      { ...OLD, State: 'in-use' },
      { status: status('warning') },
      {
        attachable: false,
        fullSpeed: false,
        healthy: false,
        sourceMayChange: true,
        attention: true,
        says: /^In use\. It was made with the source's data of .*: it is most likely done\. EC2 reports that its I\/O is slower than provisioned: compare/,
      },
    ],
  ])('%s', (_, volume, known, { says, attention, ...readings }) => {
    const seen = read(volume, known);
    expect(seen.readings).toEqual(readings);
    expect(seen.verdict).toMatch(says);
    expect(seen.needsAttention).toBe(attention === true);
  });

  test.each([
    ['unread', copy('available'), { unread: true }],
    ['old', OLD, {}],
  ])('%s: nothing is told of its initialization', (_, volume, known) => {
    expect(readStatus(volume, { now: NOON, ...known })).not.toHaveProperty('initialization');
  });
});

describe('the initialization of a copy', () => {
  const at40 = { status: status('ok', 40, 'initializing') };
  const told = (known: StatusFacts, volume = copy('available')) =>
    readStatus(volume, { now: NOON, ...known }).initialization;

  test('has a range with what it rests on', () => {
    expect(told(at40)).toEqual({
      percent: 40,
      from: '2026-11-22T13:04:11Z',
      to: '2026-11-22T16:00:00Z',
      basis:
        'one reading, so a wide range; figures up to 5 min late; until then about 3000 IOPS and 125 MiB/s, less if its source has less',
    });
  });

  test('over several looks', () => {
    const samples = [
      { at: NOON - 3_600_000, percent: 20 },
      { at: NOON - 1_800_000, percent: 30 },
    ];
    expect(told({ ...at40, samples })?.basis).toMatch(/^3 readings;/);
  });

  test('standing still', () => {
    const known = { ...at40, samples: [{ at: NOON - 3_600_000, percent: 40 }] };
    expect(told(known)?.basis).toMatch(/^not moving: 40 % since 2026-11-22T11:00:00Z, so a wide range;/);
    expect(readStatus(copy('available'), { now: NOON, ...known }).verdict).toContain('(40 % initialized, not moving)');
  });

  test('over looks that are too early, or too near each other, for a pace', () => {
    const samples = [
      { at: NOON - 120_000, percent: 39 },
      { at: NOON - 60_000, percent: 40 },
    ];
    expect(told({ ...at40, samples })?.basis).toMatch(/^3 readings, too early for a narrow range;/);
  });

  test.each<[name: string, CreateTime: string, known: StatusFacts, basis: RegExp, left: string]>([
    [
      'at 0 % for an hour',
      CREATED,
      { status: status('ok', 0), samples: [{ at: NOON - 3_600_000, percent: 0 }] },
      /^not moving: 0 % since 2026-11-22T11:00:00Z, so a wide range;/,
      '(0 % initialized, not moving)',
    ],
    [
      'at 0 % past the longest time',
      '2026-11-22T04:00:00Z',
      { status: status('ok', 0) },
      /^longer than the documented 6 hours;/,
      '(0 % initialized, longer than the documented 6 hours)',
    ],
    [
      'at 0 % for hours and past the longest time',
      '2026-11-22T04:00:00Z',
      { status: status('ok', 0), samples: [{ at: NOON - 3_600_000, percent: 0 }] },
      /^not moving: 0 % since 2026-11-22T11:00:00Z, longer than the documented 6 hours;/,
      '(0 % initialized, not moving)',
    ],
    [
      'without a percentage past the longest time',
      '2026-11-22T04:00:00Z',
      { status: status('ok', undefined, 'initializing') },
      /^longer than the documented 6 hours;/,
      '(progress not shown yet, longer than the documented 6 hours)',
    ],
  ])('%s', (_, CreateTime, known, basis, left) => {
    const { initialization, verdict } = readStatus(copy('available', { CreateTime }), { now: NOON, ...known });
    expect(initialization?.basis).toMatch(basis);
    expect(verdict).toContain(left);
    expect(initialization?.to === undefined).toBe(basis.source.includes('longer'));
  });

  test('not shown yet: the documented longest time', () => {
    expect(told({})).toMatchObject({ from: '2026-11-22T12:00:00Z', to: '2026-11-22T16:00:00Z' });
    expect(told({})?.basis).toMatch(/^no progress seen yet, so the documented longest time;/);
  });

  test.each<[name: string, copied: Volume, source: Volume | undefined, speed: string]>([
    ['the source is slower', { Iops: 6000 }, { VolumeType: 'gp2', Size: 200 }, 'about 600 IOPS and 125 MiB/s'],
    [
      'the copy is slower',
      { VolumeType: 'gp2', Size: 100 },
      { Iops: 9000, Throughput: 500 },
      'about 300 IOPS and 75 MiB/s',
    ],
    ['both are faster', { Iops: 9000 }, { Iops: 9000, Throughput: 500 }, 'about 3000 IOPS and 125 MiB/s'],
    ['the source is not known', {}, undefined, 'about 3000 IOPS and 125 MiB/s, less if its source has less'],
  ])('speed until then: %s', (_, copied, source, speed) => {
    expect(told({ ...at40, source }, copy('available', copied))?.basis).toMatch(new RegExp(`until then ${speed}$`));
  });

  test.each(['yesterday', undefined])('without a moment of creation (%s) there is no range', (CreateTime) => {
    const { SourceVolumeId, State } = copy('available');
    const volume = { SourceVolumeId, State, ...(CreateTime === undefined ? {} : { CreateTime }) } as Volume;
    const { initialization, verdict } = readStatus(volume, { now: NOON, ...at40 });
    expect(initialization).not.toHaveProperty('from');
    expect(verdict).toContain('the copy keeps the data of when it was created.');
  });

  test.each<[name: string, row: StatusFacts['status'], initialization: object]>([
    ['without a percentage', status('ok', undefined, 'completed'), { basis: 'EC2 reports it completed' }],
    ['at 100 %', status('ok', 100), { percent: 100, basis: 'EC2 reports it completed' }],
    [
      'at 75 %',
      status('ok', 75, 'completed'),
      { percent: 75, basis: 'EC2 reports it completed, beside a progress of 75 %' },
    ],
  ])('completed %s', (_, row, initialization) => {
    const seen = told({ status: row });
    expect(seen).toStrictEqual(initialization);
    expect(seen && isCompleted(seen)).toBe(true);
  });

  test('not completed', () => {
    expect(isCompleted({ basis: 'one reading, so a wide range' })).toBe(false);
  });

  test('of a volume that was looked up: a status that could not be read says nothing of an old copy', () => {
    const lookup = { volumes: [], statuses: new Map(), instances: [], missing: [], complete: true, at: NOON };
    const old = copy('available', { CreateTime: '2025-11-22T10:00:00Z' });
    expect(progressIn(lookup, old)).toEqual({ phase: 'report-overdue' });
    const statusFailure = { code: 'RequestLimitExceeded', message: '', definite: true } as const;
    expect(progressIn({ ...lookup, statusFailure }, old)).toEqual({ phase: 'unknown' });
  });

  const NOT_BEFORE = '2026-11-22T13:00:00Z';
  test.each<[name: string, EstimatedSeconds: number, initialization: object, left: string]>([
    [
      "EC2's own estimate",
      3_600,
      { from: NOT_BEFORE, to: '2026-11-22T13:05:00Z', basis: "EC2's own estimate; figures up to 5 min late" },
      '(20 % initialized, 60 min to 65 min left)',
    ],
    [
      'of a minute',
      60,
      {
        from: '2026-11-22T12:01:00Z',
        to: '2026-11-22T12:06:00Z',
        basis: "EC2's own estimate; figures up to 5 min late",
      },
      '(20 % initialized, at most 6 min left)',
    ],
    ['an estimate of nothing is none', 0, { basis: 'figures up to 5 min late' }, '(20 % initialized)'],
  ])('of a volume from a snapshot: %s', (_, EstimatedSeconds, initialization, left) => {
    const row = { Status: 'ok', Initialization: { Type: 'provisioned-rate', Progress: 20, EstimatedSeconds } };
    const seen = readStatus(
      { State: 'available', SnapshotId: 'snap-1', CreateTime: CREATED },
      { status: row, now: NOON },
    );
    expect(seen.initialization).toEqual({ percent: 20, ...initialization });
    expect(seen.verdict).toContain(left);
  });

  test('without a clock and without a percentage nothing is shown yet', () => {
    expect(
      readStatus(copy('available'), { status: status('ok', undefined, 'initializing') }).initialization,
    ).toStrictEqual({
      basis:
        'not shown yet; figures up to 5 min late; until then about 3000 IOPS and 125 MiB/s, less if its source has less',
    });
  });

  test('without a clock there is no range either', () => {
    expect(readStatus(copy('available'), at40).initialization).not.toHaveProperty('to');
  });
});
