// The table of send states, row by row, as the tool gives it: what a real call does with the record of its token.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stillNeeded } from '../../src/consent/question-states.ts';
import type { SendEnd, SendRecord, SentRequest } from '../../src/consent/send-states.ts';
import { intentKeyOf, worldOf } from '../../src/consent/world.ts';
import type { Questions, SendRecords } from '../../src/ports/state.ts';
import { ownerOf } from '../../src/state/files/owner.ts';
import { createSendsInFolder } from '../../src/state/files/sends-in-folder.ts';
import { createQuestions } from '../../src/state/memory/questions.ts';
import {
  CALLER,
  COPY,
  type CopyReply,
  createSharedState,
  deferred,
  formOf,
  gp3,
  HOUR,
  MINUTE,
  madeBy,
  NO,
  openPage,
  real,
  SECOND,
  SOURCE,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { ID, NOON, no, unclear, yes } from '../support/fake-ec2.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { RULES } from '../support/record-rules.ts';

const OPEN = 'This call sent nothing. Not known whether an earlier call made a volume.';
const PLACE = { region: 'us-east-1' };
const WORLD = worldOf(CALLER, PLACE);

/** The request that a process of another version sent under this token. */
const sentAs = (token: string): SentRequest => ({
  ...gp3,
  ClientToken: token,
  TagSpecifications: [
    {
      ResourceType: 'volume',
      Tags: [
        { Key: 'ebs-copy-mcp:plan', Value: token },
        { Key: 'ebs-copy-mcp:source', Value: ID },
        { Key: 'ebs-copy-mcp:by', Value: '0.0.1' },
      ],
    },
  ],
});

/** A claim that another process made at noon, and what came of it. */
async function claimed(
  sends: SendRecords,
  token: string,
  end?: SendEnd,
  more: Partial<SendRecord> = {},
): Promise<void> {
  const intentKey = intentKeyOf(gp3, WORLD);
  const record = {
    token,
    intentKey,
    world: WORLD,
    request: sentAs(token),
    consent: { how: 'auto' as const, at: NOON },
    shown: [],
    firstTriedAt: NOON,
    lastTriedAt: NOON,
    claim: { n: 1, owner: 'another process', until: NOON + MINUTE },
    ...more,
  };
  expect(await sends.claim(record, await sends.claims(record.intentKey))).toBe(true);
  if (end) await sends.finish(token, record.claim.n, end, record.lastTriedAt);
}

describe('none, or failed', () => {
  test('judged, claimed, counted, audited, sent and recorded, in this order', async () => {
    const shared = createSharedState();
    const steps: string[] = [];
    const { sends } = shared;
    const watched: SendRecords = {
      ...sends,
      claim: (...args) => {
        steps.push('claimed');
        return sends.claim(...args);
      },
      reserve: (...args) => {
        steps.push('counted');
        return sends.reserve(...args);
      },
      finish: (...args) => {
        steps.push(`recorded ${args[2].kind}`);
        return sends.finish(...args);
      },
    };
    const server = startCopyProcess(
      { limits: { ...NO_LIMITS, copiesPerDay: 5 } },
      {
        copyVolumes: (request) => {
          steps.push('sent');
          return yes([madeBy(request)]);
        },
      },
      {
        shared: { ...shared, sends: watched },
        more: {
          audit: {
            check: async () => undefined,
            write: async ({ event }) => void steps.push(`audited ${event}`),
            writeCounted: async () => undefined,
          },
        },
      },
    );
    const ClientToken = await server.tokenOf();
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(steps).toEqual(['claimed', 'counted', 'audited intent', 'sent', 'recorded copied', 'audited outcome']);
    expect(await sends.byToken(ClientToken)).toMatchObject({
      world: { partition: 'aws', account: '111122223333', principal: 'AIDAANN', region: 'us-east-1', endpoint: 'aws' },
      request: server.sent()[0],
      consent: { how: 'auto' },
      firstTriedAt: NOON,
      claim: { n: 1 },
      end: { kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' },
    });
  });

  test('a definite no ends it as failed; the same token may be sent again, as a first send', async () => {
    let turn = 0;
    const server = startCopyProcess(
      {},
      { copyVolumes: (request) => (turn++ === 0 ? no('IncorrectState') : yes([madeBy(request, server.clock.now())])) },
    );
    const ClientToken = await server.tokenOf();
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'failed',
      summary: expect.stringMatching(/^Nothing was created\./),
    });
    expect((await server.sends.byToken(ClientToken))?.end).toEqual({ kind: 'failed' });
    server.clock.move(MINUTE);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(await server.sends.byToken(ClientToken)).toMatchObject({ claim: { n: 2 }, firstTriedAt: NOON + MINUTE });
  });
});

