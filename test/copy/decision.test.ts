// What keeps a repetition from being sent leaves open what its first send made: said in the decision, the answer's first
// sentence and the audit line.
import { describe, expect, test } from 'vitest';
import { worldOf } from '../../src/consent/world.ts';
import { answerDecision } from '../../src/copy/answer-decision.ts';
import { type CopyDecision, leaveOpen, refuse, type Sent, type Step } from '../../src/copy/decision.ts';
import type { MadePlan, RealCall } from '../../src/copy/make-plan.ts';
import type { Failure } from '../../src/volume/errors/failure.ts';
import { CALLER, COPY } from '../support/copy-process.ts';
import { createFakeDeps, createFakeEc2, ID, NOON } from '../support/fake-ec2.ts';
import { keepingAudit } from '../support/test-deps.ts';

const request = { SourceVolumeId: ID, ClientToken: 'mine' };
const made = {
  first: { caller: { account: '444455556666', arn: 'arn:aws:iam::444455556666:user/bob' } },
  planned: {
    place: { region: 'us-east-1' },
    source: { VolumeId: ID },
    at: NOON,
    plan: { findings: [], changes: [], notProven: [] },
  },
} as unknown as MadePlan;
const failure: Failure = { code: 'timed-out', message: '', definite: false, requestId: 'req-1' };
const args = { SourceVolumeId: ID };
const NOTHING = 'Nothing was created.';
const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';

describe('a repetition that is not sent', () => {
  test.each<[name: string, step: Step, open: object]>([
    [
      'refused',
      refuse('plan-differs', 'It differs.', { made, token: 'mine' }),
      { kind: 'unresolved', why: 'plan-differs', message: 'It differs.', request, made },
    ],
    [
      'refused before a plan was made',
      refuse('audit-not-writable', 'No audit.'),
      { kind: 'unresolved', why: 'audit-not-writable', message: 'No audit.', request },
    ],
    ['unread', { kind: 'unread', failure }, { kind: 'unresolved', why: failure, message: '', request }],
    [
      'declined',
      { kind: 'declined', made, token: 'mine', until: NOON },
      { kind: 'declined', made, token: 'mine', until: NOON, leavesOpen: true },
    ],
    [
      'waiting for a person',
      { kind: 'waiting', for: 'page', made, token: 'mine' },
      { kind: 'waiting', for: 'page', made, token: 'mine', leavesOpen: true },
    ],
    ['decided anew', { kind: 'decide-anew' }, { kind: 'decide-anew' }],
  ])('%s', (_, step, open) => {
    // A member that is absent stays absent.
    expect(leaveOpen(step, request)).toStrictEqual(open);
  });
});

async function answer(
  decision: CopyDecision,
  more: { profile?: string; knownCaller?: object; token?: string; key?: string } = {},
) {
  const { ec2 } = createFakeEc2(more.knownCaller ? { knownCaller: more.knownCaller } : {});
  const lines: Record<string, unknown>[] = [];
  const deps = { ...createFakeDeps(ec2), audit: keepingAudit(lines) };
  const call = {
    deps,
    args,
    place: { region: 'us-east-1', ...(more.profile ? { profile: more.profile } : {}) },
    request: { SourceVolumeId: ID, ...(more.key ? { KmsKeyId: more.key } : {}) },
    world: worldOf(CALLER, { region: 'us-east-1' }),
    ...(more.token ? { token: more.token } : {}),
  } as unknown as RealCall;
  return { result: await answerDecision(call, decision), lines };
}

const repeat = { tool: 'copy_volume', arguments: { ...args, DryRun: false, ClientToken: 'mine' } };
const rehearse = { tool: 'copy_volume', arguments: args };

