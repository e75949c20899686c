// One request, two plans: what the record knows stands between a second volume and whoever did not mean one.
import { describe, expect, test } from 'vitest';
import { intentKeyOf, worldOf } from '../../src/consent/world.ts';
import type { FormPort } from '../../src/ports/consent.ts';
import type { SendRecords } from '../../src/ports/state.ts';
import {
  CALLER,
  COPY,
  createSharedState,
  formOf,
  gp3,
  MINUTE,
  madeBy,
  real,
  SECOND,
  SOURCE,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { ID, idOf, NOON, no, unclear, yes } from '../support/fake-ec2.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

/** Two tokens of one request, as two processes hand them out that rehearse at the same moment. */
async function twoPlans(shared = createSharedState()) {
  const first = await startCopyProcess({}, {}, { shared }).tokenOf();
  shared.clock.move(SECOND);
  const forgetful = { ...shared, plans: { ...shared.plans, find: async () => undefined } };
  const second = await startCopyProcess({}, {}, { shared: forgetful }).tokenOf();
  expect(second).not.toBe(first);
  return { shared, first, second };
}

describe('mode auto', () => {
  test('one plan was sent, EC2 shows its copy: the other plan did not show it', async () => {
    const { shared, first, second } = await twoPlans();
    const server = startCopyProcess({}, {}, { shared });
    await server.call({ ...real, ClientToken: first });
    shared.volumes.push(madeBy(server.sent()[0] ?? gp3, shared.clock.now(), { State: 'available' }));
    shared.clock.move(SECOND);
    const told = await server.call({ ...real, ClientToken: second });
    expect(told).toMatchObject({
      outcome: 'refused',
      error: {
        code: 'plan-differs',
        message: `Since the rehearsal another copy of this source was made: ${COPY}.`,
      },
      next: [{ arguments: gp3 }],
    });
    expect(server.sent()).toHaveLength(1);
    // A rehearsal shows it; then it is meant.
    server.volumes[1] = { ...server.volumes[1], State: 'available' };
    const again = await server.call(gp3);
    expect(again.findings).toMatchObject([{ code: 'copied-earlier' }]);
    expect((await server.call({ ...real, ClientToken: again.Request?.ClientToken })).outcome).toBe('copied');
  });

  test.each<[name: string, stamp: boolean]>([
    ['EC2 does not show its copy yet', true],
    ['it carries no tag of ours', false],
  ])('one plan was sent, and %s: the record knows of it', async (_, stamp) => {
    const { shared, first, second } = await twoPlans();
    const server = startCopyProcess({ stamp }, {}, { shared });
    await server.call({ ...real, ClientToken: first });
    shared.clock.move(SECOND);
    expect(await server.call({ ...real, ClientToken: second })).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-differs', message: expect.stringContaining(COPY) },
    });
    expect(server.sent()).toHaveLength(1);
    const again = await server.call(gp3);
    expect(again.findings).toMatchObject([
      { code: 'copied-earlier', message: expect.stringContaining(`made ${COPY}. Reuse it? EC2 does not list it`) },
    ]);
    expect((await server.call({ ...real, ClientToken: again.Request?.ClientToken })).outcome).toBe('copied');
  });

  test('one plan was sent, and nobody knows what it made: the other is not sent, and the first is repeated', async () => {
    const { shared, first, second } = await twoPlans();
    const server = startCopyProcess({}, { copyVolumes: () => unclear('connection-cut') }, { shared });
    expect((await server.call({ ...real, ClientToken: first })).outcome).toBe('unknown');
    const sent = server.sent().length;
    shared.clock.move(SECOND);
    const told = await server.call({ ...real, ClientToken: second });
    expect(told).toMatchObject({
      outcome: 'refused',
      error: { code: 'findings-block' },
      findings: [{ code: 'send-unresolved' }],
    });
    expect(told.next.map((one) => one.arguments)).toEqual([{ ...real, ClientToken: first }, gp3]);
    expect(server.sent()).toHaveLength(sent);
  });

  test('both at the same moment: one volume, and the other is judged by what the first made', async () => {
    const { shared, first, second } = await twoPlans();
    const [one, other] = [startCopyProcess({}, {}, { shared }), startCopyProcess({}, {}, { shared })];
    const told = await Promise.all([
      one.call({ ...real, ClientToken: first }),
      other.call({ ...real, ClientToken: second }),
    ]);
    expect(told.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'refused']);
    expect([...one.sent(), ...other.sent()]).toHaveLength(1);
  });

  test('a send that began and ended while the other was being judged', async () => {
    const { shared, first, second } = await twoPlans();
    const one = startCopyProcess({}, {}, { shared });
    const sends: SendRecords = {
      ...shared.sends,
      async claim(record, claims) {
        // Everything was read; now the other one comes, sends and ends.
        if (one.sent().length === 0) await one.call({ ...real, ClientToken: first });
        return shared.sends.claim(record, claims);
      },
    };
    const other = startCopyProcess({}, {}, { shared: { ...shared, sends } });
    expect((await other.call({ ...real, ClientToken: second })).outcome).toBe('refused');
    expect(one.sent()).toHaveLength(1);
    expect(other.sent()).toEqual([]);
  });

  test('a token that only a question showed is no token of a rehearsal', async () => {
    const shared = createSharedState();
    const asking = startCopyProcess({ mode: 'ask' }, {}, { shared });
    await asking.call(real);
    const issued = await shared.plans.find(intentKeyOf(gp3, worldOf(CALLER, { region: 'us-east-1' })));
    expect(issued?.isRehearsed).toBe(false);
    const server = startCopyProcess({}, {}, { shared });
    for (const args of [real, { ...real, ClientToken: issued?.token }]) {
      expect(await server.call(args)).toMatchObject({
        outcome: 'refused',
        error: { code: 'plan-needed', message: 'ClientToken: no rehearsal returned it.' },
        next: [{ arguments: gp3 }],
      });
    }
    expect(server.sent()).toEqual([]);
    // Once it was rehearsed, it is one.
    expect(await server.tokenOf()).toBe(issued?.token);
    expect((await server.call(real)).outcome).toBe('copied');
  });
});

