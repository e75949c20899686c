// The table of send states, row by row.
import { describe, expect, test } from 'vitest';
import {
  ageOf,
  type Clocks,
  isHeld,
  isUnresolved,
  mayClaim,
  mayConcludeNotMade,
  mayFollow,
  nextStep,
  type SendEnd,
  type SendRecord,
  type SendStep,
  whoCreated,
} from '../../src/consent/send-states.ts';
import type { World } from '../../src/consent/world.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WORLD: World = {
  partition: 'aws',
  account: '111122223333',
  principal: 'AROAEXAMPLE',
  region: 'us-east-1',
  endpoint: 'aws',
};
const NAMELESS: World = { partition: 'aws', region: 'us-east-1', endpoint: 'aws' };
const REQUEST = { SourceVolumeId: 'vol-0123456789abcdef0', VolumeType: 'gp3' };
const ID = 'vol-0bbbbbbbbbbbbbbb0';
const record = (more: Partial<SendRecord> = {}): SendRecord => ({
  token: 't1',
  intentKey: 'intent',
  world: WORLD,
  request: {
    ...REQUEST,
    ClientToken: 't1',
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 't1' }] }],
  },
  consent: { how: 'form', at: NOON },
  shown: [],
  firstTriedAt: NOON,
  lastTriedAt: NOON,
  claim: { n: 1, owner: 'one', until: NOON + MINUTE },
  ...more,
});
const ended = (end: SendEnd, more: Partial<SendRecord> = {}) => record({ end, ...more });
const at = (ms: number): Clocks => ({ local: NOON + ms, ec2: NOON + ms });
const WANTED = { request: REQUEST, world: WORLD };

describe('a row of the table', () => {
  test.each<[row: string, is: SendRecord | undefined, clocks: Clocks, step: SendStep]>([
    ['none', undefined, at(0), { do: 'send' }],
    ['failed', ended({ kind: 'failed' }), at(0), { do: 'send' }],
    ['claimed, in time', record(), at(0), { do: 'wait', until: NOON + MINUTE }],
    ['claimed, in time to the last', record(), at(MINUTE - 1), { do: 'wait', until: NOON + MINUTE }],
    ['claimed over time', record(), at(MINUTE), { do: 'look-then-send' }],
    [
      'claimed by a process that is gone',
      record({ claim: { n: 1, owner: 'one', until: NOON + MINUTE, dead: true } }),
      at(0),
      { do: 'look-then-send' },
    ],
    ['claimed in the future: a clock was set back', record(), at(-1), { do: 'look-then-send' }],
    ['unclear', ended({ kind: 'unclear' }), at(SECOND), { do: 'look-then-send' }],
    ['unclear, within the window', ended({ kind: 'unclear' }), at(11.5 * HOUR - 1), { do: 'look-then-send' }],
    ['unclear, window over', ended({ kind: 'unclear' }), at(11.5 * HOUR), { do: 'look-only' }],
    ['claimed, window over', record(), at(12 * HOUR), { do: 'look-only' }],
    [
      'unclear, first try not known',
      record({ end: { kind: 'unclear' }, firstTriedAt: undefined as never }),
      at(0),
      { do: 'look-only' },
    ],
    ["unclear, EC2's clock not known", ended({ kind: 'unclear' }), { local: NOON }, { do: 'look-only' }],
    [
      "unclear, EC2's clock a minute back",
      ended({ kind: 'unclear' }),
      { local: NOON, ec2: NOON - MINUTE },
      { do: 'look-then-send' },
    ],
    [
      "unclear, EC2's clock more than a minute back",
      ended({ kind: 'unclear' }),
      { local: NOON, ec2: NOON - MINUTE - 1 },
      { do: 'look-only' },
    ],
    [
      "unclear: this machine's clock says nothing about EC2's window",
      ended({ kind: 'unclear' }),
      { local: NOON + 100 * HOUR, ec2: NOON },
      { do: 'look-then-send' },
    ],
    ['copied', ended({ kind: 'copied', VolumeId: ID }), at(0), { do: 'read', VolumeId: ID }],
    ['copied, long ago', ended({ kind: 'copied', VolumeId: ID }), at(100 * HOUR), { do: 'read', VolumeId: ID }],
    [
      'gone',
      ended({ kind: 'gone', VolumeId: ID, why: 'not-found' }),
      at(0),
      { do: 'refuse-gone', VolumeId: ID, why: 'not-found' },
    ],
    [
      'gone, its id never known',
      ended({ kind: 'gone', why: 'token-used' }),
      at(0),
      { do: 'refuse-gone', why: 'token-used' },
    ],
    ['not made', ended({ kind: 'not-made' }), at(0), { do: 'refuse-not-made' }],
  ])('%s', (_, is, clocks, step) => {
    expect(nextStep(is, WANTED, clocks)).toEqual(step);
  });

  test.each<[row: string, is: SendRecord | undefined, step: SendStep]>([
    ['none: the limits decide whether the account must be known', undefined, { do: 'send' }],
    ['copied', ended({ kind: 'copied', VolumeId: ID }), { do: 'read', VolumeId: ID }],
    ['claimed', record(), { do: 'stay-unknown' }],
    ['unclear', ended({ kind: 'unclear' }), { do: 'stay-unknown' }],
    ['gone', ended({ kind: 'gone', VolumeId: ID, why: 'error' }), { do: 'stay-unknown' }],
    ['not made', ended({ kind: 'not-made' }), { do: 'stay-unknown' }],
    ['failed', ended({ kind: 'failed' }), { do: 'send' }],
  ])('world not known, %s', (_, is, step) => {
    expect(nextStep(is, { request: REQUEST, world: NAMELESS }, at(0))).toEqual(step);
  });

  test.each<[row: string, is: SendRecord, step: SendStep]>([
    ['copied', ended({ kind: 'copied', VolumeId: ID }, { world: NAMELESS }), { do: 'read', VolumeId: ID }],
    ['failed', ended({ kind: 'failed' }, { world: NAMELESS }), { do: 'send' }],
    ['unclear', ended({ kind: 'unclear' }, { world: NAMELESS }), { do: 'look-only' }],
    ['claimed over time', record({ world: NAMELESS, claim: { n: 1, owner: 'a', until: NOON } }), { do: 'look-only' }],
  ])('sent by nobody known, %s: read and looked for, never repeated', (_, is, step) => {
    expect(nextStep(is, WANTED, at(0))).toEqual(step);
  });

  test('where somebody calls from is known also when they are not', () => {
    const world = { ...NAMELESS, endpoint: 'http://127.0.0.1:4566' };
    const is = ended({ kind: 'copied', VolumeId: ID });
    expect(nextStep(is, { request: REQUEST, world }, at(0))).toEqual({
      do: 'refuse-other-request',
      differs: 'endpoint',
    });
  });
});

