// A record that is not kept, not believed, or does not answer: reads go on, rehearsals say it and carry no token, and
// real copies are refused in every mode.
import { describe, expect, test } from 'vitest';
import { StateProblem, watchState, whyNotWritten } from '../../src/copy/state-problems.ts';
import type { SendRecords } from '../../src/ports/state.ts';
import type { Deps } from '../../src/ports/tool.ts';
import {
  COPY,
  type CopyProcess,
  createSharedState,
  gp3,
  MINUTE,
  madeBy,
  real,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { NOON, unclear, yes } from '../support/fake-ec2.ts';

const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';
const broken = async (): Promise<never> => {
  throw Object.assign(new Error('/secret/path: EIO'), { code: 'EIO' });
};

describe('a port that rejects', () => {
  test('does so with what it rejected with as the cause, and with its words left out', async () => {
    const cause = new Error('/secret/path: EIO');
    const { deps } = startCopyProcess({}, {}, { more: { planKey: async () => Promise.reject(cause) } });
    const problem: unknown = await watchState(deps)
      .planKey()
      .catch((why: unknown) => why);
    expect(problem).toBeInstanceOf(StateProblem);
    expect(problem).toMatchObject({
      message: 'A port of the state has rejected.',
      cause,
      trust: { why: 'The record of what was sent cannot be read or written.' },
    });
    expect(whyNotWritten(problem, 'Not written.')).toBe('Not written.');
  });

  test('its data stay what they are, and what it answers too', async () => {
    const { deps } = startCopyProcess();
    const watched = watchState(deps);
    expect(watched.sends.owner).toBe('test');
    expect(await watched.sends.trust()).toEqual({ kept: true });
  });
});

test('a bug in between is told as one, not as a problem of the record', async () => {
  const bug = new TypeError('a bug');
  const describeVolumes = () => {
    throw bug;
  };
  const server = startCopyProcess({ mode: 'ask' }, { describeVolumes });
  await expect(server.call(real, YES)).rejects.toBe(bug);
});

describe.each(['ask', 'auto'] as const)('mode %s, a record that is not believed', (mode) => {
  const trust: SendRecords['trust'] = async () => ({
    kept: false,
    why: '/state is open to other users of this machine.',
    cure: 'chmod 700 /state',
  });

  test('a rehearsal says it with the one command, and hands out no token', async () => {
    const shared = createSharedState();
    const server = startCopyProcess({ mode }, {}, { shared: { ...shared, sends: { ...shared.sends, trust } } });
    const told = await server.call(gp3);
    expect(told).toMatchObject({
      outcome: 'would_copy',
      findings: [
        {
          code: 'record-not-kept',
          message:
            '/state is open to other users of this machine. Real copies are refused until what is sent can be recorded, so this rehearsal has no ClientToken.',
          fix: { advice: 'A person types: chmod 700 /state' },
        },
      ],
    });
    expect(told.text).toContain('chmod 700 /state');
    expect(told.Request).not.toHaveProperty('ClientToken');
    expect(told.next).toEqual([
      { tool: 'copy_volume', arguments: gp3, why: 'rehearses again, once what the warning names is repaired' },
    ]);
  });

  test('a real copy is refused, and nobody is asked', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({ mode }, {}, { shared }).tokenOf();
    const server = startCopyProcess({ mode }, {}, { shared: { ...shared, sends: { ...shared.sends, trust } } });
    const told = await server.call({ ...real, ClientToken }, YES);
    expect(told).toMatchObject({
      outcome: 'refused',
      summary: `${OPEN} /state is open to other users of this machine. A person types: chmod 700 /state`,
      error: { code: 'record-not-durable' },
    });
    expect(server.sent()).toEqual([]);
    expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'record-not-durable', token: ClientToken }]);
    // Without a token it may be the same as an earlier call all the same.
    expect((await server.call(real, YES)).summary.startsWith(OPEN)).toBe(true);
  });
});

