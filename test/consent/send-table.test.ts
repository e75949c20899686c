// The table of send states, row by row.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Clocks, SendEnd, SendRecord } from '../../src/consent/send-states.ts';
import { nextStep, SEND_TABLE, type SendStep } from '../../src/consent/send-table.ts';
import {
  at,
  ended,
  HOUR,
  ID,
  MINUTE,
  NAMELESS,
  NOON,
  REQUEST,
  record,
  SECOND,
  WANTED,
  WORLD,
} from '../support/send-states.ts';

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
    expect(nextStep(is, WANTED, clocks)).toStrictEqual(step);
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

test('a row about a record says nothing where there is none', () => {
  expect(SEND_TABLE.map((row) => row.step(undefined, WANTED, at(0))?.do)).toEqual([
    undefined,
    'send',
    ...Array(6).fill(undefined),
    'look-then-send',
  ]);
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

const ARCHITECTURE = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8').split('\n');

test.each(SEND_TABLE.map((row) => [row.record, row.does]))(
  'the page of the architecture says what %s does',
  (is, does) => {
    expect(ARCHITECTURE).toContain(`| ${is} | ${does} |`);
  },
);

const COPY_TESTS = new URL('../copy/', import.meta.url);
const stories = readdirSync(COPY_TESTS)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, COPY_TESTS), 'utf8'))
  .join('\n');

test.each(SEND_TABLE.map(({ record }) => record))(
  'what a real call does with a record that is %s is told as a story',
  (row) => {
    expect(stories).toContain(`describe('${row}'`);
  },
);