describe('another intent is refused, whatever the record says', () => {
  const ends: (SendEnd | undefined)[] = [
    undefined,
    { kind: 'unclear' },
    { kind: 'failed' },
    { kind: 'copied', VolumeId: ID },
  ];
  test.each(
    ends.flatMap((end) =>
      (['partition', 'account', 'principal', 'region', 'endpoint'] as const).map((part) => [end, part] as const),
    ),
  )('%j, another %s', (end, part) => {
    const world = { ...WORLD, [part]: 'another' };
    const is = record(end ? { end } : {});
    expect(nextStep(is, { request: REQUEST, world }, at(0))).toEqual({ do: 'refuse-other-request', differs: part });
  });

  test.each<[name: string, request: object]>([
    ['another source', { SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0', VolumeType: 'gp3' }],
    ['a member more', { ...REQUEST, Iops: 4_000 }],
    ['a member less', { SourceVolumeId: REQUEST.SourceVolumeId }],
    ['a tag more', { ...REQUEST, TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }] }],
  ])('%s, also when it is not known who is calling', (_, request) => {
    for (const world of [WORLD, NAMELESS]) {
      const wanted = { request: request as typeof REQUEST, world };
      expect(nextStep(record(), wanted, at(0))).toEqual({ do: 'refuse-other-request', differs: 'request' });
    }
  });

  test('a record whose request carries another token is of another request', () => {
    const forged = record({ request: { ...record().request, ClientToken: 't2' } });
    expect(nextStep(forged, WANTED, at(0))).toEqual({ do: 'refuse-other-request', differs: 'request' });
  });

  test.each<[name: string, request: object]>([
    ['MultiAttachEnabled: false', { ...REQUEST, MultiAttachEnabled: false }],
    ['an empty list of tags', { ...REQUEST, TagSpecifications: [] }],
    ['members in another order', { VolumeType: 'gp3', SourceVolumeId: REQUEST.SourceVolumeId }],
    ['DryRun and a token', { ...REQUEST, DryRun: false, ClientToken: 'x' }],
  ])('%s is the same request', (_, request) => {
    expect(nextStep(record(), { request: request as typeof REQUEST, world: WORLD }, at(0)).do).toBe('wait');
  });
});

test('a definite no of another intent is no reason to send this one', () => {
  const wanted = { request: { ...REQUEST, Size: 900 }, world: WORLD };
  expect(nextStep(ended({ kind: 'failed' }), wanted, at(0)).do).toBe('refuse-other-request');
});

test.each<[claim: SendRecord['claim'], local: number, held: boolean]>([
  [{ n: 1, owner: 'a', until: NOON + MINUTE }, NOON, true],
  [{ n: 1, owner: 'a', until: NOON + MINUTE }, NOON + MINUTE, false],
  [{ n: 1, owner: 'a', until: NOON + MINUTE, dead: true }, NOON, false],
  [{ n: 1, owner: 'a', until: NOON + 61 * SECOND }, NOON, false],
])('a claim %j at %i is held: %s', (claim, local, held) => {
  expect(isHeld({ claim }, local)).toBe(held);
});

test.each<[then: number | undefined, now: number | undefined, age: number | undefined]>([
  [NOON, NOON + 5, 5],
  [NOON, NOON, 0],
  [NOON, NOON - 60_000, 0],
  [NOON, NOON - 60_001, undefined],
  [undefined, NOON, undefined],
  [NOON, undefined, undefined],
])('from %s to %s: %s', (then, now, age) => {
  expect(ageOf(then, now)).toBe(age);
});