test('a plan server keeps no record, and says nothing about one', async () => {
  const shared = createSharedState();
  const sends = { ...shared.sends, trust: broken, byIntent: broken, byToken: broken };
  const server = startCopyProcess({ mode: 'plan' }, {}, { shared: { ...shared, sends } });
  const told = await server.call(gp3);
  expect(told).toMatchObject({ outcome: 'would_copy', findings: [] });
  expect(told.Request).not.toHaveProperty('ClientToken');
});

/** Every port of the state that a real copy asks before it sends. */
const PORTS: [name: string, breakIt: (server: CopyProcess) => Partial<Deps>][] = [
  ...(['trust', 'byToken', 'byIntent', 'claims', 'claim', 'holds'] as const).map(
    (name): [string, (server: CopyProcess) => Partial<Deps>] => [
      `sends.${name}`,
      ({ deps }) => ({ sends: { ...deps.sends, [name]: broken } }),
    ],
  ),
  ['plans.find', ({ deps }) => ({ plans: { ...deps.plans, find: broken } })],
  ['planKey', () => ({ planKey: broken })],
  ...(['find', 'recent', 'begin', 'byId', 'change'] as const).map(
    (name): [string, (server: CopyProcess) => Partial<Deps>] => [
      `questions.${name}`,
      ({ deps }) => ({ questions: { ...deps.questions, [name]: broken } }),
    ],
  ),
];

test.each(PORTS)(
  '%s rejects: the real copy is refused, nothing is sent, and no word of others comes out',
  async (_, breakIt) => {
    const shared = createSharedState();
    const server = startCopyProcess({ mode: 'ask' }, {}, { shared });
    const ClientToken = await server.tokenOf();
    const other = startCopyProcess({ mode: 'ask' }, {}, { shared, more: breakIt(server) });
    const told = await other.call({ ...real, ClientToken }, YES);
    expect(['refused', 'unknown']).toContain(told.outcome);
    expect(['record-not-durable', 'being-sent']).toContain(told.error?.code);
    expect(JSON.stringify(told)).not.toContain('/secret');
    expect(other.sent()).toEqual([]);
  },
);

test.each(PORTS.filter(([name]) => /trust|byIntent|byToken|plans|planKey/.test(name)))(
  '%s rejects: the rehearsal says so, and carries no token',
  async (_, breakIt) => {
    const server = startCopyProcess();
    await server.tokenOf();
    const told = await startCopyProcess({}, {}, { shared: server, more: breakIt(server) }).call(gp3);
    expect(told).toMatchObject({
      outcome: 'would_copy',
      findings: [{ code: 'record-not-kept', message: expect.stringContaining('cannot be read or written') }],
    });
    expect(told.Request).not.toHaveProperty('ClientToken');
    expect(JSON.stringify(told)).not.toContain('/secret');
  },
);

test('an entry of the record that is not believed is told with its own command', async () => {
  const shared = createSharedState();
  const byIntent = async () => {
    const cure = 'chmod 600 /state/sends/x/claim-000001.json';
    throw Object.assign(new Error('The file is open to others.'), { name: 'NotTrusted', cure });
  };
  const server = startCopyProcess({}, {}, { shared: { ...shared, sends: { ...shared.sends, byIntent } } });
  expect((await server.call(gp3)).findings).toMatchObject([
    { code: 'record-not-kept', fix: { advice: 'A person types: chmod 600 /state/sends/x/claim-000001.json' } },
  ]);
  expect(await server.call(real)).toMatchObject({
    outcome: 'refused',
    error: { message: 'The file is open to others. A person types: chmod 600 /state/sends/x/claim-000001.json' },
  });
});

