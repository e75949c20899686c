import { describe, expect, test } from 'vitest';
import type { CopyVolumesRequest, Volume } from '../../../src/volume/aws-records.ts';
import { keptArguments } from '../../../src/volume/rules/inheritance.ts';
import { judgeRequest } from '../../../src/volume/rules/judge-request.ts';

const ID = 'vol-0123456789abcdef0';

type Asked = Omit<CopyVolumesRequest, 'SourceVolumeId'>;

function judge(asked: Asked, source?: Volume) {
  return judgeRequest({ SourceVolumeId: ID, ...asked }, source);
}

/** "block iops-required {fix}" for each finding, in the order given. */
function said(asked: Asked, source?: Volume): string[] {
  return judge(asked, source).map(
    ({ level, code, fix }) => `${level} ${code}${fix?.arguments ? ` ${JSON.stringify(fix.arguments)}` : ''}`,
  );
}

const gp3 = (Size: number, more: Volume = {}): Volume => ({ VolumeType: 'gp3', Size, ...more });
const of = (VolumeType: string, Size: number, more: Volume = {}): Volume => ({ VolumeType, Size, ...more });

type Row = [name: string, asked: Asked, source: Volume | undefined, findings: string[]];

describe('Iops', () => {
  test.each<Row>([
    ['io1 without Iops', { VolumeType: 'io1' }, of('io1', 100), ['block iops-required {"Iops":100}']],
    ['io2 without Iops', { VolumeType: 'io2' }, of('io2', 100), ['block iops-required {"Iops":100}']],
    ['io2 without Iops, source not read', { VolumeType: 'io2' }, undefined, ['block iops-required {"Iops":100}']],
    ['gp2 with Iops', { VolumeType: 'gp2', Iops: 3000 }, of('gp2', 100), ['block iops-not-for-type {"Iops":null}']],
    ['st1 with Iops', { VolumeType: 'st1', Iops: 500 }, of('st1', 500), ['block iops-not-for-type {"Iops":null}']],
    ['sc1 with Iops', { VolumeType: 'sc1', Iops: 250 }, of('sc1', 500), ['block iops-not-for-type {"Iops":null}']],
    [
      'standard with Iops',
      { VolumeType: 'standard', Iops: 100 },
      of('standard', 10),
      ['block iops-not-for-type {"Iops":null}'],
    ],
    ['Iops with the type omitted', { Iops: 4000 }, of('gp2', 100), ['block iops-not-for-type {"VolumeType":"gp3"}']],
    [
      'Iops with the type omitted, source not read',
      { Iops: 4000 },
      undefined,
      ['block iops-not-for-type {"VolumeType":"gp3"}'],
    ],
    [
      'Iops with the type omitted, from a type that takes them',
      { Iops: 4000 },
      of('io1', 100, { Iops: 4000 }),
      ['block iops-not-for-type {"VolumeType":"io1"}', 'warn type-defaults-to-gp2 {"VolumeType":"io1"}'],
    ],
    [
      'io2 without Iops from io2: what the source has provisioned',
      { VolumeType: 'io2' },
      of('io2', 100, { Iops: 5000 }),
      ['block iops-required {"Iops":5000}'],
    ],
    [
      'io1 without Iops from an io2 above what io1 takes at this size: the most it takes',
      { VolumeType: 'io1' },
      of('io2', 100, { Iops: 64001 }),
      ['block iops-required {"Iops":5000}', 'warn durability-lower {"VolumeType":"io2","Iops":64001}'],
    ],
    [
      'io2 without Iops from a fast gp3: what the source has',
      { VolumeType: 'io2' },
      gp3(500, { Iops: 6000, Throughput: 250 }),
      ['block iops-required {"Iops":6000}'],
    ],
    [
      'io2 without Iops from a gp2: what its size gives it',
      { VolumeType: 'io2' },
      of('gp2', 1000, { Iops: 3000 }),
      ['block iops-required {"Iops":3000}'],
    ],
    [
      'the same where EC2 does not tell them',
      { VolumeType: 'io2' },
      of('gp2', 1000),
      ['block iops-required {"Iops":3000}'],
    ],
    [
      'io1 without Iops from a small gp3: no more than 50 an GiB',
      { VolumeType: 'io1' },
      gp3(20, { Iops: 3000, Throughput: 125 }),
      ['block iops-required {"Iops":1000}'],
    ],
    [
      'io2 without Iops from an HDD, whose IOPS are others: the least',
      { VolumeType: 'io2' },
      of('st1', 500),
      ['block iops-required {"Iops":100}'],
    ],
    ['gp3 without Iops', { VolumeType: 'gp3' }, gp3(100), []],
    [
      'gp3 one below its floor',
      { VolumeType: 'gp3', Iops: 2999 },
      gp3(100),
      ['block iops-out-of-range {"Iops":3000}', 'warn performance-lower {"Iops":3000}'],
    ],
    [
      'gp3 below its floor from a fast gp3: what the source has',
      { VolumeType: 'gp3', Iops: 100, Throughput: 250 },
      gp3(100, { Iops: 6000, Throughput: 250 }),
      [
        'block iops-out-of-range {"Iops":6000}',
        'warn throughput-ceiling {"Iops":1000}',
        'warn performance-lower {"Iops":6000}',
      ],
    ],
    ['gp3 at its floor', { VolumeType: 'gp3', Iops: 3000 }, gp3(100), []],
    ["gp3's 3,000 on 1 GiB, whatever the ratio", { VolumeType: 'gp3', Iops: 3000 }, gp3(1), []],
    ['gp3 3,001 on 6 GiB', { VolumeType: 'gp3', Iops: 3001 }, gp3(6), ['warn iops-ceiling {"Iops":3000}']],
    ['gp3 at 500 an GiB', { VolumeType: 'gp3', Iops: 5000 }, gp3(10), []],
    ['gp3 above 500 an GiB', { VolumeType: 'gp3', Iops: 5001 }, gp3(10), ['warn iops-ceiling {"Iops":5000}']],
    ['gp3 ratio counts the larger copy', { VolumeType: 'gp3', Iops: 10000, Size: 20 }, gp3(10), []],
    ['gp3 at 80,000', { VolumeType: 'gp3', Iops: 80000 }, gp3(160), []],
    [
      'gp3 above 500 an GiB, which the source has',
      { VolumeType: 'gp3', Iops: 16000 },
      gp3(8, { Iops: 16000 }),
      ['warn iops-ceiling'],
    ],
    ['gp3 above 80,000', { VolumeType: 'gp3', Iops: 80001 }, gp3(1000), ['warn iops-ceiling {"Iops":80000}']],
    [
      'gp3 above 80,000, size not known',
      { VolumeType: 'gp3', Iops: 80001 },
      undefined,
      ['warn iops-ceiling {"Iops":80000}'],
    ],
    ['gp3 80,000, size not known', { VolumeType: 'gp3', Iops: 80000 }, undefined, []],
    [
      'io1 one below its floor',
      { VolumeType: 'io1', Iops: 99 },
      of('io1', 100),
      ['block iops-out-of-range {"Iops":100}'],
    ],
    ['io1 at its floor', { VolumeType: 'io1', Iops: 100 }, of('io1', 100), []],
    ['io1 at 50 an GiB', { VolumeType: 'io1', Iops: 5000 }, of('io1', 100), []],
    ['io1 above 50 an GiB', { VolumeType: 'io1', Iops: 5001 }, of('io1', 100), ['warn iops-ceiling {"Iops":5000}']],
    ['io1 at 64,000', { VolumeType: 'io1', Iops: 64000 }, of('io1', 1280), []],
    ['io1 above 64,000', { VolumeType: 'io1', Iops: 64001 }, of('io1', 2000), ['warn iops-ceiling {"Iops":64000}']],
    [
      'io2 one below its floor',
      { VolumeType: 'io2', Iops: 99 },
      of('io2', 100),
      ['block iops-out-of-range {"Iops":100}'],
    ],
    ['io2 at 1,000 an GiB', { VolumeType: 'io2', Iops: 10000 }, of('io2', 10), []],
    ['io2 above 1,000 an GiB', { VolumeType: 'io2', Iops: 10001 }, of('io2', 10), ['warn iops-ceiling {"Iops":10000}']],
    ['io2 at 256,000', { VolumeType: 'io2', Iops: 256000 }, of('io2', 256), []],
    ['io2 above 256,000', { VolumeType: 'io2', Iops: 256001 }, of('io2', 300), ['warn iops-ceiling {"Iops":256000}']],
  ])('%s', (_, asked, source, findings) => {
    expect(said(asked, source)).toEqual(findings);
  });
});

