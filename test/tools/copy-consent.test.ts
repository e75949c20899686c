// The three modes as the tool gives them: what a real copy needs in each, and why one is not sent.

import { describe, expect, test } from 'vitest';
import type { FormAnswer } from '../../src/ports/consent.ts';
import type { SentCopies } from '../../src/ports/state.ts';
import type { CallOptions, Deps, Settings } from '../../src/ports/tool.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import type { CopyVolumesRequest, Volume } from '../../src/volume/aws-records.ts';
import { createFakeClock, createFakeDeps, createFakeEc2, ID, NOON, type Script, yes } from '../support/fake-ec2.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { durableRecord, keepingAudit } from '../support/test-deps.ts';

const SOURCE: Volume = {
  VolumeId: ID,
  State: 'available',
  VolumeType: 'gp3',
  Size: 100,
  Iops: 3000,
  Throughput: 125,
  Encrypted: false,
  AvailabilityZone: 'us-east-1a',
  OwnerId: '111122223333',
};
const MADE: Volume = { VolumeId: 'vol-0bbbbbbbbbbbbbbb0', SourceVolumeId: ID, CreateTime: '2026-11-22T12:00:00Z' };
const gp3 = { SourceVolumeId: ID, VolumeType: 'gp3' };
const real = { ...gp3, DryRun: false };
const MINUTE = 60_000;

interface ToolAnswer {
  outcome: string;
  summary: string;
  created?: string;
  Request?: CopyVolumesRequest;
  findings: { code: string }[];
  notProven: string[];
  error?: { code: string };
  next: { arguments: Record<string, unknown>; afterSeconds?: number }[];
}

function start(settings: Partial<Settings> = {}, more: Partial<Deps> = {}, script: Script = {}) {
  const world = { source: SOURCE };
  const fake = createFakeEc2({
    describeVolumes: ({ Filters }) => yes({ items: Filters ? [] : [world.source] }),
    callerIdentity: () => yes({ account: '111122223333', userId: 'AROAEXAMPLE:session' }),
    copyVolumes: () => yes([MADE]),
    ...script,
  });
  const clock = createFakeClock();
  const lines: Record<string, unknown>[] = [];
  const deps: Deps = {
    ...createFakeDeps(fake.ec2, { sent: durableRecord(), settings, clock }),
    audit: keepingAudit(lines),
    ...more,
  };
  const call = async (args: object, options: Partial<CallOptions> = {}) => {
    const never = new AbortController().signal;
    const { structured } = await copyVolume.call(args, deps, {
      cancelled: never,
      signal: never,
      deadline: clock.now() + 50_000,
      ...options,
    });
    return structured as unknown as ToolAnswer;
  };
  const tokenOf = async (args: object = gp3) => String((await call(args)).Request?.ClientToken);
  return { ...fake, call, tokenOf, clock, world, lines, sends: () => fake.asked('CopyVolumes') };
}

const saying = (answer: FormAnswer): Partial<CallOptions> => ({
  form: { inResult: false, isSilent: false, answered: () => undefined, ask: async () => answer },
});
const YES = saying({ answer: 'accept', afterMs: 1_000 });
const NO = saying({ answer: 'decline', afterMs: 1_000 });

describe('the token of a rehearsal', () => {
  test('an identical rehearsal gets the same one until its time is over', async () => {
    const { tokenOf, clock } = start();
    const first = await tokenOf();
    clock.move(14 * MINUTE);
    expect(await tokenOf({ VolumeType: 'gp3', SourceVolumeId: ID, DryRun: true })).toBe(first);
    clock.move(MINUTE);
    expect(await tokenOf()).not.toBe(first);
  });

  test('another request, and the same one after it was sent, get another', async () => {
    const { tokenOf, call, clock } = start();
    const first = await tokenOf();
    expect(await tokenOf({ ...gp3, Size: 200 })).not.toBe(first);
    await call({ ...real, ClientToken: first });
    clock.move(1_000);
    expect(await tokenOf()).not.toBe(first);
  });

  test.each<[name: string, args: object, source: Partial<Volume>, code: string]>([
    ['type', { SourceVolumeId: ID }, {}, 'type-defaults-to-gp2'],
    ['performance', gp3, { Iops: 6000 }, 'performance-not-inherited'],
  ])('a plan that loses %s by leaving it out carries none, and offers no real copy', async (_, args, source, code) => {
    const { call, world } = start();
    world.source = { ...SOURCE, ...source };
    const told = await call(args);
    expect(told).toMatchObject({ outcome: 'would_copy', findings: [{ code }] });
    expect(told.Request).not.toHaveProperty('ClientToken');
    expect(told.Request).not.toHaveProperty('TagSpecifications');
    expect(told.next.filter((next) => next.arguments.DryRun === false)).toEqual([]);
  });

  test('naming gp2 is a decision: then there is one', async () => {
    expect(await start().tokenOf({ SourceVolumeId: ID, VolumeType: 'gp2' })).toMatch(/^p1[\w-]{59}$/);
  });
});

