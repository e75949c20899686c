// The attempts of one send, and what each answer proves.
import { describe, expect, test } from 'vitest';
import type { Sent } from '../../../src/copy/decision.ts';
import { type ClaimedSend, reserveMs, sendAttempts } from '../../../src/copy/sending/send-attempts.ts';
import type { Ec2, Reply, SendGuard } from '../../../src/ports/ec2.ts';
import type { SendRecords } from '../../../src/ports/state.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';
import {
  createFakeClock,
  createFakeDeps,
  createFakeEc2,
  ID,
  NOON,
  no,
  PLACE,
  unclear,
  yes,
} from '../../support/fake-ec2.ts';
import { keptRecord } from '../../support/test-deps.ts';

const PLAN_TAG = { Key: 'ebs-copy-mcp:plan', Value: 'token-1' };
const REQUEST = {
  SourceVolumeId: ID,
  VolumeType: 'gp3',
  Size: 20,
  ClientToken: 'token-1',
  TagSpecifications: [{ ResourceType: 'volume', Tags: [PLAN_TAG] }],
};
const SOURCE: Volume = { VolumeId: ID, Size: 10, VolumeType: 'gp2' };
const MADE: Volume = {
  VolumeId: 'vol-0bbbbbbbbbbbbbbb0',
  SourceVolumeId: ID,
  VolumeType: 'gp3',
  Size: 20,
  CreateTime: '2026-11-22T12:00:00Z',
  Tags: [PLAN_TAG],
};
const { CreateTime: _, ...TIMELESS } = MADE;
/** Has the form of a plan. */
const PLAN = `p1${'a'.repeat(62)}`;
const LOOK = { Filters: [{ Name: 'tag:ebs-copy-mcp:plan', Values: ['token-1'] }] };

interface Circumstances {
  seen?: Volume[] | 'unreadable';
  request?: Record<string, unknown>;
  sentBefore?: boolean;
  deadline?: number;
  /** How long each attempt takes. */
  each?: number;
  /** Whether the claim is still the newest, ask by ask; the last one stays. */
  holds?: (boolean | 'unreadable')[];
  token?: string;
  /** Until when the claim is held, ms after noon. */
  until?: number;
  caller?: { credentialsId?: string };
}

/** Answers of CopyVolumes in order; the last one is repeated. */
async function send(answers: Reply<Volume[]>[], more: Circumstances = {}) {
  const clock = createFakeClock();
  const timeouts: number[] = [];
  let turn = 0;
  const fake = createFakeEc2({
    copyVolumes: () => {
      clock.move(more.each ?? 100);
      return answers[Math.min(turn++, answers.length - 1)] ?? yes([]);
    },
    describeVolumes: () => (more.seen === 'unreadable' ? no('UnauthorizedOperation') : yes({ items: more.seen ?? [] })),
  });
  const holds = [...(more.holds ?? [true])];
  const sends: SendRecords = {
    ...keptRecord(clock.now),
    async holds() {
      const held = holds.length > 1 ? holds.shift() : holds[0];
      if (held === 'unreadable') throw new Error('EIO');
      return held === true;
    },
  };
  const guards: SendGuard[] = [];
  const ec2: Ec2 = {
    ...fake.ec2,
    copyVolumes: (place, request, control, guard) => {
      guards.push(guard);
      return fake.ec2.copyVolumes(place, request, control, guard);
    },
  };
  const deps = createFakeDeps(ec2, { clock, timeouts, sends });
  const token = more.token ?? 'token-1';
  const never = new AbortController().signal;
  const claimed = {
    call: {
      deps,
      place: PLACE,
      options: { cancelled: never, signal: never, arrivedAt: NOON, deadline: NOON + (more.deadline ?? 50_000) },
    },
    made: {
      first: {
        source: SOURCE,
        ...('caller' in more ? { caller: more.caller } : { caller: { credentialsId: 'AKID' } }),
      },
    },
    record: {
      token,
      request: { ...(more.request ?? REQUEST), ClientToken: token },
      firstTriedAt: NOON,
      claim: { n: 1, owner: 'test', until: NOON + (more.until ?? 60_000) },
    },
    isFirst: !more.sentBefore,
  } as unknown as ClaimedSend;
  const sent = (await sendAttempts(claimed)) as Sent;
  return { sent, ...fake, clock, timeouts, guards };
}