describe('claimed, in time', () => {
  test('watched; after 45 seconds unknown, with the same call, and nothing sent', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    const at = server.clock.now();
    await claimed(server.sends, ClientToken);
    const told = await server.call({ ...real, ClientToken });
    expect(server.clock.now() - at).toBe(45 * SECOND);
    expect(told).toMatchObject({
      outcome: 'unknown',
      summary: `${OPEN} Another call or process is sending this copy at this moment.`,
      error: { code: 'being-sent', retry: 'same_request' },
    });
    expect(told.next[0]).toMatchObject({ tool: 'copy_volume', arguments: { ...real, ClientToken } });
    expect(server.sent()).toEqual([]);
  });

  test('and copied meanwhile: told as made by an earlier call, as it is now', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken);
    server.volumes.push(madeBy(sentAs(ClientToken), NOON, { State: 'available' }));
    let looks = 0;
    const sends: SendRecords = {
      ...server.sends,
      async byToken(token) {
        if (++looks === 5) await server.sends.finish(token, 1, { kind: 'copied', VolumeId: COPY });
        return server.sends.byToken(token);
      },
    };
    const other = startCopyProcess({}, {}, { shared: { ...server, sends } });
    expect(await other.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      Volumes: [{ VolumeId: COPY, State: 'available' }],
    });
    expect(other.sent()).toEqual([]);
  });

  test('one second before its time is over it is not taken over, then it is', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken);
    server.clock.move(14 * SECOND);
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('unknown');
    expect(server.clock.now()).toBe(NOON + 59 * SECOND);
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
  });

  test('another token of the same request waits as well, and reads nothing of EC2 meanwhile', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, 'another token');
    const before = server.actions().length;
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      Request: { ClientToken },
      error: { code: 'being-sent' },
    });
    expect(server.actions().slice(before)).toEqual(['GetCallerIdentity']);
  });
});

describe('claimed over time, or unclear', () => {
  const ROWS: [name: string, end: SendEnd | undefined, after: number][] = [
    ['claimed over time', undefined, 61 * SECOND],
    ['unclear', { kind: 'unclear' }, 10 * SECOND],
  ];

  test.each(ROWS)('%s: what carries its tag is its copy, and nothing is sent', async (_, end, after) => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, end);
    server.clock.move(after);
    server.volumes.push(madeBy(sentAs(ClientToken), NOON, { State: 'available' }));
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      Volumes: [{ VolumeId: COPY }],
    });
    expect(server.sent()).toEqual([]);
    expect((await server.sends.byToken(ClientToken))?.end).toMatchObject({ kind: 'copied', VolumeId: COPY });
  });

  test.each(ROWS)(
    '%s: otherwise the recorded bytes are sent again, stamps of the older version included',
    async (_, end, after) => {
      const server = startCopyProcess();
      const ClientToken = await server.tokenOf();
      await claimed(server.sends, ClientToken, end);
      server.clock.move(after);
      expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
      expect(server.sent()).toEqual([sentAs(ClientToken)]);
      expect(await server.sends.byToken(ClientToken)).toMatchObject({ claim: { n: 2 }, firstTriedAt: NOON });
      expect(server.lines).toMatchObject([
        { event: 'intent', token: ClientToken, consent: 'auto', repeats: true },
        { event: 'outcome', outcome: 'copied', created: 'now' },
      ]);
    },
  );

  test.each(ROWS)('%s: what the earlier send made before this call is never told as new', async (_, end, after) => {
    const server = startCopyProcess(
      {},
      { copyVolumes: (request) => yes([madeBy(request, NOON + after - 1)], server.clock.now()) },
    );
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, end, { lastTriedAt: NOON + after - 1 });
    server.clock.move(after);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
  });

  test('the claim of a process that is dead is taken over at once, and what it made a moment ago is earlier', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'real-copy-'));
    const shared = createSharedState();
    const sends = createSendsInFolder(folder, RULES, shared.clock.now, ownerOf('living'));
    const server = startCopyProcess(
      {},
      { copyVolumes: (request) => yes([madeBy(request, NOON + 900)]) },
      { shared: { ...shared, sends } },
    );
    const ClientToken = await server.tokenOf();
    const dead = ownerOf('dead').replace(`|${process.pid}|`, '|4194305|');
    await claimed(sends, ClientToken, undefined, { claim: { n: 1, owner: dead, until: NOON + MINUTE } });
    shared.clock.move(999);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(server.sent()).toHaveLength(1);
    // Attempts of two processes never lie in one second of EC2's.
    expect(shared.clock.slept[0]).toBe(2_500);
    rmSync(folder, { recursive: true });
  });

  test('a definite no to the repetition is no proof: unknown, and the same call', async () => {
    const server = startCopyProcess({}, { copyVolumes: () => no('ConcurrentCopyVolumeLimitExceeded') });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(MINUTE);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'ConcurrentCopyVolumeLimitExceeded', retry: 'same_request' },
    });
    expect((await server.sends.byToken(ClientToken))?.end).toEqual({ kind: 'unclear' });
  });
});

describe('the storage quota', () => {
  const OWN = 'An earlier attempt may have made the volume all the same.';

  test('is said to be the reason of a first send alone', async () => {
    const server = startCopyProcess({}, { copyVolumes: () => no('VolumeLimitExceeded') });
    const answer = await server.call({ ...real, ClientToken: await server.tokenOf() });
    expect(answer).toMatchObject({
      outcome: 'failed',
      summary: 'Nothing was created. The storage quota of the account is used up.',
      error: { nextStep: expect.not.stringContaining('Look first') },
    });
  });

  test('may be full by an earlier attempt', async () => {
    const server = startCopyProcess({}, { copyVolumes: () => no('VolumeLimitExceeded') });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(MINUTE);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      summary: expect.stringContaining(`The storage quota of the account is used up. ${OWN} The same call`),
    });
  });
});

