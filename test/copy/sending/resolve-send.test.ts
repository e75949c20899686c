// A send of which it is not known what it made: when it is known to have made nothing, and who may say so.
import { expect, test } from 'vitest';
import type { SendRecord } from '../../../src/consent/send-states.ts';
import { worldOf } from '../../../src/consent/world.ts';
import { resolveSend } from '../../../src/copy/sending/resolve-send.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { CALLER } from '../../support/copy-process.ts';
import {
  createFakeClock,
  createFakeDeps,
  createFakeEc2,
  ID,
  idOf,
  NOON,
  no,
  PLACE,
  type Script,
  yes,
} from '../../support/fake-ec2.ts';
import { keptRecord } from '../../support/test-deps.ts';

const HOUR = 3_600_000;
const DAY = { scope: expect.any(String), date: '2026-11-22' };
const record: SendRecord = {
  token: 'mine',
  intentKey: 'intent',
  world: worldOf(CALLER, PLACE),
  request: {
    SourceVolumeId: ID,
    ClientToken: 'mine',
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'mine' }] }],
  },
  consent: { how: 'auto', at: NOON },
  shown: [],
  firstTriedAt: NOON,
  lastTriedAt: NOON,
  claim: { n: 1, owner: 'another process', until: NOON + 60_000 },
  end: { kind: 'unclear' },
};

/** What was made these days; nothing carries our tags. */
const listing = (recent: readonly Volume[]): Script => ({
  describeVolumes: ({ Filters = [] }) => yes({ items: Filters[0]?.Name === 'create-time' ? [...recent] : [] }),
});

/** EC2 shows no volume that carries the token, 12 hours after the send. */
async function resolve(
  sent: SendRecord,
  { atOnce = false, isClaimed = true, recent = [] as Volume[], hours = 12, script = listing(recent) } = {},
) {
  const clock = createFakeClock();
  clock.move(hours * HOUR);
  const claims: unknown[] = [];
  const written: unknown[] = [];
  const sends = {
    ...keptRecord(clock.now),
    claims: async () => 7,
    claim: async (...args: unknown[]) => {
      claims.push(args);
      return isClaimed;
    },
    finish: async (...args: unknown[]) => void written.push(args),
    release: async (...args: unknown[]) => void written.push(args),
  };
  const deps = createFakeDeps(createFakeEc2(script).ec2, { clock, sends });
  const never = new AbortController().signal;
  const options = { cancelled: never, signal: never, arrivedAt: clock.now(), deadline: clock.now() + 50_000 };
  return { is: await resolveSend({ deps, place: PLACE, options }, sent, atOnce), claims, written };
}

test('nothing is there: said under a claim of its own, and its place of the day is given back', async () => {
  const { end: _, ...open } = record;
  expect(await resolve(record)).toEqual({
    is: { is: 'not-made' },
    claims: [[{ ...open, claim: { n: 2, owner: 'test', until: NOON + 12 * HOUR + 60_000 } }, 7]],
    written: [
      ['mine', 2, { kind: 'not-made' }],
      [DAY, 'mine'],
    ],
  });
});

test('whoever cannot claim it says nothing of it', async () => {
  expect(await resolve(record, { isClaimed: false })).toMatchObject({ is: { is: 'taken' }, written: [] });
});

test('without a time of its first attempt it has no place of a day to give back', async () => {
  const { firstTriedAt: _, ...untimed } = record;
  expect(await resolve(untimed)).toMatchObject({
    is: { is: 'not-made' },
    written: [['mine', 2, { kind: 'not-made' }]],
  });
});

test.each([
  [false, 'open'],
  [true, 'not-made'],
] as const)('sent by nobody known; a rehearsal has met it in its own world: %s', async (atOnce, is) => {
  const { is: resolved } = await resolve({ ...record, world: worldOf(undefined, PLACE) }, { atOnce });
  expect(resolved).toEqual({ is });
});