describe('mode auto takes the token of a rehearsal', () => {
  test('and copies once with it', async () => {
    const { tokenOf, call, sends } = start({ mode: 'auto' });
    const ClientToken = await tokenOf();
    expect(await call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(await call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect((sends() as CopyVolumesRequest[]).map((one) => one.ClientToken)).toEqual([ClientToken, ClientToken]);
  });

  test('also unnamed, when the same was rehearsed', async () => {
    const { tokenOf, call, sends } = start({ mode: 'auto' });
    const ClientToken = await tokenOf();
    expect((await call(real)).outcome).toBe('copied');
    expect(sends()).toMatchObject([{ ClientToken }]);
  });

  test.each<[name: string, args: object]>([
    ['no token', real],
    ['one that was made up', { ...real, ClientToken: 'mine' }],
    ['one that only looks like ours', { ...real, ClientToken: `p1${'0'.repeat(59)}` }],
  ])('%s is refused, and nothing is sent', async (_, args) => {
    const { call, sends, lines } = start({ mode: 'auto' });
    expect(await call(args)).toMatchObject({ outcome: 'refused', error: { code: expect.stringMatching(/^plan-/) } });
    expect(sends()).toEqual([]);
    expect(lines).toMatchObject([{ event: 'not-sent', SourceVolumeId: ID }]);
  });

  test('a record that dies with the process is not enough, and the rehearsal says so', async () => {
    const sent: SentCopies = { ...durableRecord(), durable: async () => false };
    const { call, sends } = start({ mode: 'auto' }, { sent });
    const plan = await call(gp3);
    expect(plan.notProven.at(-1)).toBe('what was sent, after a restart: no record can be written here');
    expect(await call({ ...real, ClientToken: plan.Request?.ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'record-not-durable' },
    });
    expect(sends()).toEqual([]);
  });
});

describe('before the first send everything is read again', () => {
  test.each<[name: string, source: Partial<Volume>, code: string, words: string]>([
    ['a larger source', { Size: 200 }, 'plan-differs', 'size is now 200'],
    ['another type', { VolumeType: 'io2' }, 'plan-differs', 'type is now io2'],
    [
      'a source encrypted since',
      { Encrypted: true, KmsKeyId: 'k' },
      'plan-differs',
      'encrypted is now true; key is now',
    ],
    ['a source in a bad state', { State: 'error' }, 'findings-block', 'error'],
  ])('%s is named and refused, and a new rehearsal is offered', async (_, source, code, words) => {
    const { tokenOf, call, sends, world } = start({ mode: 'auto' });
    const ClientToken = await tokenOf();
    world.source = { ...SOURCE, ...source };
    const told = await call({ ...real, ClientToken });
    expect(told).toMatchObject({ outcome: 'refused', error: { code } });
    expect(told.summary).toContain(words);
    expect(told.next).toMatchObject([{ arguments: gp3 }]);
    expect(sends()).toEqual([]);
  });

  test('attaching it does not break the plan', async () => {
    const { tokenOf, call, world } = start({ mode: 'auto' });
    const ClientToken = await tokenOf();
    world.source = { ...SOURCE, State: 'in-use', Attachments: [{ InstanceId: 'i-0123456789abcdef0' }] };
    expect((await call({ ...real, ClientToken })).outcome).toBe('copied');
  });

  test('15 minutes bound the first send, and not the repetition', async () => {
    const { tokenOf, call, clock } = start({ mode: 'auto' });
    const [early, late] = [await tokenOf(), await tokenOf({ ...gp3, Size: 200 })];
    await call({ ...real, ClientToken: early });
    clock.move(15 * MINUTE + 1_000);
    expect(await call({ ...real, ClientToken: early })).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(await call({ ...real, Size: 200, ClientToken: late })).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-expired' },
    });
  });
});