describe('a repetition that may create is judged like a first send', () => {
  const limits = (more: object) => ({ limits: { ...NO_LIMITS, ...more } });
  test.each<[name: string, settings: object, code: string]>([
    ['the size', limits({ largestSize: 99 }), 'findings-block'],
    ['the cost', limits({ largestMonthlyUsd: 1 }), 'findings-block'],
    ['a tag that is required', limits({ requiredTags: ['Copyable'] }), 'findings-block'],
    ['copies a day', limits({ copiesPerDay: 0 }), 'findings-block'],
  ])('a limit on %s that was tightened since', async (_, settings, code) => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    const server = startCopyProcess(settings, {}, { shared });
    shared.clock.move(MINUTE);
    const told = await server.call({ ...real, ClientToken });
    expect(told).toMatchObject({ outcome: 'unknown', error: { code, retry: 'same_request' } });
    expect(told.summary.startsWith(OPEN)).toBe(true);
    expect(told.next.map((one) => one.arguments)).toEqual([{ ...real, ClientToken }, gp3]);
    expect(server.sent()).toEqual([]);
    expect(server.lines).toMatchObject([{ event: 'not-sent', why: code, token: ClientToken }]);
  });

  test.each<[name: string, source: object, code: string]>([
    ['a source in a bad state', { State: 'error' }, 'findings-block'],
    ['a source that is larger than what was sealed', { Size: 200 }, 'plan-differs'],
  ])('%s', async (_, source, code) => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(MINUTE);
    server.volumes[0] = { ...SOURCE, ...source };
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'unknown', error: { code } });
    expect(server.sent()).toEqual([]);
  });

  test('an audit file that cannot be written any more', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    const broken = async () => {
      throw new Error('EACCES');
    };
    const server = startCopyProcess(
      {},
      {},
      { shared, more: { audit: { check: broken, write: broken, writeCounted: broken } } },
    );
    shared.clock.move(MINUTE);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'audit-not-writable' },
    });
    expect(server.sent()).toEqual([]);
  });

  test('a copy of the source that was made since, where the yes of an old record does not hold what was shown', async () => {
    const server = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => unclear('connection-cut') });
    await claimed(server.sends, 'mine', { kind: 'unclear' }, { consent: { how: 'form', at: NOON } });
    server.clock.move(MINUTE);
    const args = { ...real, ClientToken: 'mine' };
    // Without that copy the yes is good: the request goes out again, and nobody is asked.
    expect((await server.call(args)).error).toMatchObject({ code: 'connection-cut' });
    const sends = server.sent().length;
    server.clock.move(MINUTE);
    const other = madeBy(sentAs('theirs'), NOON, { VolumeId: 'vol-0ccccccccccccccc0', State: 'available' });
    server.volumes.push(other);
    expect((await server.call(args)).error).toMatchObject({ code: 'nobody-to-ask' });
    expect(server.sent()).toHaveLength(sends);
  });

  test('a copy of the source that was made since and that no plan showed', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(MINUTE);
    const other = madeBy(sentAs('another token'), NOON, { VolumeId: 'vol-0ccccccccccccccc0', State: 'available' });
    server.volumes.push(other);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: {
        code: 'plan-differs',
        message: 'Since the rehearsal another copy of this source was made: vol-0ccccccccccccccc0.',
      },
    });
    expect(server.sent()).toEqual([]);
  });

  test("mode auto: the plan's fifteen minutes bound the first send only", async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(HOUR);
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
  });

  test('mode ask: a yes of at most fifteen minutes for these bytes counts; nobody is asked again', async () => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' }, { consent: { how: 'form', at: NOON } });
    server.clock.move(14 * MINUTE);
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
    expect(server.lines[0]).toMatchObject({ event: 'intent', consent: 'form' });
  });

  test.each<[name: string, consent: SendRecord['consent'], after: number]>([
    ['an older yes', { how: 'form', at: NOON }, 16 * MINUTE],
    ['a yes from the future', { how: 'page', at: NOON + HOUR }, MINUTE],
    ["the operator's consent of before", { how: 'auto', at: NOON }, MINUTE],
  ])('mode ask: %s is asked for again, under the same token, with what may be', async (_, consent, after) => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' }, { consent });
    server.clock.move(after);
    const asked: string[][] = [];
    const told = await server.call(
      { ...real, ClientToken },
      {
        form: {
          inResult: false,
          isSilent: false,
          answered: async () => undefined,
          ask: async ({ warnings }) => {
            asked.push(warnings);
            return { answer: 'accept', afterMs: 5_000 };
          },
        },
      },
    );
    expect(told.outcome).toBe('copied');
    expect(asked).toEqual([['An earlier try may have made this volume. A yes makes at most one.']]);
    expect(server.sent()).toEqual([sentAs(ClientToken)]);
  });

  test.each<[name: string, options: object, outcome: string, opens: string]>([
    ['a no', NO, 'declined', `${OPEN} A person said no to this copy.`],
    ['nobody to ask', {}, 'unknown', `${OPEN} Nobody could be asked: nobody is here.`],
  ])('mode ask: %s leaves open what the earlier call made', async (_, options, outcome, opens) => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(MINUTE);
    const told = await server.call({ ...real, ClientToken }, options);
    expect(told.outcome).toBe(outcome);
    expect(told.summary.startsWith(opens)).toBe(true);
    expect(server.sent()).toEqual([]);
  });

  test('mode ask: so does a person who has not decided yet', async () => {
    const server = startCopyProcess({ mode: 'ask' }, {}, { more: { page: openPage() } });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(MINUTE);
    const told = await server.call({ ...real, ClientToken });
    expect(told.outcome).toBe('approval_needed');
    expect(told.summary.startsWith(OPEN)).toBe(true);
  });

  test('the mode plan never sends, and leaves open what was sent before it', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    const server = startCopyProcess({ mode: 'plan' }, {}, { shared });
    const told = await server.call({ ...real, ClientToken });
    expect(told).toMatchObject({
      outcome: 'unknown',
      error: { code: 'real-copies-not-arranged' },
      summary: `${OPEN} This server only rehearses.`,
      // The same call, once the operator allows it.
      next: [{ arguments: { ClientToken, DryRun: false } }, { tool: 'copy_volume' }],
    });
    expect(server.sent()).toEqual([]);
    expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'real-copies-not-arranged', token: ClientToken }]);
  });

  test('the mode plan reads what was copied before it', async () => {
    const shared = createSharedState();
    const before = startCopyProcess({}, {}, { shared });
    const ClientToken = await before.tokenOf();
    const [made] = (await before.call({ ...real, ClientToken })).Volumes;
    shared.volumes.push({ ...SOURCE, ...made, SourceVolumeId: ID, State: 'available' });
    const server = startCopyProcess({ mode: 'plan' }, {}, { shared });
    const told = await server.call({ ...real, ClientToken });
    expect(told).toMatchObject({ outcome: 'copied', created: 'earlier', Volumes: [{ VolumeId: made?.VolumeId }] });
    expect(server.sent()).toEqual([]);
  });

  test('what one call made, no refusal of a later one denies', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    const elsewhere = startCopyProcess({ regions: ['eu-west-1'] }, {}, { shared });
    const faulty = startCopyProcess({ configErrors: ['--mode: what?'] }, {}, { shared });
    const now = startCopyProcess({}, {}, { shared });
    for (const { summary } of [
      await elsewhere.call({ ...real, Region: 'us-east-1', ClientToken }),
      await faulty.call({ ...real, ClientToken }),
      await now.call({ ...real, Size: 'big', ClientToken }),
    ])
      expect(summary.startsWith(OPEN)).toBe(true);
    const other = await now.call({ ...real, Size: 'big', ClientToken: 'never-sent' });
    expect(other.summary.startsWith('Nothing was created. ')).toBe(true);
    const rehearsal = await now.call({ Size: 'big', ClientToken });
    expect(rehearsal.summary.startsWith('Nothing was created. ')).toBe(true);
    for (const server of [elsewhere, faulty, now]) expect(server.sent()).toEqual([]);
  });

  test.each<[SendEnd, opening: string]>([
    [{ kind: 'failed' }, 'Nothing was created.'],
    [{ kind: 'not-made' }, 'Nothing was created.'],
    [{ kind: 'unclear' }, OPEN],
    [
      { kind: 'copied', VolumeId: COPY },
      'This call sent nothing. An earlier call with this ClientToken made a volume.',
    ],
    [{ kind: 'gone', why: 'deleted' }, 'This call sent nothing. An earlier call with this ClientToken made a volume.'],
  ])('what is refused before its time says what the record knows: after %j', async (end, opening) => {
    const server = startCopyProcess({ configErrors: ['--mode: what?'] });
    await claimed(server.sends, 'mine', end);
    expect((await server.call({ ...real, ClientToken: 'mine' })).summary).toBe(`${opening} --mode: what?`);
  });

  test('a record that cannot be read leaves open what an earlier call made', async () => {
    const server = startCopyProcess({ configErrors: ['--mode: what?'] });
    server.sends.byToken = () => Promise.reject(new Error('EIO'));
    const { summary } = await server.call({ ...real, ClientToken: 'mine' });
    expect(summary).toBe(`${OPEN} --mode: what?`);
  });
});