describe('an answer that is clear', () => {
  test('yes: one request, nothing else is asked', async () => {
    const { sent, actions } = await send([{ ok: true, value: [MADE], at: NOON + 7, requestId: 'req-1' }]);
    expect(sent).toEqual({
      kind: 'copied',
      volume: MADE,
      at: NOON + 7,
      created: 'now',
      differs: [],
      requestId: 'req-1',
    });
    expect(actions()).toEqual(['CopyVolumes']);
  });

  test.each([
    'UnauthorizedOperation',
    'InvalidParameterValue',
    'IncorrectState',
    'VolumeLimitExceeded',
    'IdempotentParameterMismatch',
  ] as const)('a definite no to the first send (%s): failed, sent once, not looked for', async (code) => {
    const { sent, actions } = await send([no(code)]);
    expect(sent).toMatchObject({ kind: 'failed', failure: { code } });
    expect(actions()).toEqual(['CopyVolumes']);
  });
});

describe('an answer that is unclear', () => {
  test('is repeated: the same bytes and the same token at each attempt', async () => {
    const { sent, asked } = await send([
      unclear('connection-cut'),
      unclear('timed-out'),
      unclear('InternalError'),
      yes([MADE]),
    ]);
    expect(sent).toMatchObject({ kind: 'copied', volume: MADE });
    const requests = asked('CopyVolumes').map((one) => JSON.stringify(one));
    expect(requests).toEqual(Array.from({ length: 4 }, () => JSON.stringify(REQUEST)));
  });

  test('four times at most, with growing pauses; then it looks by the tag and says unknown', async () => {
    const { sent, actions, clock, asked } = await send([unclear('connection-cut')]);
    expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
    expect(clock.slept).toEqual([500, 1000, 2000, 4000]);
    expect(asked('DescribeVolumes')).toEqual([LOOK]);
    expect(sent).toMatchObject({ kind: 'unknown', failure: { code: 'connection-cut' } });
  });

  test('then a definite no: the first send may have made it, so it looks; nothing seen is unknown', async () => {
    const { sent, actions } = await send([unclear('connection-cut'), no('ConcurrentCopyVolumeLimitExceeded')]);
    expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
    expect(sent).toMatchObject({ kind: 'unknown', failure: { code: 'ConcurrentCopyVolumeLimitExceeded' } });
  });

  test('then a definite no, and the copy is seen: copied', async () => {
    const { sent } = await send([unclear('connection-cut'), no('ConcurrentCopyVolumeLimitExceeded')], { seen: [MADE] });
    expect(sent).toMatchObject({ kind: 'copied', volume: MADE });
  });

  test.each(['IdempotentParameterMismatch', 'VolumeLimitExceeded'] as const)(
    'then %s: repeating changes nothing, it looks at once',
    async (code) => {
      const { sent, actions } = await send([unclear('timed-out'), unclear(code)]);
      expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
      expect(sent).toMatchObject({ kind: 'unknown', failure: { code } });
    },
  );

  test.each<[name: string, volumes: Volume[]]>([
    ['without a volume', []],
    ['with two', [MADE, { ...MADE, VolumeId: 'vol-0ddddddddddddddd0' }]],
    ['with no id', [{ ...MADE, VolumeId: undefined as never }]],
    ['with an id that is none', [{ ...MADE, VolumeId: 'vol-$(reboot)' }]],
    ["with the source's own id", [{ ...MADE, VolumeId: ID }]],
    ['of another source', [{ ...MADE, SourceVolumeId: 'vol-0ccccccccccccccc0' }]],
  ])('an answer %s proves nothing', async (_name, volumes) => {
    const { sent, actions } = await send([yes(volumes)]);
    expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
    expect(sent).toMatchObject({ kind: 'unknown', failure: { code: 'answer-cut', message: '', definite: false } });
  });
});

