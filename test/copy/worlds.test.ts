// An intent belongs to one world: what was sent in one is never joined, repeated or sent in another.
import { describe, expect, test } from 'vitest';
import type { Caller, Place } from '../../src/ports/ec2.ts';
import {
  CALLER,
  createSharedState,
  formOf,
  gp3,
  MINUTE,
  madeBy,
  real,
  type SharedState,
  SOURCE,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { no, type Script, unclear, yes } from '../support/fake-ec2.ts';

const HOME: Place = { region: 'us-east-1', partition: 'aws' };
const at = (place: Partial<Place>, caller: Partial<Caller> = {}): Script => ({
  locate: () => yes({ ...HOME, ...place }),
  callerIdentity: () => yes({ ...CALLER, ...caller }),
});

const OTHERS: [part: string, script: Script][] = [
  ['account', at({}, { account: '444455556666' })],
  ['principal', at({}, { userId: 'AIDABOB' })],
  ['region', at({ region: 'eu-west-1' })],
  ['endpoint', at({ endpoint: 'http://127.0.0.1:4566' })],
  ['partition', at({ partition: 'aws-cn' }, { arn: 'arn:aws-cn:iam::111122223333:user/ann' })],
];

/** A process over the same record, in another world. */
const elsewhere = (shared: SharedState, script: Script, mode: 'ask' | 'auto') =>
  startCopyProcess({ mode }, script, { shared });

describe.each(['ask', 'auto'] as const)('mode %s', (mode) => {
  test.each(OTHERS)(
    'another %s: a finished copy is not joined by its request, and its token is refused',
    async (part, script) => {
      const shared = createSharedState();
      const here = startCopyProcess({ mode }, at({}), { shared });
      const ClientToken = await here.tokenOf();
      expect((await here.call({ ...real, ClientToken }, YES)).outcome).toBe('copied');
      shared.volumes.push(madeBy(here.sent()[0] ?? gp3, shared.clock.now(), { State: 'available' }));
      const there = elsewhere(shared, script, mode);
      let asked = 0;
      const form = formOf(() => {
        asked += 1;
        return { answer: 'decline', afterMs: 5_000 };
      });
      const joined = await there.call(real, { form });
      expect(joined.outcome).toBe(mode === 'ask' ? 'declined' : 'refused');
      expect(asked).toBe(mode === 'ask' ? 1 : 0);
      expect(await there.call({ ...real, ClientToken }, YES)).toMatchObject({
        outcome: 'refused',
        error: { code: 'token-of-another-request', message: `ClientToken: it was sent in another ${part} before.` },
      });
      expect(there.sent()).toEqual([]);
    },
  );

  test.each(OTHERS)('another %s: an unclear send is neither repeated nor looked for', async (_, script) => {
    const shared = createSharedState();
    const here = startCopyProcess({ mode }, { ...at({}), copyVolumes: () => unclear('connection-cut') }, { shared });
    const ClientToken = await here.tokenOf();
    expect((await here.call({ ...real, ClientToken }, YES)).outcome).toBe('unknown');
    shared.clock.move(2 * MINUTE);
    const there = elsewhere(shared, script, mode);
    const before = there.actions().length;
    expect(await there.call({ ...real, ClientToken }, YES)).toMatchObject({
      outcome: 'refused',
      error: { code: 'token-of-another-request' },
    });
    expect(there.actions().slice(before)).toEqual(['GetCallerIdentity']);
  });

  test.each(OTHERS)('another %s: the token of a rehearsal sends nothing', async (_, script) => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({ mode }, at({}), { shared }).tokenOf();
    const there = elsewhere(shared, script, mode);
    expect(await there.call({ ...real, ClientToken }, YES)).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-differs' },
    });
    expect(there.sent()).toEqual([]);
  });
});

