// The three modes as the tool gives them: what a real copy needs in each, and why one is not sent.
import { describe, expect, test } from 'vitest';
import type { FormAnswer, FormPort, PageDecision, PagePort } from '../../src/ports/consent.ts';
import type { Settings } from '../../src/ports/tool.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';
import type { Volume } from '../../src/volume/aws-records.ts';
import {
  COPY,
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
import { ID, NOON, no, yes } from '../support/fake-ec2.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the token of a rehearsal', () => {
  test('an identical rehearsal gets the same one until its time is over', async () => {
    const { tokenOf, clock } = startCopyProcess();
    const first = await tokenOf();
    clock.move(14 * MINUTE);
    expect(await tokenOf({ VolumeType: 'gp3', SourceVolumeId: ID, DryRun: true })).toBe(first);
    clock.move(MINUTE + 1);
    expect(await tokenOf()).not.toBe(first);
  });

  test('another request, and the same one after it was sent, get another', async () => {
    const { tokenOf, call, clock } = startCopyProcess();
    const first = await tokenOf();
    expect(await tokenOf({ ...gp3, Size: 200 })).not.toBe(first);
    await call({ ...real, ClientToken: first });
    clock.move(SECOND);
    expect(await tokenOf()).not.toBe(first);
  });

  test.each<[name: string, args: object, source: Partial<Volume>, code: string]>([
    ['type', { SourceVolumeId: ID }, {}, 'type-defaults-to-gp2'],
    ['performance', gp3, { Iops: 6000 }, 'performance-not-inherited'],
  ])('a plan that loses %s by leaving it out carries none, and offers no real copy', async (_, args, source, code) => {
    const { call, volumes } = startCopyProcess();
    volumes[0] = { ...SOURCE, ...source };
    const told = await call(args);
    expect(told).toMatchObject({ outcome: 'would_copy', findings: [{ code }] });
    expect(told.Request).not.toHaveProperty('ClientToken');
    expect(told.Request).not.toHaveProperty('TagSpecifications');
    expect(told.next.filter((next) => next.arguments.DryRun === false)).toEqual([]);
  });

  test('naming gp2 is a decision: then there is one', async () => {
    expect(await startCopyProcess().tokenOf({ SourceVolumeId: ID, VolumeType: 'gp2' })).toMatch(/^p2[\w-]{61}$/);
  });

  test('a server that only rehearses hands out none, in neither half', async () => {
    const told = await startCopyProcess({ mode: 'plan' }).call(gp3);
    expect(told.outcome).toBe('would_copy');
    expect(told.text + JSON.stringify(told)).not.toMatch(/p2[\w-]{61}/);
  });
});