describe('copied', () => {
  test.each<[mode: 'ask' | 'auto']>([['ask'], ['auto']])(
    'mode %s: read by its id, as it is now; no limit, no consent and no plan is needed',
    async (mode) => {
      const shared = createSharedState();
      const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
      await claimed(shared.sends, ClientToken, { kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' });
      shared.clock.move(20 * HOUR);
      shared.volumes[0] = { ...SOURCE, State: 'error' };
      shared.volumes.push(madeBy(sentAs(ClientToken), NOON, { State: 'in-use' }));
      const server = startCopyProcess(
        { mode, limits: { ...NO_LIMITS, largestSize: 1, copiesPerDay: 0 } },
        { describeVolumeStatus: () => yes([{ VolumeId: COPY, Status: 'ok' }]) },
        { shared },
      );
      const told = await server.call({ ...real, ClientToken });
      expect(told).toMatchObject({
        outcome: 'copied',
        created: 'earlier',
        Volumes: [{ VolumeId: COPY, State: 'in-use', fullSpeed: true }],
      });
      expect(server.actions()).toEqual([
        'GetCallerIdentity',
        'DescribeVolumes',
        'DescribeVolumeStatus',
        'DescribeVolumesModifications',
      ]);
    },
  );

  test('without a token it is joined, while a plan that is newer than it is not', async () => {
    const server = startCopyProcess();
    await claimed(server.sends, 'earlier token', { kind: 'copied', VolumeId: COPY });
    server.clock.move(SECOND);
    server.volumes.push(madeBy(sentAs('earlier token'), NOON, { State: 'available' }));
    expect(await server.call(real)).toMatchObject({ outcome: 'copied', Request: { ClientToken: 'earlier token' } });
    const ClientToken = await server.tokenOf();
    server.volumes.splice(1);
    const second = await server.call(real);
    expect(second.Request?.ClientToken).toBe(ClientToken);
    expect(server.sent()).toHaveLength(1);
  });

  test.each<[name: string, end: SendEnd | undefined, outcome: string]>([
    ['is under way', undefined, 'unknown'],
    ['failed', { kind: 'failed' }, 'copied'],
  ])('a plan that is newer than a send that %s keeps its token', async (_, end, outcome) => {
    const server = startCopyProcess();
    server.clock.move(SECOND);
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, 'earlier token', end, { consent: { how: 'auto', at: NOON } });
    expect(await server.call(real)).toMatchObject({ outcome, Request: { ClientToken } });
  });

  test('is joined though a rehearsal without it has a later time of another clock, until one shows it', async () => {
    const own = createSharedState();
    const server = startCopyProcess({}, {}, { shared: { ...own, plans: { ...own.plans, aheadMs: MINUTE } } });
    server.clock.move(3 * SECOND);
    await server.tokenOf();
    server.clock.move(2 * SECOND);
    await claimed(
      server.sends,
      'earlier token',
      { kind: 'copied', VolumeId: COPY },
      { consent: { how: 'auto', at: NOON } },
    );
    server.volumes.push(madeBy(sentAs('earlier token'), NOON, { State: 'available' }));
    expect(await server.call(real)).toMatchObject({ outcome: 'copied', Request: { ClientToken: 'earlier token' } });
    const ClientToken = await server.tokenOf();
    server.volumes.splice(1);
    expect((await server.call(real)).Request?.ClientToken).toBe(ClientToken);
    expect(server.sent()).toHaveLength(1);
  });

  test('that cannot be read is copied all the same', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'copied', VolumeId: COPY });
    const server = startCopyProcess({}, { describeVolumes: () => no('UnauthorizedOperation') }, { shared });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      summary: expect.stringContaining('Its present state could not be read.'),
    });
  });

  test.each<[after: number, outcome: string, words: string]>([
    [5 * MINUTE - 2 * SECOND, 'copied', 'EC2 does not show it now: just after a copy'],
    [5 * MINUTE, 'refused', `${COPY} was created by an earlier call and no longer exists. This call created nothing.`],
  ])('not found %d ms after it was made: %s', async (after, outcome, words) => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' });
    server.clock.move(after);
    const rehearsed = server.actions().length;
    const told = await server.call({ ...real, ClientToken });
    expect(told.outcome).toBe(outcome);
    expect(told.summary).toContain(words);
    expect((told as { dataAsOf?: string }).dataAsOf).toBe(outcome === 'copied' ? '2026-11-22T12:00:00Z' : undefined);
    // One miss alone ends nothing.
    const reads = server.actions().slice(rehearsed);
    expect(reads.filter((action) => action === 'DescribeVolumes')).toHaveLength(2);
  });

  test.each<[State: string, words: string]>([
    ['error', 'and is in state error'],
    ['deleting', 'and no longer exists'],
    ['deleted', 'and no longer exists'],
  ])('in state %s is gone, at once, and a new rehearsal may begin', async (State, words) => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'copied', VolumeId: COPY });
    server.volumes.push(madeBy(sentAs(ClientToken), NOON, { State }));
    const told = await server.call({ ...real, ClientToken });
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'copy-gone' }, next: [{ arguments: gp3 }] });
    expect(told.summary).toContain(words);
    expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'copy-gone' }]);
    server.clock.move(SECOND);
    const again = await server.tokenOf();
    expect(again).not.toBe(ClientToken);
    expect((await server.call({ ...real, ClientToken: again })).outcome).toBe('copied');
  });
});