describe('Throughput', () => {
  test.each<Row>([
    ['gp3 without', { VolumeType: 'gp3' }, gp3(100), []],
    [
      'gp3 one below its floor',
      { VolumeType: 'gp3', Throughput: 124 },
      gp3(100),
      ['block throughput-out-of-range {"Throughput":125}', 'warn performance-lower {"Throughput":125}'],
    ],
    ['gp3 at its floor', { VolumeType: 'gp3', Throughput: 125 }, gp3(100), []],
    ['gp3 at 0.25 MiB/s per IOPS of the default 3,000', { VolumeType: 'gp3', Throughput: 750 }, gp3(100), []],
    [
      'gp3 above 0.25 MiB/s per IOPS of the default 3,000',
      { VolumeType: 'gp3', Throughput: 751 },
      gp3(100),
      ['warn throughput-ceiling {"Iops":3004}'],
    ],
    [
      'gp3 below its floor: as much as the source has',
      { VolumeType: 'gp3', Iops: 6000, Throughput: 100 },
      gp3(100, { Iops: 6000, Throughput: 250 }),
      ['block throughput-out-of-range {"Throughput":250}', 'warn performance-lower {"Throughput":250}'],
    ],
    [
      'gp3 below its floor: as much as the source has, which these IOPS give',
      { VolumeType: 'gp3', Iops: 8000, Throughput: 100 },
      gp3(100, { Iops: 8000, Throughput: 1000 }),
      ['block throughput-out-of-range {"Throughput":1000}', 'warn performance-lower {"Throughput":1000}'],
    ],
    [
      'gp3 below its floor, source not read',
      { VolumeType: 'gp3', Throughput: 100 },
      undefined,
      ['block throughput-out-of-range {"Throughput":125}'],
    ],
    [
      'gp3 2,000 on a size that does not give the IOPS for it: both as high as they go',
      { VolumeType: 'gp3', Throughput: 2000, Iops: 3000 },
      gp3(10),
      ['warn throughput-ceiling {"Iops":5000,"Throughput":1250}'],
    ],
    [
      'gp3 2,000 of a size that is not known',
      { VolumeType: 'gp3', Throughput: 2000, Iops: 3000 },
      undefined,
      ['warn throughput-ceiling {"Iops":8000}'],
    ],
    ['gp3 2,000 with 8,000 IOPS', { VolumeType: 'gp3', Throughput: 2000, Iops: 8000 }, gp3(100), []],
    [
      'gp3 2,000 with 7,999 IOPS',
      { VolumeType: 'gp3', Throughput: 2000, Iops: 7999 },
      gp3(100),
      ['warn throughput-ceiling {"Iops":8000}'],
    ],
    [
      'gp3 above 2,000',
      { VolumeType: 'gp3', Throughput: 2001, Iops: 10000 },
      gp3(100),
      ['warn throughput-ceiling {"Throughput":2000}'],
    ],
    [
      'gp3 above 2,000, which the source has',
      { VolumeType: 'gp3', Throughput: 2001, Iops: 10000 },
      gp3(100, { Iops: 10000, Throughput: 2001 }),
      ['warn throughput-ceiling'],
    ],
    ...(['gp2', 'st1', 'sc1', 'standard'] as const).map(
      (VolumeType): Row => [
        `${VolumeType} with Throughput`,
        { VolumeType, Throughput: 125 },
        of(VolumeType, 500),
        ['block throughput-not-for-type {"Throughput":null}'],
      ],
    ),
    [
      'io1 with Throughput',
      { VolumeType: 'io1', Iops: 1000, Throughput: 125 },
      of('io1', 100),
      ['block throughput-not-for-type {"Throughput":null}'],
    ],
    [
      'io2 with Throughput',
      { VolumeType: 'io2', Iops: 1000, Throughput: 125 },
      of('io2', 100),
      ['block throughput-not-for-type {"Throughput":null}'],
    ],
    [
      'Throughput with the type omitted',
      { Throughput: 250 },
      of('gp2', 100),
      ['block throughput-not-for-type {"VolumeType":"gp3"}'],
    ],
  ])('%s', (_, asked, source, findings) => {
    expect(said(asked, source)).toEqual(findings);
  });
});

