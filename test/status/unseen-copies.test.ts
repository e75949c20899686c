// A status tells of a copy that this process made and that EC2 does not show: not yet, or no more.
import { describe, expect, test } from 'vitest';
import type { Caller, Reply } from '../../src/ports/ec2.ts';
import type { MadeCopy } from '../../src/ports/state.ts';
import { createMadeCopies } from '../../src/state/memory/made-copies.ts';
import { findUnseen } from '../../src/status/unseen-copies.ts';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import type { VolumeLookup } from '../../src/volume/found-volumes.ts';
import {
  CALLER,
  COPY,
  type CopyProcess,
  createSharedState,
  gp3,
  MINUTE,
  madeBy,
  real,
  SECOND,
  startCopyProcess,
} from '../support/copy-process.ts';
import { ID, NOON, no, type Script, yes } from '../support/fake-ec2.ts';
import { keptRecord } from '../support/test-deps.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const OTHER = 'vol-0ccccccccccccccc0';

const clockOf = ({ clock }: CopyProcess) => clock as VirtualClock;

/** What a status tells after the copy that was made at noon. */
async function statusOf(server: CopyProcess, args: object) {
  const never = new AbortController().signal;
  const at = server.clock.now();
  const options = { cancelled: never, signal: never, arrivedAt: at, deadline: at + 50 * SECOND };
  const { structured } = await clockOf(server).until(getVolumeStatus.call(args, server.deps, options));
  return structured as { summary: string; next: { arguments: object; why: string }[]; wait?: object };
}

/** `later`: what STS says after the copy, when the profile may be logged in anew and the caller is forgotten. */
async function copied(later: () => Reply<Caller> = () => yes(CALLER)): Promise<CopyProcess> {
  const clock = createVirtualClock();
  let isMade = false;
  const server = startCopyProcess(
    {},
    {
      callerIdentity(this: Script) {
        const reply = isMade ? later() : yes(CALLER);
        if (isMade && reply.ok) this.knownCaller = reply.value;
        return reply;
      },
    },
    { shared: { ...createSharedState(), clock, sends: keptRecord(clock.now) } },
  );
  const ClientToken = await clock.until(server.tokenOf());
  expect((await clock.until(server.call({ ...real, ClientToken }))).outcome).toBe('copied');
  isMade = true;
  return server;
}

const NOT_YET = `EC2 does not show ${COPY} yet: this server made it a moment ago.`;
const NO_MORE = `This server made ${COPY}, and EC2 does not know it any more: somebody deleted it, or EC2 took it back, often because the key of the copy could not be used.`;
const HIDDEN = `${COPY} existed, and EC2 does not show it to these credentials: probably it was deleted, or is another account's.`;
const WAIT = { VolumeIds: [COPY], waitFor: 'available', waitSeconds: 30 };

describe('right after the copy', () => {
  test.each([{ copiesOf: ID }, { copiesOf: '*' }, { madeHere: true }, { VolumeIds: [COPY] }])(
    '%j says that it is not shown yet, and waits for it',
    async (args) => {
      const { summary, next } = await statusOf(await copied(), args);
      expect(summary).toContain(NOT_YET);
      expect(summary).not.toMatch(/Check the id|does not know/);
      expect(next[0]?.arguments).toEqual(WAIT);
    },
  );

  test.each([
    { copiesOf: OTHER },
    { VolumeIds: [OTHER] },
    { Filters: [{ Name: 'status', Values: ['available'] }] },
    {},
  ])('%j did not ask for it', async (args) => {
    expect((await statusOf(await copied(), args)).summary).not.toContain(COPY);
  });

  test('one that EC2 shows is a volume like others', async () => {
    const server = await copied();
    server.volumes.push(madeBy(server.sent()[0] ?? gp3, NOON, { State: 'available' }));
    expect((await statusOf(server, { copiesOf: ID })).summary).not.toContain('yet');
  });
});

describe('five minutes later', () => {
  test('its id is one that was made and is there no more, so that nobody waits for it', async () => {
    const server = await copied();
    server.clock.move(5 * MINUTE);
    const { summary, next, wait } = await statusOf(server, { VolumeIds: [COPY], waitFor: 'available' });
    expect(summary).toContain(NO_MORE);
    expect(summary).not.toContain('Check the id');
    expect(wait).toEqual({
      for: 'available',
      reached: false,
      stillPossible: false,
      why: `${COPY} was made by this server and no longer exists`,
    });
    expect(next.map((call) => call.arguments)).toEqual([{}]);
    expect((await statusOf(server, { VolumeIds: [COPY, OTHER] })).summary).toContain('EC2 does not know 1 id here.');
  });

  test.each<[name: string, later: () => Reply<Caller>, summary: string]>([
    ['whose they are cannot be read', () => no('timed-out'), HIDDEN],
    ['AWS does not say whose', () => yes({}), HIDDEN],
    ['they are of another account', () => yes({ account: '444455556666' }), 'EC2 does not know 1 id here.'],
  ])('after another login nobody is said to have deleted it: %s', async (_name, later, words) => {
    const server = await copied(later);
    server.clock.move(6 * MINUTE);
    const { summary, wait } = await statusOf(server, { VolumeIds: [COPY], waitFor: 'initialized' });
    expect(summary).toContain(words);
    expect(summary).not.toContain('somebody deleted');
    expect(wait).toMatchObject({ reached: false, stillPossible: true });
  });

  test('while nobody can tell whose they are, no look is promised to decide', async () => {
    const server = await copied(() => no('timed-out'));
    server.clock.move(6 * MINUTE);
    const { next } = await statusOf(server, { VolumeIds: [COPY] });
    expect(next[0]).toMatchObject({ arguments: WAIT, why: 'another look may show it, or tell that it is gone' });
  });

  test('a wait for it ends at once when it is known whose the credentials are', async () => {
    const server = await copied();
    server.clock.move(5 * MINUTE);
    const before = server.clock.now();
    const { wait } = await statusOf(server, { VolumeIds: [COPY], waitFor: 'initialized', waitSeconds: 40 });
    expect(wait).toMatchObject({ reached: false, stillPossible: false });
    expect(server.clock.now() - before).toBeLessThan(SECOND);
  });

  test('a list says nothing of it: somebody may have deleted it', async () => {
    const server = await copied();
    server.clock.move(5 * MINUTE);
    expect((await statusOf(server, { copiesOf: ID })).summary).not.toContain(COPY);
  });
});