describe('mode auto takes the token of a rehearsal', () => {
  test('and copies once with it; the same call again reads what there is', async () => {
    const { tokenOf, call, sent } = startCopyProcess();
    const ClientToken = await tokenOf();
    expect(await call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(await call({ ...real, ClientToken })).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(sent().map((one) => one.ClientToken)).toEqual([ClientToken]);
  });

  test('also unnamed, when the same was rehearsed', async () => {
    const { tokenOf, call, sent } = startCopyProcess();
    const ClientToken = await tokenOf();
    expect((await call(real)).outcome).toBe('copied');
    expect(sent()).toMatchObject([{ ClientToken }]);
  });

  test.each<[name: string, args: object]>([
    ['no token', real],
    ['one that was made up', { ...real, ClientToken: 'mine' }],
    ['one that only looks like ours', { ...real, ClientToken: `p2${'0'.repeat(61)}` }],
    ['one of version 1, which is expired and no token of the caller', { ...real, ClientToken: `p1${'0'.repeat(59)}` }],
  ])('%s is refused, nothing is sent, and a rehearsal is offered', async (_, args) => {
    const { call, sent, lines } = startCopyProcess();
    expect(await call(args)).toMatchObject({
      outcome: 'refused',
      error: { code: expect.stringMatching(/^plan-/) },
      next: [{ arguments: gp3 }],
    });
    expect(sent()).toEqual([]);
    expect(lines).toMatchObject([{ event: 'not-sent', SourceVolumeId: ID }]);
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
    const { tokenOf, call, sent, volumes } = startCopyProcess();
    const ClientToken = await tokenOf();
    volumes[0] = { ...SOURCE, ...source };
    const told = await call({ ...real, ClientToken });
    expect(told).toMatchObject({ outcome: 'refused', error: { code } });
    expect(told.summary).toContain(words);
    expect(told.next).toMatchObject([{ arguments: gp3 }]);
    expect(sent()).toEqual([]);
  });

  test('attaching it does not break the plan', async () => {
    const { tokenOf, call, volumes } = startCopyProcess();
    const ClientToken = await tokenOf();
    volumes[0] = { ...SOURCE, State: 'in-use', Attachments: [{ InstanceId: 'i-0123456789abcdef0' }] };
    expect((await call({ ...real, ClientToken })).outcome).toBe('copied');
  });

  test.each<[name: string, ms: number, code: string]>([
    ['15 minutes later', 15 * MINUTE + SECOND, 'plan-expired'],
    ['under a clock that was set back', -HOUR, 'plan-expired'],
  ])('%s the plan is expired', async (_, ms, code) => {
    const { tokenOf, call, clock, sent } = startCopyProcess();
    const ClientToken = await tokenOf();
    clock.move(ms);
    expect(await call({ ...real, ClientToken })).toMatchObject({ outcome: 'refused', error: { code } });
    expect(sent()).toEqual([]);
  });
});

describe('mode ask', () => {
  test('a yes sends, and the audit tells who, what and how', async () => {
    const { tokenOf, call, lines } = startCopyProcess({ mode: 'ask' });
    const ClientToken = await tokenOf();
    expect(await call({ ...real, ClientToken }, YES)).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(lines).toMatchObject([
      { event: 'intent', token: ClientToken, account: '111122223333', consent: 'form', request: { ClientToken } },
      { event: 'outcome', token: ClientToken, outcome: 'copied', VolumeId: COPY },
    ]);
  });

  test('a no is declined, says until when the same is not asked, and asks nobody again', async () => {
    const { tokenOf, call, sent, lines } = startCopyProcess({ mode: 'ask' });
    const ClientToken = await tokenOf();
    const declined = {
      outcome: 'declined',
      summary:
        'Nothing was created. A person said no to this copy. Ask them what they want instead; the same copy is not put before them again until 2026-11-22T12:15:00Z.',
      next: [{ arguments: gp3 }],
    };
    expect(await call({ ...real, ClientToken }, NO)).toMatchObject(declined);
    const form = formOf(() => expect.unreachable('nobody is asked'));
    for (const token of [ClientToken, 'mine', undefined])
      expect(await call({ ...real, ...(token ? { ClientToken: token } : {}) }, { form })).toMatchObject(declined);
    expect(sent()).toEqual([]);
    expect(lines.map(({ event, why }) => [event, why])).toEqual(Array(4).fill(['not-sent', 'declined']));
  });

  test('nobody to ask is refused, with the reason', async () => {
    const { call, sent } = startCopyProcess({ mode: 'ask' });
    expect(await call(real)).toMatchObject({
      outcome: 'refused',
      summary: 'Nothing was created. Nobody could be asked: nobody is here.',
      error: { code: 'nobody-to-ask' },
    });
    expect(sent()).toEqual([]);
  });

  test('three noes: when the next may be asked is said in words and seconds', async () => {
    const { call } = startCopyProcess({ mode: 'ask' });
    for (const Size of [200, 300, 400]) expect((await call({ ...real, Size }, NO)).outcome).toBe('declined');
    const told = await call(real, YES);
    expect(told).toMatchObject({
      outcome: 'refused',
      error: { code: 'asked-enough', retry: 'later', retryAfterSeconds: 600 },
    });
    expect(told.summary).toBe(
      'Nothing was created. Nobody was asked: a person said no, or left the question unanswered, three times within ten minutes. The next question may be asked at 2026-11-22T12:10:00Z.',
    );
    expect(told.next).toMatchObject([{ arguments: { ...real, ClientToken: expect.any(String) }, afterSeconds: 600 }]);
  });

  test('what a person agreed to must still be so when it is sent', async () => {
    const { call, sent, volumes } = startCopyProcess({ mode: 'ask' });
    const form = formOf(() => {
      volumes[0] = { ...SOURCE, Size: 200 };
      return { answer: 'accept', afterMs: 1_000 };
    });
    const told = await call({ ...real, ClientToken: 'mine' }, { form });
    expect(told).toMatchObject({ outcome: 'refused', error: { code: 'plan-differs' } });
    expect(told.summary).toContain('size is now 200');
    expect(sent()).toEqual([]);
  });

  test('a call that runs out of time keeps the yes: the next one uses it', async () => {
    const { call, sent } = startCopyProcess({ mode: 'ask' });
    const ClientToken = 'mine';
    expect(await call({ ...real, ClientToken }, { ...YES, deadline: NOON + 11 * SECOND })).toMatchObject({
      outcome: 'refused',
      error: { code: 'no-time-left' },
    });
    expect(sent()).toEqual([]);
    const form = formOf(() => expect.unreachable('nobody is asked again'));
    expect((await call({ ...real, ClientToken }, { form })).outcome).toBe('copied');
  });

  /** EC2 refuses the first send for good and takes the second; the person always agrees. */
  function refusedOnce() {
    let [turn, asked] = [0, 0];
    const server = startCopyProcess(
      { mode: 'ask' },
      { copyVolumes: (request) => (turn++ === 0 ? no('IncorrectState') : yes([madeBy(request, server.clock.now())])) },
    );
    const form = formOf(() => {
      asked += 1;
      return { answer: 'accept', afterMs: 1_000 };
    });
    return { server, form, asked: () => asked };
  }

  test('a yes sends once: after a definite no of EC2 the person is asked again', async () => {
    const { server, form, asked } = refusedOnce();
    expect((await server.call({ ...real, ClientToken: 'mine' }, { form })).outcome).toBe('failed');
    expect((await server.call({ ...real, ClientToken: 'mine' }, { form })).outcome).toBe('copied');
    expect(asked()).toBe(2);
  });

  test('a yes that two calls waited for sends once: after a definite no the other one asks again', async () => {
    const { server, form, asked } = refusedOnce();
    const told = await Promise.all([1, 2].map(() => server.call({ ...real, ClientToken: 'mine' }, { form })));
    expect(told.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'failed']);
    expect(asked()).toBe(2);
  });
});