describe('what is seen must be this copy', () => {
  test.each<[name: string, seen: Volume[] | 'unreadable', result: 'copied' | 'unknown']>([
    ['source, type and size fit', [MADE], 'copied'],
    ['of another source', [{ ...MADE, SourceVolumeId: 'vol-0ccccccccccccccc0' }], 'unknown'],
    ['of another type', [{ ...MADE, VolumeType: 'gp2' }], 'unknown'],
    ['of another size', [{ ...MADE, Size: 21 }], 'unknown'],
    ['5 minutes before the send: clocks differ', [{ ...MADE, CreateTime: '2026-11-22T11:55:00Z' }], 'copied'],
    ['older than the send by more', [{ ...MADE, CreateTime: '2026-11-22T11:54:59Z' }], 'unknown'],
    ['made long after', [{ ...MADE, CreateTime: '2026-11-22T20:00:00Z' }], 'copied'],
    ['with no time of its own', [TIMELESS], 'unknown'],
    ['without its tag, from an endpoint that knows no filters', [{ ...MADE, Tags: [] }], 'unknown'],
    ["with the source's own id", [{ ...MADE, VolumeId: ID }], 'unknown'],
    ['with an id that is none', [{ ...MADE, VolumeId: 'vol-1;rm' }], 'unknown'],
    ['two of them', [MADE, { ...MADE, VolumeId: 'vol-0ddddddddddddddd0' }], 'unknown'],
    ['nothing', [], 'unknown'],
    ['the look itself is refused', 'unreadable', 'unknown'],
  ])('%s: %s', async (_, seen, result) => {
    const { sent } = await send([unclear('timed-out')], { seen });
    expect(sent.kind).toBe(result);
    // Only what carries nothing of it lets EC2's "other parameters" mean that its volume is gone.
    if (sent.kind === 'unknown')
      expect(sent.lookedEverywhere).toBe(seen !== 'unreadable' && seen.every(({ Tags = [] }) => Tags.length === 0));
  });

  test('a token of ours is sealed over its request: what looks otherwise was modified since', async () => {
    const token = `p2${'a'.repeat(61)}`;
    const tag = { Key: 'ebs-copy-mcp:plan', Value: token };
    const request = { ...REQUEST, TagSpecifications: [{ ResourceType: 'volume', Tags: [tag] }] };
    const { sent } = await send([unclear('timed-out')], {
      token,
      request,
      seen: [{ ...MADE, Size: 900, Tags: [tag] }],
    });
    expect(sent.kind).toBe('copied');
  });

  test('type and size that were not asked for may be any', async () => {
    const { VolumeType: _, Size: __, ...request } = REQUEST;
    const { sent } = await send([unclear('timed-out')], { request, seen: [{ ...MADE, VolumeType: 'gp2', Size: 99 }] });
    expect(sent.kind).toBe('copied');
  });
});

describe('a no that an earlier send with the same token can cause', () => {
  const OURS = `p2${'a'.repeat(61)}`;
  const MISMATCH = no('IdempotentParameterMismatch');
  const LIMIT = no('VolumeLimitExceeded');
  const THROTTLED = no('Throttling');

  test.each<[name: string, answers: Reply<Volume[]>[], more: Circumstances, kind: string, sends: number]>([
    ['of the very first send', [LIMIT], {}, 'failed', 1],
    ['of the very first send, without its own error body', [unclear('VolumeLimitExceeded')], {}, 'failed', 1],
    ['of a token that was sent before: one repetition shows it', [LIMIT], { sentBefore: true }, 'unknown', 2],
    ['of the second attempt, after a throttled one', [THROTTLED, LIMIT], {}, 'unknown', 2],
    ["a caller's own token may be used already", [MISMATCH], {}, 'failed', 1],
    ["a caller's own token, used by an earlier call", [MISMATCH], { sentBefore: true }, 'unknown', 2],
    ["a token of ours is nobody else's", [MISMATCH], { token: OURS }, 'unknown', 2],
    ['a token of ours, after a throttled attempt', [THROTTLED, MISMATCH], { token: OURS }, 'unknown', 2],
  ])('%s', async (_, answers, more, kind, sends) => {
    const { sent, asked } = await send(answers, more);
    expect(sent.kind).toBe(kind);
    expect(asked('CopyVolumes')).toHaveLength(sends);
  });
});