describe('gone', () => {
  test('is refused, and never joined without a token', async () => {
    const server = startCopyProcess({ mode: 'ask' });
    await claimed(server.sends, 't1', { kind: 'gone', VolumeId: COPY, why: 'not-found' });
    expect(await server.call({ ...real, ClientToken: 't1' })).toMatchObject({
      outcome: 'refused',
      summary: expect.stringContaining(`${COPY} was created by an earlier call and no longer exists.`),
      error: { code: 'copy-gone' },
    });
    expect(server.sent()).toEqual([]);
    const told = await server.call(real, YES);
    expect(told).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(told.Request?.ClientToken).not.toBe('t1');
  });

  test('IdempotentParameterMismatch for recorded bytes, long after, with nothing under the tag: gone', async () => {
    const server = startCopyProcess({}, { copyVolumes: () => unclear('IdempotentParameterMismatch') });
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    // The second attempt comes half a second later.
    server.clock.move(5 * MINUTE - 500);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'copy-gone' },
      summary: expect.stringContaining('A volume was created by an earlier call and no longer exists.'),
    });
    expect((await server.sends.byToken(ClientToken))?.end).toEqual({ kind: 'gone', why: 'token-used' });
    expect(server.lines.map(({ event, outcome }) => [event, outcome])).toEqual([
      ['intent', undefined],
      ['outcome', 'gone'],
    ]);
  });

  test.each<[name: string, token: string | undefined, after: number]>([
    ['earlier than five minutes after the last attempt', undefined, 5 * MINUTE - 501],
    ["for a caller's own token, which may be used elsewhere", 'mine', 6 * MINUTE],
  ])('%s it stays unknown', async (_, own, after) => {
    const server = startCopyProcess({}, { copyVolumes: () => unclear('IdempotentParameterMismatch') });
    const ClientToken = own ?? (await server.tokenOf());
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(after);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'IdempotentParameterMismatch' },
    });
  });
});

