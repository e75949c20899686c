// AWS does not always say who is calling: what was sent before, or is sent meanwhile, by somebody who may be the same
// stands against a second copy.
import { describe, expect, test } from 'vitest';
import {
  COPY,
  createSharedState,
  gp3,
  MINUTE,
  NO,
  real,
  SECOND,
  type SharedState,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { no, unclear, yes } from '../support/fake-ec2.ts';

const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';
const BOB = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/bob', userId: 'AIDABOB' };
const silent = { callerIdentity: () => no('timed-out') };
const cut = { copyVolumes: () => unclear('connection-cut') };

const start = (mode: 'ask' | 'auto', script: object, shared: SharedState) =>
  startCopyProcess({ mode }, script, { shared });

describe.each(['ask', 'auto'] as const)('mode %s', (mode) => {
  test.each<[name: string, first: object, second: object]>([
    ['was known, and is not', cut, silent],
    ['was not known, and is', { ...cut, ...silent }, {}],
  ])('who calls %s: the send whose end is not known alone may be repeated', async (_, first, second) => {
    const shared = createSharedState();
    const unlucky = start(mode, first, shared);
    const ClientToken = await unlucky.tokenOf();
    expect((await unlucky.call({ ...real, ClientToken }, YES)).outcome).toBe('unknown');
    shared.clock.move(5 * SECOND);
    const server = start(mode, second, shared);
    const rehearsed = await server.call(gp3);
    expect(rehearsed).toMatchObject({ outcome: 'would_be_refused', findings: [{ code: 'send-unresolved' }] });
    expect(rehearsed.next[0]).toMatchObject({ arguments: { ClientToken, DryRun: false } });
    const mine = await server.call({ ...real, ClientToken: 'mine' }, YES);
    expect(mine.outcome).toBe('refused');
    expect(mine.summary.startsWith(mode === 'ask' ? OPEN : 'Nothing was created.')).toBe(true);
    expect(server.sent()).toEqual([]);
  });
});

test('another principal, or another subject, is somebody else', async () => {
  const shared = createSharedState();
  const unlucky = start('auto', cut, shared);
  await unlucky.call({ ...real, ClientToken: await unlucky.tokenOf() });
  shared.clock.move(5 * SECOND);
  const other = start('auto', { callerIdentity: () => yes(BOB) }, shared);
  expect((await other.call(gp3)).outcome).toBe('would_copy');
});

test('a copy that EC2 does not list yet is shown to a caller of whom nobody knows who it is', async () => {
  const shared = createSharedState();
  const known = start('auto', {}, shared);
  expect((await known.call({ ...real, ClientToken: await known.tokenOf() })).outcome).toBe('copied');
  const server = start('auto', silent, shared);
  const { findings } = await server.call(gp3);
  expect(findings).toContainEqual(expect.objectContaining({ message: expect.stringContaining(COPY) }));
});

test.each(['unclear', 'copied'])('what it cannot read, it does not deny: %s before', async (before) => {
  const shared = createSharedState();
  const known = start('auto', before === 'unclear' ? cut : {}, shared);
  const ClientToken = await known.tokenOf();
  await known.call({ ...real, ClientToken });
  const expired = { ...silent, describeVolumes: () => no('ExpiredToken') };
  const told = await start('ask', expired, shared).call(real);
  expect(told.outcome).toBe('unknown');
  expect(told.summary.startsWith(OPEN)).toBe(true);
  expect(told.next[0]).toMatchObject({ arguments: { ClientToken, DryRun: false } });
});

test('by a renewed login an open token is not repeated, and what it made is not denied', async () => {
  const shared = createSharedState();
  const unlucky = start('auto', cut, shared);
  const ClientToken = await unlucky.tokenOf();
  await unlucky.call({ ...real, ClientToken });
  const other = start('auto', { callerIdentity: () => yes(BOB) }, shared);
  const told = await other.call({ ...real, ClientToken });
  expect(told).toMatchObject({ outcome: 'refused', error: { code: 'token-of-another-request' } });
  expect(told.summary.startsWith(OPEN)).toBe(true);
  expect(other.sent()).toEqual([]);
});

test('a no is not forgotten', async () => {
  const shared = createSharedState();
  const known = start('ask', {}, shared);
  expect((await known.call(real, NO)).outcome).toBe('declined');
  const nameless = startCopyProcess({ mode: 'ask' }, silent, { shared, more: { questions: known.deps.questions } });
  expect((await nameless.call(real, YES)).outcome).toBe('declined');
  expect(nameless.sent()).toEqual([]);
});

test('two at one moment, of whom one is not known: one sends', async () => {
  const shared = createSharedState();
  const known = start('ask', {}, shared);
  const nameless = start('ask', silent, shared);
  const answers = await Promise.all([known.call(real, YES), nameless.call(real, YES)]);
  expect(known.sent().length + nameless.sent().length).toBe(1);
  expect(answers.map(({ outcome }) => outcome)).toContain('copied');
});

test('what it sent is found again once it is known who calls, and another may follow when nothing was made', async () => {
  const shared = createSharedState();
  const unlucky = start('auto', { ...cut, ...silent }, shared);
  const ClientToken = await unlucky.tokenOf();
  await unlucky.call({ ...real, ClientToken });
  shared.clock.move(10 * MINUTE);
  const server = start('auto', {}, shared);
  expect((await server.call(gp3)).outcome).toBe('would_copy');
});

const UNTIL =
  /^makes the copy once a person said yes; valid until \d\d:\d\dZ, or until AWS says who is calling: then rehearse again$/;

test('a rehearsal by nobody known says that its plan ends once AWS says who is calling, and so does the real call', async () => {
  const shared = createSharedState();
  const nameless = await start('auto', silent, shared).call(gp3);
  const offer = nameless.next.find((one) => one.arguments.DryRun === false);
  expect(offer?.why).toMatch(UNTIL);
  const known = start('auto', {}, shared);
  const { ClientToken } = (offer?.arguments ?? {}) as { ClientToken?: string };
  const refused = await known.call({ ...real, ...(ClientToken ? { ClientToken } : {}) });
  expect(refused).toMatchObject({
    summary:
      'Nothing was created. AWS did not say then who was calling, and does now: what was not known is not taken for the same caller.',
    error: { code: 'plan-differs' },
    next: [{ arguments: gp3 }],
  });
  const offered = (await known.call(gp3)).next.find((one) => one.arguments.DryRun === false);
  expect(offered?.why).toMatch(/^makes the copy once a person said yes; valid until \d\d:\d\dZ$/);
});

test.each(['ask', 'auto'] as const)('mode %s: a plan outlives a restart during which STS is silent', async (mode) => {
  const shared = createSharedState();
  const ClientToken = await start(mode, {}, shared).tokenOf();
  const later = start(mode, silent, shared);
  expect(await later.call({ ...real, ClientToken }, YES)).toMatchObject({
    summary:
      'Nothing was created. AWS did not say who is calling, so it is not known whether it is the caller of this plan.',
    error: { code: 'caller-not-known', retry: 'same_request' },
    next: [{ arguments: { ...real, ClientToken } }],
  });
  expect(later.sent()).toEqual([]);
  expect((await start(mode, {}, shared).call({ ...real, ClientToken }, YES)).outcome).toBe('copied');
});