describe('after the send nothing takes the answer away', () => {
  test('an end that cannot be written: copied, and the next call finds it by its tag', async () => {
    const shared = createSharedState();
    const forgetful = { ...shared, sends: { ...shared.sends, finish: broken } };
    const server = startCopyProcess({}, {}, { shared: forgetful });
    const ClientToken = await server.tokenOf();
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
    shared.volumes.push(madeBy(server.sent()[0] ?? gp3, NOON, { State: 'available' }));
    shared.clock.move(2 * MINUTE);
    const next = startCopyProcess({}, {}, { shared });
    expect(await next.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      Volumes: [{ VolumeId: COPY }],
    });
    expect(next.sent()).toEqual([]);
  });

  test('an outcome that cannot be audited', async () => {
    const audit = {
      check: async () => undefined,
      write: async ({ event }: Record<string, unknown>) => (event === 'outcome' ? broken() : undefined),
      writeCounted: broken,
    };
    const server = startCopyProcess({}, {}, { more: { audit } });
    const ClientToken = await server.tokenOf();
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
    expect((await server.call({ ...real, ClientToken, Size: 5 })).outcome).toBe('refused');
  });
});

describe('what cannot be written before the send refuses', () => {
  test('the claim', async () => {
    const shared = createSharedState();
    const sends = { ...shared.sends, claim: broken };
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends } });
    const ClientToken = await server.tokenOf();
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      summary: 'Nothing was created. The record of what is sent cannot be written.',
      error: { code: 'record-not-durable' },
    });
  });

  test.each<[name: string, port: 'claim' | 'reserve']>([
    ['the claim', 'claim'],
    ['the place of the day', 'reserve'],
  ])('%s, in the words of the store where it has some', async (_, port) => {
    const full = async (): Promise<never> => {
      throw Object.assign(new Error('The table is full.'), { name: 'NotTrusted' });
    };
    const shared = createSharedState();
    const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay: 5 };
    const server = startCopyProcess(
      { limits },
      {},
      { shared: { ...shared, sends: { ...shared.sends, [port]: full } } },
    );
    const ClientToken = await server.tokenOf();
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      summary: 'Nothing was created. The table is full.',
      error: { code: 'record-not-durable' },
    });
  });

  test('the claim of a repetition leaves open what the first send made', async () => {
    const shared = createSharedState();
    const first = startCopyProcess({}, { copyVolumes: () => unclear('connection-cut') }, { shared });
    const ClientToken = await first.tokenOf();
    await first.call({ ...real, ClientToken });
    shared.clock.move(MINUTE);
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends: { ...shared.sends, claim: broken } } });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      summary: expect.stringMatching(/^This call sent nothing\./),
      error: { code: 'record-not-durable' },
    });
    expect(server.sent()).toEqual([]);
  });

  test.each<[name: string, more: (shared: ReturnType<typeof createSharedState>) => Partial<Deps>, code: string]>([
    ['the place of the day', ({ sends }) => ({ sends: { ...sends, reserve: broken } }), 'record-not-durable'],
    [
      'the intent line of the audit',
      () => ({ audit: { check: async () => undefined, write: broken, writeCounted: async () => undefined } }),
      'audit-not-writable',
    ],
  ])('%s; the claim ends with it, so that nobody waits', async (_, more, code) => {
    const shared = createSharedState();
    const limits = { accounts: [], requiredTags: [], forbiddenTags: [], copiesPerDay: 5 };
    const ClientToken = await startCopyProcess({ limits }, {}, { shared }).tokenOf();
    const server = startCopyProcess({ limits }, {}, { shared, more: more(shared) });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      summary: expect.stringMatching(/^Nothing was created\./),
      error: { code },
      next: [{ arguments: gp3 }],
    });
    expect(server.sent()).toEqual([]);
    expect((await shared.sends.byToken(ClientToken))?.end).toEqual({ kind: 'failed' });
    expect(yes(1).ok).toBe(true);
    expect((await startCopyProcess({ limits }, {}, { shared }).call({ ...real, ClientToken })).outcome).toBe('copied');
  });
});