describe('sent by another process since this call read the record', () => {
  /** Reads of the source fail, and meanwhile another process has sent under the same token. */
  function overtaken(end?: SendEnd) {
    const shared = createSharedState();
    const server = startCopyProcess(
      {},
      {
        describeVolumes: async ({ VolumeIds }) => {
          if (!VolumeIds) return yes({ items: shared.volumes.slice(1) }, shared.clock.now());
          await claimed(shared.sends, 'mine', end);
          return no('timed-out', { definite: false });
        },
      },
      { shared },
    );
    server.deps.settings = { ...server.deps.settings, mode: 'ask' };
    return { ...server, told: () => server.call({ ...real, ClientToken: 'mine' }) };
  }

  test('a finished copy is told, not "nothing"', async () => {
    const { told, volumes, sent } = overtaken({ kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' });
    volumes.push(madeBy(sentAs('mine'), NOON, { State: 'available' }));
    expect(await told()).toMatchObject({ outcome: 'copied', created: 'earlier', Volumes: [{ VolumeId: COPY }] });
    expect(sent()).toEqual([]);
  });

  test.each<[name: string, end: SendEnd | undefined]>([
    ['is under way', undefined],
    ['ended without proof', { kind: 'unclear' }],
  ])('one that %s leaves open what there is', async (_, end) => {
    expect(await overtaken(end).told()).toMatchObject({
      outcome: 'unknown',
      summary: expect.stringContaining(OPEN),
      error: { retry: 'same_request' },
    });
  });

  test('one whose copy is gone by now is told as that', async () => {
    const { told } = overtaken({ kind: 'gone', VolumeId: COPY, why: 'deleted' });
    expect(await told()).toMatchObject({ outcome: 'refused', error: { code: 'copy-gone' } });
  });

  test.each<SendEnd['kind']>(['failed', 'not-made'])('one that ended as %s has made nothing', async (kind) => {
    expect(await overtaken({ kind } as SendEnd).told()).toMatchObject({
      outcome: 'failed',
      summary: expect.stringMatching(/^Nothing was created\./),
    });
  });
});

describe('sent under the same token while this call was being refused', () => {
  const end: SendEnd = { kind: 'copied', VolumeId: COPY, CreateTime: '2026-11-22T12:00:00Z' };
  const copied = { outcome: 'copied', created: 'earlier', Volumes: [{ VolumeId: COPY }] };

  test('by a rule: the finished copy is told', async () => {
    const shared = createSharedState();
    shared.volumes.push(madeBy(sentAs('mine'), NOON, { State: 'available' }));
    const check = async () => {
      await claimed(shared.sends, 'mine', end);
      throw new Error('EACCES');
    };
    const audit = { check, write: async () => undefined, writeCounted: async () => undefined };
    const server = startCopyProcess({ mode: 'ask' }, {}, { shared, more: { audit } });
    expect(await server.call({ ...real, ClientToken: 'mine' })).toMatchObject(copied);
  });

  test('by a person: so it is', async () => {
    const shared = createSharedState();
    shared.volumes.push(madeBy(sentAs('mine'), NOON, { State: 'available' }));
    const kept = createQuestions({ now: () => NOON, stillNeeded });
    const questions: Questions = {
      ...kept,
      async change(id, changes) {
        await kept.change(id, changes);
        if (changes.state === 'no') await claimed(shared.sends, 'mine', end);
      },
    };
    const form = formOf(() => ({ answer: 'decline', afterMs: 5_000 }), { inResult: true });
    const server = startCopyProcess({ mode: 'ask' }, {}, { shared, more: { questions } });
    expect(await server.call({ ...real, ClientToken: 'mine' }, { form })).toMatchObject(copied);
  });

  test('a refusal that names no token asks the record for none', async () => {
    const shared = createSharedState();
    const byToken = () => Promise.reject(new Error('EIO'));
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends: { ...shared.sends, byToken } } });
    expect(await server.call(real)).toMatchObject({ outcome: 'refused', error: { code: 'plan-needed' } });
  });
});