describe('mode ask', () => {
  test('an unresolved send of the same is told to nobody as new: its own token is repeated', async () => {
    const server = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') });
    await server.call({ ...real, ClientToken: 'first' }, YES);
    const sent = server.sent().length;
    const told = await server.call({ ...real, ClientToken: 'second' }, YES);
    expect(told).toMatchObject({ outcome: 'refused', findings: [{ code: 'send-unresolved' }] });
    expect(told.next[0]).toMatchObject({ arguments: { ...real, ClientToken: 'first' } });
    expect(server.sent()).toHaveLength(sent);
  });

  test('a copy that EC2 does not list yet stands in the question', async () => {
    const server = startCopyProcess({ mode: 'ask' });
    await server.call({ ...real, ClientToken: 'first' }, YES);
    const warnings: string[][] = [];
    const form: FormPort = {
      ...formOf(() => expect.unreachable()),
      ask: async (question) => {
        warnings.push(question.warnings);
        return { answer: 'accept', afterMs: 5_000 };
      },
    };
    expect((await server.call({ ...real, ClientToken: 'second' }, { form })).outcome).toBe('copied');
    expect(warnings).toEqual([[expect.stringContaining(`made ${COPY}`)]]);
  });

  test.each<[name: string, change: (server: ReturnType<typeof startCopyProcess>) => void, words: string]>([
    [
      'a copy that was made',
      ({ volumes, clock }) =>
        void volumes.push(
          madeBy(
            {
              ...gp3,
              TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'ebs-copy-mcp:source', Value: ID }] }],
            },
            clock.now(),
            { State: 'available' },
          ),
        ),
      `Since the question another copy of this source was made: ${COPY}.`,
    ],
    [
      'a larger source',
      ({ volumes }) => {
        volumes[0] = { ...SOURCE, Size: 200 };
      },
      'size is now 200',
    ],
    [
      'a new warning',
      ({ volumes }) => {
        volumes[0] = { ...SOURCE, Operator: { Managed: true } };
      },
      'Since the question there is a new warning',
    ],
  ])('%s while the person reads is shown before the send; the old yes is none', async (_, change, words) => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = 'mine';
    let asked = 0;
    const form = formOf(() => {
      asked += 1;
      if (asked === 1) change(server);
      return { answer: 'accept', afterMs: 5_000 };
    });
    const first = await server.call({ ...real, ClientToken }, { form });
    expect(first).toMatchObject({ outcome: 'refused', error: { code: 'plan-differs' } });
    expect(first.error?.message).toContain(words);
    expect(server.sent()).toEqual([]);
    expect((await server.call({ ...real, ClientToken }, { form })).outcome).toBe('copied');
    expect(asked).toBe(2);
  });
});

describe('the same copy in other words', () => {
  const words = { ...gp3, Size: SOURCE.Size };

  test('sent by two processes at one moment: one volume', async () => {
    const shared = createSharedState();
    const [one, other] = [startCopyProcess({}, {}, { shared }), startCopyProcess({}, {}, { shared })];
    const tokens = [await one.tokenOf(), await other.tokenOf(words)];
    const told = await Promise.all([
      one.call({ ...real, ClientToken: tokens[0] }),
      other.call({ ...words, DryRun: false, ClientToken: tokens[1] }),
    ]);
    expect(told.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'refused']);
    expect([...one.sent(), ...other.sent()]).toHaveLength(1);
  });

  test('stays blocked by an open send, however many others were refused since; next is the call that was made', async () => {
    const shared = createSharedState();
    const cut = startCopyProcess({}, { copyVolumes: () => unclear('connection-cut') }, { shared });
    const otherToken = await cut.tokenOf(words);
    const ClientToken = await cut.tokenOf();
    await cut.call({ ...real, ClientToken });
    const refusing = startCopyProcess({}, { copyVolumes: () => no('UnauthorizedOperation') }, { shared });
    for (let Size = 200; Size < 207; Size++) {
      const token = await refusing.tokenOf({ ...gp3, Size });
      expect((await refusing.call({ ...real, Size, ClientToken: token })).outcome).toBe('failed');
    }
    const server = startCopyProcess({}, {}, { shared });
    const rehearsal = await server.call(words);
    expect(rehearsal.outcome).toBe('would_be_refused');
    expect(rehearsal.next?.[0]).toMatchObject({ arguments: { ...gp3, DryRun: false, ClientToken } });
    const refused = await server.call({ ...words, DryRun: false, ClientToken: otherToken });
    expect(refused.next?.[0]).toMatchObject({
      arguments: { ...gp3, DryRun: false, ClientToken },
      why: 'the earlier call again, with its own arguments and ClientToken',
    });
  });
});

