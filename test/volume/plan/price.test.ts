// Prices by AWS's list of us-east-1 (aws.amazon.com/ebs/pricing, read 2026-11-25), worked out by hand, to the cent, and
// the worked examples that the same page publishes.
import { describe, expect, test } from 'vitest';
import { VOLUME_TYPES } from '../../../src/vocabulary.ts';
import type { CopySettings } from '../../../src/volume/plan/copy-settings.ts';
import { priceCopy } from '../../../src/volume/plan/price.ts';
import { COPY_FEE, TYPE_PRICES } from '../../../src/volume/plan/price-table.ts';

const price = (VolumeType: string, Size: number, more: Partial<CopySettings> = {}) =>
  priceCopy({ VolumeType, Size, ...more }, Size, { region: 'us-east-1' });

test.each<
  [
    name: string,
    type: string,
    size: number,
    more: Partial<CopySettings>,
    monthly: number,
    daily: number,
    lines: [string, number][],
  ]
>([
  ['gp3 at its defaults', 'gp3', 500, { Iops: 3000, Throughput: 125 }, 40, 1.33, [['500 GiB gp3', 40]]],
  [
    'gp3 with more of both',
    'gp3',
    500,
    { Iops: 6000, Throughput: 250 },
    60,
    2,
    [
      ['500 GiB gp3', 40],
      ['6000 IOPS', 15],
      ['250 MiB/s', 5],
    ],
  ],
  [
    'gp3 one above each',
    'gp3',
    1,
    { Iops: 3001, Throughput: 126 },
    0.13,
    0.004,
    [
      ['1 GiB gp3', 0.08],
      ['3001 IOPS', 0.01],
      ['126 MiB/s', 0.04],
    ],
  ],
  ['gp3 of one GiB: a day is no cent, and not nothing', 'gp3', 1, {}, 0.08, 0.003, [['1 GiB gp3', 0.08]]],
  ['gp2, whose IOPS are included', 'gp2', 100, { Iops: 300 }, 10, 0.33, [['100 GiB gp2', 10]]],
  [
    'io1',
    'io1',
    100,
    { Iops: 1000 },
    77.5,
    2.58,
    [
      ['100 GiB io1', 12.5],
      ['1000 IOPS', 65],
    ],
  ],
  [
    'io2 at the end of its first tier',
    'io2',
    100,
    { Iops: 32000 },
    2092.5,
    69.75,
    [
      ['100 GiB io2', 12.5],
      ['32000 IOPS', 2080],
    ],
  ],
  [
    'io2 in its second tier',
    'io2',
    100,
    { Iops: 40000 },
    2460.5,
    82.02,
    [
      ['100 GiB io2', 12.5],
      ['40000 IOPS', 2448],
    ],
  ],
  [
    'io2 at the end of its second tier',
    'io2',
    100,
    { Iops: 64000 },
    3564.5,
    118.82,
    [
      ['100 GiB io2', 12.5],
      ['64000 IOPS', 3552],
    ],
  ],
  [
    'io2 in its third tier',
    'io2',
    100,
    { Iops: 100000 },
    4716.5,
    157.22,
    [
      ['100 GiB io2', 12.5],
      ['100000 IOPS', 4704],
    ],
  ],
  ['st1', 'st1', 500, {}, 22.5, 0.75, [['500 GiB st1', 22.5]]],
  ['st1, a half cent upwards', 'st1', 125, {}, 5.63, 0.19, [['125 GiB st1', 5.63]]],
  ['sc1', 'sc1', 500, {}, 7.5, 0.25, [['500 GiB sc1', 7.5]]],
])('%s', (_, type, size, more, monthly, daily, lines) => {
  const cost = price(type, size, more);
  expect([cost?.monthlyUsd, cost?.dailyUsd]).toEqual([monthly, daily]);
  expect(cost?.lines.map((line) => [line.item, line.monthlyUsd])).toEqual(lines);
});