describe('throttled', () => {
  test.each(['RequestLimitExceeded', 'Throttling'] as const)('%s is repeated, with longer pauses', async (code) => {
    const { sent, actions, clock } = await send([no(code), no(code), yes([MADE])]);
    expect(sent.kind).toBe('copied');
    expect(actions()).toHaveLength(3);
    expect(clock.slept).toEqual([1000, 2000]);
  });

  test('to the end: failed, since a throttled request makes nothing', async () => {
    const { sent, actions } = await send([no('RequestLimitExceeded')]);
    expect(sent).toMatchObject({ kind: 'failed', failure: { code: 'RequestLimitExceeded' } });
    expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'CopyVolumes']);
  });
});

describe('what was made is compared with what was sent', () => {
  test.each<[name: string, more: Partial<Volume>, differs: string[]]>([
    ['as asked', {}, []],
    ['another size', { Size: 21 }, ['Size is 21, and 20 was expected']],
    ['another type', { VolumeType: 'gp2' }, ['VolumeType is gp2, and gp3 was expected']],
    ['state error', { State: 'error' }, ['its state is error, so it cannot be used']],
    ['being deleted', { State: 'deleting' }, ['its state is deleting, so it cannot be used']],
    ['deleted', { State: 'deleted' }, ['its state is deleted, so it cannot be used']],
    ['a state that AWS added since', { State: 'archived' }, []],
  ])('%s', async (_, more, differs) => {
    const { sent } = await send([yes([{ ...MADE, ...more }])]);
    expect(sent).toMatchObject({
      kind: 'copied',
      differs: differs.map((words) => ({
        code: 'copy-differs',
        message: `The new volume is not as it was asked for: ${words}.`,
      })),
    });
  });

  test("what was left out is what EC2 gives by default: gp2, the source's size", async () => {
    const { VolumeType: _, Size: __, ...request } = REQUEST;
    const { sent } = await send([yes([{ ...MADE, VolumeType: 'gp2', Size: 11 }])], { request });
    expect(sent).toMatchObject({ differs: [{ message: expect.stringContaining('Size is 11, and 10 was expected') }] });
  });
});

describe('a first attempt that nothing came of', () => {
  test.each(['UnauthorizedOperation', 'connection-cut'] as const)('%s, then made: now', async (code) => {
    const { sent } = await send([unclear(code), yes([MADE])]);
    expect(sent).toMatchObject({ kind: 'copied', created: 'now' });
  });

  test('four 500s, found by its tag: still made by this call', async () => {
    const { sent } = await send([unclear('InternalError')], { seen: [MADE] });
    expect(sent).toMatchObject({ kind: 'copied', created: 'now', differs: [] });
  });

  test('a volume older than the first attempt is no new one', async () => {
    const { sent } = await send([yes([{ ...MADE, CreateTime: '2026-11-22T11:59:59Z' }])]);
    expect(sent).toMatchObject({ kind: 'copied', created: 'earlier' });
  });

  test.each<[name: string, token: string, created: string]>([
    ['of a plan, which only this server sends: made by this call', PLAN, 'now'],
    ['of the caller, which may have been used elsewhere: not said of this call', 'mine', 'earlier'],
  ])('a volume without a time, under the token %s', async (_, token, created) => {
    const { sent } = await send([yes([TIMELESS])], { token });
    expect(sent).toMatchObject({ kind: 'copied', created });
  });
});