describe('mode ask', () => {
  test('a yes sends, and the audit tells who, what and how', async () => {
    const { tokenOf, call, lines } = start({ mode: 'ask' });
    const ClientToken = await tokenOf();
    expect(await call({ ...real, ClientToken }, YES)).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(lines).toMatchObject([
      { event: 'intent', token: ClientToken, account: '111122223333', consent: 'form', request: { ClientToken } },
      { event: 'outcome', token: ClientToken, outcome: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' },
    ]);
  });

  test('a no is declined, and not asked again', async () => {
    const { tokenOf, call, sends, lines } = start({ mode: 'ask' });
    const ClientToken = await tokenOf();
    expect(await call({ ...real, ClientToken }, NO)).toMatchObject({
      outcome: 'declined',
      summary: 'Nothing was created. A person said no to this copy.',
    });
    expect(await call({ ...real, ClientToken }, YES)).toMatchObject({
      outcome: 'refused',
      error: { code: 'asked-enough' },
    });
    expect(sends()).toEqual([]);
    expect(lines).toMatchObject([
      { event: 'not-sent', why: 'declined' },
      { event: 'not-sent', why: 'asked-enough' },
    ]);
  });

  test('nobody to ask is refused, with the reason', async () => {
    const { call, sends } = start({ mode: 'ask' });
    expect(await call(real)).toMatchObject({
      outcome: 'refused',
      summary: 'Nothing was created. Nobody could be asked: nobody is here.',
      error: { code: 'nobody-to-ask' },
    });
    expect(sends()).toEqual([]);
  });

  test('a page that still waits is approval_needed, and `next` has the token', async () => {
    const page: Deps['page'] = {
      open: async () => ({ opened: true }),
      decision: async () => ({ decided: 'expired', seen: false }),
      withdraw: async () => undefined,
    };
    const { tokenOf, call, sends } = start({ mode: 'ask' }, { page });
    const ClientToken = await tokenOf();
    const told = await call({ ...real, ClientToken });
    expect(told.outcome).toBe('approval_needed');
    expect(told.next).toMatchObject([{ arguments: { ...real, ClientToken }, afterSeconds: 60 }]);
    expect(JSON.stringify(told)).not.toMatch(/127\.0\.0\.1|http/);
    expect(sends()).toEqual([]);
  });

  test('what a person agreed to must still be so when it is sent', async () => {
    const { call, sends, world } = start({ mode: 'ask' });
    const meanwhile: Partial<CallOptions> = {
      form: {
        inResult: false,
        isSilent: false,
        answered: () => undefined,
        ask: async () => {
          world.source = { ...SOURCE, Size: 200 };
          return { answer: 'accept', afterMs: 1_000 };
        },
      },
    };
    const told = await call({ ...real, ClientToken: 'mine' }, meanwhile);
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'plan-differs' } });
    expect(told.summary).toContain('size is now 200');
    expect(sends()).toEqual([]);
  });
});

describe('the operator', () => {
  const limits = (more: Partial<Settings['limits']>) => ({ limits: { ...NO_LIMITS, ...more } });

  test('an account that is not allowed refuses before any other request', async () => {
    for (const args of [gp3, real]) {
      const { call, actions } = start(limits({ accounts: ['999999999999'] }));
      expect(await call(args)).toMatchObject({ outcome: 'refused', error: { code: 'findings-block' } });
      expect(actions()).toEqual(['GetCallerIdentity']);
    }
  });

  test.each<[name: string, limit: Partial<Settings['limits']>]>([
    ['size', { largestSize: 99 }],
    ['cost', { largestMonthlyUsd: 1 }],
    ['a tag that is missing', { requiredTags: ['Copyable'] }],
    ['copies a day', { copiesPerDay: 0 }],
  ])('a limit shows up in the rehearsal and holds for a person too: %s', async (_, limit) => {
    const { call, sends } = start({ mode: 'ask', ...limits(limit) });
    expect(await call(gp3)).toMatchObject({ outcome: 'would_be_refused', findings: [{ code: 'operator-limit' }] });
    expect(await call(real, YES)).toMatchObject({ outcome: 'refused', error: { code: 'findings-block' } });
    expect(sends()).toEqual([]);
  });

  test('an audit file that cannot be written refuses', async () => {
    const audit: Deps['audit'] = {
      check: () => {
        throw new Error('EACCES');
      },
      write: () => expect.unreachable('nothing is sent'),
    };
    const { call, tokenOf, sends } = start({ mode: 'auto' }, { audit });
    const ClientToken = await tokenOf();
    expect(await call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'audit-not-writable' },
    });
    expect(sends()).toEqual([]);
  });

  test('without our tags the copy carries those of the caller alone', async () => {
    const { call, sends } = start({ mode: 'ask', stamp: false });
    await call({ ...real, ClientToken: 'mine' }, YES);
    expect(sends()).toEqual([{ ...gp3, ClientToken: 'mine' }]);
  });
});

test('after 11 and a half hours the copy is only looked for', async () => {
  const { call, tokenOf, clock, sends, actions } = start({ mode: 'auto' });
  const ClientToken = await tokenOf();
  await call({ ...real, ClientToken });
  clock.move(11.5 * 60 * MINUTE);
  const before = actions().length;
  expect(await call({ ...real, ClientToken })).toMatchObject({ outcome: 'unknown', error: { code: 'token-too-old' } });
  expect(actions().slice(before)).toEqual(['GetCallerIdentity', 'DescribeVolumes']);
  expect(sends()).toHaveLength(1);
  expect(clock.now()).toBeGreaterThan(NOON);
});
