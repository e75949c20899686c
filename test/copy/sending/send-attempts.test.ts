import { describe, expect, test } from 'vitest';
import { sendCopy } from '../../src/copy/send-copy.ts';
import type { Reply } from '../../src/ports/ec2.ts';
import type { CopyVolumesRequest, Volume } from '../../src/volume/aws-records.ts';
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
} from '../support/fake-ec2.ts';

const REQUEST: CopyVolumesRequest & { ClientToken: string } = {
  SourceVolumeId: ID,
  VolumeType: 'gp3',
  Size: 20,
  ClientToken: 'token-1',
  TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:plan', Value: 'token-1' }] }],
};
const MADE: Volume = {
  VolumeId: 'vol-0bbbbbbbbbbbbbbb0',
  SourceVolumeId: ID,
  VolumeType: 'gp3',
  Size: 20,
  CreateTime: '2026-11-22T12:00:00Z',
};
const { CreateTime: _, ...TIMELESS } = MADE;
const LOOK = { Filters: [{ Name: 'tag:ebs-copy-mcp:plan', Values: ['token-1'] }] };

/** Answers of CopyVolumes in order; the last one is repeated. */
async function send(
  answers: Reply<Volume[]>[],
  more: {
    seen?: Volume[] | 'unreadable';
    request?: typeof REQUEST;
    sentBefore?: boolean;
    deadline?: number;
    /** How long each attempt takes. */
    each?: number;
  } = {},
) {
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
  const deps = createFakeDeps(fake.ec2, { clock, timeouts });
  const sent = await sendCopy(deps, PLACE, more.request ?? REQUEST, {
    deadline: NOON + (more.deadline ?? 50_000),
    sentBefore: more.sentBefore ?? false,
    notBefore: NOON,
  });
  return { sent, ...fake, clock, timeouts };
}

describe('an answer that is clear', () => {
  test('yes: one request, nothing else is asked', async () => {
    const { sent, actions } = await send([{ ok: true, value: [MADE], at: NOON + 7, requestId: 'req-1' }]);
    expect(sent).toEqual({ kind: 'copied', volumes: [MADE], at: NOON + 7, earlier: false, requestId: 'req-1' });
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
    expect(sent).toMatchObject({ kind: 'copied', volumes: [MADE] });
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
    expect(sent).toMatchObject({ kind: 'copied', volumes: [MADE] });
  });

  test.each(['IdempotentParameterMismatch', 'VolumeLimitExceeded'] as const)(
    'then %s: repeating changes nothing, it looks at once',
    async (code) => {
      const { sent, actions } = await send([unclear('timed-out'), unclear(code)]);
      expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
      expect(sent).toMatchObject({ kind: 'unknown', failure: { code } });
    },
  );

  test('an answer without a volume proves nothing', async () => {
    const { sent, actions } = await send([yes([])]);
    expect(actions()).toEqual(['CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'CopyVolumes', 'DescribeVolumes']);
    expect(sent).toMatchObject({ kind: 'unknown', failure: { code: 'answer-cut', definite: false } });
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
    ['two of them', [MADE, { ...MADE, VolumeId: 'vol-0ddddddddddddddd0' }], 'unknown'],
    ['nothing', [], 'unknown'],
    ['the look itself is refused', 'unreadable', 'unknown'],
  ])('%s: %s', async (_, seen, result) => {
    const { sent } = await send([unclear('timed-out')], { seen });
    expect(sent.kind).toBe(result);
  });

  test('type and size that were not asked for may be any', async () => {
    const { VolumeType: _, Size: __, ...request } = REQUEST;
    const { sent } = await send([unclear('timed-out')], { request, seen: [{ ...MADE, VolumeType: 'gp2', Size: 99 }] });
    expect(sent.kind).toBe('copied');
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

describe('a token that was sent before', () => {
  test('and a definite no now: not proven that nothing was made', async () => {
    const { sent, actions } = await send([no('ConcurrentCopyVolumeLimitExceeded')], { sentBefore: true });
    expect(actions()).toEqual(['CopyVolumes', 'DescribeVolumes']);
    expect(sent.kind).toBe('unknown');
  });

  test('and the copy is seen', async () => {
    const { sent } = await send([no('VolumeLimitExceeded')], { sentBefore: true, seen: [MADE] });
    expect(sent).toMatchObject({ kind: 'copied', volumes: [MADE] });
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
});