test.each([
  ['a rehearsal', {}],
  ['a real copy', { DryRun: false, ClientToken: 'mine' }],
])('%s says which arguments it took for what they mean', async (_, more) => {
  const { call } = startCopyProcess({ mode: 'ask' });
  const told = await call({ ...gp3, Size: '100', KmsKeyId: '', ...more }, YES);
  const note = 'Read as JSON, since it came as text: Size. Taken as left out, since empty or 0: KmsKeyId.';
  expect(told.summary.endsWith(` ${note}`)).toBe(true);
  expect(told.text.split('\n')[0]).toContain(note);
});

describe('a question that outlives its call', () => {
  /** A form that a person answers when the test says so. */
  function slowForm(): { form: FormPort; answer(given: FormAnswer): Promise<void>; asked: () => number } {
    const waiting = deferred<FormAnswer>();
    let asked = 0;
    const form = formOf(() => {
      asked += 1;
      return waiting.promise;
    });
    return {
      form,
      answer: async (given) => {
        waiting.resolve(given);
        await settled();
      },
      asked: () => asked,
    };
  }

  test('at 25 seconds the call says whom to ask, and how to go on', async () => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    const at = server.clock.now();
    const told = await server.call({ ...real, ClientToken }, { form: slowForm().form });
    expect(server.clock.now() - at).toBe(25 * SECOND);
    expect(told).toMatchObject({
      outcome: 'approval_needed',
      summary:
        'Nothing was created. A form with this plan waits for the person in the host. Ask them to decide there, then call again.',
      next: [{ arguments: { ...real, ClientToken }, afterSeconds: 30 }],
    });
    expect(JSON.stringify(told)).not.toMatch(/127\.0\.0\.1|http/);
    expect(server.lines).toMatchObject([{ event: 'not-sent', why: 'waiting' }]);
  });

  test.each<[name: string, answer: FormAnswer, outcome: string]>([
    ['a late yes', { answer: 'accept', afterMs: 40_000 }, 'copied'],
    ['a late no', { answer: 'decline', afterMs: 40_000 }, 'declined'],
  ])('%s meets the next call with the token', async (_, given, outcome) => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    const { form, answer, asked } = slowForm();
    expect((await server.call({ ...real, ClientToken }, { form })).outcome).toBe('approval_needed');
    await answer(given);
    expect(server.sent()).toEqual([]);
    server.clock.move(MINUTE);
    expect((await server.call({ ...real, ClientToken }, { form })).outcome).toBe(outcome);
    expect(asked()).toBe(1);
  });

  test('a late yes waits at most as long as the plan lives', async () => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    const { form, answer } = slowForm();
    await server.call({ ...real, ClientToken }, { form });
    await answer({ answer: 'accept', afterMs: 40_000 });
    server.clock.move(15 * MINUTE);
    expect(await server.call({ ...real, ClientToken }, { form })).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-expired' },
    });
    expect(server.sent()).toEqual([]);
  });

  test('a late yes of a call that the host has cancelled counts the same', async () => {
    const server = startCopyProcess({ mode: 'ask' });
    const ClientToken = await server.tokenOf();
    const { form, answer } = slowForm();
    const cancel = new AbortController();
    const call = server.call(
      { ...real, ClientToken },
      { form, cancelled: cancel.signal, signal: cancel.signal, progress: () => cancel.abort() },
    );
    expect((await call).outcome).toBe('approval_needed');
    await answer({ answer: 'accept', afterMs: 40_000 });
    expect(server.sent()).toEqual([]);
    expect((await server.call({ ...real, ClientToken }, { form })).outcome).toBe('copied');
  });

  test('another process sends the same meanwhile: the question ends, and the call says what was made', async () => {
    const shared = createSharedState();
    const server = startCopyProcess({ mode: 'ask' }, {}, { shared });
    const ClientToken = await server.tokenOf();
    const other = startCopyProcess({ mode: 'auto' }, {}, { shared });
    let told: Promise<unknown> | undefined;
    const show = (answer: unknown) => {
      shared.volumes.push(
        madeBy({ ...gp3, TagSpecifications: [] }, shared.clock.now(), { State: 'available', SourceVolumeId: ID }),
      );
      return answer;
    };
    let seconds = 0;
    const asking = server.call(
      { ...real, ClientToken },
      {
        form: slowForm().form,
        progress: () => {
          seconds += 1;
          if (seconds === 3) told = other.call({ ...real, ClientToken }).then(show);
        },
      },
    );
    expect(await asking).toMatchObject({ outcome: 'copied', created: 'earlier', Volumes: [{ VolumeId: COPY }] });
    expect(await told).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(server.sent()).toEqual([]);
  });
});

