// What somebody has agreed to, when the copy is judged again before it is sent: by whom, for which plan, and how often.
import { describe, expect, test } from 'vitest';
import { stillNeeded } from '../../src/consent/question-states.ts';
import type { SendRecord } from '../../src/consent/send-states.ts';
import { intentKeyOf, worldOf } from '../../src/consent/world.ts';
import type { Reply } from '../../src/ports/ec2.ts';
import type { Questions } from '../../src/ports/state.ts';
import { createQuestions } from '../../src/state/memory/questions.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';
import {
  CALLER,
  createSharedState,
  gp3,
  MINUTE,
  NO,
  openPage,
  real,
  SOURCE,
  startCopyProcess,
  YES,
} from '../support/copy-process.ts';
import { NOON, no, type Script, unclear, yes } from '../support/fake-ec2.ts';

const WORLD = worldOf(CALLER, { region: 'us-east-1' });
const intentKey = intentKeyOf(gp3, WORLD);

test('a call that was cancelled is told by the token of the plan that it was about', async () => {
  const server = startCopyProcess({ mode: 'ask' });
  await server.call(real, { ...YES, cancelled: AbortSignal.abort() });
  const token = (await server.plans.find(intentKey))?.token;
  expect(token).toMatch(/^p2/);
  expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'cancelled', token }]);
});

test('a newer plan that no rehearsal returned does not stand against the one that was rehearsed', async () => {
  const server = startCopyProcess();
  const ClientToken = await server.tokenOf();
  const times = { issuedAt: NOON, expiresAt: NOON + MINUTE };
  await server.plans.issue(intentKey, { token: 'theirs', ...times, copies: [], isRehearsed: false });
  expect((await server.call({ ...real, ClientToken })).outcome).toBe('copied');
});

test('a yes whose question is not known any more is still one', async () => {
  const shared = createSharedState();
  const kept = createQuestions({ now: () => NOON, stillNeeded });
  let reads = 0;
  const questions: Questions = {
    ...kept,
    byId: async (id) => (reads < 2 ? kept.byId(id) : undefined),
  };
  const sends = {
    ...shared.sends,
    byToken: async (token: string) => {
      // Once before the question, and once more after the yes.
      if (token === 'mine') reads += 1;
      return shared.sends.byToken(token);
    },
  };
  const server = startCopyProcess({ mode: 'ask' }, {}, { shared: { ...shared, sends }, more: { questions } });
  expect(await server.call({ ...real, ClientToken: 'mine' }, YES)).toMatchObject({ outcome: 'copied', created: 'now' });
});

describe('on the page', () => {
  /** A page that waits, and whose button the test presses. */
  async function asking(script: Script = {}, args: object = {}) {
    const acts: (() => Promise<CopyResult>)[] = [];
    const page = openPage({
      open: async (_question, _id, act) => {
        acts.push(act);
        return { opened: true };
      },
    });
    const kept = createQuestions({ now: () => NOON, stillNeeded });
    const changed: string[] = [];
    const questions: Questions = {
      ...kept,
      change: async (id, changes) => {
        changed.push(id);
        return kept.change(id, changes);
      },
    };
    const timeouts: number[] = [];
    const timeout = (ms: number) => {
      timeouts.push(ms);
      return new AbortController().signal;
    };
    const server = startCopyProcess({ mode: 'ask' }, script, { more: { page, questions, timeout } });
    expect((await server.call({ ...real, ...args, ClientToken: 'mine' })).outcome).toBe('approval_needed');
    return { server, press: () => acts[0]?.(), changed, timeouts };
  }

  test('its reads have 47 seconds from the button on', async () => {
    const { server, press, timeouts } = await asking();
    timeouts.splice(0);
    expect(await press()).toMatchObject({ outcome: 'copied' });
    expect(timeouts[0]).toBe(47_000);
    expect(server.sent()).toHaveLength(1);
  });

  test('a yes to what is not so any more sends nothing, and the page keeps the question', async () => {
    const { server, press, changed } = await asking();
    changed.splice(0);
    server.volumes[0] = { ...SOURCE, Size: 200 };
    expect(await press()).toMatchObject({
      outcome: 'refused',
      error: {
        code: 'plan-differs',
        message: 'This is not what a person agreed to: size is now 200; price is now 16 USD a month.',
      },
    });
    expect(changed).toEqual([]);
    expect(server.sent()).toEqual([]);
  });

  test.each<[what: string, args: object, script: Script, changed: Script, now: string]>([
    [
      'a default key',
      { Encrypted: true },
      { defaultKey: () => yes('alias/before') },
      { defaultKey: () => yes('alias/after') },
      "true, key alias/after (the account's default EBS key)",
    ],
    [
      'encryption by default',
      {},
      { encryptionByDefault: () => yes(true) },
      { encryptionByDefault: () => yes(false) },
      'false, key –',
    ],
  ])('a yes under %s of before sends nothing', async (_, args, script, changed, now) => {
    const current = { ...script };
    const { server, press } = await asking(
      {
        defaultKey: () => (current.defaultKey ?? (() => yes('alias/aws/ebs')))(),
        encryptionByDefault: () => (current.encryptionByDefault ?? (() => yes(false)))(),
      },
      args,
    );
    Object.assign(current, changed);
    expect(await press()).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-differs', message: `This is not what a person agreed to: encryption is now ${now}.` },
    });
    expect(server.sent()).toEqual([]);
  });

  test('what of that cannot be read at the send stands against nothing', async () => {
    let isRead = true;
    const { press } = await asking({
      defaultKey: () => (isRead ? yes('alias/before') : no('timed-out')),
      encryptionByDefault: () => (isRead ? yes(true) : no('timed-out')),
    });
    isRead = false;
    expect(await press()).toMatchObject({ outcome: 'copied' });
  });

  test('a bug that stops what the button does has its line in the audit', async () => {
    const bug = new TypeError('A bug.');
    let isBroken = false;
    const encryptionByDefault = () => {
      if (isBroken) throw bug;
      return yes(false);
    };
    const { server, press } = await asking({ encryptionByDefault });
    isBroken = true;
    const before = server.lines.length;
    await expect(press()).rejects.toBe(bug);
    expect(server.lines.slice(before)).toMatchObject([
      { event: 'not-sent', token: 'mine', SourceVolumeId: SOURCE.VolumeId, why: 'internal-error' },
    ]);
    expect(server.sent()).toEqual([]);
  });
});