describe('MultiAttachEnabled', () => {
  const off = ['block multi-attach-not-for-type {"MultiAttachEnabled":null}'];
  test.each<Row>([
    ['on gp3', { VolumeType: 'gp3', MultiAttachEnabled: true }, gp3(100), off],
    ['on gp2', { VolumeType: 'gp2', MultiAttachEnabled: true }, of('gp2', 100), off],
    ['on st1', { VolumeType: 'st1', MultiAttachEnabled: true }, of('st1', 500), off],
    ['on sc1', { VolumeType: 'sc1', MultiAttachEnabled: true }, of('sc1', 500), off],
    ['on standard', { VolumeType: 'standard', MultiAttachEnabled: true }, of('standard', 10), off],
    ['with the type omitted', { MultiAttachEnabled: true }, of('gp2', 100), off],
    ['on io1', { VolumeType: 'io1', Iops: 100, MultiAttachEnabled: true }, of('io1', 100), []],
    ['on io2', { VolumeType: 'io2', Iops: 100, MultiAttachEnabled: true }, of('io2', 100), []],
    ['on gp3, source not read', { VolumeType: 'gp3', MultiAttachEnabled: true }, undefined, off],
    ['on gp3, from a type of which nothing is known', { VolumeType: 'gp3', MultiAttachEnabled: true }, {}, off],
    ['false on gp3 is no complaint', { VolumeType: 'gp3', MultiAttachEnabled: false }, gp3(100), []],
  ])('%s', (_, asked, source, findings) => {
    expect(said(asked, source)).toEqual(findings);
  });
});

