import { describe, expect, test } from 'vitest';
import type { Volume } from '../../src/volume/records.ts';
import { type KnownStatus, readStatus } from '../../src/volume/status.ts';
import { CREATED, copy, NOON, status } from './status-parts.ts';

describe('the initialization of a copy', () => {
  const at40 = { status: status('ok', 40, 'initializing') };
  const told = (known: KnownStatus, volume = copy('available')) =>
    readStatus(volume, { now: NOON, ...known }).initialization;

  test('has a range with what it rests on', () => {
    expect(told(at40)).toEqual({
      percent: 40,
      from: '2026-11-22T13:00:59Z',
      to: '2026-11-22T16:00:00Z',
      basis:
        'seen once, so a wide range; up to 5 min late; until then about 3000 IOPS and 125 MiB/s, less if its source has less',
    });
  });

  test('over several looks', () => {
    const looks = [
      { at: NOON - 3_600_000, percent: 20 },
      { at: NOON - 1_800_000, percent: 30 },
    ];
    expect(told({ ...at40, looks })?.basis).toMatch(/^3 looks;/);
  });

  test('standing still', () => {
    const known = { ...at40, looks: [{ at: NOON - 3_600_000, percent: 40 }] };
    expect(told(known)?.basis).toMatch(/^not moving: 40 % since 2026-11-22T11:00:00Z, so a wide range;/);
    expect(readStatus(copy('available'), { now: NOON, ...known }).verdict).toContain('(40 % initialized, not moving)');
  });

  test('over looks that are too early, or too near each other, for a pace', () => {
    const looks = [
      { at: NOON - 120_000, percent: 39 },
      { at: NOON - 60_000, percent: 40 },
    ];
    expect(told({ ...at40, looks })?.basis).toMatch(/^3 looks, too early for a narrow range;/);
  });

  test.each<[name: string, CreateTime: string, known: KnownStatus, basis: RegExp, left: string]>([
    [
      'at 0 % for an hour',
      CREATED,
      { status: status('ok', 0), looks: [{ at: NOON - 3_600_000, percent: 0 }] },
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
      { status: status('ok', 0), looks: [{ at: NOON - 3_600_000, percent: 0 }] },
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
    expect(told({})?.basis).toMatch(/^nothing observed yet: the documented longest time;/);
  });

  test.each<[name: string, copied: Volume, source: Volume | undefined, speed: string]>([
    ['the source is slower', { Iops: 6000 }, { VolumeType: 'gp2', Size: 200 }, 'about 600 IOPS and 125 MiB/s'],
    [
      'the copy is slower',
      { VolumeType: 'gp2', Size: 100 },
      { Iops: 9000, Throughput: 500 },
      'about 300 IOPS and 125 MiB/s',
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
    expect(verdict).toContain('its data here is fixed.');
  });

  test('without a clock there is no range either', () => {
    expect(readStatus(copy('available'), at40).initialization).not.toHaveProperty('to');
  });
});