describe('not made', () => {
  test('is refused, and a rehearsal may begin; without a token the next plan is sent', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'not-made' });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      summary:
        'Nothing was created. An earlier call sent this request, and everything that could show its copy was looked at: it made none.',
      error: { code: 'copy-not-made' },
      next: [{ arguments: gp3 }],
    });
    expect(server.sent()).toEqual([]);
    server.clock.move(SECOND);
    await server.tokenOf();
    expect((await server.call(real)).outcome).toBe('copied');
    expect(server.sent()).toHaveLength(1);
  });
});

describe('claimed over time or unclear, window over', () => {
  test('and its copy is there: copied', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(11.5 * HOUR);
    server.volumes.push(madeBy(sentAs(ClientToken), NOON, { State: 'available' }));
    expect(await server.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
  });

  test('and everything was looked at: nothing was made, and a new rehearsal makes another', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(11.5 * HOUR);
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      summary:
        'Nothing was created. An earlier call sent this request, and everything that could show its copy was looked at: it made none.',
      error: { code: 'copy-not-made' },
      next: [{ arguments: gp3 }],
    });
    expect(server.clock.slept).toEqual([]);
    expect((await server.sends.byToken(ClientToken))?.end).toEqual({ kind: 'not-made' });
    expect(server.sent()).toEqual([]);
    const again = await server.tokenOf();
    expect((await server.call({ ...real, ClientToken: again })).outcome).toBe('copied');
  });

  test('and the look itself failed: unknown, never the same call', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    shared.clock.move(12 * HOUR);
    const server = startCopyProcess({}, { describeVolumes: () => no('UnauthorizedOperation') }, { shared });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      summary: `${OPEN} This ClientToken was sent more than 11 hours ago; EC2 may have forgotten it, so it is not sent again, and no volume with its tag was found.`,
      error: { code: 'token-too-old', message: '', retry: 'never' },
      next: [{ tool: 'get_volume_status' }, { arguments: gp3 }],
    });
    expect(server.sent()).toEqual([]);
  });

  test('a volume of its token that looks otherwise by now is still its copy', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    await claimed(server.sends, ClientToken, { kind: 'unclear' });
    server.clock.move(12 * HOUR);
    server.volumes.push(madeBy(sentAs(ClientToken), NOON, { State: 'available', Size: 900, VolumeType: 'io2' }));
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'copied',
      Volumes: [{ VolumeId: COPY }],
    });
  });

  test('what the look finds is told, also where it cannot be written', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    shared.clock.move(12 * HOUR);
    shared.volumes.push(madeBy(sentAs(ClientToken), NOON, { State: 'available' }));
    const finish = () => Promise.reject(new Error('EIO'));
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends: { ...shared.sends, finish } } });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'copied',
      created: 'earlier',
      Volumes: [{ VolumeId: COPY }],
    });
  });

  test('and another process ends it at this moment: what that one has found out is told', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    shared.clock.move(12 * HOUR);
    const { sends } = shared;
    const claim: SendRecords['claim'] = async (record, claims) => {
      const theirs = { ...record.claim, owner: 'another process' };
      expect(await sends.claim({ ...record, claim: theirs }, claims)).toBe(true);
      await sends.finish(record.token, theirs.n, { kind: 'not-made' });
      return false;
    };
    const server = startCopyProcess({}, {}, { shared: { ...shared, sends: { ...sends, claim } } });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'copy-not-made' },
    });
  });

  test("by EC2's clock: this machine's may be days ahead", async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    const server = startCopyProcess({}, { clock: () => NOON + MINUTE }, { shared });
    shared.clock.move(72 * HOUR);
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
  });

  test("and EC2's clock that says nonsense sends nothing", async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    await claimed(shared.sends, ClientToken, { kind: 'unclear' });
    shared.clock.move(2 * MINUTE);
    const server = startCopyProcess({}, { clock: () => NOON - 61 * SECOND }, { shared });
    expect(await server.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'token-too-old' },
    });
    expect(server.sent()).toEqual([]);
  });
});

describe('of another intent', () => {
  test.each<[name: string, more: object]>([
    ['a member more', { Size: 200 }],
    ['a tag more', { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }] }],
  ])('%s under a token that was sent: refused, nothing sent, the caller alone was asked for', async (_, more) => {
    const server = startCopyProcess({ mode: 'ask' });
    await server.call({ ...real, ClientToken: 'mine' }, YES);
    const before = server.actions().length;
    expect(await server.call({ ...real, ...more, ClientToken: 'mine' }, YES)).toMatchObject({
      outcome: 'refused',
      error: { code: 'token-of-another-request', message: 'ClientToken: it was sent with other arguments before.' },
      next: [{ arguments: { ...gp3, ...more } }],
    });
    expect(server.actions().slice(before)).toEqual(['GetCallerIdentity']);
  });
});