describe('what a copy loses beside performance', () => {
  const shared = of('io2', 200, { Iops: 10000, MultiAttachEnabled: true });
  const BACK = '{"VolumeType":"io2","Iops":10000,"MultiAttachEnabled":true,"Throughput":null}';
  test.each<Row>([
    [
      'Multi-Attach, by leaving it out',
      { VolumeType: 'io2', Iops: 10000 },
      shared,
      ['warn multi-attach-lost {"MultiAttachEnabled":true}'],
    ],
    [
      'Multi-Attach, on purpose',
      { VolumeType: 'io2', Iops: 10000, MultiAttachEnabled: false },
      shared,
      ['warn multi-attach-lost {"MultiAttachEnabled":true}'],
    ],
    [
      'Multi-Attach, to a type that this version does not know',
      { VolumeType: 'gp9' },
      shared,
      [
        'warn type-not-known {"VolumeType":"gp3"}',
        'warn multi-attach-lost {"VolumeType":"io2","Iops":10000,"MultiAttachEnabled":true}',
      ],
    ],
    ['Multi-Attach kept', { VolumeType: 'io2', Iops: 10000, MultiAttachEnabled: true }, shared, []],
    [
      'Multi-Attach and durability, to a type that has neither, and not the throughput either',
      { VolumeType: 'gp3', Iops: 10000, Throughput: 2000 },
      shared,
      ['performance-lower', 'multi-attach-lost', 'durability-lower'].map((code) => `warn ${code} ${BACK}`),
    ],
    [
      'Multi-Attach asked of a type without it',
      { VolumeType: 'gp3', Iops: 10000, Throughput: 2000, MultiAttachEnabled: true },
      shared,
      [
        'block multi-attach-not-for-type {"VolumeType":"io2","Iops":10000,"MultiAttachEnabled":true}',
        `warn performance-lower ${BACK}`,
        `warn durability-lower ${BACK}`,
      ],
    ],
    [
      'the type omitted: all of it at once',
      {},
      shared,
      [
        'warn type-defaults-to-gp2 {"VolumeType":"io2","Iops":10000,"MultiAttachEnabled":true}',
        'warn multi-attach-lost {"VolumeType":"io2","Iops":10000,"MultiAttachEnabled":true}',
        'warn durability-lower {"VolumeType":"io2","Iops":10000,"MultiAttachEnabled":true}',
      ],
    ],
    [
      'durability, to io1',
      { VolumeType: 'io1', Iops: 5000 },
      of('io2', 100, { Iops: 5000 }),
      [
        'warn performance-lower {"VolumeType":"io2","Iops":5000}',
        'warn durability-lower {"VolumeType":"io2","Iops":5000}',
      ],
    ],
    ['durability gained', { VolumeType: 'io2', Iops: 5000 }, of('io1', 100, { Iops: 5000 }), []],
    ['durability, to a type of which none is stated', { VolumeType: 'standard' }, of('standard', 10), []],
    ['a type without a stated durability, left for one that has it', { VolumeType: 'gp3' }, of('standard', 10), []],
    [
      "the source's own type, which this version does not know, without the performance that the source has",
      { VolumeType: 'gp4' },
      of('gp4', 100, { Iops: 9000, Throughput: 500 }),
      ['warn type-not-known', 'warn performance-not-inherited {"Iops":9000,"Throughput":500}'],
    ],
    [
      "the source's own type, which is not known: one figure omitted, the other lower",
      { VolumeType: 'gp4', Iops: 100 },
      of('gp4', 100, { Iops: 9000, Throughput: 500 }),
      [
        'warn type-not-known',
        'warn performance-not-inherited {"Throughput":500}',
        'warn performance-lower {"Iops":9000}',
      ],
    ],
    [
      "the source's own type, which is not known, with all that the source has",
      { VolumeType: 'gp4', Iops: 9000, Throughput: 500 },
      of('gp4', 100, { Iops: 9000, Throughput: 500 }),
      ['warn type-not-known'],
    ],
    [
      'the type omitted where the source is of one that is not known',
      {},
      of('gp4', 100, { Iops: 9000, Throughput: 500 }),
      ['warn type-defaults-to-gp2 {"VolumeType":"gp4","Iops":9000,"Throughput":500}'],
    ],
    [
      'Iops with the type omitted where the source is of one that is not known',
      { Iops: 9000 },
      of('gp4', 100, { Iops: 9000, Throughput: 500 }),
      [
        'block iops-not-for-type {"VolumeType":"gp4"}',
        'warn type-defaults-to-gp2 {"VolumeType":"gp4","Throughput":500}',
      ],
    ],
    [
      'Throughput with the type omitted where the source is of one that is not known',
      { Throughput: 500 },
      of('gp4', 100, { Iops: 9000, Throughput: 500 }),
      [
        'block throughput-not-for-type {"VolumeType":"gp4"}',
        'warn type-defaults-to-gp2 {"VolumeType":"gp4","Iops":9000}',
      ],
    ],
    [
      'a type that this version does not know, which is slower',
      { VolumeType: 'gp9', Iops: 3000, Throughput: 100 },
      gp3(100),
      ['warn type-not-known {"VolumeType":"gp3"}', 'warn performance-lower {"Throughput":125}'],
    ],
    ['the same durability', { VolumeType: 'gp3' }, of('gp2', 10, { Iops: 100 }), []],
    [
      'SSD to HDD',
      { VolumeType: 'sc1' },
      gp3(500, { Iops: 3000, Throughput: 125 }),
      [
        'warn performance-lower {"VolumeType":"gp3","Iops":3000,"Throughput":125}',
        'warn ssd-to-hdd {"VolumeType":"gp3","Iops":3000,"Throughput":125}',
      ],
    ],
    ['HDD to a slower HDD', { VolumeType: 'sc1' }, of('st1', 500), ['warn performance-lower {"VolumeType":"st1"}']],
    ['HDD to SSD', { VolumeType: 'gp3' }, of('st1', 500), []],
    [
      'a type that this version does not know: nothing is claimed',
      { VolumeType: 'gp9' },
      of('io2', 10, { Iops: 500 }),
      ['warn type-not-known {"VolumeType":"gp3"}'],
    ],
  ])('%s', (_, asked, source, findings) => {
    expect(said(asked, source)).toEqual(findings);
  });

  const words = (asked: Asked, source: Volume) => judge(asked, source).map((one) => one.message);

  test('figures are named, with the page and its date', () => {
    const [performance] = judge({ VolumeType: 'gp2' }, gp3(500, { Iops: 12000, Throughput: 500 }));
    expect(performance?.message).toBe(
      'The copy would have 1,500 IOPS and 250 MiB/s; the source has 12,000 IOPS and 500 MiB/s.',
    );
    expect(performance?.source).toBe('EBS user guide, volume types, read 2026-11-28');
    expect(words({}, gp3(500, { Iops: 12000, Throughput: 500 }))[0]).toBe(
      'VolumeType is omitted: EC2 makes a gp2 volume with 1,500 IOPS and 250 MiB/s, although the source is gp3 with 12,000 IOPS and 500 MiB/s.',
    );
  });

  test('a durability that is not stated', () => {
    expect(words({ VolumeType: 'standard' }, gp3(100))).toContain(
      'The source is gp3, designed for a durability of 99.8 to 99.9 % (0.1 to 0.2 % of volumes fail in a year); standard is designed for a durability that AWS does not state.',
    );
  });

  test('performance that is omitted, in figures: what is lost, and that alone', () => {
    expect(words({ VolumeType: 'gp3' }, gp3(100, { Iops: 4000, Throughput: 125 }))).toEqual([
      'The source has more than the 3,000 IOPS that EC2 gives when Iops is omitted.',
    ]);
    expect(words({ VolumeType: 'gp3', Throughput: 250 }, gp3(100, { Iops: 4000, Throughput: 250 }))).toEqual([
      'The source has more than the 3,000 IOPS that EC2 gives when Iops is omitted.',
    ]);
    expect(words({ VolumeType: 'gp3' }, gp3(100, { Iops: 3000, Throughput: 250 }))).toEqual([
      'The source has more than the 125 MiB/s that EC2 gives when Throughput is omitted.',
    ]);
    expect(words({ VolumeType: 'gp3' }, gp3(500, { Iops: 12000, Throughput: 500 }))).toEqual([
      'The source has more than the 3,000 IOPS and 125 MiB/s that EC2 gives when Iops and Throughput are omitted.',
    ]);
  });

  test.each<[source: Volume, had: string]>([
    [of('gp9', 100, { Iops: 9000 }), '9,000 IOPS'],
    [of('gp9', 100, { Throughput: 500 }), '500 MiB/s'],
  ])('what is not known of %j has no figure', (source, had) => {
    expect(words({}, source)[0]).toBe(
      `VolumeType is omitted: EC2 makes a gp2 volume with 300 IOPS and 75 MiB/s, although the source is gp9 with ${had}.`,
    );
  });

  test('a type that is omitted and loses nothing but itself needs no figures', () => {
    expect(words({}, of('st1', 125))).toEqual([
      'VolumeType is omitted: EC2 makes a gp2 volume, although the source is st1.',
    ]);
  });

  test('durability in figures', () => {
    expect(words({ VolumeType: 'gp3', Iops: 500, Throughput: 128 }, of('io2', 10, { Iops: 500 })).at(-1)).toBe(
      'The source is io2, designed for a durability of 99.999 % (0.001 % of volumes fail in a year); gp3 is designed for 99.8 to 99.9 % (0.1 to 0.2 % of volumes fail in a year).',
    );
  });

  test('an HDD that no instance boots from', () => {
    const toHdd = (VolumeType: string) => words({ VolumeType }, gp3(500, { Iops: 3000, Throughput: 125 })).at(-1);
    expect(toHdd('st1')).toContain('small random reads and writes are far slower, and no instance boots from it.');
    expect(toHdd('standard')).not.toContain('boots');
  });
});