describe.each([
  ['made just now', 0],
  ['made twenty minutes ago', 20 * MINUTE],
])('one that EC2 showed and does not any more, %s', (_name, age) => {
  const lost = async (later?: () => Reply<Caller>) => {
    const server = await copied(later);
    server.clock.move(age);
    server.volumes.push(madeBy(server.sent()[0] ?? gp3, NOON, { State: 'available' }));
    await statusOf(server, { VolumeIds: [COPY] });
    server.volumes.pop();
    server.clock.move(SECOND);
    return server;
  };

  test('is not one that is not shown yet; a second look decides', async () => {
    const server = await lost();
    const first = await statusOf(server, { VolumeIds: [COPY] });
    expect(first.summary).toContain(HIDDEN);
    expect(first.next[0]?.arguments).toEqual(WAIT);
    // The same reading is no second look.
    expect((await statusOf(server, { VolumeIds: [COPY] })).summary).toContain(HIDDEN);
    server.clock.move(SECOND);
    const second = await statusOf(server, { VolumeIds: [COPY], waitFor: 'available' });
    expect(second.summary).toContain(NO_MORE);
    expect(second.wait).toMatchObject({ reached: false, stillPossible: false });
    expect(second.next.map((call) => call.arguments)).toEqual([{}]);
  });

  test('a wait for it ends after two readings', async () => {
    const server = await lost();
    const before = server.clock.now();
    const { wait } = await statusOf(server, { VolumeIds: [COPY], waitFor: 'available', waitSeconds: 30 });
    expect(wait).toMatchObject({ reached: false, stillPossible: false });
    expect(server.clock.now() - before).toBeLessThan(3 * SECOND);
  });

  test('a look under another account is no look of ours', async () => {
    let account = CALLER.account;
    const server = await lost(() => yes({ ...CALLER, account }));
    const loginTo = async (id: string) => {
      account = id;
      await server.deps.ec2.callerIdentity({ region: 'us-east-1' }, { signal: new AbortController().signal });
      server.clock.move(SECOND);
    };
    await loginTo('444455556666');
    expect((await statusOf(server, { VolumeIds: [COPY] })).summary).not.toContain(COPY);
    await loginTo(CALLER.account);
    expect((await statusOf(server, { VolumeIds: [COPY] })).summary).toContain(HIDDEN);
    server.clock.move(SECOND);
    expect((await statusOf(server, { VolumeIds: [COPY] })).summary).toContain(NO_MORE);
  });

  test('a list says nothing of it', async () => {
    const { summary, next } = await statusOf(await lost(), { copiesOf: ID });
    expect(summary).not.toContain(COPY);
    expect(JSON.stringify(next)).not.toContain(COPY);
  });

  test('one that is shown again is there', async () => {
    const server = await lost();
    await statusOf(server, { VolumeIds: [COPY] });
    server.volumes.push(madeBy(server.sent()[0] ?? gp3, NOON, { State: 'available' }));
    server.clock.move(SECOND);
    await statusOf(server, { VolumeIds: [COPY] });
    server.volumes.pop();
    server.clock.move(SECOND);
    expect((await statusOf(server, { VolumeIds: [COPY] })).summary).toContain(HIDDEN);
  });
});

describe('of whom and where', () => {
  const copy: MadeCopy = { VolumeId: COPY, SourceVolumeId: ID, account: '111122223333', madeAt: NOON };
  const lookup = (more: Partial<VolumeLookup> = {}) =>
    ({ volumes: [], missing: [COPY], complete: true, at: NOON, ...more }) as unknown as VolumeLookup;

  test.each<[name: string, account: string | undefined, made: MadeCopy, awaited: string[]]>([
    ['the same account', '111122223333', copy, [COPY]],
    ['an account that nobody asked for', undefined, copy, [COPY]],
    ['another account, after another login', '444455556666', copy, []],
    ['one whose account was not told', '444455556666', { ...copy, account: undefined }, [COPY]],
  ])('%s', (_name, account, made, awaited) => {
    expect(findUnseen([made], { VolumeIds: [COPY] }, lookup(), account)).toEqual({
      awaited,
      gone: [],
      hidden: [],
      vanished: [],
    });
  });

  test('a list that goes on may have it on a later page', () => {
    expect(findUnseen([copy], { madeHere: true }, lookup({ complete: false }), undefined).awaited).toEqual([]);
  });

  test('copies are kept by place, the newest thousand, and one made twice is told once', () => {
    const made = createMadeCopies();
    for (let i = 0; i < 1_001; i++) made.add('here', { ...copy, madeAt: NOON + i });
    made.add('there', copy);
    expect(made.at('here')).toHaveLength(999);
    expect(made.at('there')).toEqual([copy]);
    expect(findUnseen(made.at('here'), { madeHere: true }, lookup(), undefined).awaited).toEqual([COPY]);
  });
});
