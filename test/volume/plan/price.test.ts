// Prices by AWS's list (aws.amazon.com/ebs/pricing, read 2026-11-22), worked out by hand, to the cent.
import { describe, expect, test } from 'vitest';
import { VOLUME_TYPES } from '../../../src/vocabulary.ts';
import type { CopySettings } from '../../../src/volume/plan/copy-settings.ts';
import { priceCopy } from '../../../src/volume/plan/price.ts';
import { COPY_FEE, TYPE_PRICES } from '../../../src/volume/plan/price-table.ts';

const price = (VolumeType: string, Size: number, more: Partial<CopySettings> = {}) =>
  priceCopy({ VolumeType, Size, ...more }, Size, 'us-east-1');

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
    62.5,
    2.08,
    [
      ['500 GiB gp3', 40],
      ['6000 IOPS', 15],
      ['250 MiB/s', 7.5],
    ],
  ],
  [
    'gp3 one above each',
    'gp3',
    1,
    { Iops: 3001, Throughput: 126 },
    0.15,
    0.01,
    [
      ['1 GiB gp3', 0.08],
      ['3001 IOPS', 0.01],
      ['126 MiB/s', 0.06],
    ],
  ],
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
  ['st1', 'st1', 500, {}, 22.5, 0.75, [['500 GiB st1', 22.5]]],
  ['st1, a half cent upwards', 'st1', 125, {}, 5.63, 0.19, [['125 GiB st1', 5.63]]],
  ['sc1', 'sc1', 500, {}, 7.5, 0.25, [['500 GiB sc1', 7.5]]],
])('%s', (_, type, size, more, monthly, daily, lines) => {
  const cost = price(type, size, more);
  expect([cost?.monthlyUsd, cost?.dailyUsd]).toEqual([monthly, daily]);
  expect(cost?.lines.map((line) => [line.item, line.monthlyUsd])).toEqual(lines);
});

describe('the copy fee', () => {
  test.each<[source: number, most: number]>([
    [1, 0],
    [7, 0.01],
    [500, 0.4],
    [1000, 0.8],
    [65536, 52.43],
  ])('of a source of %i GiB: none to %d USD', (source, most) => {
    expect(priceCopy({ VolumeType: 'gp3', Size: 65536 }, source, 'us-east-1')?.copyFeeUsd).toEqual({
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
    const listed = { source: 'aws.amazon.com/ebs/pricing', asOf: '2026-11-22' };
    expect(cost).toMatchObject({
      ...listed,
      lines: [listed, listed, listed],
      pricedFor: 'us-east-1',
      orientation: false,
    });
    expect(cost).not.toHaveProperty('note');
  });

  test('another Region: those of us-east-1, called an orientation', () => {
    const cost = priceCopy({ VolumeType: 'gp3', Size: 500 }, 500, 'eu-west-1');
    expect(cost).toMatchObject({ monthlyUsd: 40, pricedFor: 'us-east-1', orientation: true });
    expect(cost?.note).toBe(
      'prices of eu-west-1 are not in the table; these are those of us-east-1, as an orientation',
    );
  });

  test.each([
    [64000, undefined],
    [64001, 'IOPS above 64,000 cost less; they are counted at the rate below, so this is an upper bound'],
  ])('io2 with %i IOPS', (Iops, note) => {
    expect(price('io2', 1000, { Iops })?.note).toBe(note);
  });

  test('a type without a published price has none', () => {
    expect(VOLUME_TYPES.filter((type) => price(type, 200) === undefined)).toEqual(['standard']);
    for (const type of ['gp4', 'toString', '']) expect(price(type, 200)).toBeUndefined();
  });
});
