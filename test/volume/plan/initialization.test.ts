// EBS user guide, "Copy an Amazon EBS volume", read 2026-11-22: up to 6 h for the first TiB written, 1.2 h for each
// further one to 16 TiB, 24 h beyond; until then the lowest of 3,000 IOPS and 125 MiB/s, source and copy.
import { expect, test } from 'vitest';
import { planInitialization } from '../../../src/volume/plan/initialization.ts';
import { longestHours } from '../../../src/volume/rules/initialization-phase.ts';

test.each([
  [0, 6],
  [1, 6],
  [1024, 6],
  [1536, 6.6],
  [2048, 7.2],
  [8192, 14.4],
  [16384, 24],
  [16385, 24],
  [65536, 24],
])('%i GiB: up to %d hours', (size, hours) => {
  expect(longestHours(size)).toBe(hours);
});

type Side = Parameters<typeof planInitialization>[0];

test.each<[name: string, source: Side, copy: Side, iops: number, throughput: number]>([
  [
    'both fast',
    { VolumeType: 'gp3', Iops: 6000, Throughput: 250 },
    { VolumeType: 'gp3', Iops: 6000, Throughput: 250 },
    3000,
    125,
  ],
  ['a slow source', { VolumeType: 'io2', Iops: 500 }, { VolumeType: 'gp3', Iops: 6000, Throughput: 250 }, 500, 125],
  ['a slow copy', { VolumeType: 'gp3', Iops: 6000, Throughput: 250 }, { VolumeType: 'io2', Iops: 100 }, 100, 25.6],
  [
    'an st1 as the copy, which has 40 MiB/s per TiB',
    { VolumeType: 'gp3', Size: 512 },
    { VolumeType: 'st1', Size: 512 },
    500,
    20,
  ],
  ['an st1 as the source', { VolumeType: 'st1', Size: 500 }, { VolumeType: 'gp3', Size: 500 }, 500, 19.5],
  ['a large st1', { VolumeType: 'st1', Size: 4096 }, { VolumeType: 'st1', Size: 4096 }, 500, 125],
  ['an sc1, which has 12 MiB/s per TiB', { VolumeType: 'sc1', Size: 1024 }, { VolumeType: 'gp3', Size: 1024 }, 250, 12],
  [
    'a magnetic one, of which only a range is documented: its least',
    { VolumeType: 'standard', Size: 20 },
    { VolumeType: 'gp3' },
    40,
    40,
  ],
  ['both HDDs: the slower of them', { VolumeType: 'st1', Size: 1024 }, { VolumeType: 'sc1', Size: 2048 }, 250, 24],
  [
    'a small gp2, whose baseline has 256 KiB an I/O',
    { VolumeType: 'gp2', Size: 100 },
    { VolumeType: 'gp2', Size: 100 },
    300,
    75,
  ],
  ['a small gp2 as the copy', { VolumeType: 'gp3', Iops: 6000 }, { VolumeType: 'gp2', Size: 20 }, 100, 25],
  ['a small gp2 as the source', { VolumeType: 'gp2', Size: 34 }, { VolumeType: 'gp3' }, 102, 25.5],
  ['less throughput than the baseline', { Throughput: 60 }, { VolumeType: 'gp3' }, 3000, 60],
  ['nothing known', {}, {}, 3000, 125],
])('%s', (_, source, copy, iops, throughput) => {
  expect(planInitialization(source, copy)).toMatchObject({ baselineIops: iops, baselineThroughputMiBps: throughput });
});

test('the hours go by the source, whose written data is copied', () => {
  expect(planInitialization({ Size: 500 }, { Size: 16384 }).hours).toEqual({ min: 0, max: 6 });
  expect(planInitialization({}, { Size: 10 }).hours).toEqual({ min: 0, max: 24 });
});
