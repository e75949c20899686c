// How fast a volume is at all times, what a type takes of it, and the arguments that keep it. Figures: EBS user guide,
// volume types, read 2026-11-28.
import { describe, expect, test } from 'vitest';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { backToType, keptArguments, missingIops } from '../../../src/volume/rules/inheritance.ts';
import { fittingIops, fittingThroughput, performanceOf } from '../../../src/volume/rules/settings/performance.ts';
import { firstTypeWith, typeList } from '../../../src/volume/rules/type-table.ts';

describe('how fast a volume is', () => {
  test.each<[volume: Volume, performance: object]>([
    [{}, {}],
    [{ VolumeType: 'gp3' }, { iops: 3_000, throughput: 125 }],
    [
      { VolumeType: 'gp3', Iops: 6_000, Throughput: 250 },
      { iops: 6_000, throughput: 250 },
    ],
    [
      { VolumeType: 'gp2', Size: 43 },
      { iops: 129, throughput: 32.2 },
    ],
    [
      { VolumeType: 'gp2', Size: 333 },
      { iops: 999, throughput: 128 },
    ],
    [
      { VolumeType: 'gp2', Size: 334 },
      { iops: 1_002, throughput: 250 },
    ],
    // What its figures depend on is not known.
    [{ VolumeType: 'gp2' }, {}],
    [{ VolumeType: 'io1' }, {}],
    [{ VolumeType: 'st1' }, { iops: 500 }],
    [
      { VolumeType: 'io1', Iops: 1_000 },
      { iops: 1_000, throughput: 250 },
    ],
    [
      { VolumeType: 'io1', Iops: 32_000 },
      { iops: 32_000, throughput: 500 },
    ],
    [
      { VolumeType: 'io1', Iops: 40_000 },
      { iops: 40_000, throughput: 625 },
    ],
    [
      { VolumeType: 'io1', Iops: 64_000 },
      { iops: 64_000, throughput: 1_000 },
    ],
    [
      { VolumeType: 'io2', Iops: 100 },
      { iops: 100, throughput: 25.6 },
    ],
    [
      { VolumeType: 'io2', Iops: 20_000 },
      { iops: 20_000, throughput: 4_000 },
    ],
    [
      { VolumeType: 'st1', Size: 1_024 },
      { iops: 500, throughput: 40 },
    ],
    [
      { VolumeType: 'st1', Size: 16_384 },
      { iops: 500, throughput: 500 },
    ],
    [
      { VolumeType: 'sc1', Size: 16_384 },
      { iops: 250, throughput: 192 },
    ],
    [{ VolumeType: 'standard' }, { iops: 40, throughput: 40 }],
    [{ VolumeType: 'gp9', Size: 100 }, {}],
    [
      { VolumeType: 'gp9', Iops: 9, Throughput: 8 },
      { iops: 9, throughput: 8 },
    ],
  ])('%j', (volume, performance) => {
    expect(performanceOf(volume)).toStrictEqual(performance);
  });
});

describe('what a type takes of what is wanted', () => {
  test.each<[type: string, GiB: number | undefined, wanted: number, takes: number | undefined]>([
    ['gp2', 100, 1_000, undefined],
    ['gp9', 100, 1_000, undefined],
    ['gp3', 10, 4_000.2, 4_001],
    ['gp3', 10, 100, 3_000],
    ['gp3', 10, 6_000, 5_000],
    ['gp3', 4, 5_000, 3_000],
    ['gp3', 1_000, 90_000, 80_000],
    ['gp3', undefined, 90_000, 80_000],
    ['io1', 10, 50, 100],
    ['io1', 1, 200, 100],
    ['io1', 10, 600, 500],
  ])('%s of %s GiB: of %d IOPS %s', (type, size, wanted, takes) => {
    expect(fittingIops(type, size, wanted)).toBe(takes);
  });

  test.each<[type: string, iops: number, wanted: number, takes: number | undefined]>([
    ['io2', 3_000, 500, undefined],
    ['gp9', 3_000, 500, undefined],
    ['gp3', 3_000, 500.1, 501],
    ['gp3', 3_000, 100, 125],
    ['gp3', 3_001, 900, 750],
    ['gp3', 80_000, 3_000, 2_000],
  ])('%s with %i IOPS: of %d MiB/s %s', (type, iops, wanted, takes) => {
    expect(fittingThroughput(type, iops, wanted)).toBe(takes);
  });

  test('types are named as a sentence names them', () => {
    expect(typeList('or', ({ iops }) => iops)).toBe('gp3, io1 or io2');
    expect(typeList('and', ({ multiAttach }) => multiAttach)).toBe('io1 and io2');
    expect(typeList('or', ({ throughput }) => throughput)).toBe('gp3');
    expect([typeList('or', () => false), firstTypeWith(() => false)]).toEqual(['', 'gp2']);
  });
});