describe('one sender', () => {
  test('of two processes with one token at the same moment one sends, and the other says what it made', async () => {
    const shared = createSharedState();
    const ClientToken = await startCopyProcess({}, {}, { shared }).tokenOf();
    const [one, other] = [startCopyProcess({}, {}, { shared }), startCopyProcess({}, {}, { shared })];
    const told = await Promise.all([one, other].map((server) => server.call({ ...real, ClientToken })));
    expect(told.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
    expect(told.map(({ created }) => created).sort()).toEqual(['earlier', 'now']);
    expect([...one.sent(), ...other.sent()]).toHaveLength(1);
  });

  test('a call whose claim was taken over while it slept sends nothing, and says what the other made', async () => {
    const shared = createSharedState();
    const server = startCopyProcess({}, {}, { shared });
    const ClientToken = await server.tokenOf();
    const { sends } = shared;
    let slept = false;
    const sleeping: SendRecords = {
      ...sends,
      async holds(token, n) {
        if (!slept) {
          slept = true;
          shared.clock.move(MINUTE);
          const other = startCopyProcess({}, {}, { shared });
          expect(await other.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
          shared.volumes.push(madeBy(other.sent()[0] ?? gp3, shared.clock.now()));
        }
        return sends.holds(token, n);
      },
    };
    const sleeper = startCopyProcess({}, {}, { shared: { ...shared, sends: sleeping } });
    expect(await sleeper.call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(sleeper.sent()).toEqual([]);
  });

  test('a machine that slept between claim and send decides anew, and sends once', async () => {
    const shared = createSharedState();
    const server = startCopyProcess({}, {}, { shared });
    const ClientToken = await server.tokenOf();
    let slept = false;
    const audit = {
      check: async () => undefined,
      write: async () => {
        if (!slept) shared.clock.move(MINUTE);
        slept = true;
      },
      writeCounted: async () => undefined,
    };
    const sleeper = startCopyProcess({}, {}, { shared, more: { audit } });
    const told = await sleeper.call({ ...real, ClientToken }, { deadline: NOON + 10 * MINUTE });
    expect(told).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(sleeper.sent()).toHaveLength(1);
    // Nothing had left of the first claim, so the second is a first send.
    expect(await shared.sends.byToken(ClientToken)).toMatchObject({
      claim: { n: 2 },
      firstTriedAt: NOON + MINUTE + SECOND,
    });
  });

  test('a call that waits for EC2 is not sent a second time by another', async () => {
    const shared = createSharedState();
    const answer = deferred<CopyReply>();
    const reached = deferred<void>();
    const copyVolumes = () => {
      reached.resolve();
      return answer.promise;
    };
    const slow = startCopyProcess({}, { copyVolumes }, { shared });
    const ClientToken = await slow.tokenOf();
    const first = slow.call({ ...real, ClientToken });
    await reached.promise;
    const other = startCopyProcess({}, {}, { shared });
    expect(await other.call({ ...real, ClientToken })).toMatchObject({
      outcome: 'unknown',
      error: { code: 'being-sent' },
    });
    answer.resolve(yes([madeBy(slow.sent()[0] ?? gp3)]));
    expect(await first).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(other.sent()).toEqual([]);
  });
});

describe('time', () => {
  test('no send begins without time for its answer; nothing is claimed, and the same call is offered', async () => {
    const server = startCopyProcess();
    const ClientToken = await server.tokenOf();
    const told = await server.call({ ...real, ClientToken }, { deadline: server.clock.now() + 11_999 });
    expect(told).toMatchObject({
      outcome: 'refused',
      error: { code: 'no-time-left', retry: 'same_request' },
      next: [{ arguments: { ...real, ClientToken } }],
    });
    expect(await server.sends.byToken(ClientToken)).toBeUndefined();
    expect(server.sent()).toEqual([]);
  });
});

test('what somebody sent whom nobody knew leaves open what a call without a token made, which reads nothing', async () => {
  const shared = createSharedState();
  const nameless = startCopyProcess({ mode: 'ask' }, { callerIdentity: () => no('timed-out') }, { shared });
  expect((await nameless.call({ ...real, ClientToken: 'theirs' }, YES)).outcome).toBe('copied');
  shared.clock.move(HOUR);
  const server = startCopyProcess({ mode: 'ask' }, { describeVolumes: () => no('UnauthorizedOperation') }, { shared });
  expect(await server.call(real)).toMatchObject({
    outcome: 'unknown',
    summary: expect.stringContaining(OPEN),
    error: { code: 'UnauthorizedOperation' },
  });
  // Another request is not that one.
  expect(await server.call({ ...real, Size: 200 })).toMatchObject({
    outcome: 'failed',
    summary: expect.stringMatching(/^Nothing was created/),
  });
});

test('what kept a call from sending is told, also while another process sends under its token', async () => {
  const shared = createSharedState();
  const other = startCopyProcess({ mode: 'ask' }, { copyVolumes: () => new Promise(() => undefined) }, { shared });
  const describeVolumes = async () => {
    void other.call({ ...real, ClientToken: 'mine' }, YES);
    while (other.sent().length === 0) await new Promise((resolve) => setImmediate(resolve));
    return no('UnauthorizedOperation');
  };
  const server = startCopyProcess({ mode: 'ask' }, { describeVolumes }, { shared });
  expect(await server.call({ ...real, ClientToken: 'mine' })).toMatchObject({
    outcome: 'unknown',
    error: { code: 'UnauthorizedOperation' },
  });
});