describe('Size', () => {
  test.each<Row>([
    ['omitted', { VolumeType: 'gp3' }, gp3(100), []],
    ['as the source', { VolumeType: 'gp3', Size: 100 }, gp3(100), []],
    ['larger than the source', { VolumeType: 'gp3', Size: 101 }, gp3(100), []],
    ['one below the source', { VolumeType: 'gp3', Size: 99 }, gp3(100), ['block size-below-source {"Size":null}']],
    ['source not read', { VolumeType: 'gp3', Size: 1 }, undefined, []],
    ['source of a size not told', { VolumeType: 'gp3', Size: 1 }, { VolumeType: 'gp3' }, []],
    [
      'below a source that is below the type: its least',
      { VolumeType: 'st1', Size: 10 },
      of('st1', 20),
      ['block size-below-source {"Size":125}', 'block size-below-type {"Size":125}'],
    ],
    [
      "below a source that has the type's least",
      { VolumeType: 'st1', Size: 10 },
      of('st1', 125),
      ['block size-below-source {"Size":null}'],
    ],
    ['gp3 at 1', { VolumeType: 'gp3' }, gp3(1), []],
    ['st1 from a small source', { VolumeType: 'st1' }, of('sc1', 20), ['block size-below-type {"Size":125}']],
    ['sc1 from a small source', { VolumeType: 'sc1' }, of('sc1', 124), ['block size-below-type {"Size":125}']],
    ['st1 with Size 125 from a small source', { VolumeType: 'st1', Size: 125 }, of('sc1', 20), []],
    ['io1 below 4', { VolumeType: 'io1', Iops: 100 }, of('io1', 3), ['block size-below-type {"Size":4}']],
    ['io2 below 4', { VolumeType: 'io2', Iops: 100 }, of('io2', 3), ['block size-below-type {"Size":4}']],
    ['io2 at 4', { VolumeType: 'io2', Iops: 100 }, of('io2', 4), []],
    ['gp3 at 65,536', { VolumeType: 'gp3', Size: 65536 }, gp3(100), []],
    ['gp3 above 65,536', { VolumeType: 'gp3', Size: 65537 }, gp3(100), ['warn size-ceiling {"Size":65536}']],
    [
      'io2 above 65,536',
      { VolumeType: 'io2', Iops: 100, Size: 65537 },
      of('io2', 100),
      ['warn size-ceiling {"Size":65536}'],
    ],
    ['gp2 at 16,384', { VolumeType: 'gp2', Size: 16384 }, of('gp2', 100), []],
    ['gp2 above 16,384', { VolumeType: 'gp2', Size: 16385 }, of('gp2', 100), ['warn size-ceiling']],
    ['io1 above 16,384', { VolumeType: 'io1', Iops: 100, Size: 16385 }, of('io1', 100), ['warn size-ceiling']],
    ['st1 above 16,384', { VolumeType: 'st1', Size: 16385 }, of('st1', 500), ['warn size-ceiling']],
    ['sc1 above 16,384', { VolumeType: 'sc1', Size: 16385 }, of('sc1', 500), ['warn size-ceiling']],
    [
      'gp3 above 65,536, source not read',
      { VolumeType: 'gp3', Size: 65537 },
      undefined,
      ['warn size-ceiling {"Size":65536}'],
    ],
    ['gp2 at 65,536', { VolumeType: 'gp2', Size: 65536 }, of('gp2', 100), ['warn size-ceiling']],
    ['gp2 above any', { VolumeType: 'gp2', Size: 65537 }, of('gp2', 100), ['warn size-ceiling {"Size":16384}']],
    [
      'gp2 above any, as large',
      { VolumeType: 'gp2', Size: 65537 },
      of('gp2', 16384),
      ['warn size-ceiling {"Size":16384}'],
    ],
    ['above any, the type omitted', { Size: 65537 }, of('gp2', 100), ['warn size-ceiling {"Size":65536}']],
    ['a larger st1 than documented', { VolumeType: 'st1' }, of('st1', 16385), ['warn size-ceiling']],
    ['a still larger st1', { VolumeType: 'st1', Size: 65537 }, of('st1', 16385), ['warn size-ceiling {"Size":65536}']],
    ['a larger gp3 than documented', { VolumeType: 'gp3' }, gp3(70000), ['warn size-ceiling']],
    ['a still larger gp3', { VolumeType: 'gp3', Size: 70001 }, gp3(70000), ['warn size-ceiling {"Size":70000}']],
    ['gp3 of a small type', { VolumeType: 'gp3', Size: 65537 }, of('gp2', 10), ['warn size-ceiling {"Size":65536}']],
    [
      'gp3 of a type that is not known',
      { VolumeType: 'gp3', Size: 65537 },
      of('gp9', 10),
      ['warn size-ceiling {"VolumeType":"gp9"}'],
    ],
    [
      'a larger gp3 than documented cannot become st1',
      { VolumeType: 'st1' },
      gp3(70000),
      [
        'warn size-ceiling {"VolumeType":"gp3"}',
        'warn performance-lower {"VolumeType":"gp3"}',
        'warn ssd-to-hdd {"VolumeType":"gp3"}',
      ],
    ],
    ['standard at 1,024', { VolumeType: 'standard', Size: 1024 }, of('standard', 10), []],
    ['standard above 1,024', { VolumeType: 'standard', Size: 1025 }, of('standard', 10), ['warn size-ceiling']],
    [
      'a large gp3 cannot become st1',
      { VolumeType: 'st1' },
      gp3(20480),
      [
        'warn size-ceiling {"VolumeType":"gp3"}',
        'warn performance-lower {"VolumeType":"gp3"}',
        'warn ssd-to-hdd {"VolumeType":"gp3"}',
      ],
    ],
    [
      'a large gp3 with the type omitted, which means gp2',
      {},
      gp3(20480, { Iops: 3000, Throughput: 125 }),
      [
        'warn size-ceiling {"VolumeType":"gp3"}',
        'warn type-defaults-to-gp2 {"VolumeType":"gp3","Iops":3000,"Throughput":125}',
      ],
    ],
  ])('%s', (_, asked, source, findings) => {
    expect(said(asked, source)).toEqual(findings);
  });
});