test.each<[name: string, copy: Partial<Volume>, mayBeIt: boolean]>([
  ['of the source, since the send, without our tags: it may be that one', {}, true],
  ['of another source', { SourceVolumeId: idOf(9) }, false],
  ['made as long before the send as clocks may differ', { CreateTime: '2026-11-22T11:55:00Z' }, true],
  ['made a second before that', { CreateTime: '2026-11-22T11:54:59Z' }, false],
  ['made long before the send', { CreateTime: '2026-11-22T11:00:00Z' }, false],
  ['of another plan', { Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'other' }] }, false],
])('a copy %s', async (_name, copy, mayBeIt) => {
  const recent = [{ VolumeId: idOf(1), SourceVolumeId: ID, CreateTime: '2026-11-22T12:00:00Z', ...copy }];
  const found = mayBeIt ? { untagged: idOf(1) } : {};
  const { is, written } = await resolve(record, { recent });
  expect(is).toEqual({ is: 'not-made', ...found });
  // What may be its copy keeps its place of the day.
  expect(written).toEqual([['mine', 2, { kind: 'not-made', ...found }], ...(mayBeIt ? [] : [[DAY, 'mine']])]);
  // While EC2 remembers the token, its repetition tells which one it is.
  expect((await resolve(record, { recent, hours: 11, atOnce: true })).is).toEqual({
    is: mayBeIt ? 'open' : 'not-made',
  });
});

type Describe = NonNullable<Script['describeVolumes']>;
const untagged: Volume = { VolumeId: idOf(1), SourceVolumeId: ID, CreateTime: '2026-11-22T12:00:00Z' };
const throttled = no('RequestLimitExceeded');

test.each<[name: string, hours: number, byDay: Describe]>([
  ['while that look is throttled', 12, () => throttled],
  ['while a later page of it is', 12, ({ NextToken }) => (NextToken ? throttled : yes({ items: [], nextToken: 'n' }))],
  ['while pages of it are left', 12, ({ NextToken = '' }) => yes({ items: [], nextToken: `${NextToken}n` })],
])('nothing is concluded %s', async (_name, hours, byDay) => {
  const describeVolumes: Describe = (query, ...more) =>
    query.Filters?.[0]?.Name === 'create-time' ? byDay(query, ...more) : yes({ items: [] });
  expect((await resolve(record, { hours, script: { describeVolumes } })).is).toEqual({ is: 'open' });
});

test('days later such a copy is found, though it is none of the last days', async () => {
  const describeVolumes: Describe = ({ Filters = [] }) =>
    yes({ items: Filters[0]?.Values?.includes('2026-11-22*') ? [untagged] : [] });
  expect((await resolve(record, { hours: 100, script: { describeVolumes } })).is).toEqual({
    is: 'not-made',
    untagged: idOf(1),
  });
});

test.each<[name: string, isTimed: boolean, days: string[]]>([
  ['around the send, however late it is asked', true, ['2026-11-21*', '2026-11-22*', '2026-11-23*', '2026-11-24*']],
  [
    'around the present, of a record without a time',
    false,
    ['2026-11-24*', '2026-11-25*', '2026-11-26*', '2026-11-27*'],
  ],
])('the days that are looked at are those %s, each page of them', async (_name, isTimed, days) => {
  const asked: unknown[] = [];
  const describeVolumes: Describe = (query) => {
    if (query.Filters?.[0]?.Name !== 'create-time') return yes({ items: [] });
    asked.push(query);
    return yes({ items: [], ...(query.NextToken ? {} : { nextToken: 'second' }) });
  };
  const { firstTriedAt: _, ...untimed } = record;
  expect((await resolve(isTimed ? record : untimed, { hours: 96, script: { describeVolumes } })).is).toEqual({
    is: 'not-made',
  });
  const query = { Filters: [{ Name: 'create-time', Values: days }], MaxResults: 500 };
  expect(asked).toEqual([query, { ...query, NextToken: 'second' }]);
});