describe('the worked examples of the pricing page: 2,000 GB for 12 hours of a month of 30 days', () => {
  const TWELVE_HOURS = 12 / (30 * 24);
  const shares = (type: string, more: Partial<CopySettings> = {}) =>
    price(type, 2000, more)?.lines.map((line) => Math.round(line.monthlyUsd * TWELVE_HOURS * 1000) / 1000);

  test('gp3 with 10,000 IOPS: 2.667 and 0.583', () => {
    expect(shares('gp3', { Iops: 10_000 })).toEqual([2.667, 0.583]);
  });

  test('gp2: 3.33', () => {
    expect(shares('gp2')).toEqual([3.333]);
  });

  test('io2 with 1,000 and with 60,000 IOPS: 4.167 each, 1.083 and 56.133', () => {
    expect(shares('io2', { Iops: 1000 })).toEqual([4.167, 1.083]);
    expect(shares('io2', { Iops: 60_000 })).toEqual([4.167, 56.133]);
  });

  test('io1 with 1,000 IOPS: 4.167 and 1.083', () => {
    expect(shares('io1', { Iops: 1000 })).toEqual([4.167, 1.083]);
  });

  test('st1: 1.50; sc1: 0.50', () => {
    expect([shares('st1'), shares('sc1')]).toEqual([[1.5], [0.5]]);
  });
});

describe('the copy fee', () => {
  test.each<[source: number, most: number]>([
    [1, 0.01],
    [6, 0.01],
    [13, 0.02],
    [600, 0.48],
    [500, 0.4],
    [1000, 0.8],
    [65536, 52.43],
  ])('of a source of %i GiB: none to %d USD', (source, most) => {
    expect(priceCopy({ VolumeType: 'gp3', Size: 65536 }, source, { region: 'us-east-1' })?.copyFeeUsd).toEqual({
      min: 0,
      max: most,
    });
  });
});

describe('where a figure comes from', () => {
  test('every line of the table has its source and the day it was read', () => {
    for (const line of [...Object.values(TYPE_PRICES), COPY_FEE]) {
      expect(line.source).toBe('aws.amazon.com/ebs/pricing');
      expect(line.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test('every figure of an answer brings them', () => {
    const cost = price('gp3', 500, { Iops: 6000, Throughput: 250 });
    const listed = { source: 'aws.amazon.com/ebs/pricing', asOf: '2026-11-25' };
    expect(cost).toMatchObject({
      // The oldest figure is the fee's.
      ...listed,
      asOf: '2026-11-22',
      lines: [listed, listed, listed],
      pricedFor: 'us-east-1',
      orientation: false,
    });
    expect(cost).not.toHaveProperty('note');
  });

  test('another Region: those of us-east-1, called an orientation', () => {
    const cost = priceCopy({ VolumeType: 'gp3', Size: 500 }, 500, { region: 'eu-west-1' });
    expect(cost).toMatchObject({ monthlyUsd: 40, pricedFor: 'us-east-1', orientation: true });
    expect(cost?.note).toBe(
      'prices of eu-west-1 are not in the table; these are those of us-east-1, as an orientation',
    );
  });

  test('a Local Zone of us-east-1 has prices of its own, which are not known', () => {
    const priced = (AvailabilityZone: string) =>
      priceCopy({ VolumeType: 'gp3', Size: 500 }, 500, { region: 'us-east-1', AvailabilityZone });
    expect(priced('us-east-1a')).toMatchObject({ orientation: false });
    expect(priced('us-east-1-bos-1a')).toMatchObject({
      pricedFor: 'us-east-1',
      orientation: true,
      note: 'prices of us-east-1-bos-1a are not in the table; these are those of us-east-1, as an orientation',
    });
  });

  test('a type without a published price has none', () => {
    expect(VOLUME_TYPES.filter((type) => price(type, 200, { Iops: 1_000 }) === undefined)).toEqual(['standard']);
    for (const type of ['gp4', 'toString', '']) expect(price(type, 200)).toBeUndefined();
  });
});

test.each(['io1', 'io2'])('%s without IOPS has no price: storage alone would hide the larger part', (type) => {
  expect(price(type, 100)).toBeUndefined();
});