describe('the arguments that keep what the source has', () => {
  test.each<[source: Volume, kept: object]>([
    [{}, {}],
    [{ VolumeType: 'io2' }, { VolumeType: 'io2' }],
    [{ VolumeType: 'gp2', Iops: 300, Throughput: 75 }, { VolumeType: 'gp2' }],
    [
      { VolumeType: 'io1', Iops: 300, Throughput: 75 },
      { VolumeType: 'io1', Iops: 300 },
    ],
    [{ VolumeType: 'gp3', MultiAttachEnabled: true }, { VolumeType: 'gp3' }],
    [{ VolumeType: 'io1', MultiAttachEnabled: false }, { VolumeType: 'io1' }],
    [{ VolumeType: 'gp9', Iops: 300 }, { VolumeType: 'gp9' }],
  ])('of %j', (source, kept) => {
    expect(keptArguments(source)).toStrictEqual(kept);
  });

  test.each<[name: string, asked: Partial<CopyVolumesRequest>, source: Volume, back: object]>([
    [
      'what the request left out',
      { VolumeType: 'gp2' },
      { VolumeType: 'gp3', Iops: 6_000, Throughput: 250 },
      { VolumeType: 'gp3', Iops: 6_000, Throughput: 250 },
    ],
    [
      'what was asked for and both take',
      { VolumeType: 'gp3', Iops: 5_000, Throughput: 300 },
      { VolumeType: 'io2', Iops: 10_000 },
      { VolumeType: 'io2', Iops: 5_000, Throughput: null },
    ],
    [
      'what the source does not take',
      { VolumeType: 'io2', Iops: 7_000 },
      { VolumeType: 'st1' },
      { VolumeType: 'st1', Iops: null },
    ],
    [
      'Multi-Attach, which the source does not have',
      { VolumeType: 'io2', Iops: 7_000, MultiAttachEnabled: true },
      { VolumeType: 'gp3', Iops: 3_000, Throughput: 125 },
      { VolumeType: 'gp3', Iops: 7_000, Throughput: 125, MultiAttachEnabled: null },
    ],
    [
      'Multi-Attach, which it may have',
      { VolumeType: 'io2', Iops: 7_000, MultiAttachEnabled: true },
      { VolumeType: 'io1', Iops: 100 },
      { VolumeType: 'io1', Iops: 7_000 },
    ],
    [
      'Multi-Attach that nobody asked for',
      { VolumeType: 'io2', MultiAttachEnabled: false },
      { VolumeType: 'gp3' },
      { VolumeType: 'gp3' },
    ],
    [
      'Multi-Attach, back to a type that is not known',
      { VolumeType: 'io2', MultiAttachEnabled: true },
      { VolumeType: 'gp9' },
      { VolumeType: 'gp9', MultiAttachEnabled: null },
    ],
    [
      'a type that is not known',
      { VolumeType: 'gp3', Iops: 9 },
      { VolumeType: 'gp9' },
      { VolumeType: 'gp9', Iops: null },
    ],
  ])('back to its type: %s', (_, asked, source, back) => {
    expect(backToType({ SourceVolumeId: 'vol-0123456789abcdef0', ...asked }, source)).toStrictEqual(back);
  });

  test.each<[name: string, type: string, source: Volume | undefined, Iops: number, advice: string]>([
    ['no source', 'io2', undefined, 100, 'Give Iops; 100 is the least.'],
    ['a source of which nothing is known', 'io2', {}, 100, 'Give Iops; 100 is the least.'],
    ['an HDD', 'io2', { VolumeType: 'sc1', Size: 500 }, 100, 'Give Iops; 100 is the least.'],
    [
      'as many as the type takes',
      'io2',
      { VolumeType: 'gp3', Size: 500, Iops: 6_000 },
      6_000,
      'Give Iops; the source has 6000, the least is 100.',
    ],
    [
      'a source whose type was not told',
      'io2',
      { Size: 100, Iops: 500 },
      500,
      'Give Iops; the source has 500, the least is 100.',
    ],
    [
      'more than the type takes at this size',
      'io1',
      { VolumeType: 'gp3', Size: 20 },
      1_000,
      'Give Iops; the source has 3000, io1 takes 1000 here at most, the least is 100.',
    ],
  ])('Iops that are missing: %s', (_, VolumeType, source, Iops, advice) => {
    const request = { SourceVolumeId: 'vol-0123456789abcdef0', VolumeType };
    expect(missingIops(request, VolumeType, source)).toEqual({ arguments: { Iops }, advice });
  });
});