describe('the answer', () => {
  test.each<[name: string, decision: CopyDecision, outcome: string, summary: string, next: object[]]>([
    ['refused', refuse('cancelled', 'The call was cancelled.'), 'refused', `${NOTHING} The call was cancelled.`, []],
    [
      'refused, and an earlier call may have made it',
      refuse('record-not-durable', 'No record.', { leavesOpen: true }),
      'refused',
      `${OPEN} No record.`,
      [],
    ],
    [
      'refused until later',
      refuse('plan-expired', 'Too old.', { repeat: 'mine', retryAfterSeconds: 40, rehearseAgain: true }),
      'refused',
      `${NOTHING} Too old.`,
      [{ ...repeat, why: 'the same call again, with the same ClientToken', afterSeconds: 40 }, rehearse],
    ],
    [
      'declined',
      { kind: 'declined', made, token: 'mine', until: NOON + 900_000 },
      'declined',
      `${NOTHING} A person said no to this copy. Ask them what they want instead; the same copy is not put before them again until 2026-11-22T12:15:00Z.`,
      [rehearse],
    ],
    [
      'waiting for the page',
      { kind: 'waiting', for: 'page', made, token: 'mine' },
      'approval_needed',
      `${NOTHING} A page with this plan is open in the person's browser and waits for their decision. Ask them to decide there, then call again.`,
      [{ ...repeat, why: 'after the person decided: goes on with their answer', afterSeconds: 30 }],
    ],
    [
      'waiting for the form, of a repetition',
      { kind: 'waiting', for: 'form', made, token: 'mine', leavesOpen: true },
      'approval_needed',
      `${OPEN} A form with this plan waits for the person in the host. Ask them to decide there, then call again.`,
      [repeat],
    ],
    [
      'waiting for another question',
      { kind: 'waiting', for: 'turn', made, token: 'mine' },
      'approval_needed',
      `${NOTHING} The person has another question open. Ask them to decide that one first, then call again.`,
      [repeat],
    ],
  ])('%s', async (_, decision, outcome, summary, next) => {
    const { result } = await answer(decision);
    expect(result).toMatchObject({ outcome, summary, dryRun: false, next });
  });

  test('when to call again stands in the error too, where it is known', async () => {
    const { result } = await answer(refuse('cancelled', 'Wait.', { retryAfterSeconds: 40 }));
    expect(result.error).toMatchObject({ retryAfterSeconds: 40 });
    expect((await answer(refuse('cancelled', 'Wait.'))).result.error).not.toHaveProperty('retryAfterSeconds');
  });
});

describe('who calls, and with which key', () => {
  test('a source that cannot be read is no rehearsal', async () => {
    const { result } = await answer({ kind: 'unread', failure });
    expect(result).toMatchObject({ outcome: 'failed', dryRun: false });
  });

  test('a copy that is gone names the key that the call asked for', async () => {
    const gone: CopyDecision = { kind: 'gone', why: 'deleted', VolumeId: COPY, token: 'mine' };
    expect((await answer(gone, { key: 'alias/mine' })).result.summary).toContain(
      'the key "alias/mine" could not be used',
    );
    expect((await answer(gone)).result.summary).toContain('the key of the copy could not be used');
  });

  test.each<[name: string, knownCaller: { account: string } | undefined, words: string]>([
    ['by its owner', { account: '444455556666' }, `${COPY} was created.`],
    ['by another account', { account: '111122223333' }, 'It belongs to another account'],
    ['by nobody known', undefined, 'the account of these credentials is not known'],
  ])('a finished copy is read %s', async (_, knownCaller, words) => {
    const volume = { VolumeId: COPY, State: 'available', OwnerId: '444455556666' };
    const decision: CopyDecision = { kind: 'finished', copy: { VolumeId: COPY, volume, at: NOON }, request };
    const { summary } = (await answer(decision, knownCaller ? { knownCaller } : {})).result;
    expect(summary).toContain(words);
    if (knownCaller?.account === '444455556666') expect(summary).not.toContain('account');
  });

  test('a denial of the send brings the statement for the account that was denied', async () => {
    const denied: Sent = { kind: 'failed', failure: { code: 'UnauthorizedOperation', message: '', definite: true } };
    const { result } = await answer({ kind: 'sent', sent: denied, request, made });
    expect(JSON.stringify(result.error)).toContain(`arn:aws:ec2:us-east-1:444455556666:volume/${ID}`);
  });
});