describe('the page', () => {
  /** A page whose buttons the test presses. */
  function pressable() {
    const opened: string[] = [];
    const acts: (() => Promise<CopyResult>)[] = [];
    const withdrawn: string[] = [];
    let decision: PageDecision = { decided: 'pending', seen: false, acting: false };
    const page: PagePort = openPage({
      open: async ({ title }, _id, act) => {
        opened.push(title);
        acts.push(act);
        return { opened: true };
      },
      decision: async () => decision,
      withdraw: async (_id, why) => void withdrawn.push(why),
    });
    return {
      page,
      opened,
      acts,
      withdrawn,
      decide: (next: PageDecision) => {
        decision = next;
      },
    };
  }

  async function asking(settings: Partial<Settings> = {}) {
    const person = pressable();
    const server = startCopyProcess({ mode: 'ask', ...settings }, {}, { more: { page: person.page } });
    const ClientToken = await server.tokenOf();
    expect((await server.call({ ...real, ClientToken })).outcome).toBe('approval_needed');
    return { ...person, server, ClientToken, args: { ...real, ClientToken } };
  }

  test('that waits is approval_needed; later calls open no other one', async () => {
    const { server, args, opened } = await asking();
    for (let i = 0; i < 3; i++)
      expect(await server.call(args)).toMatchObject({
        outcome: 'approval_needed',
        summary: expect.stringContaining("A page with this plan is open in the person's browser"),
      });
    expect(opened).toEqual([`Copy ${ID}?`]);
    expect(server.sent()).toEqual([]);
  });

  test('"Copy" there makes the copy at once, and a later call says what came of it', async () => {
    const { server, args, acts, ClientToken } = await asking();
    expect(await acts[0]?.()).toMatchObject({ outcome: 'copied', created: 'now' });
    expect(server.lines.slice(-2)).toMatchObject([
      { event: 'intent', token: ClientToken, consent: 'page' },
      { event: 'outcome', outcome: 'copied' },
    ]);
    expect(await server.call(args)).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(server.sent()).toHaveLength(1);
  });

  test('pressed twice it sends once', async () => {
    const { server, acts } = await asking();
    const results = await Promise.all([acts[0]?.(), acts[0]?.()]);
    expect(results.map((one) => one?.created).sort()).toEqual(['earlier', 'now']);
    expect(server.sent()).toHaveLength(1);
  });

  test('what changed while it stood there is refused, and said on the page', async () => {
    const { server, acts } = await asking();
    server.volumes[0] = { ...SOURCE, Size: 200 };
    expect(await acts[0]?.()).toMatchObject({
      outcome: 'refused',
      error: { code: 'plan-differs', message: 'This is not what was rehearsed: size is now 200.' },
    });
    expect(server.sent()).toEqual([]);
    expect(server.lines.at(-1)).toMatchObject({ event: 'not-sent', why: 'plan-differs' });
  });

  test('a yes that ended in a failed read stands in the way of nothing: the next call asks anew', async () => {
    const person = pressable();
    let broken = false;
    const server = startCopyProcess(
      { mode: 'ask' },
      {
        describeVolumes: ({ VolumeIds, Filters }) =>
          broken ? no('timed-out', { definite: false }) : yes({ items: Filters && !VolumeIds ? [] : [SOURCE] }),
      },
      { more: { page: person.page } },
    );
    const args = { ...real, ClientToken: 'mine' };
    expect((await server.call(args)).outcome).toBe('approval_needed');
    broken = true;
    const result = (await person.acts[0]?.()) as CopyResult;
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'timed-out' } });
    broken = false;
    person.decide({ decided: 'acted', result });
    expect((await server.call(args)).outcome).toBe('failed');
    person.decide({ decided: 'pending', seen: false, acting: false });
    expect((await server.call(args)).outcome).toBe('approval_needed');
    expect(person.opened).toHaveLength(2);
    expect(await person.acts[1]?.()).toMatchObject({ outcome: 'copied' });
  });

  test('swapped tags under it are another question, which waits; its yes sends what it showed', async () => {
    const { server, acts, opened, decide } = await asking();
    decide({ decided: 'pending', seen: true, acting: false });
    const swapped = {
      ...real,
      ClientToken: 'mine',
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Backup', Value: 'no' }] }],
    };
    expect(await server.call(swapped)).toMatchObject({
      outcome: 'approval_needed',
      summary: expect.stringContaining('The person has another question open.'),
    });
    expect(opened).toHaveLength(1);
    await acts[0]?.();
    expect(JSON.stringify(server.sent())).not.toContain('Backup');
  });

  test('what another process sent withdraws it', async () => {
    const { server, args, withdrawn } = await asking();
    const other = startCopyProcess({ mode: 'auto' }, {}, { shared: server });
    let done = false;
    const waiting = server.call(args, {
      progress: () => {
        if (!done) void other.call(args);
        done = true;
      },
    });
    expect(await waiting).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(withdrawn).toEqual(['The copy was sent meanwhile by another call or process.']);
  });

  test('its yes after another process sent the same makes no second volume', async () => {
    const { server, args, acts } = await asking();
    const other = startCopyProcess({ mode: 'auto' }, {}, { shared: server });
    await other.call(args);
    expect(await acts[0]?.()).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(server.sent()).toEqual([]);
  });
});