test('above a ceiling no type is advised that ends there too', () => {
  const advice = (asked: Asked, source: Volume) => judge(asked, source).map(({ fix }) => fix?.advice);
  expect(advice({ VolumeType: 'gp2', Size: 20000 }, of('gp2', 100))).toEqual(['Choose gp3 or io2.']);
  expect(advice({ VolumeType: 'gp3', Size: 70000 }, gp3(100))).toEqual([
    'Choose a smaller Size: no type is documented above 65536 GiB.',
  ]);
  expect(advice({ VolumeType: 'gp3' }, gp3(70000))).toEqual(['The source has as much.']);
});

describe('encryption', () => {
  const plain = gp3(100, { Encrypted: false });
  const encrypted = gp3(100, { Encrypted: true, KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/a' });
  const asked = (more: Asked): Asked => ({ VolumeType: 'gp3', ...more });
  test.each<Row>([
    ['plain stays plain', asked({}), plain, []],
    ['encrypted stays encrypted', asked({}), encrypted, []],
    ['a plain source is encrypted', asked({ Encrypted: true }), plain, []],
    ['a plain source with a key of choice', asked({ Encrypted: true, KmsKeyId: 'alias/data' }), plain, []],
    ['another key for an encrypted source', asked({ Encrypted: true, KmsKeyId: 'alias/data' }), encrypted, []],
    ['plain said explicitly', asked({ Encrypted: false }), plain, []],
    ['a word that means no key', asked({ KmsKeyId: 'null' }), plain, ['block key-malformed {"KmsKeyId":null}']],
    [
      'a word that means no key, with Encrypted off',
      asked({ KmsKeyId: 'None', Encrypted: false }),
      plain,
      ['block key-malformed {"KmsKeyId":null}'],
    ],
    [
      'a key with Encrypted omitted',
      asked({ KmsKeyId: 'alias/data' }),
      plain,
      ['block kms-key-without-encryption {"Encrypted":true}'],
    ],
    [
      'a key with Encrypted omitted, and it is not known whether the source is plain',
      asked({ KmsKeyId: 'alias/data' }),
      gp3(100),
      ['warn kms-key-without-encryption {"Encrypted":true}'],
    ],
    [
      'a key with Encrypted omitted, source not read',
      asked({ KmsKeyId: 'alias/data' }),
      undefined,
      ['warn kms-key-without-encryption {"Encrypted":true}'],
    ],
    ['plain said explicitly, source not read', asked({ Encrypted: false }), undefined, []],
    ['a key alone for an encrypted source', asked({ KmsKeyId: 'alias/data' }), encrypted, []],
    [
      'a key with Encrypted off',
      asked({ KmsKeyId: 'alias/data', Encrypted: false }),
      plain,
      ['block kms-key-without-encryption {"Encrypted":true}'],
    ],
    [
      'encryption taken away',
      asked({ Encrypted: false }),
      encrypted,
      ['block encryption-cannot-be-removed {"Encrypted":null}'],
    ],
  ])('%s', (_, request, source, findings) => {
    expect(said(request, source)).toEqual(findings);
  });

  test.each<[name: string, source: Volume, without: string]>([
    ['a plain source', plain, 'for a copy that is encrypted only if encryption by default is on'],
    ['an encrypted source', encrypted, 'for the key of the source (your default EBS key for a shared one)'],
  ])('what a copy of %s gets without a key is said as it is', (_, source, without) => {
    const [finding] = judge(asked({ KmsKeyId: 'alias/data', Encrypted: false }), source);
    expect(finding?.fix?.advice).toBe(`Send both, or leave both out ${without}.`);
  });
});

describe('what a copy does not inherit', () => {
  const fast = gp3(500, { Iops: 12000, Throughput: 500 });
  test.each<Row>([
    [
      'gp3 with the type omitted: the arguments that keep type and performance',
      {},
      fast,
      ['warn type-defaults-to-gp2 {"VolumeType":"gp3","Iops":12000,"Throughput":500}'],
    ],
    [
      'io2 with the type omitted: no Throughput, which io2 does not take',
      {},
      of('io2', 100, { Iops: 5000 }),
      [
        'warn type-defaults-to-gp2 {"VolumeType":"io2","Iops":5000}',
        'warn durability-lower {"VolumeType":"io2","Iops":5000}',
      ],
    ],
    [
      'st1 with the type omitted: its type alone',
      {},
      of('st1', 500),
      ['warn type-defaults-to-gp2 {"VolumeType":"st1"}'],
    ],
    ['gp2 with the type omitted: nothing is lost', {}, of('gp2', 100, { Iops: 300 }), []],
    [
      'gp2 named on purpose: a loss all the same',
      { VolumeType: 'gp2' },
      fast,
      ['warn performance-lower {"VolumeType":"gp3","Iops":12000,"Throughput":500}'],
    ],
    [
      'gp3 from a fast gp3 without Iops and Throughput',
      { VolumeType: 'gp3' },
      fast,
      ['warn performance-not-inherited {"Iops":12000,"Throughput":500}'],
    ],
    [
      'gp3 from a fast gp3 with its Iops only',
      { VolumeType: 'gp3', Iops: 12000 },
      fast,
      ['warn performance-not-inherited {"Throughput":500}'],
    ],
    [
      'gp3 from a fast io2 without Iops',
      { VolumeType: 'gp3' },
      of('io2', 100, { Iops: 5000 }),
      [
        'warn performance-not-inherited {"Iops":5120,"Throughput":1280}',
        'warn durability-lower {"VolumeType":"io2","Iops":5000}',
      ],
    ],
    [
      'gp3 from an io2 above its maximum: the most that can be kept',
      { VolumeType: 'gp3' },
      of('io2', 1000, { Iops: 256000 }),
      [
        'warn performance-not-inherited {"Iops":80000,"Throughput":2000}',
        'warn durability-lower {"VolumeType":"io2","Iops":256000}',
      ],
    ],
    [
      'gp3 from a large gp2, whose baseline is above the default',
      { VolumeType: 'gp3' },
      of('gp2', 2000, { Iops: 6000 }),
      ['warn performance-not-inherited {"Iops":6000,"Throughput":250}'],
    ],
    [
      'gp3 from a fast gp3 with fewer Iops and no Throughput: not all of it by omission',
      { VolumeType: 'gp3', Iops: 4000 },
      fast,
      ['warn performance-lower {"Iops":12000,"Throughput":500}'],
    ],
    [
      'st1 with Iops, which it does not take: nothing of it can be kept',
      { VolumeType: 'st1', Iops: 9 },
      fast,
      [
        'block iops-not-for-type {"Iops":null}',
        'warn performance-lower {"VolumeType":"gp3","Iops":12000,"Throughput":500}',
        'warn ssd-to-hdd {"VolumeType":"gp3","Iops":12000,"Throughput":500}',
      ],
    ],
    ['gp3 from a fast gp3 with both', { VolumeType: 'gp3', Iops: 12000, Throughput: 500 }, fast, []],
    [
      'gp3 with the defaults named: a loss all the same',
      { VolumeType: 'gp3', Iops: 3000, Throughput: 125 },
      fast,
      ['warn performance-lower {"Iops":12000,"Throughput":500}'],
    ],
    [
      'io2 with 100 IOPS from a fast gp3',
      { VolumeType: 'io2', Iops: 100 },
      gp3(500, { Iops: 6000, Throughput: 250 }),
      ['warn performance-lower {"Iops":6000}'],
    ],
    [
      'io2 with the IOPS of a gp3 that has more throughput than they give: as many IOPS as give it',
      { VolumeType: 'io2', Iops: 3000 },
      gp3(500, { Iops: 3000, Throughput: 769 }),
      ['warn performance-lower {"Iops":3004}'],
    ],
    [
      'gp3 from an io2 with more throughput than the default IOPS allow: as many IOPS as allow it',
      { VolumeType: 'gp3' },
      of('io2', 500, { Iops: 3000 }),
      [
        'warn performance-not-inherited {"Iops":3072,"Throughput":768}',
        'warn durability-lower {"VolumeType":"io2","Iops":3000}',
      ],
    ],
    [
      'io1 with the throughput that only 64 IOPS for each MiB/s give',
      { VolumeType: 'io1', Iops: 3000 },
      gp3(2000, { Iops: 3000, Throughput: 600 }),
      ['warn performance-lower {"Iops":38400}'],
    ],
    [
      'io1 where its size does not give as much: no more IOPS than the most it has needs',
      { VolumeType: 'io1', Iops: 100 },
      gp3(100, { Iops: 3000, Throughput: 600 }),
      ['warn performance-lower {"Iops":3000}'],
    ],
    [
      'gp3 from a middling gp2, which has 250 MiB/s from 334 GiB on',
      { VolumeType: 'gp3' },
      of('gp2', 334, { Iops: 1002 }),
      ['warn performance-not-inherited {"Throughput":250}'],
    ],
    ['gp3 from a smaller gp2, which has 128 MiB/s', { VolumeType: 'gp3', Throughput: 128 }, of('gp2', 333), []],
    ['gp3 from a small gp2, which has less than the default', { VolumeType: 'gp3' }, of('gp2', 166), []],
    [
      'gp3 from a large st1, which has 40 MiB/s per TiB',
      { VolumeType: 'gp3' },
      of('st1', 8192),
      ['warn performance-not-inherited {"Throughput":320}'],
    ],
    [
      'Iops that the type does not take lose nothing of what its size gives',
      { VolumeType: 'gp2', Iops: 100 },
      of('gp2', 500),
      ['block iops-not-for-type {"Iops":null}'],
    ],
    [
      'nor does such a Throughput',
      { VolumeType: 'gp2', Throughput: 1 },
      of('gp2', 500),
      ['block throughput-not-for-type {"Throughput":null}'],
    ],
    ['a larger gp2 loses nothing', { VolumeType: 'gp2', Size: 200 }, of('gp2', 100, { Iops: 300 }), []],
    ['gp3 from a gp3 at the defaults', { VolumeType: 'gp3' }, gp3(100, { Iops: 3000, Throughput: 125 }), []],
    [
      'a type that this version does not know',
      {},
      of('gp4', 100, { Iops: 9000 }),
      ['warn type-defaults-to-gp2 {"VolumeType":"gp4","Iops":9000}'],
    ],
  ])('%s', (_, asked, source, findings) => {
    expect(said(asked, source)).toEqual(findings);
  });

  test('the arguments that keep are what a next call can send as they are', () => {
    expect(keptArguments(fast)).toEqual({ VolumeType: 'gp3', Iops: 12000, Throughput: 500 });
    expect(keptArguments(of('gp2', 10, { Iops: 100 }))).toEqual({ VolumeType: 'gp2' });
    expect(keptArguments({})).toEqual({});
    expect(keptArguments(of('io2', 10, { Iops: 500, MultiAttachEnabled: true }))).toEqual({
      VolumeType: 'io2',
      Iops: 500,
      MultiAttachEnabled: true,
    });
    expect(keptArguments(gp3(10, { Iops: 3000, MultiAttachEnabled: false }))).not.toHaveProperty('MultiAttachEnabled');
  });
});

describe('what a person reads', () => {
  test.each<[name: string, asked: Asked, source: Volume, words: string[]]>([
    ['missing Iops', { VolumeType: 'io2' }, of('io2', 10), ['Iops is missing', 'io2', '100 to 256000']],
    ['Iops without a type', { Iops: 4000 }, of('gp2', 10), ['Iops is 4000', 'gp2', 'VolumeType is omitted']],
    [
      'ratio',
      { VolumeType: 'gp3', Iops: 9000 },
      gp3(10),
      ['9000', '500 IOPS per GiB', '5000 at 10 GiB', 'EC2 decides'],
    ],
    [
      'IOPS that a type does not take',
      { VolumeType: 'st1', Iops: 9 },
      of('st1', 500),
      ['Iops is 9, but st1 takes no Iops.'],
    ],
    [
      'throughput that a type does not take',
      { VolumeType: 'st1', Throughput: 9 },
      of('st1', 500),
      ['Throughput is only for gp3, and VolumeType is st1.'],
    ],
    [
      'throughput per IOPS',
      { VolumeType: 'gp3', Throughput: 2000, Iops: 7999 },
      gp3(100),
      [
        'Throughput is 2000 MiB/s; gp3 is documented up to 0.25 MiB/s per IOPS, which is 1999 at 7999 IOPS. EC2 decides.',
      ],
    ],
    [
      'Multi-Attach of a type that is omitted',
      { MultiAttachEnabled: true },
      of('gp2', 10),
      ['MultiAttachEnabled is only for io1 and io2, and an omitted VolumeType becomes gp2.'],
    ],
    [
      'Multi-Attach of a type without it',
      { VolumeType: 'gp3', MultiAttachEnabled: true },
      gp3(10),
      ['MultiAttachEnabled is only for io1 and io2, and VolumeType is gp3.'],
    ],
    [
      'a size above the most of a type',
      { VolumeType: 'gp2', Size: 16385 },
      of('gp2', 10),
      ['The copy would have 16385 GiB; gp2 is documented up to 16384 GiB. EC2 decides.'],
    ],
    ['ceiling', { VolumeType: 'gp3', Iops: 90000 }, gp3(1000), ['90000', 'up to 80000', 'EC2 decides']],
    [
      'throughput of gp2',
      { Throughput: 250 },
      of('gp2', 10),
      ['Throughput is only for gp3', 'omitted VolumeType becomes gp2'],
    ],
    ['smaller', { VolumeType: 'gp3', Size: 9 }, gp3(10), ['Size is 9 GiB', 'the source has 10 GiB']],
    ['too large for gp2', {}, of('gp2', 20000), ['20000 GiB', 'gp2, which an omitted VolumeType becomes', '16384']],
    [
      'a key, Encrypted off',
      { VolumeType: 'gp3', KmsKeyId: 'k', Encrypted: false },
      gp3(10),
      ['but Encrypted is false'],
    ],
    ['a key alone', { VolumeType: 'gp3', KmsKeyId: 'alias/k' }, gp3(10), ['without Encrypted: true', 'texts disagree']],
    ['gp2 by default', {}, gp3(10), ['VolumeType is omitted', 'gp2', 'the source is gp3']],
  ])('%s: names the argument, the figure and what holds', (_, asked, source, words) => {
    const [finding] = judge(asked, source);
    for (const word of words) expect(finding?.message).toContain(word);
  });

  test.each<[name: string, asked: Asked, source: Volume, advice: string]>([
    ['IOPS', { VolumeType: 'gp2', Iops: 9 }, of('gp2', 10), 'Leave Iops out, or choose gp3, io1 or io2.'],
    ['throughput', { VolumeType: 'gp2', Throughput: 9 }, of('gp2', 10), 'Leave Throughput out, or choose gp3.'],
    [
      'Multi-Attach',
      { VolumeType: 'gp3', MultiAttachEnabled: true },
      gp3(10),
      'Leave MultiAttachEnabled out, or choose io2 with Iops.',
    ],
    ['a size', { VolumeType: 'gp2', Size: 16385 }, of('gp2', 10), 'Choose gp3 or io2.'],
    ['a misspelt type', { VolumeType: 'gp4' }, {}, 'Or was gp3 meant?'],
    ['a type like no other', { VolumeType: 'quantum' }, {}, 'Known are gp3, gp2, io1, io2, st1, sc1, standard.'],
  ])('the types that have it are proposed: %s', (_, asked, source, advice) => {
    expect(judge(asked, source)[0]?.fix?.advice).toBe(advice);
  });

  // 100 GiB of gp3 have 50,000 IOPS at most (500 a GiB), and 128 GiB have 64,000.
  test.each<[name: string, asked: Asked, source: Volume, arguments_: object, advice: string]>([
    [
      'less than the source has',
      { VolumeType: 'gp3' },
      of('io2', 100, { Iops: 64_000 }),
      { Iops: 50_000, Throughput: 2_000 },
      'Give these arguments for the most that gp3 has at this size, which is less than the source has; name the defaults to accept them.',
    ],
    [
      'less, beside what was named',
      { VolumeType: 'gp3', Iops: 40_000, Throughput: 2_000 },
      of('io2', 100, { Iops: 64_000 }),
      { Iops: 50_000, Throughput: 2_000 },
      'Give these arguments for the most that gp3 has at this size, which is less than the source has.',
    ],
    [
      'all that the source has',
      { VolumeType: 'gp3' },
      of('gp3', 100, { Iops: 9_000, Throughput: 500 }),
      { Iops: 9_000, Throughput: 500 },
      "Give these arguments to keep the source's performance; name the defaults to accept them.",
    ],
    [
      'its own type',
      { VolumeType: 'gp3', Iops: 50_000, Throughput: 2_000 },
      of('io2', 100, { Iops: 64_000 }),
      { VolumeType: 'io2', Iops: 64_000, Throughput: null },
      "Give these arguments to keep the source's performance.",
    ],
  ])('what the arguments of a fix give: %s', (_, asked, source, arguments_, advice) => {
    const lost = judge(asked, source).find(({ code }) => code.startsWith('performance-'));
    expect(lost?.fix).toEqual({ arguments: arguments_, advice });
  });

  test('every finding says whose it is, where it is written and when that was read', () => {
    const all = [
      ...judge(
        { VolumeType: 'io2', Throughput: 1, Size: 1, KmsKeyId: 'k', Encrypted: false },
        gp3(10, { Encrypted: true }),
      ),
      ...judge({ Iops: 1, Throughput: 1, MultiAttachEnabled: true }, gp3(20000)),
      ...judge({ VolumeType: 'gp3', Iops: 90000, Throughput: 3000 }, gp3(10)),
    ];
    expect(all.length).toBeGreaterThan(9);
    for (const finding of all) {
      expect(finding.by).toBe('us');
      expect(finding.source).toMatch(/2026-11-2[28]$/);
      expect(finding.fix?.arguments ?? finding.fix?.advice).toBeTruthy();
    }
  });
});