describe('without a person', () => {
  test.each([
    ['turned off since: nothing is sent', () => yes(false), 'refused', 0],
    ['as it was: sent', () => yes(true), 'copied', 1],
    ['not readable now: sent', () => no('UnauthorizedOperation'), 'copied', 1],
  ])('encryption by default is %s', async (_, later, outcome, sends) => {
    let isRehearsed = false;
    const server = startCopyProcess({}, { encryptionByDefault: () => (isRehearsed ? later() : yes(true)) });
    const ClientToken = await server.tokenOf();
    isRehearsed = true;
    const answer = await server.call({ ...real, ClientToken });
    expect(answer.outcome).toBe(outcome);
    if (sends === 0)
      expect(answer.error).toMatchObject({
        code: 'plan-differs',
        message: 'This is not what was rehearsed: encryption is now false, key –.',
      });
    expect(server.sent()).toHaveLength(sends);
  });
});

describe('a no stands while it cannot be read what the account does by default', () => {
  test.each<[name: string, before: () => Reply<boolean>, after: () => Reply<boolean>]>([
    ['after it was', () => yes(true), () => no('RequestLimitExceeded')],
    ['before it is', () => no('RequestLimitExceeded'), () => yes(true)],
  ])('%s', async (_, before, after) => {
    let isAsked = false;
    const server = startCopyProcess({ mode: 'ask' }, { encryptionByDefault: () => (isAsked ? after() : before()) });
    expect((await server.call(real, NO)).outcome).toBe('declined');
    isAsked = true;
    expect((await server.call(real, YES)).outcome).toBe('declined');
    expect(server.sent()).toEqual([]);
  });
});

test('a no to a plain copy is none to an encrypted one, where it is known that the account encrypts none', async () => {
  const server = startCopyProcess({ mode: 'ask' }, { encryptionByDefault: () => yes(false) });
  expect((await server.call(real, NO)).outcome).toBe('declined');
  expect((await server.call({ ...real, Encrypted: true }, YES)).outcome).toBe('copied');
});

test('a repetition that hears nothing stays open, however long ago the first send was', async () => {
  const server = startCopyProcess({}, { copyVolumes: () => unclear('connection-cut') });
  const ClientToken = await server.tokenOf();
  const Tags = [{ Key: 'ebs-copy-mcp:plan', Value: ClientToken }];
  const record: SendRecord = {
    token: ClientToken,
    intentKey,
    world: WORLD,
    request: { ...gp3, ClientToken, TagSpecifications: [{ ResourceType: 'volume', Tags }] },
    consent: { how: 'auto', at: NOON },
    shown: [],
    firstTriedAt: NOON,
    lastTriedAt: NOON,
    claim: { n: 1, owner: 'another process', until: NOON + MINUTE },
  };
  expect(await server.sends.claim(record, await server.sends.claims(intentKey))).toBe(true);
  await server.sends.finish(ClientToken, 1, { kind: 'unclear' }, NOON);
  server.clock.move(6 * MINUTE);
  expect(await server.call({ ...real, ClientToken })).toMatchObject({
    outcome: 'unknown',
    error: { code: 'connection-cut', retry: 'same_request' },
  });
  expect((await server.sends.byToken(ClientToken))?.end).toEqual({ kind: 'unclear' });
});