describe('the last look before the bytes leave', () => {
  test.each<[name: string, holds: (boolean | 'unreadable')[]]>([
    ['the claim was taken over', [false]],
    ['the record cannot be read', ['unreadable']],
  ])('%s: held back, nothing is sent, nothing looked for', async (_, holds) => {
    const { sent, actions } = await send([yes([MADE])], { holds });
    expect(sent).toBe('held-back');
    expect(actions()).toEqual([]);
  });

  test.each<[name: string, until: number, sends: number]>([
    ['made a moment ago', 60_000, 1],
    ['made 59.999 s ago', 1, 1],
    ['made a minute ago: this machine has slept', 0, 0],
    ['made in the future: the clock was set back', 60_001, 0],
  ])('a claim that was %s', async (_, until, sends) => {
    const { sent, asked } = await send([yes([MADE])], { until });
    expect(asked('CopyVolumes')).toHaveLength(sends);
    expect(sends === 0 ? sent : sent.kind).toBe(sends === 0 ? 'held-back' : 'copied');
  });

  test('it goes out with the credentials that were read before, where they are known', async () => {
    expect((await send([yes([MADE])])).guards).toMatchObject([{ credentialsId: 'AKID' }]);
    for (const caller of [{}, undefined]) {
      const { guards } = await send([yes([MADE])], { caller } as Circumstances);
      expect(guards).toHaveLength(1);
      expect(guards[0]).not.toHaveProperty('credentialsId');
    }
  });

  test('a record that cannot be read is a no', async () => {
    const { guards } = await send([yes([MADE])], { holds: ['unreadable'] });
    expect(await guards[0]?.mayStillSend()).toBe(false);
  });

  test.each([true, false])('also of a repetition (sent before: %s)', async (sentBefore) => {
    expect((await send([yes([MADE])], { holds: [false], sentBefore })).sent).toBe('held-back');
  });

  test('after an unclear attempt of this call it is not known what that one made', async () => {
    const { sent, actions } = await send([unclear('timed-out')], { holds: [true, false] });
    expect(sent).toMatchObject({ kind: 'unknown' });
    expect(actions()).toEqual(['CopyVolumes', 'DescribeVolumes']);
  });

  test('after a throttled attempt nothing was made: held back', async () => {
    const { sent } = await send([no('RequestLimitExceeded')], { holds: [true, false] });
    expect(sent).toBe('held-back');
  });
});

describe('a token that was sent before', () => {
  test('and a definite no now: not proven that nothing was made', async () => {
    const { sent, actions } = await send([no('ConcurrentCopyVolumeLimitExceeded')], { sentBefore: true });
    expect(actions()).toEqual(['CopyVolumes', 'DescribeVolumes']);
    expect(sent.kind).toBe('unknown');
  });

  test('and the copy is seen', async () => {
    const { sent } = await send([no('VolumeLimitExceeded')], { sentBefore: true, seen: [MADE] });
    expect(sent).toMatchObject({ kind: 'copied', volume: MADE });
  });
});

describe('time', () => {
  test('each attempt gets what is left of the call, less what the look and the answer need', async () => {
    const { timeouts } = await send([unclear('timed-out'), yes([MADE])], { each: 1_000, deadline: 50_000 });
    // First send; the pause after it; second send.
    expect(timeouts).toEqual([46_000, 45_000, 44_500]);
  });

  test('no attempt begins when the time is up, and the look still happens', async () => {
    const { sent, actions, timeouts } = await send([unclear('timed-out')], { each: 5_000, deadline: 8_000 });
    expect(actions()).toEqual(['CopyVolumes', 'DescribeVolumes']);
    expect(timeouts.at(-1)).toBe(2_000);
    expect(sent.kind).toBe('unknown');
  });

  test('it is sent once even when the call came late', async () => {
    const { actions, timeouts } = await send([yes([MADE])], { deadline: 0 });
    expect(actions()).toEqual(['CopyVolumes']);
    expect(timeouts).toEqual([1]);
  });

  test('a pause that would use up the time is not made: attempts use it', async () => {
    const { clock, actions } = await send([unclear('timed-out')], { deadline: 4_600 });
    expect(clock.slept).toEqual([]);
    expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
  });

  test.each([
    [undefined, 4_000],
    [60_000, 4_000],
    [10_000, 1_600],
  ])('of a call of %s ms the look and the answer have %d ms', (callMs, reserved) => {
    expect(reserveMs(callMs === undefined ? {} : { callMs })).toBe(reserved);
  });
});
