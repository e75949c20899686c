import { describe, expect, test } from 'vitest';
import type { Prompt } from '../../src/copy/ask-person.ts';
import { askPerson } from '../../src/copy/ask-person.ts';
import type { Consent, FormAnswer, FormPort, PageDecision } from '../../src/ports/consent.ts';
import { createPrompts } from '../../src/state/memory/prompts.ts';
import type { CopyResult } from '../../src/volume/answers/copy-answer.ts';
import { createFakeClock, createFakeDeps, createFakeEc2, NOON } from '../support/fake-ec2.ts';
import { QUESTION } from '../support/page-visit.ts';
import { durableRecord } from '../support/test-deps.ts';

const COPIED: CopyResult = { outcome: 'copied', summary: 'vol-0bbbbbbbbbbbbbbb0 was created.' };
const NO_DISPLAY = { opened: false, why: 'there is no display here' } as const;
const MINUTE = 60_000;

interface TestServer {
  /** What the form says when it is asked; absent: the host has none. */
  form?: FormAnswer;
  /** What the call brought along (2026-07-28). */
  brought?: FormAnswer;
  /** What the page knows, look by look; the last one stays. */
  decisions?: PageDecision[];
  opens?: { opened: true } | { opened: false; why: string };
  signal?: AbortSignal;
}

function start(server: TestServer = {}, prompts = createPrompts(900_000)) {
  const clock = createFakeClock();
  const said: string[] = [];
  const decisions = [...(server.decisions ?? [])];
  const deps = {
    ...createFakeDeps(createFakeEc2().ec2, { sent: durableRecord(), clock }),
    prompts,
    page: {
      open: async () => {
        said.push('page opens');
        return server.opens ?? { opened: true as const };
      },
      decision: async (): Promise<PageDecision> => {
        clock.move(1_000);
        return (decisions.length > 1 ? decisions.shift() : decisions[0]) ?? { decided: 'expired', seen: false };
      },
      withdraw: async () => undefined,
    },
  };
  const form: FormPort = {
    inResult: false,
    isSilent: false,
    answered: () => server.brought,
    ask: async () => {
      said.push('form asks');
      return server.form ?? { answer: 'none', why: 'odd' };
    },
  };
  const asking: Prompt = {
    question: { ...QUESTION, expiresAt: NOON + 900_000 },
    token: 't1',
    about: 'this very plan',
    intentKey: 'intent',
    form: server.form || server.brought ? form : undefined,
    act: async () => COPIED,
    signal: server.signal ?? new AbortController().signal,
    waiting: (seconds) => void said.push(`waiting ${seconds}`),
  };
  return { ask: (more: Partial<Prompt> = {}) => askPerson(deps, { ...asking, ...more }), said, clock, prompts };
}

const accept = (afterMs: number): FormAnswer => ({ answer: 'accept', afterMs });
const decline = (afterMs: number): FormAnswer => ({ answer: 'decline', afterMs });

describe('the form of the host', () => {
  test.each<[name: string, form: FormAnswer, consent: Consent, said: string[]]>([
    ['a yes after a second', accept(1_000), { kind: 'yes' }, ['form asks']],
    ['a yes after 700 ms', accept(700), { kind: 'yes' }, ['form asks']],
    ['a yes faster than a person reads', accept(699), { kind: 'nobody', why: NO_DISPLAY.why }, OPENED()],
    ['a no', decline(1_000), { kind: 'no' }, ['form asks']],
    ['a no faster than a person reads', decline(699), { kind: 'nobody', why: NO_DISPLAY.why }, OPENED()],
    ['nothing clear', { answer: 'none', why: 'odd' }, { kind: 'nobody', why: NO_DISPLAY.why }, OPENED()],
    [
      'a question that goes out with the result',
      { answer: 'ask-in-result', result: 'question' },
      { kind: 'ask-in-result', result: 'question' },
      ['form asks'],
    ],
  ])('%s', async (_, form, consent, said) => {
    const server = start({ form, opens: NO_DISPLAY });
    expect(await server.ask()).toEqual(consent);
    expect(server.said).toEqual(said);
  });

  test.each<[name: string, brought: FormAnswer, consent: Consent, said: string[]]>([
    ['a yes', accept(1_000), { kind: 'yes' }, []],
    ['a yes that came too fast', accept(1), { kind: 'nobody', why: NO_DISPLAY.why }, ['page opens']],
    ['a no', decline(1_000), { kind: 'no' }, []],
    ['nothing clear', { answer: 'none', why: 'odd' }, { kind: 'nobody', why: NO_DISPLAY.why }, ['page opens']],
  ])('an answer that the call brings along is read and not asked for again: %s', async (_, brought, consent, said) => {
    const server = start({ brought, opens: NO_DISPLAY });
    expect(await server.ask()).toEqual(consent);
    expect(server.said).toEqual(said);
  });

  test('whoever left in the middle gets no page', async () => {
    const server = start({ form: { answer: 'none', why: 'odd' }, signal: AbortSignal.abort() });
    expect(await server.ask()).toEqual({ kind: 'nobody', why: 'the call ended before a person answered' });
    expect(server.said).toEqual(['form asks']);
  });
});

