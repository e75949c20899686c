// The look for what a send made: page by page, by the tag that carries its token.
import { expect, test } from 'vitest';
import type { SentRequest } from '../../../src/consent/send-states.ts';
import { lookForCopy } from '../../../src/copy/sending/look-for-copy.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { createFakeDeps, createFakeEc2, ID, idOf, NOON, no, PLACE, type Script, yes } from '../../support/fake-ec2.ts';

const TAG = { Key: 'ebs-copy-mcp:plan', Value: 'mine' };
const MADE: Volume = {
  VolumeId: 'vol-0bbbbbbbbbbbbbbb0',
  SourceVolumeId: ID,
  CreateTime: '2026-11-22T12:00:00Z',
  Tags: [{ Key: 'Name', Value: 'data' }, TAG],
};
const request: SentRequest = {
  SourceVolumeId: ID,
  ClientToken: 'mine',
  TagSpecifications: [{ ResourceType: 'volume', Tags: [TAG] }],
};

async function look(describeVolumes: NonNullable<Script['describeVolumes']>, sent: object = {}) {
  const { ec2, asked } = createFakeEc2({ describeVolumes });
  const record = { request: { ...request, ...sent }, firstTriedAt: NOON };
  const found = await lookForCopy(createFakeDeps(ec2), PLACE, record, NOON + 50_000);
  return { found, asked: asked('DescribeVolumes') };
}

const Filters = [{ Name: 'tag:ebs-copy-mcp:plan', Values: ['mine'] }];

test('its copy on the second page, among volumes without its tag', async () => {
  const others: Volume[] = [
    { VolumeId: idOf(1) },
    { ...MADE, VolumeId: idOf(2), Tags: [{ ...TAG, Value: 'another' }] },
    { ...MADE, VolumeId: idOf(3), Tags: [{ Key: 'note', Value: 'mine' }] },
  ];
  const { found, asked } = await look(({ NextToken }) =>
    NextToken ? yes({ items: [MADE] }, NOON + 2) : yes({ items: others, nextToken: 'second' }, NOON + 1),
  );
  expect(found).toEqual({ volume: MADE, at: NOON + 2, isNothing: false });
  expect(asked).toEqual([{ Filters }, { Filters, NextToken: 'second' }]);
});

test('a token of a caller is looked for to the letter, whatever a filter makes of it', async () => {
  const { asked } = await look(() => yes({ items: [] }), {
    ClientToken: String.raw`a\*b?`,
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ ...TAG, Value: String.raw`a\*b?` }] }],
  });
  expect(asked).toEqual([{ Filters: [{ ...Filters[0], Values: [String.raw`a\\\*b\?`] }] }]);
});

test('the look ends a second before its call, and after eight at the latest', async () => {
  const signals = new Map<number, AbortSignal>();
  const { ec2, calls } = createFakeEc2();
  const timeout = (ms: number) => {
    const { signal } = new AbortController();
    signals.set(ms, signal);
    return signal;
  };
  const deps = { ...createFakeDeps(ec2), timeout };
  for (const deadline of [50_000, 4_000, 500]) await lookForCopy(deps, PLACE, { request }, NOON + deadline);
  expect([...signals.keys()]).toEqual([8_000, 3_000, 1]);
  expect(calls.map(({ signal }) => signal)).toEqual([...signals.values()]);
});

test('nothing is said only after the last page', async () => {
  const items = [{ VolumeId: idOf(1) }];
  const whole = await look(({ NextToken }) => yes(NextToken ? { items: [] } : { items, nextToken: 'second' }));
  expect(whole.found).toEqual({ at: NOON, isNothing: true });
});

test('ten pages at most; what comes after them is not known to be nothing', async () => {
  let page = 0;
  const { found, asked } = await look(() =>
    page++ < 50 ? yes({ items: [], nextToken: `page ${page}` }) : yes({ items: [] }),
  );
  expect(found).toEqual({ at: NOON, isNothing: false });
  expect(asked).toHaveLength(10);
});

test('a later page that fails leaves everything open', async () => {
  const { found } = await look(({ NextToken }) =>
    NextToken ? no('RequestLimitExceeded') : yes({ items: [MADE], nextToken: 'second' }),
  );
  expect(found).toMatchObject({ isNothing: false });
  expect(found).not.toHaveProperty('volume');
});

test('a request without our tag can show nothing: EC2 is not asked', async () => {
  const { found, asked } = await look(() => yes({ items: [] }), { TagSpecifications: undefined });
  expect(found).toMatchObject({ isNothing: false });
  expect(asked).toEqual([]);
});