describe('a look that found nothing proves that nothing was made', () => {
  test.each<[clocks: Clocks, lastTriedAt: number | undefined, may: boolean]>([
    [{ local: NOON, ec2: NOON + 5 * MINUTE }, NOON, true],
    [{ local: NOON, ec2: NOON + 5 * MINUTE - 1 }, NOON, false],
    // Without EC2's clock this machine's own tells, from the claim on.
    [{ local: NOON + 5 * MINUTE }, NOON, true],
    [{ local: NOON + 5 * MINUTE - 1 }, NOON, false],
    [{ local: NOON - HOUR }, undefined, false],
  ])('of a send that ended without proof, at %j after %s: %s', (clocks, lastTriedAt, may) => {
    const tried = lastTriedAt === undefined ? { lastTriedAt: undefined as never } : { lastTriedAt };
    expect(mayConcludeNotMade(ended({ kind: 'unclear' }, tried), clocks)).toBe(may);
  });

  test('of a claim without an end a minute later: it may have sent until its time was over', () => {
    expect(mayConcludeNotMade(record(), at(6 * MINUTE - 1))).toBe(false);
    expect(mayConcludeNotMade(record(), at(6 * MINUTE))).toBe(true);
  });
});

test.each<[row: string, is: SendRecord, clocks: Clocks, unresolved: boolean]>([
  ['being sent', record(), at(0), true],
  ['over time', record(), at(2 * MINUTE), true],
  ['unclear', ended({ kind: 'unclear' }), at(0), true],
  ['unclear, window over: the tag can still be looked for', ended({ kind: 'unclear' }), at(12 * HOUR), true],
  [
    'unclear, without our tags',
    ended({ kind: 'unclear' }, { request: { ...REQUEST, ClientToken: 't1' } }),
    at(0),
    true,
  ],
  [
    'unclear, without our tags, window over',
    ended({ kind: 'unclear' }, { request: { ...REQUEST, ClientToken: 't1' } }),
    at(12 * HOUR),
    false,
  ],
  ['failed', ended({ kind: 'failed' }), at(0), false],
  ['copied', ended({ kind: 'copied', VolumeId: ID }), at(0), false],
  ['gone', ended({ kind: 'gone', why: 'deleted' }), at(0), false],
  ['not made', ended({ kind: 'not-made' }), at(0), false],
])('%s leaves open what it made: %s', (_, is, clocks, unresolved) => {
  expect(isUnresolved(is, clocks)).toBe(unresolved);
});

test.each<[name: string, is: SendRecord | undefined, n: number, local: number, may: boolean]>([
  ['the first of a token', undefined, 1, NOON, true],
  ['a second without a first', undefined, 2, NOON, false],
  ['while one is held', record(), 2, NOON, false],
  ['after its time', record(), 2, NOON + MINUTE, true],
  ['with the number that is taken', record(), 1, NOON + MINUTE, false],
  ['with a number left out', record(), 3, NOON + MINUTE, false],
  ['after an unclear answer', ended({ kind: 'unclear' }), 2, NOON, true],
  ['after a definite no', ended({ kind: 'failed' }), 2, NOON, true],
  ['after a copy', ended({ kind: 'copied', VolumeId: ID }), 2, NOON, false],
  ['of what is gone', ended({ kind: 'gone', why: 'deleted' }), 2, NOON, false],
  ['of what was not made', ended({ kind: 'not-made' }), 2, NOON, false],
])('a claim %s may be made: %s', (_, is, n, local, may) => {
  expect(mayClaim(is, n, local)).toBe(may);
});

test.each<[CreateTime: string | undefined, begun: number, created: 'now' | 'earlier']>([
  ['2026-11-22T12:00:00Z', NOON, 'now'],
  ['2026-11-22T12:00:00Z', NOON + 999, 'now'],
  ['2026-11-22T12:00:00Z', NOON + 1_000, 'earlier'],
  ['2026-11-22T12:00:05Z', NOON, 'now'],
  ['2026-11-22T11:59:59Z', NOON, 'earlier'],
  [undefined, NOON, 'now'],
  ['2026-11-22T12:00:00Z', Number.NEGATIVE_INFINITY, 'now'],
])('a volume of %s after a first attempt at %i was created: %s', (CreateTime, begun, created) => {
  expect(whoCreated(CreateTime, begun)).toBe(created);
});

test('ends only rise', () => {
  const kinds = ['failed', 'unclear', 'not-made', 'copied', 'gone'] as const;
  const endOf = (kind: (typeof kinds)[number]) => ({ kind, VolumeId: ID, why: 'error' }) as SendEnd;
  const follows = kinds.map((first) => kinds.filter((next) => mayFollow(endOf(first), endOf(next))));
  expect(follows).toEqual([
    ['not-made', 'copied', 'gone'],
    ['not-made', 'copied', 'gone'],
    ['copied', 'gone'],
    ['gone'],
    [],
  ]);
  expect(kinds.filter((next) => mayFollow(undefined, endOf(next)))).toEqual([...kinds]);
});