function OPENED(): string[] {
  return ['form asks', 'page opens'];
}

describe('the page', () => {
  const pending: PageDecision = { decided: 'pending', seen: true, acting: false };
  const acted: PageDecision = { decided: 'acted', result: COPIED };

  test.each<[name: string, decisions: PageDecision[], consent: Consent, waited: string[]]>([
    ['copied at once', [{ decided: 'expired', seen: false }, acted], { kind: 'acted', result: COPIED }, ['waiting 0']],
    [
      'copied after two looks: each wait is told',
      [{ decided: 'expired', seen: false }, pending, pending, acted],
      { kind: 'acted', result: COPIED },
      ['waiting 0', 'waiting 1', 'waiting 2'],
    ],
    ['declined', [{ decided: 'expired', seen: false }, { decided: 'declined' }], { kind: 'no' }, ['waiting 0']],
    ['expired before anybody decided', [{ decided: 'expired', seen: false }], { kind: 'waiting' }, ['waiting 0']],
  ])('%s', async (_, decisions, consent, waited) => {
    const server = start({ decisions });
    expect(await server.ask()).toEqual(consent);
    expect(server.said).toEqual(['page opens', ...waited]);
  });

  test('the end of the call ends the wait, not the question', async () => {
    const server = start({ decisions: [{ decided: 'expired', seen: false }, pending], signal: AbortSignal.abort() });
    expect(await server.ask({ form: undefined })).toEqual({
      kind: 'nobody',
      why: 'the call ended before a person answered',
    });
    const ending = new AbortController();
    const waiting = start({ decisions: [{ decided: 'expired', seen: false }, pending], signal: ending.signal });
    expect(await waiting.ask({ waiting: () => ending.abort() })).toEqual({ kind: 'waiting' });
  });

  test('that cannot be opened is said with its reason', async () => {
    const server = start({ opens: NO_DISPLAY });
    expect(await server.ask()).toEqual({ kind: 'nobody', why: 'there is no display here' });
  });

  test.each<[name: string, known: PageDecision, consent: Consent]>([
    ['copied', acted, { kind: 'acted', result: COPIED }],
    ['declined', { decided: 'declined' }, { kind: 'no' }],
  ])('a later call tells what came of it and asks nobody: %s', async (_, known, consent) => {
    const server = start({ form: accept(1_000), decisions: [known] });
    expect(await server.ask()).toEqual(consent);
    expect(server.said).toEqual([]);
  });

  test('a later call to a page that waits opens it again, past the form and the count', async () => {
    const prompts = createPrompts(900_000);
    for (const time of [NOON, NOON, NOON]) await prompts.recordPrompt('another', time);
    const server = start({ form: accept(1_000), decisions: [pending, acted] }, prompts);
    expect(await server.ask()).toEqual({ kind: 'acted', result: COPIED });
    expect(server.said).toEqual(['page opens', 'waiting 0']);
  });
});

describe('nobody is asked to death', () => {
  const NO = { kind: 'too-often', why: 'a person said no to this within the last 15 minutes' };

  test('after a no the same is not asked for 15 minutes, something else is', async () => {
    const server = start({ form: decline(1_000) });
    expect(await server.ask()).toEqual({ kind: 'no' });
    expect(await server.ask()).toEqual(NO);
    expect(await server.ask({ intentKey: 'another intent' })).toEqual({ kind: 'no' });
    server.clock.move(15 * MINUTE);
    expect(await server.ask()).toEqual({ kind: 'no' });
    expect(server.said).toEqual(['form asks', 'form asks', 'form asks']);
  });

  test('after a no an answer that is brought along does not count either', async () => {
    const prompts = createPrompts(900_000);
    await prompts.recordNo('intent', NOON);
    expect(await start({ brought: accept(1_000) }, prompts).ask()).toEqual(NO);
  });

  test('a no on the page counts as well', async () => {
    const prompts = createPrompts(900_000);
    await start({ decisions: [{ decided: 'expired', seen: false }, { decided: 'declined' }] }, prompts).ask();
    expect(await start({ form: accept(1_000) }, prompts).ask()).toEqual(NO);
  });

  test('three questions in ten minutes are the most', async () => {
    const server = start({ form: accept(1_000) });
    for (const intent of ['a', 'b', 'c']) expect((await server.ask({ intentKey: intent })).kind).toBe('yes');
    expect(await server.ask({ intentKey: 'd' })).toEqual({
      kind: 'too-often',
      why: 'three questions were asked within ten minutes',
    });
    server.clock.move(10 * MINUTE);
    expect((await server.ask({ intentKey: 'd' })).kind).toBe('yes');
  });
});