describe('the operator', () => {
  const limits = (more: Partial<Settings['limits']>) => ({ limits: { ...NO_LIMITS, ...more } });

  test('an account that is not allowed refuses before any other request', async () => {
    for (const args of [gp3, real]) {
      const { call, actions } = startCopyProcess(limits({ accounts: ['999999999999'] }));
      expect(await call(args)).toMatchObject({ outcome: 'refused', error: { code: 'findings-block' } });
      expect(actions()).toEqual(['GetCallerIdentity']);
    }
  });

  const STS = { what: 'AWS STS (for the role of the caller)' };
  test.each([
    ['throttles', 'Throttling', 'same_request', 30, 'caller', /fewer requests to AWS STS/],
    ['has a fault', 'InternalError', 'same_request', 60, 'AWS', /fault inside AWS STS/],
    ['is silent', 'credentials-stalled', 'same_request', 10, 'person', /AWS STS .* did not answer in time/],
    [
      'denies the role',
      'caller-role-denied',
      'after_fix',
      undefined,
      'account administrator',
      /may not assume the role/,
    ],
  ] as const)(
    'an account that is not known since STS %s refuses, and says that',
    async (_, code, retry, wait, who, words) => {
      for (const args of [gp3, real]) {
        const { call, sent } = startCopyProcess(limits({ accounts: ['999999999999'] }), {
          callerIdentity: () => no(code, { hint: STS }),
        });
        const { outcome, error, summary } = await call(args);
        const meaning = expect.stringMatching(words);
        expect(outcome).toBe('refused');
        expect(error).toMatchObject({ code: 'findings-block', retry, whoCanFix: who, meaning });
        expect(error?.retryAfterSeconds).toBe(wait);
        expect(summary).toMatch(words);
        expect(summary).toContain('The account of the credentials is not known, and the operator allows only some.');
        expect(sent()).toEqual([]);
      }
    },
  );

  test('an account that was taken away does not deny what an earlier call with the token made', async () => {
    const shared = createSharedState();
    const before = startCopyProcess({}, {}, { shared });
    const ClientToken = await before.tokenOf();
    expect((await before.call({ ...real, ClientToken })).outcome).toBe('copied');
    const { call, lines, sent } = startCopyProcess(limits({ accounts: ['999999999999'] }), {}, { shared });
    const why = 'Account 111122223333 is not among those the operator allows.';
    expect((await call({ ...real, ClientToken })).summary).toBe(
      `This call sent nothing. An earlier call with this ClientToken made a volume. ${why}`,
    );
    expect((await call({ ...real, ClientToken: 'mine' })).summary).toBe(`Nothing was created. ${why}`);
    expect(sent()).toEqual([]);
    const line = { event: 'not-sent', SourceVolumeId: ID, why: 'findings-block' };
    expect(lines).toMatchObject([
      { ...line, token: ClientToken },
      { ...line, token: 'mine' },
    ]);
  });

  test.each<[name: string, limit: Partial<Settings['limits']>]>([
    ['size', { largestSize: 99 }],
    ['cost', { largestMonthlyUsd: 1 }],
    ['a tag that is missing', { requiredTags: ['Copyable'] }],
    ['copies a day', { copiesPerDay: 0 }],
  ])('a limit shows up in the rehearsal and holds for a person too: %s', async (_, limit) => {
    const { call, sent } = startCopyProcess({ mode: 'ask', ...limits(limit) });
    expect(await call(gp3)).toMatchObject({ outcome: 'would_be_refused', findings: [{ code: 'operator-limit' }] });
    expect(await call(real, YES)).toMatchObject({ outcome: 'refused', error: { code: 'findings-block' } });
    expect(sent()).toEqual([]);
  });

  test('an audit file that cannot be written refuses', async () => {
    let isFull = false;
    const write = async () => {
      if (isFull) throw new Error('ENOSPC');
    };
    const audit = { check: write, write, writeCounted: write };
    const { call, tokenOf, sent } = startCopyProcess({}, {}, { more: { audit } });
    const ClientToken = await tokenOf();
    isFull = true;
    expect(await call({ ...real, ClientToken })).toMatchObject({
      outcome: 'refused',
      error: { code: 'audit-not-writable' },
    });
    expect(sent()).toEqual([]);
  });

  test('without our tags the copy carries those of the caller alone', async () => {
    const { call, sent } = startCopyProcess({ mode: 'ask', stamp: false });
    await call({ ...real, ClientToken: 'mine' }, YES);
    expect(sent()).toEqual([{ ...gp3, ClientToken: 'mine' }]);
  });

  test.each<[name: string, args: object, settings: Partial<Settings>, why: string]>([
    ['wrong arguments', { ...real, Size: 'big' }, {}, 'arguments-invalid'],
    ['a faulty configuration', real, { configErrors: ['--mode: what?'] }, 'configuration-faulty'],
    ['a Region that is not allowed', { ...real, Region: 'eu-west-1' }, { regions: ['us-east-1'] }, 'arguments-invalid'],
    ['a server that only rehearses', real, { mode: 'plan' }, 'real-copies-not-arranged'],
  ])('every real copy that was asked for has its audit line: %s', async (_, args, settings, why) => {
    const { call, lines } = startCopyProcess(settings);
    expect((await call(args)).outcome).toBe('refused');
    const argumentsDigest = expect.stringMatching(/^[\w-]{12}$/);
    expect(lines).toEqual([{ event: 'not-sent', SourceVolumeId: ID, argumentsDigest, why }]);
    await call(gp3);
    expect(lines).toHaveLength(1);
  });
});
