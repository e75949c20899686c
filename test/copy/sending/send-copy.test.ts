// The send of a copy around its attempts: what is refused before it, what its record says, and how it ends.
import { describe, expect, test } from 'vitest';
import type { SendRecord } from '../../../src/consent/send-states.ts';
import { dayOf, whereKeyOf, worldOf } from '../../../src/consent/world.ts';
import type { MadePlan, RealCall } from '../../../src/copy/make-plan.ts';
import { type Sending, sendCopy } from '../../../src/copy/sending/send-copy.ts';
import type { SendRecords } from '../../../src/ports/state.ts';
import type { Deps } from '../../../src/ports/tool.ts';
import { CALLER, COPY } from '../../support/copy-process.ts';
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
import { NO_LIMITS } from '../../support/no-limits.ts';
import { keptRecord } from '../../support/test-deps.ts';

const MINUTE = 60_000;
const request = { SourceVolumeId: ID, ClientToken: 'mine' };
const made = { first: { source: { VolumeId: ID } }, copies: ['vol-2', 'vol-3'] } as unknown as MadePlan;
const COPIED = yes([{ VolumeId: COPY, SourceVolumeId: ID, CreateTime: '2026-11-22T12:00:00Z' }]);
const DAY = { scope: expect.any(String), date: '2026-11-22' };
const broken = async (): Promise<never> => {
  throw new Error('EIO');
};

const earlier: SendRecord = {
  token: 'mine',
  intentKey: 'intent',
  world: worldOf(CALLER, PLACE),
  request,
  consent: { how: 'auto', at: NOON },
  shown: ['vol-1', 'vol-2'],
  firstTriedAt: NOON - 2 * MINUTE,
  lastTriedAt: NOON - MINUTE,
  claim: { n: 3, owner: 'another process', until: NOON - MINUTE },
  end: { kind: 'unclear' },
};

interface Circumstances extends Partial<Sending> {
  reply?: typeof COPIED | ReturnType<typeof no>;
  /** From noon, ms. */
  deadline?: number;
  callMs?: number;
  copiesPerDay?: number;
  ec2Clock?: 'unknown';
  sends?: Partial<SendRecords>;
  audit?: Partial<Deps['audit']>;
}

async function send(more: Circumstances = {}) {
  const { reply = COPIED, deadline = 50_000, callMs, copiesPerDay, ec2Clock, sends, audit, ...sending } = more;
  const clock = createFakeClock();
  const fake = createFakeEc2({ copyVolumes: () => reply });
  const steps: unknown[][] = [];
  const step =
    <T>(name: string, answer: T) =>
    async (...args: unknown[]) => {
      steps.push([name, ...args]);
      return answer;
    };
  const basis = createFakeDeps(fake.ec2, {
    clock,
    settings: { limits: { ...NO_LIMITS, ...(copiesPerDay === undefined ? {} : { copiesPerDay }) } },
    sends: {
      ...keptRecord(clock.now),
      claim: step('claim', true),
      holds: async () => true,
      byToken: async () => undefined,
      finish: step('finish', undefined),
      reserve: step('reserve', true),
      release: step('release', undefined),
      ...sends,
    },
  });
  const deps: Deps = {
    ...basis,
    ec2: { ...basis.ec2, clock: () => (ec2Clock === 'unknown' ? undefined : clock.now()) },
    audit: { ...basis.audit, ...audit },
    questions: { ...basis.questions, change: step('question', undefined as never) },
  };
  const never = new AbortController().signal;
  const options = {
    cancelled: never,
    signal: never,
    arrivedAt: NOON,
    deadline: NOON + deadline,
    ...(callMs === undefined ? {} : { callMs }),
  };
  const call = {
    deps,
    options,
    place: PLACE,
    request,
    args: {},
    world: worldOf(CALLER, PLACE),
    intentKey: 'intent',
    placeKey: 'place',
  };
  const decision = await sendCopy(call as unknown as RealCall, {
    made,
    request,
    consent: { how: 'auto', at: 0 },
    claims: 7,
    claimsOfSource: 8,
    ...sending,
  });
  const of = (name: string) => steps.filter(([one]) => one === name).map(([, ...args]) => args);
  return { decision, of, sent: fake.asked('CopyVolumes'), noted: deps.madeCopies.at(whereKeyOf(PLACE)) };
}