describe('the audit line', () => {
  const where = { region: 'us-east-1', SourceVolumeId: ID, request: args };
  const unsent = { ...where, event: 'not-sent' };
  const bob = { account: '444455556666', principal: 'arn:aws:iam::444455556666:user/bob' };
  const copied: Sent = { kind: 'copied', volume: { VolumeId: COPY }, at: NOON, created: 'now', differs: [] };

  test.each<[name: string, decision: CopyDecision, line: object]>([
    [
      'refused, planned',
      refuse('plan-differs', '', { made, token: 'theirs' }),
      { ...unsent, ...bob, token: 'theirs', why: 'plan-differs' },
    ],
    ["refused, with the call's token", refuse('cancelled', ''), { ...unsent, token: 'asked', why: 'cancelled' }],
    ['unread', { kind: 'unread', failure, token: 'theirs' }, { ...unsent, token: 'theirs', why: 'timed-out' }],
    [
      'unresolved by a rule',
      { kind: 'unresolved', why: 'being-sent', message: '', request, made },
      { ...unsent, ...bob, token: 'mine', why: 'being-sent' },
    ],
    [
      'unresolved by a failure',
      { kind: 'unresolved', why: failure, message: '', request },
      { ...unsent, token: 'mine', why: 'timed-out' },
    ],
    [
      'declined',
      { kind: 'declined', made, token: 'm', until: NOON },
      { ...unsent, ...bob, token: 'm', why: 'declined' },
    ],
    ['waiting', { kind: 'waiting', for: 'turn', made, token: 'm' }, { ...unsent, ...bob, token: 'm', why: 'waiting' }],
    [
      'finished',
      { kind: 'finished', copy: { VolumeId: COPY }, request },
      { ...unsent, token: 'mine', why: 'copied-earlier' },
    ],
    ['gone', { kind: 'gone', why: 'deleted', VolumeId: COPY, token: 'm' }, { ...unsent, token: 'm', why: 'copy-gone' }],
    [
      'gone, as a repetition was answered',
      { kind: 'gone', why: 'token-used', token: 'm', failure },
      { event: 'outcome', token: 'm', outcome: 'gone', requestId: 'req-1', code: 'timed-out' },
    ],
    [
      'copied',
      { kind: 'sent', sent: { ...copied, requestId: 'req-2' }, request, made },
      { event: 'outcome', token: 'mine', outcome: 'copied', VolumeId: COPY, created: 'now', requestId: 'req-2' },
    ],
    [
      'copied, without an id of the request',
      { kind: 'sent', sent: copied, request, made },
      { event: 'outcome', token: 'mine', outcome: 'copied', VolumeId: COPY, created: 'now' },
    ],
    [
      'unknown',
      { kind: 'sent', sent: { kind: 'unknown', failure, lookedEverywhere: true }, request, made },
      { event: 'outcome', token: 'mine', outcome: 'unknown', requestId: 'req-1', code: 'timed-out' },
    ],
  ])('%s', async (_, decision, line) => {
    // A member that is absent stays absent: the line is what a person reads.
    expect((await answer(decision, { token: 'asked' })).lines).toStrictEqual([line]);
  });

  test('without a token of the call it has an empty one; the profile and the caller stand in it where known', async () => {
    const knownCaller = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' };
    const { lines } = await answer(refuse('cancelled', ''), { profile: 'prod', knownCaller });
    expect(lines).toStrictEqual([
      {
        ...unsent,
        profile: 'prod',
        account: '111122223333',
        principal: 'arn:aws:iam::111122223333:user/ann',
        token: '',
        why: 'cancelled',
      },
    ]);
  });

  test('what the page did has its line already', async () => {
    const result = { outcome: 'copied' } as never;
    const told = await answer({ kind: 'answered-on-page', result });
    expect(told.lines).toEqual([]);
    expect(told.result).toBe(result);
  });
});