test('an open send beside a copy without our tags ends once EC2 has forgotten its token, and names that copy', async () => {
  const shared = createSharedState();
  const cut = startCopyProcess({}, { copyVolumes: () => unclear('connection-cut') }, { shared });
  const ClientToken = await cut.tokenOf();
  await cut.call({ ...real, ClientToken });
  shared.clock.move(10 * MINUTE);
  // A person makes it by hand meanwhile.
  const byHand = {
    ...SOURCE,
    SourceVolumeId: ID,
    VolumeId: idOf(7),
    CreateTime: new Date(NOON + 10 * MINUTE).toISOString(),
  };
  shared.volumes.push(byHand);
  const server = startCopyProcess({}, {}, { shared });
  const early = await server.call(gp3);
  expect(early.outcome).toBe('would_be_refused');
  expect(early.next?.[0]?.why).toBe('finds or makes the one volume of the earlier call');
  shared.clock.move(12 * 60 * MINUTE);
  const late = await server.call(gp3);
  expect(late.outcome, late.summary).toBe('would_copy');
  expect(late.findings).toContainEqual(expect.objectContaining({ code: 'copied-earlier' }));
  const repeated = await server.call({ ...real, ClientToken });
  expect(repeated.outcome).toBe('refused');
  expect(repeated.summary).toContain(`It is not known whether it made ${idOf(7)}`);
  expect(repeated.summary).not.toContain('Nothing was created');
  expect(server.sent()).toEqual([]);
});

describe('the places of a day', () => {
  const limits = { ...NO_LIMITS, copiesPerDay: 1 };

  test('two processes that race for the last one: one volume', async () => {
    const shared = createSharedState();
    // Of one source the second would be judged anew, and see the first.
    const SourceVolumeId = idOf(5);
    shared.volumes.push({ ...SOURCE, VolumeId: SourceVolumeId });
    const [one, other] = [startCopyProcess({ limits }, {}, { shared }), startCopyProcess({ limits }, {}, { shared })];
    const tokens = [await one.tokenOf(), await other.tokenOf({ ...gp3, SourceVolumeId })];
    const told = await Promise.all([
      one.call({ ...real, ClientToken: tokens[0] }),
      other.call({ ...real, SourceVolumeId, ClientToken: tokens[1] }),
    ]);
    expect(told.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'refused']);
    const refused = told.find(({ outcome }) => outcome === 'refused');
    expect(refused?.error?.message).toBe('The operator allows 1 copy a day (UTC), and no place is left today.');
    expect([...one.sent(), ...other.sent()]).toHaveLength(1);
  });

  test('a definite no gives its place back; so does a send that proves to have made nothing', async () => {
    let turn = 0;
    const server = startCopyProcess(
      { limits },
      {
        copyVolumes: (request) =>
          turn++ === 0
            ? { ok: false, failure: { code: 'IncorrectState', message: '', definite: true } }
            : yes([madeBy(request)]),
      },
    );
    const ClientToken = await server.tokenOf();
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('failed');
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
    const shared = createSharedState();
    const unlucky = startCopyProcess({ limits }, { copyVolumes: () => unclear('connection-cut') }, { shared });
    const token = await unlucky.tokenOf();
    expect((await unlucky.call({ ...real, ClientToken: token })).outcome).toBe('unknown');
    shared.clock.move(6 * MINUTE);
    const lucky = startCopyProcess({ limits }, {}, { shared });
    const another = await lucky.tokenOf();
    expect((await lucky.call({ ...real, ClientToken: another })).outcome).toBe('copied');
  });

  test('a repetition has the place of its first send', async () => {
    let turn = 0;
    const server = startCopyProcess(
      { limits },
      {
        copyVolumes: (request) => (turn++ < 4 ? unclear('connection-cut') : yes([madeBy(request, server.clock.now())])),
      },
    );
    const ClientToken = await server.tokenOf();
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('unknown');
    server.clock.move(MINUTE);
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
    expect(await server.call({ ...gp3, Size: 200 })).toMatchObject({
      outcome: 'would_be_refused',
      findings: [
        { code: 'operator-limit', message: 'Copies made today (UTC): 1. The operator allows 1 a day.' },
        { level: 'warn', code: 'copied-earlier' },
      ],
    });
  });
});