test.each([
  'https://ec2.us-east-1.amazonaws.com',
  'https://ec2-fips.us-east-1.amazonaws.com',
  'https://ec2.us-east-1.api.aws',
  'https://vpce-1.ec2.us-east-1.vpce.amazonaws.com',
])("AWS's own hosts are one endpoint: %s", async (endpoint) => {
  const shared = createSharedState();
  const here = startCopyProcess({}, at({}), { shared });
  const ClientToken = await here.tokenOf();
  await here.call({ ...real, ClientToken });
  shared.volumes.push(madeBy(here.sent()[0] ?? gp3, shared.clock.now(), { State: 'available' }));
  const there = startCopyProcess({}, at({ endpoint, awsHost: true }), { shared });
  expect(await there.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
});

test('another session of the same role is the same caller', async () => {
  const shared = createSharedState();
  const here = startCopyProcess({}, at({}, { userId: 'AROAOPS:ann-1' }), { shared });
  const ClientToken = await here.tokenOf();
  const there = startCopyProcess({}, at({}, { userId: 'AROAOPS:ann-2' }), { shared });
  expect(await there.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
});

test("another caller's token, where callers are told apart, is refused", async () => {
  const shared = createSharedState();
  const of = (subject: string) => startCopyProcess({ mode: 'ask' }, at({}), { shared, more: { subject } });
  expect((await of('ann').call({ ...real, ClientToken: 'mine' }, YES)).outcome).toBe('copied');
  expect(await of('bob').call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({
    outcome: 'refused',
    error: { code: 'token-of-another-request', message: 'ClientToken: it was sent for another caller before.' },
  });
});

test("another caller's plan is refused, and nobody reads what tells callers apart", async () => {
  const shared = createSharedState();
  const of = (sub: string) =>
    startCopyProcess({}, at({}), { shared, more: { subject: JSON.stringify(['https://login.example.com', sub]) } });
  const ClientToken = await of('ann').tokenOf();
  expect(await of('bob').call({ ...real, ClientToken })).toMatchObject({
    outcome: 'refused',
    error: { code: 'plan-differs', message: 'This is not what was rehearsed: the caller is another one.' },
  });
});

describe('a login that is renewed as somebody else', () => {
  test('and one that is not known any more sends nothing: the same call goes on once it is', async () => {
    let asked = 0;
    const server = startCopyProcess(
      { mode: 'ask' },
      { ...at({}), callerIdentity: () => (asked++ === 0 ? yes(CALLER) : no('timed-out')) },
    );
    expect(await server.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({
      outcome: 'refused',
      summary: 'Nothing was created. It is not known any more who is calling.',
      error: { code: 'caller-not-known' },
      next: [{ arguments: { ...real, ClientToken: 'mine' } }],
    });
    expect(server.sent()).toEqual([]);
  });

  test('between the call and its reads sends nothing', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, at({}), { shared }).tokenOf();
    let asked = 0;
    const server = startCopyProcess(
      {},
      { ...at({}), callerIdentity: () => yes(asked++ === 0 ? CALLER : { ...CALLER, userId: 'AIDABOB' }) },
      { shared },
    );
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-differs', message: "The credentials are another caller's than when this call began." },
      findings: [],
      next: [{ arguments: gp3 }],
    });
    expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'plan-differs', principal: CALLER.arn }]);
    expect(server.sent()).toEqual([]);
  });

  test('while a person reads the question sends nothing', async () => {
    let userId = 'AIDAANN';
    const server = startCopyProcess({ mode: 'ask' }, { ...at({}), callerIdentity: () => yes({ ...CALLER, userId }) });
    const ClientToken = await server.tokenOf();
    const form = formOf(() => {
      userId = 'AIDABOB';
      return { answer: 'accept', afterMs: 5_000 };
    });
    const told = await server.call({ ...real, ClientToken }, { form });
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'plan-differs' } });
    expect(server.sent()).toEqual([]);
  });
});

