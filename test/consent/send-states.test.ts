// The states of a send: claims, ends, ages, and who made a volume.
import { describe, expect, test } from 'vitest';
import {
  ageOf,
  type Clocks,
  carriesToken,
  isHeld,
  isUnresolved,
  mayClaim,
  mayConcludeNotMade,
  mayFollow,
  type SendEnd,
  type SendRecord,
  whoCreated,
} from '../../src/consent/send-states.ts';
import type { CopyVolumesRequest } from '../../src/volume/aws-records.ts';
import { at, ended, HOUR, ID, MINUTE, NOON, REQUEST, record, SECOND } from '../support/send-states.ts';

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
    // Where nobody knows when it was tried, this machine's own clock tells, from the claim on.
    [{ local: NOON + 5 * MINUTE, ec2: NOON }, undefined, true],
    [{ local: NOON + 5 * MINUTE - 1, ec2: NOON }, undefined, false],
    // Without EC2's clock nothing does: this machine's may have been set.
    [{ local: NOON + HOUR }, NOON, false],
    [{ local: NOON + HOUR }, undefined, false],
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
  [
    "being sent, without our tags, EC2's clock not known",
    record({ request: { ...REQUEST, ClientToken: 't1' } }),
    { local: NOON },
    true,
  ],
  [
    "over time, without our tags, EC2's clock not known",
    record({ request: { ...REQUEST, ClientToken: 't1' } }),
    { local: NOON + MINUTE },
    false,
  ],
  ['failed', ended({ kind: 'failed' }), at(0), false],
  ['copied', ended({ kind: 'copied', VolumeId: ID }), at(0), false],
  ['gone', ended({ kind: 'gone', why: 'deleted' }), at(0), false],
  ['not made', ended({ kind: 'not-made' }), at(0), false],
])('%s leaves open what it made: %s', (_, is, clocks, unresolved) => {
  expect(isUnresolved(is, clocks)).toBe(unresolved);
});

test.each<[name: string, specifications: CopyVolumesRequest['TagSpecifications'], carries: boolean]>([
  ['no list of tags', undefined, false],
  ['a list without tags', [{ ResourceType: 'volume' }], false],
  ['our tag of this token', [tagsOf(['ebs-copy-mcp:plan', 't1'])], true],
  ['it among others', [tagsOf(['Name', 'a']), tagsOf(['a', 't1'], ['ebs-copy-mcp:plan', 't1'], ['b', ''])], true],
  ['our tag of another token', [tagsOf(['ebs-copy-mcp:plan', 't2'])], false],
  ['another tag of its value', [tagsOf(['ebs-copy-mcp:source', 't1'])], false],
])('a request with %s can be found by our tag: %s', (_, specifications, carries) => {
  const request = { ...REQUEST, ClientToken: 't1', ...(specifications ? { TagSpecifications: specifications } : {}) };
  expect(carriesToken(request)).toBe(carries);
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

test.each<[CreateTime: string | undefined, begun: number | undefined, first: string, repeat: string]>([
  ['2026-11-22T12:00:00Z', NOON, 'now', 'now'],
  ['2026-11-22T12:00:00Z', NOON + 999, 'now', 'now'],
  ['2026-11-22T12:00:00Z', NOON + 1_000, 'earlier', 'earlier'],
  ['2026-11-22T12:00:05Z', NOON, 'now', 'now'],
  ['2026-11-22T11:59:59Z', NOON, 'earlier', 'earlier'],
  [undefined, NOON, 'now', 'earlier'],
  ['no time', NOON, 'now', 'earlier'],
  ['2026-11-22T12:00:00Z', undefined, 'now', 'earlier'],
])(
  'a volume of %s after a first attempt at %s was created: %s; by a repetition: %s',
  (CreateTime, begun, ...created) => {
    expect([true, false].map((isFirst) => whoCreated(CreateTime, { begun, isFirst }))).toEqual(created);
  },
);

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

function tagsOf(...tags: [string, string][]) {
  return { ResourceType: 'volume' as const, Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
}