describe('before the claim', () => {
  test.each<[how: 'form' | 'page' | 'auto', age: number, isSent: boolean]>([
    ['form', 15 * MINUTE - 1, true],
    ['form', 16 * MINUTE, false],
    ['page', 16 * MINUTE, false],
    ['auto', 16 * MINUTE, true],
  ])('a yes by %s, %d ms old', async (how, age, isSent) => {
    const { decision, of, sent } = await send({ consent: { how, at: NOON - age } });
    expect(sent).toHaveLength(isSent ? 1 : 0);
    if (isSent) return;
    expect(of('claim')).toEqual([]);
    expect(decision).toEqual({
      kind: 'refused',
      code: 'plan-expired',
      message: 'The person agreed more than 15 minutes ago: call again, and they are asked again.',
      made,
      token: 'mine',
      repeat: 'mine',
    });
  });

  test.each<[callMs: number | undefined, deadline: number, isSent: boolean]>([
    [undefined, 12_000, true],
    [undefined, 11_999, false],
    [10_000, 4_800, true],
    [10_000, 4_799, false],
  ])('of a call of %s ms, %d ms are left', async (callMs, deadline, isSent) => {
    const { decision, of, sent } = await send({ deadline, ...(callMs === undefined ? {} : { callMs }) });
    expect(sent).toHaveLength(isSent ? 1 : 0);
    if (isSent) return;
    expect(of('claim')).toEqual([]);
    expect(decision).toEqual({
      kind: 'refused',
      code: 'no-time-left',
      message: 'Too little time was left in this call to send the request and hear the answer.',
      made,
      token: 'mine',
      repeat: 'mine',
    });
  });
});

describe('what is claimed', () => {
  const written = {
    token: 'mine',
    intentKey: 'intent',
    placeKey: 'place',
    world: worldOf(CALLER, PLACE),
    request,
    consent: { how: 'auto', at: 0 },
  };

  test.each<[name: string, more: Circumstances, record: object]>([
    ['a first send', {}, { shown: ['vol-2', 'vol-3'], firstTriedAt: NOON, lastTriedAt: NOON, claim: { n: 1 } }],
    [
      'one after a definite no is a first one again',
      { earlier: { ...earlier, end: { kind: 'failed' } } },
      { shown: ['vol-2', 'vol-3'], firstTriedAt: NOON, lastTriedAt: NOON, claim: { n: 4 } },
    ],
    [
      'a repetition keeps when it was first tried, and what was shown then',
      { earlier },
      { shown: ['vol-1', 'vol-2', 'vol-3'], firstTriedAt: NOON - 2 * MINUTE, lastTriedAt: NOON, claim: { n: 4 } },
    ],
    [
      "EC2's clock unknown: no time is written",
      { ec2Clock: 'unknown' },
      { shown: ['vol-2', 'vol-3'], claim: { n: 1 } },
    ],
  ])('%s', async (_, more, record) => {
    const { of } = await send(more);
    const { claim } = record as { claim: object };
    // Absent, not undefined: stores write what is there.
    expect(of('claim')).toStrictEqual([
      [{ ...written, ...record, claim: { ...claim, owner: 'test', until: NOON + MINUTE } }, 7, 8],
    ]);
  });

  test('a claim that cannot be written refuses', async () => {
    const { decision, sent } = await send({ sends: { claim: broken } });
    expect(sent).toEqual([]);
    expect(decision).toEqual({
      kind: 'refused',
      code: 'record-not-durable',
      message: 'The record of what is sent cannot be written.',
      made,
      token: 'mine',
      rehearseAgain: true,
    });
  });
});

describe('the place of the day where no limit is set', () => {
  test('is taken all the same: a server with a limit counts it', async () => {
    const { of, sent } = await send();
    expect(of('reserve')).toEqual([[dayOf(worldOf(CALLER, PLACE), NOON), 'mine', Number.MAX_SAFE_INTEGER]]);
    expect(sent).toHaveLength(1);
  });

  test.each<[name: string, more: Circumstances]>([
    ['none is to be had', { sends: { reserve: async () => false } }],
    ['it cannot be written', { sends: { reserve: broken } }],
    ['the day is not known', { ec2Clock: 'unknown' }],
  ])('keeps no copy from being sent when %s', async (_, more) => {
    const { decision, sent } = await send(more);
    expect(sent).toHaveLength(1);
    expect(decision.kind).toBe('sent');
  });
});