describe('any other, and nobody knows who is calling', () => {
  const silent: Script = { ...at({}), callerIdentity: () => no('timed-out') };

  test('a first send needs nobody, unless a limit does', async () => {
    const server = startCopyProcess({ mode: 'ask' }, silent);
    expect(await server.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({
      outcome: 'copied',
      created: 'now',
    });
    const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay: 5 };
    const limited = startCopyProcess({ mode: 'ask', limits }, silent);
    expect(await limited.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({
      outcome: 'refused',
      error: { code: 'findings-block', message: expect.stringContaining('is not known') },
    });
    expect(limited.sent()).toEqual([]);
  });

  test('a finished copy is read, also when it was made by somebody who was known', async () => {
    const shared = createSharedState();
    const here = startCopyProcess({}, at({}), { shared });
    const ClientToken = await here.tokenOf();
    await here.call({ ...real, ClientToken });
    shared.volumes.push(madeBy(here.sent()[0] ?? gp3, shared.clock.now(), { State: 'available' }));
    const there = startCopyProcess({}, silent, { shared });
    expect(await there.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
    shared.volumes.pop();
    shared.clock.move(6 * MINUTE);
    // Whoever made it might still see it.
    const unseen = await there.call({ ...real, ClientToken });
    expect(unseen).toMatchObject({ outcome: 'copied', summary: expect.stringContaining('does not show it to these') });
    expect((await shared.sends.byToken(ClientToken))?.end?.kind).toBe('copied');
  });

  test('an unclear send is not repeated: unknown, and the same call once it is known', async () => {
    const shared = createSharedState();
    const here = startCopyProcess({}, { ...at({}), copyVolumes: () => unclear('connection-cut') }, { shared });
    const ClientToken = await here.tokenOf();
    await here.call({ ...real, ClientToken });
    shared.clock.move(MINUTE);
    const there = startCopyProcess({}, silent, { shared });
    expect(await there.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      summary: expect.stringMatching(/^This call sent nothing\. Not known whether an earlier call made a volume\./),
      error: { code: 'timed-out', retry: 'same_request' },
    });
    expect(there.sent()).toEqual([]);
    expect((await startCopyProcess({}, at({}), { shared }).call({ ...real, ClientToken })).outcome).toBe('copied');
  });

  test('what was sent by nobody known is looked for by whoever is known, and never repeated', async () => {
    const shared = createSharedState();
    const nameless = startCopyProcess(
      { mode: 'ask' },
      { ...silent, copyVolumes: () => unclear('connection-cut') },
      { shared },
    );
    await nameless.call({ ...real, ClientToken: 'mine' }, YES);
    shared.clock.move(MINUTE);
    const there = startCopyProcess({ mode: 'ask' }, at({}), { shared });
    expect(await there.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({
      outcome: 'unknown',
      error: {
        code: 'caller-not-known',
        message: 'It is not known who sent it, so the request is not repeated: it might be another copy.',
      },
    });
    expect(there.sent()).toEqual([]);
    shared.volumes.push(madeBy(nameless.sent()[0] ?? gp3, shared.clock.now(), { State: 'available' }));
    expect(await there.call({ ...real, ClientToken: 'mine' })).toMatchObject({ outcome: 'copied', created: 'earlier' });
  });

  test('an answer of STS that names nobody: the request is not repeated, and that is said', async () => {
    const shared = createSharedState();
    const here = startCopyProcess({}, { ...at({}), copyVolumes: () => unclear('connection-cut') }, { shared });
    const ClientToken = await here.tokenOf();
    await here.call({ ...real, ClientToken });
    shared.clock.move(MINUTE);
    const there = startCopyProcess({}, { ...at({}), callerIdentity: () => yes({}) }, { shared });
    expect(await there.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: {
        code: 'caller-not-known',
        message: 'It is not known who is calling, so the request is not repeated: it might be another copy.',
      },
    });
    expect(there.sent()).toEqual([]);
  });

  test('and then it is: the call goes on as whoever it is', async () => {
    const shared = createSharedState();
    let asked = 0;
    const server = startCopyProcess(
      { mode: 'ask' },
      { ...at({}), callerIdentity: () => (asked++ === 0 ? no('timed-out') : yes(CALLER)) },
      { shared },
    );
    expect(await server.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({
      outcome: 'copied',
      created: 'now',
    });
    expect((await shared.sends.byToken('mine'))?.world).toMatchObject({ account: '111122223333' });
  });
});

test('the day is counted for an account at one endpoint, over all Regions and principals', async () => {
  const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay: 1 };
  const shared = createSharedState();
  const here = startCopyProcess({ mode: 'ask', limits }, at({}), { shared });
  expect((await here.call({ ...real, ClientToken: 'a' }, YES)).outcome).toBe('copied');
  const outcomes: [string, string][] = [];
  for (const [part, script] of OTHERS) {
    const there = startCopyProcess({ mode: 'ask', limits }, script, { shared });
    outcomes.push([part, (await there.call({ ...real, ClientToken: part }, YES)).outcome]);
  }
  expect(outcomes).toEqual([
    ['account', 'copied'],
    ['principal', 'refused'],
    ['region', 'refused'],
    ['endpoint', 'copied'],
    ['partition', 'copied'],
  ]);
  expect(SOURCE.Size).toBe(100);
});
