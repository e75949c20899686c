// The look for copies that somebody else made: by the day of creation, since EC2 has no filter for copies.
import { describe, expect, test } from 'vitest';
import { readRecentCopies, recentDays } from '../../src/copy/recent-copies.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import {
  CONTROL,
  createFakeDeps,
  createFakeEc2,
  idOf,
  NOON,
  no,
  PLACE,
  type Script,
  yes,
} from '../support/fake-ec2.ts';

const copy: Volume = { VolumeId: idOf(1), SourceVolumeId: idOf(9), CreateTime: '2026-11-22T11:00:00.000Z' };
const fresh: Volume = { VolumeId: idOf(2), CreateTime: '2026-11-22T11:30:00.000Z' };
const old: Volume = { VolumeId: idOf(3), CreateTime: '2026-11-19T23:59:59.000Z' };

async function look(describeVolumes: NonNullable<Script['describeVolumes']>, known: Volume[] = []) {
  const { ec2, asked } = createFakeEc2({ describeVolumes });
  const judge = await readRecentCopies(createFakeDeps(ec2), PLACE, CONTROL);
  return { ...judge(known), asked: asked('DescribeVolumes') };
}

describe('the days', () => {
  test.each<[now: number, days: string[]]>([
    [NOON, ['2026-11-20*', '2026-11-21*', '2026-11-22*', '2026-11-23*']],
    [Date.UTC(2027, 0, 1, 0, 0, 1), ['2026-12-30*', '2026-12-31*', '2027-01-01*', '2027-01-02*']],
    [Date.UTC(2028, 1, 28, 23, 59), ['2028-02-26*', '2028-02-27*', '2028-02-28*', '2028-02-29*']],
  ])('around %i are those of UTC', (now, days) => {
    expect(recentDays(now)).toEqual(days);
  });

  // EC2's clock as this process counts it on stands still while a laptop sleeps; the machine's own may be set wrong.
  test.each<[name: string, clock: number | undefined, days: string[]]>([
    ['no clock of EC2 is known', undefined, ['2026-11-20*', '2026-11-21*', '2026-11-22*', '2026-11-23*']],
    ['both clocks agree on the day', NOON - 3_600_000, ['2026-11-20*', '2026-11-21*', '2026-11-22*', '2026-11-23*']],
    [
      'the machine slept for two days',
      NOON - 2 * 86_400_000,
      ['2026-11-18*', '2026-11-19*', '2026-11-20*', '2026-11-21*', '2026-11-22*', '2026-11-23*'],
    ],
    [
      "this machine's clock is months ahead",
      Date.UTC(2026, 5, 15, 12),
      ['06-13*', '06-14*', '06-15*', '06-16*', '11-20*', '11-21*', '11-22*', '11-23*'].map((day) => `2026-${day}`),
    ],
    [
      "this machine's clock is behind by a day",
      NOON + 86_400_000,
      ['2026-11-20*', '2026-11-21*', '2026-11-22*', '2026-11-23*', '2026-11-24*'],
    ],
  ])('are those of both clocks: %s', async (_, clock, Values) => {
    const { ec2, asked } = createFakeEc2({});
    await readRecentCopies(createFakeDeps({ ...ec2, clock: () => clock }), PLACE, CONTROL);
    expect(asked('DescribeVolumes')).toEqual([{ Filters: [{ Name: 'create-time', Values }], MaxResults: 500 }]);
  });
});

describe('what it saw', () => {
  test('copies alone, whoever made them', async () => {
    expect(await look(() => yes({ items: [copy, fresh] }))).toMatchObject({ copies: [copy] });
    expect(await look(() => yes({ items: [copy, fresh] }))).not.toHaveProperty('gap');
  });

  test('a second page, and no third', async () => {
    const page = (token = '0') =>
      yes({ items: [{ ...copy, VolumeId: idOf(10 + Number(token)) }], nextToken: `${Number(token) + 1}` });
    const { copies, gap, asked } = await look(({ NextToken }) => page(NextToken));
    expect(copies.map(({ VolumeId }) => VolumeId)).toEqual([idOf(10), idOf(11)]);
    expect(gap).toBe('more than 1000 volumes were made in the last days');
    expect(asked).toHaveLength(2);
  });

  test('a refusal is the failure', async () => {
    expect(await look(() => no('InvalidParameterValue'))).toMatchObject({
      copies: [],
      failure: { code: 'InvalidParameterValue' },
    });
  });

  test('a second page that fails leaves the first, and the failure', async () => {
    expect(
      await look(({ NextToken }) => (NextToken ? no('RequestLimitExceeded') : yes({ items: [copy], nextToken: 't' }))),
    ).toMatchObject({ copies: [copy], failure: { code: 'RequestLimitExceeded' } });
  });

  test('an empty list proves nothing: so answers an endpoint without the filter', async () => {
    expect((await look(() => yes({ items: [] }))).gap).toBe('EC2 listed no volume of the last days');
  });

  test('a volume that is known to be of these days and is not in the list shows that the filter does not work', async () => {
    const missing = await look(() => yes({ items: [old] }), [fresh]);
    expect(missing.gap).toBe('this endpoint does not list volumes by day');
    const there = await look(() => yes({ items: [fresh] }), [fresh, old, { VolumeId: idOf(4) }]);
    expect(there).not.toHaveProperty('gap');
  });
});