describe('claimed, and not sent', () => {
  const none = async () => false;
  test.each<[name: string, more: Circumstances, code: string, message: string]>([
    [
      'no place of one is left',
      { copiesPerDay: 1, sends: { reserve: none } },
      'findings-block',
      'The operator allows 1 copy a day (UTC), and no place is left today.',
    ],
    [
      'no place of two is left',
      { copiesPerDay: 2, sends: { reserve: none } },
      'findings-block',
      'The operator allows 2 copies a day (UTC), and no place is left today.',
    ],
    [
      'it is not known which day it is',
      { copiesPerDay: 2, ec2Clock: 'unknown' },
      'findings-block',
      'How many copies were made today is not known, and the operator allows only some a day.',
    ],
    [
      'the place cannot be written',
      { copiesPerDay: 2, sends: { reserve: broken } },
      'record-not-durable',
      'The record of what is sent cannot be written.',
    ],
    [
      'the audit cannot be written',
      { audit: { write: broken } },
      'audit-not-writable',
      'The audit file cannot be written.',
    ],
  ])('%s: refused, and the claim ends', async (_, more, code, message) => {
    const { decision, of, sent } = await send(more);
    expect(sent).toEqual([]);
    expect(decision).toEqual({ kind: 'refused', code, message, made, token: 'mine', rehearseAgain: true });
    expect(of('finish')).toEqual([['mine', 1, { kind: 'failed' }, undefined]]);
  });

  test('a repetition keeps its open end, and when it was last tried', async () => {
    const { of } = await send({ earlier, audit: { write: broken } });
    expect(of('finish')).toEqual([['mine', 4, { kind: 'unclear' }, NOON - MINUTE]]);
    expect(of('release')).toEqual([]);
  });

  test('held back: nothing of it is told, and the record decides anew', async () => {
    const { decision, of } = await send({ sends: { holds: none } });
    expect(decision).toEqual({ kind: 'decide-anew', heldBack: true });
    expect(of('finish')).toEqual([['mine', 1, { kind: 'failed' }, undefined]]);
  });
});

describe('sent', () => {
  test('made: recorded, and the yes of its question is used', async () => {
    const { decision, of } = await send({ questionId: 'q1' });
    expect(decision).toMatchObject({ kind: 'sent', sent: { kind: 'copied' }, request, made });
    expect(of('finish')).toEqual([
      ['mine', 1, { kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' }, NOON],
    ]);
    expect(of('question')).toEqual([['q1', { used: true }]]);
    expect(of('release')).toEqual([]);
  });

  test.each<[createTime: string | undefined, madeAt: number]>([
    ['2026-11-22T11:59:58Z', NOON - 2_000],
    ['no time', NOON],
    [undefined, NOON],
  ])('one that EC2 made at %s is noted for a status, by its place', async (CreateTime, madeAt) => {
    const volume = { VolumeId: COPY, SourceVolumeId: ID, ...(CreateTime === undefined ? {} : { CreateTime }) };
    const reply = yes([volume]) as typeof COPIED;
    expect((await send({ reply })).noted).toEqual([
      { VolumeId: COPY, SourceVolumeId: request.SourceVolumeId, account: CALLER.account, madeAt },
    ]);
  });

  test.each([unclear('connection-cut'), no('IncorrectState')])('what made none is not noted', async (reply) => {
    expect((await send({ reply })).noted).toEqual([]);
  });

  test('without a question none is changed', async () => {
    expect((await send()).of('question')).toEqual([]);
  });

  test('without proof: open, and its place of the day stays', async () => {
    const { decision, of } = await send({ reply: unclear('connection-cut') });
    expect(decision).toMatchObject({ kind: 'sent', sent: { kind: 'unknown' } });
    expect(of('finish')).toMatchObject([['mine', 1, { kind: 'unclear' }, expect.any(Number)]]);
    expect(of('release')).toEqual([]);
  });

  const NEWER = { ...earlier, claim: { ...earlier.claim, n: 2 } };
  const OWN = { ...earlier, claim: { ...earlier.claim, n: 1 } };
  test.each<[name: string, byToken: SendRecords['byToken'], isTold: boolean]>([
    ['whose claim is still the newest', async () => OWN, true],
    ['whose record is not there', async () => undefined, true],
    ['whose record cannot be read', broken, true],
    ['whose claim was taken over: what that send made is not told by it', async () => NEWER, false],
  ])('a definite no to one %s', async (_, byToken, isTold) => {
    const { decision, of } = await send({ reply: no('IncorrectState'), sends: { byToken } });
    expect(decision).toMatchObject(
      isTold
        ? { kind: 'sent', sent: { kind: 'failed', failure: { code: 'IncorrectState' } } }
        : { kind: 'decide-anew' },
    );
    expect(of('finish')).toEqual([['mine', 1, { kind: 'failed' }, NOON]]);
    // The place may be that of the send that took the claim over.
    expect(of('release')).toEqual(isTold ? [[DAY, 'mine']] : []);
  });

  test('a definite no of a send without a time has no place to give back', async () => {
    const { of } = await send({ reply: no('IncorrectState'), ec2Clock: 'unknown' });
    expect(of('release')).toEqual([]);
    expect(of('finish')).toEqual([['mine', 1, { kind: 'failed' }, undefined]]);
  });

  test('what is made while another one has claimed it is told all the same', async () => {
    const { decision } = await send({ sends: { byToken: async () => NEWER } });
    expect(decision).toMatchObject({ kind: 'sent', sent: { kind: 'copied' } });
  });
});
