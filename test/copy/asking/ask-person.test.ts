// A question lives apart from the call that asks it: forms, pages, late answers, turns, and when nobody is asked.
import { describe, expect, test } from 'vitest';
import { type QuestionRecord, stillNeeded } from '../../../src/consent/question-states.ts';
import { askPerson } from '../../../src/copy/asking/ask-person.ts';
import { type AskRequest, type Decided, pauseAsking } from '../../../src/copy/asking/ask-request.ts';
import { recordAnswer } from '../../../src/copy/asking/question-ways.ts';
import type { BroughtAnswer, FormAnswer, FormPort, PageDecision } from '../../../src/ports/consent.ts';
import { createQuestions } from '../../../src/state/memory/questions.ts';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import { deferred } from '../../support/copy-process.ts';
import { createFakeClock, NOON } from '../../support/fake-ec2.ts';
import { QUESTION } from '../../support/page-visit.ts';
import { questionOf, SHOWN } from '../../support/question-records.ts';

const COPIED: CopyResult = { outcome: 'copied', summary: 'vol-0bbbbbbbbbbbbbbb0 was created.' };
const NO_DISPLAY = { opened: false, why: 'there is no display here' } as const;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PENDING: PageDecision = { decided: 'pending', seen: false, acting: false };
const SEEN: PageDecision = { decided: 'pending', seen: true, acting: false };

const accept = (afterMs = 5_000): FormAnswer => ({ answer: 'accept', afterMs });
const decline = (afterMs = 5_000): FormAnswer => ({ answer: 'decline', afterMs });
const none = (why: 'cancelled' | 'empty' | 'odd' | 'too-late' | 'error'): FormAnswer => ({ answer: 'none', why });

type Opens = { opened: true } | { opened: false; why: string; howToAllow?: string };

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** One process: its questions, its page, and a person who is scripted. `opening`: what happens while a page opens. */
function start(opens: Opens = NO_DISPLAY, opening: () => unknown = () => undefined) {
  const clock = createFakeClock();
  const questions = createQuestions({ now: clock.now, stillNeeded });
  /** What happened, in order. */
  const log: string[] = [];
  const withdrawn: string[] = [];
  let page: PageDecision = PENDING;
  const acts: (() => Promise<CopyResult>)[] = [];
  const deps = {
    questions,
    now: clock.now,
    sleep: clock.sleep,
    page: {
      async open(question: { title: string }, _id: string, act: () => Promise<CopyResult>) {
        log.push(`page ${question.title} at ${(clock.now() - NOON) / 1000}`);
        acts.push(act);
        await opening();
        return opens;
      },
      decision: async () => page,
      async withdraw(_id: string, why: string) {
        withdrawn.push(why);
        page = { decided: 'expired', seen: false };
      },
    },
  };
  const formOf = (answer: () => Promise<FormAnswer>, more: Partial<FormPort> = {}): FormPort => ({
    inResult: false,
    isSilent: false,
    answered: async () => undefined,
    ask: (question) => {
      log.push(`form ${question.title} at ${(clock.now() - NOON) / 1000}`);
      return answer();
    },
    ...more,
  });
  /** A form that answers at once, or a person who has not yet. */
  const saying = (answer: FormAnswer | 'silence'): FormPort =>
    formOf(() => (answer === 'silence' ? new Promise(() => undefined) : Promise.resolve(answer)));
  const waits: number[] = [];
  const ask = (form: FormPort | undefined, more: Partial<AskRequest> = {}): Promise<Decided> => {
    const key = more.key ?? 'copy';
    return askPerson(deps, {
      key,
      about: `bytes of ${key}`,
      question: { ...QUESTION, title: key, expiresAt: clock.now() + 15 * MINUTE },
      shown: SHOWN,
      form,
      act: async () => COPIED,
      arrivedAt: clock.now(),
      signal: new AbortController().signal,
      waiting: (seconds) => void waits.push(seconds),
      wasSent: async () => false,
      ...more,
    });
  };
  return {
    ask,
    saying,
    formOf,
    deps,
    clock,
    questions,
    log,
    withdrawn,
    waits,
    acts,
    decide: (decision: PageDecision) => {
      page = decision;
    },
  };
}

const YES = { kind: 'yes', at: NOON, shown: SHOWN, questionId: 'question-1' };
const nobody = (why: string) => ({ kind: 'nobody', why });

describe('the form of the host', () => {
  test.each<[name: string, answer: FormAnswer, decided: object]>([
    ['a yes', accept(), YES],
    ['a yes after 700 ms', accept(700), YES],
    ['a no', decline(), { kind: 'no', until: NOON + 15 * MINUTE }],
  ])('%s is one, and no page opens', async (_, answer, decided) => {
    const person = start({ opened: true });
    expect(await person.ask(person.saying(answer))).toEqual(decided);
    expect(person.log).toEqual(['form copy at 0']);
    expect(person.withdrawn).toEqual([]);
    expect(await person.questions.find('copy')).toMatchObject({ form: 'answered', seen: true, shownAt: [NOON] });
  });

  test('that answers as if it went out with a result is no answer', async () => {
    const person = start();
    const asked = person.ask(person.saying({ answer: 'ask-in-result', result: 'question' }));
    expect(await asked).toEqual({ kind: 'waiting', for: 'form' });
    expect(await person.questions.find('copy')).toMatchObject({ state: 'open', form: 'pushed' });
  });

  test('an answer to a question that nobody knows any more changes nothing', async () => {
    const { deps, questions } = start();
    await recordAnswer(deps, 'question-1', accept());
    expect(await questions.byId('question-1')).toBeUndefined();
  });

  test('where nobody could be asked the question has ended, and the next call asks anew', async () => {
    const person = start();
    await person.ask(person.saying(none('empty')));
    expect(await person.questions.find('copy')).toMatchObject({ state: 'expired', seen: false, changedAt: NOON });
    await person.ask(person.saying(none('empty')));
    expect(person.log).toEqual(['form copy at 0', 'page copy at 0', 'form copy at 0', 'page copy at 0']);
  });

  test('whose question ends while the call waits was not answered in time', async () => {
    const person = start();
    const question = { ...QUESTION, title: 'copy', expiresAt: NOON + 10 * SECOND };
    expect(await person.ask(person.saying('silence'), { question })).toEqual(
      nobody('the form of the host was not answered in time'),
    );
    expect(person.clock.now()).toBe(NOON + 10 * SECOND);
  });

  test.each<[name: string, answer: FormAnswer, words: string]>([
    ['a yes faster than a person reads', accept(699), 'was answered faster than a person reads'],
    ['a no faster than a person reads', decline(699), 'was answered faster than a person reads'],
    ['a form that was closed', none('cancelled'), 'was closed without an answer'],
    ['an empty one', none('empty'), 'came back without an answer'],
    ['an odd one', none('odd'), 'came back with an answer that is neither yes nor no'],
    ['a late one', none('too-late'), 'was answered too late'],
  ])(
    '%s is no answer: a page comes next, and without one the answer says what became of the form',
    async (_, answer, words) => {
      const person = start();
      expect(await person.ask(person.saying(answer))).toEqual(
        nobody(`the form of the host ${words}, and no page could be opened: there is no display here`),
      );
      expect(person.log).toEqual(['form copy at 0', 'page copy at 0']);
    },
  );

  test('a host that cannot show it, and a bug of the transport, are told as that', async () => {
    const broken = start();
    const why = 'the host could not show its form, and no page could be opened: there is no display here';
    expect(await broken.ask(broken.saying(none('error')))).toEqual(nobody(why));
    const buggy = start();
    expect(await buggy.ask(buggy.formOf(() => Promise.reject(new Error('a bug'))))).toEqual(nobody(why));
  });

  test('that stays silent gets the page beside it after 20 s; at 25 s the call answers, and the form stays', async () => {
    const person = start({ opened: true });
    expect(await person.ask(person.saying('silence'))).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.log).toEqual(['form copy at 0', 'page copy at 20']);
    expect(person.clock.now()).toBe(NOON + 25 * SECOND);
    expect(person.waits).toEqual(Array.from({ length: 25 }, (_, second) => second));
    expect(await person.questions.find('copy')).toMatchObject({ state: 'open', form: 'pushed', page: 'open' });
  });

  test('and where no page opens the call answers at 25 s just so', async () => {
    const person = start();
    expect(await person.ask(person.saying('silence'))).toEqual({ kind: 'waiting', for: 'form' });
    expect(person.log).toEqual(['form copy at 0', 'page copy at 20']);
  });

  test.each<[name: string, answer: FormAnswer, decided: object]>([
    ['a late yes', accept(120_000), { ...YES, at: NOON + 25 * SECOND }],
    ['a late no', decline(120_000), { kind: 'no', until: NOON + 25 * SECOND + 15 * MINUTE }],
  ])('%s meets the next call with the same bytes, which asks nobody', async (_, answer, decided) => {
    const person = start();
    const late = deferred<FormAnswer>();
    expect((await person.ask(person.formOf(() => late.promise))).kind).toBe('waiting');
    late.resolve(answer);
    await settled();
    person.clock.move(MINUTE);
    expect(await person.ask(person.saying('silence'))).toEqual(decided);
    expect(person.log.filter((line) => line.startsWith('form'))).toHaveLength(1);
  });

  test('a yes that was used is asked for again', async () => {
    const person = start();
    await person.ask(person.saying(accept()));
    await person.questions.change('question-1', { used: true });
    expect(await person.ask(person.saying(accept()))).toMatchObject({ kind: 'yes', questionId: 'question-2' });
  });

  test("a yes after the question's time is none", async () => {
    const person = start();
    const late = deferred<FormAnswer>();
    await person.ask(person.formOf(() => late.promise));
    person.clock.move(15 * MINUTE);
    late.resolve(accept(900_000));
    await settled();
    expect(await person.questions.find('copy')).toMatchObject({ state: 'open', form: 'too-late' });
    expect((await person.ask(person.saying('silence'))).kind).toBe('waiting');
    expect(person.log.filter((line) => line.startsWith('form'))).toHaveLength(2);
  });

  test('is taken away once the question has ended in another way', async () => {
    const person = start({ opened: true });
    let taken: AbortSignal | undefined;
    const form = person.formOf(() => new Promise(() => undefined), {});
    const watched: FormPort = {
      ...form,
      ask: (question, about, signal) => {
        taken = signal;
        expect(about).toEqual({ about: 'bytes of copy', questionId: 'question-1' });
        return form.ask(question, about, signal);
      },
    };
    await person.ask(watched);
    expect(taken?.aborted).toBe(false);
    person.decide({ decided: 'declined' });
    expect((await person.ask(watched)).kind).toBe('no');
    await settled();
    expect(taken?.aborted).toBe(true);
  });

  test('that ended without an answer is let go of while its question goes on', async () => {
    const person = start({ opened: true });
    let taken: AbortSignal | undefined;
    const form = person.saying(none('empty'));
    const watched: FormPort = {
      ...form,
      ask: (question, about, signal) => {
        taken = signal;
        return form.ask(question, about, signal);
      },
    };
    expect(await person.ask(watched)).toEqual({ kind: 'waiting', for: 'page' });
    expect(taken?.aborted).toBe(true);
  });

  test('is heard alone where no page is open', async () => {
    const person = start();
    person.decide({ decided: 'declined' });
    expect(await person.ask(person.saying('silence'))).toEqual({ kind: 'waiting', for: 'form' });
  });

  test.each<[name: string, more: Partial<FormPort>, way: object]>([
    ['by form', {}, { form: 'pushed' }],
    ['by a form in the result', { inResult: true }, { form: 'in-result' }],
    ['by page', { isSilent: true }, { page: 'opening' }],
  ])('a question %s holds its turn from its first moment', async (_, more, way) => {
    const person = start({ opened: true });
    const { begin } = person.questions;
    const begun: unknown[] = [];
    person.questions.begin = (record, seen) => {
      begun.push(record);
      return begin(record, seen);
    };
    await person.ask({ ...person.saying(accept()), ...more });
    expect(begun).toMatchObject([{ state: 'open', seen: false, shownAt: [], ...way }]);
  });

  test('a connection whose forms stay silent is asked by page first', async () => {
    const person = start({ opened: true });
    const silent = { ...person.saying('silence'), isSilent: true };
    expect(await person.ask(silent)).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.log).toEqual(['page copy at 0']);
  });

  test('and by form where no page can be opened: it has nothing better', async () => {
    const person = start();
    const silent = { ...person.saying(accept()), isSilent: true };
    expect((await person.ask(silent)).kind).toBe('yes');
    expect(person.log).toEqual(['page copy at 0', 'form copy at 0']);
  });

  test('the end of the call ends the wait, not the question', async () => {
    const person = start({ opened: true });
    expect(await person.ask(person.saying('silence'), { signal: AbortSignal.abort() })).toEqual({
      kind: 'waiting',
      for: 'form',
    });
    expect(await person.questions.find('copy')).toMatchObject({ state: 'open', form: 'pushed' });
  });
});

describe('a form that goes out with the result (2026-07-28)', () => {
  const modern = (
    person: ReturnType<typeof start>,
    brought?: FormAnswer,
    more: Partial<FormPort> = {},
    which: Partial<BroughtAnswer> = {},
  ): FormPort =>
    person.formOf(async () => ({ answer: 'ask-in-result', result: 'question' }), {
      inResult: true,
      answered: async () => brought && { questionId: 'question-1', mark: 'sealed', given: brought, ...which },
      ...more,
    });

  test.each<[name: string, brought: FormAnswer, decided: object]>([
    ['a yes', accept(), YES],
    ['a no', decline(), { kind: 'no', until: NOON + 15 * MINUTE }],
    [
      'a yes that came too fast',
      accept(1),
      nobody(
        'the form of the host was answered faster than a person reads, and no page could be opened: there is no display here',
      ),
    ],
    [
      'a form that was closed',
      none('cancelled'),
      nobody(
        'the form of the host was closed without an answer, and no page could be opened: there is no display here',
      ),
    ],
  ])('%s comes with the next call, and is not asked for again', async (_, brought, decided) => {
    const person = start();
    expect(await person.ask(modern(person))).toEqual({ kind: 'ask-in-result', result: 'question' });
    expect(await person.ask(modern(person, brought))).toEqual(decided);
    expect(person.log.filter((line) => line.startsWith('form'))).toHaveLength(1);
  });

  test('an answer counts for its own question, and once: otherwise the question goes out again', async () => {
    const person = start();
    const asked = { kind: 'ask-in-result', result: 'question' };
    expect(await person.ask(modern(person))).toEqual(asked);
    expect(await person.questions.useAnswer('question-1', 'sealed')).toBe(true);
    expect(await person.ask(modern(person, accept()))).toEqual(asked);
    expect(await person.ask(modern(person, accept(), {}, { questionId: 'question-0', mark: 'another' }))).toEqual(
      asked,
    );
    expect(await person.questions.find('copy')).toMatchObject({ id: 'question-1', state: 'open' });
    expect(await person.ask(modern(person, accept(), {}, { mark: 'of the last form' }))).toEqual(YES);
  });

  test('a call that brings no answer gets the form again: the first may be lost', async () => {
    const person = start();
    await person.ask(modern(person));
    person.clock.move(SECOND);
    expect((await person.ask(modern(person))).kind).toBe('ask-in-result');
    expect(person.log).toEqual(['form copy at 0', 'form copy at 1']);
  });

  test('of which nobody has answered the first within 20 s, a call opens the page', async () => {
    const person = start({ opened: true });
    await person.ask(modern(person));
    person.clock.move(19 * SECOND);
    expect((await person.ask(modern(person))).kind).toBe('ask-in-result');
    person.clock.move(SECOND);
    expect(await person.ask(modern(person))).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.log).toEqual(['form copy at 0', 'form copy at 19', 'page copy at 20']);
    // Who was slow with the form still answers there.
    expect(await person.ask(modern(person, accept()))).toMatchObject({ kind: 'yes' });
    expect(person.withdrawn).toEqual(['A person has decided in the host.']);
  });

  test.each<[name: string, ended: Partial<QuestionRecord>, decided: object]>([
    ['a person says no', { state: 'no', changedAt: NOON }, { kind: 'no', until: NOON + 15 * MINUTE }],
    ['another call ends the question', { state: 'expired', withdrawn: true }, { kind: 'settled-elsewhere' }],
  ])('nor again where %s at that moment', async (_, ended, decided) => {
    const person = start();
    await person.ask(modern(person));
    const meanwhile = async () => {
      await person.questions.change('question-1', ended);
      return false;
    };
    expect(await person.ask(modern(person), { wasSent: meanwhile })).toEqual(decided);
    expect(person.log).toEqual(['form copy at 0']);
    expect(await person.questions.byId('question-1')).toMatchObject({ shownAt: [NOON] });
  });

  test('nor is it put for ever: ten times in ten minutes, by calls in a row or at one moment, and its answer counts', async () => {
    const person = start();
    const kinds: string[] = [(await person.ask(modern(person))).kind];
    for (let i = 0; i < 5; i++) kinds.push((await person.ask(modern(person))).kind);
    const more = await Promise.all(Array.from({ length: 20 }, () => person.ask(modern(person))));
    for (let i = 0; i < 14; i++) kinds.push((await person.ask(modern(person))).kind);
    kinds.push(...more.map(({ kind }) => kind));
    expect(kinds.filter((kind) => kind === 'ask-in-result')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'too-often')).toHaveLength(30);
    expect((await person.questions.find('copy'))?.shownAt).toHaveLength(10);
    expect(person.log.filter((line) => line.startsWith('form'))).toHaveLength(10);
    expect(more.at(-1)).toEqual({
      kind: 'too-often',
      why: 'ten forms or pages were shown within ten minutes',
      at: NOON + 10 * MINUTE,
    });
    expect(await person.ask(modern(person, accept()))).toEqual(YES);
  });

  test('of two calls at one moment one gets the form, and the other waits for it', async () => {
    const person = start();
    const both = await Promise.all([person.ask(modern(person)), person.ask(modern(person))]);
    expect(both).toEqual([
      { kind: 'ask-in-result', result: 'question' },
      { kind: 'waiting', for: 'form' },
    ]);
    expect(person.log).toEqual(['form copy at 0', 'page copy at 20']);
  });

  test('that the host answers at once, without a result, is as good as pushed', async () => {
    const person = start();
    expect(await person.ask(modern(person, undefined, { ask: async () => accept() }))).toEqual(YES);
  });

  test('after a no, a yes to an older form of the same copy is none', async () => {
    const person = start();
    await person.ask(modern(person));
    expect((await person.ask(modern(person, decline()))).kind).toBe('no');
    expect((await person.ask(modern(person, accept()))).kind).toBe('no');
  });

  test('an answer about a question that is over is asked for again', async () => {
    const person = start();
    await person.ask(modern(person));
    person.clock.move(15 * MINUTE);
    expect((await person.ask(modern(person, accept()))).kind).toBe('ask-in-result');
  });

  test('one that never comes back keeps another question waiting for a minute, no longer', async () => {
    const person = start();
    await person.ask(modern(person));
    expect(await person.ask(modern(person), { key: 'another' })).toEqual({ kind: 'waiting', for: 'turn' });
    person.clock.move(35 * SECOND);
    expect((await person.ask(modern(person), { key: 'another' })).kind).toBe('ask-in-result');
  });

  test('the form again, of a connection that stays silent, only where no page opens', async () => {
    const person = start();
    await person.ask(modern(person));
    person.clock.move(30 * SECOND);
    expect((await person.ask(modern(person, undefined, { isSilent: true }))).kind).toBe('ask-in-result');
    expect(person.log).toEqual(['form copy at 0', 'page copy at 30', 'form copy at 30']);
  });
});

describe('the page', () => {
  test('opens once for a question, however often it is asked', async () => {
    const person = start({ opened: true });
    for (let i = 0; i < 4; i++) expect((await person.ask(undefined)).kind).toBe('waiting');
    expect(person.log).toEqual(['page copy at 0']);
  });

  test('acts itself: whoever waits is told what came of it', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'acted', result: COPIED });
    expect(await person.ask(undefined)).toEqual({ kind: 'acted', result: COPIED });
  });

  test('what it acted on once stands in the way of nothing: the same is asked anew', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'acted', result: { outcome: 'failed', summary: 'Nothing could be read.' } });
    expect((await person.ask(undefined)).kind).toBe('acted');
    person.decide(PENDING);
    expect((await person.ask(undefined)).kind).toBe('waiting');
    expect(person.log).toHaveLength(2);
  });

  test('while it acts the call waits longer than for a person', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'pending', seen: true, acting: true });
    const begun = person.clock.now();
    const ending = new AbortController();
    const waiting = person.ask(undefined, {
      signal: ending.signal,
      waiting: () => {
        if (person.clock.now() - begun >= 40 * SECOND) ending.abort();
      },
      // Its own send is no other one.
      wasSent: async () => true,
    });
    expect(await waiting).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.clock.now() - begun).toBeGreaterThanOrEqual(40 * SECOND);
  });

  test('a no is one, and stands for fifteen minutes', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'declined' });
    const until = person.clock.now() + 15 * MINUTE;
    expect(await person.ask(undefined)).toEqual({ kind: 'no', until });
    person.clock.move(14 * MINUTE);
    expect(await person.ask(undefined, { about: 'other bytes' })).toEqual({ kind: 'no', until });
    person.decide(PENDING);
    person.clock.move(MINUTE + 1);
    expect((await person.ask(undefined)).kind).toBe('waiting');
  });

  test.each<[name: string, decision: PageDecision, record: object]>([
    ['acted', { decided: 'acted', result: COPIED }, { state: 'yes', used: true, seen: true }],
    ['said no', { decided: 'declined' }, { state: 'no', seen: true }],
    ['looked', SEEN, { state: 'seen', seen: true }],
  ])('on which somebody %s is noted with the moment in which that was found', async (_, decision, record) => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide(decision);
    const changedAt = person.clock.now();
    await person.ask(undefined, { arrivedAt: changedAt - 10 * SECOND });
    expect(await person.questions.find('copy')).toMatchObject({ ...record, changedAt });
  });

  test('that was looked at stays so, also when it ends without a browser', async () => {
    const person = start({ opened: true });
    person.decide(SEEN);
    await person.ask(undefined);
    person.decide({ decided: 'expired', seen: false });
    await person.ask(undefined);
    expect(await person.questions.find('copy')).toMatchObject({ page: 'closed', seen: true });
  });

  test('whose question was over before anybody fetched its no stands in the way of no new one', async () => {
    let decide = (_: PageDecision) => {};
    const person = start({ opened: true }, () => decide(PENDING));
    decide = person.decide;
    await person.ask(undefined);
    person.decide({ decided: 'declined' });
    person.clock.move(15 * MINUTE);
    expect((await person.ask(undefined)).kind).toBe('waiting');
    expect(person.log).toHaveLength(2);
  });

  test('keeps its turn while it opens beside a form', async () => {
    const pages: unknown[] = [];
    const person = start({ opened: true }, async () => {
      pages.push((await person.questions.find('copy'))?.page);
    });
    await person.ask(person.saying('silence'));
    expect(pages).toEqual(['opening']);
  });

  test('that was looked at only after its call, and left, was seen', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'expired', seen: true });
    await person.ask(undefined);
    expect(await person.questions.find('copy')).toMatchObject({ page: 'closed', seen: true });
  });

  test('that fails to open is a bug once; the next call says so and puts it no second time', async () => {
    const person = start({ opened: true }, () => Promise.reject(new Error('a bug')));
    await expect(person.ask(undefined)).rejects.toThrow('a bug');
    expect(await person.ask(undefined)).toEqual(nobody('an error kept the page from opening'));
    expect(person.log).toEqual(['page copy at 0']);
  });

  test('that fails to open beside a form that came back empty is told with it', async () => {
    const person = start({ opened: true }, () => Promise.reject(new Error('a bug')));
    await expect(person.ask(person.saying(none('empty')))).rejects.toThrow('a bug');
    expect(await person.ask(person.saying('silence'))).toEqual(
      nobody(
        'the form of the host came back without an answer, and no page could be opened: an error kept the page from opening',
      ),
    );
  });

  test('closes again when a person decides in the form while it opens', async () => {
    const late = deferred<FormAnswer>();
    const person = start({ opened: true }, async () => {
      late.resolve(accept());
      await settled();
    });
    expect((await person.ask(person.formOf(() => late.promise))).kind).toBe('yes');
    expect(person.withdrawn).toEqual(['A person has decided in the host.']);
  });

  test('is not the eleventh thing that is shown', async () => {
    const person = start({ opened: true });
    for (let i = 0; i < 9; i++) await person.ask(person.saying(accept()), { key: `k${i}` });
    const told = await person.ask(person.saying('silence'), { key: 'last' });
    expect(told).toMatchObject({ kind: 'too-often', at: NOON + 10 * MINUTE });
    expect(person.log.filter((line) => line.startsWith('page'))).toEqual([]);
    expect(await person.questions.find('last')).toMatchObject({ state: 'open', form: 'pushed' });
  });

  test('is shown once the form beside it was, and both are noted', async () => {
    const person = start({ opened: true });
    await person.ask(person.saying('silence'));
    expect(await person.questions.find('copy')).toMatchObject({ shownAt: [NOON, NOON + 20 * SECOND] });
  });

  test('leaves what was counted while it opened', async () => {
    const person = start({ opened: true }, () =>
      person.questions.change('question-1', { shownAt: [NOON, NOON + 19 * SECOND] }),
    );
    await person.ask(person.saying('silence'));
    const shownAt = [NOON, NOON + 19 * SECOND, NOON + 20 * SECOND];
    expect(await person.questions.find('copy')).toMatchObject({ page: 'open', shownAt });
  });

  test.each<[name: string, change: Partial<QuestionRecord>, decided: object]>([
    ['a person says no', { state: 'no', changedAt: NOON }, { kind: 'no', until: NOON + 15 * MINUTE }],
    ['another call opens it', { page: 'opening' }, { kind: 'waiting', for: 'form' }],
  ])('is not opened where %s at that moment', async (_, change, decided) => {
    const person = start({ opened: true });
    const asked = person.ask(person.saying('silence'), {
      wasSent: async () => {
        // Within the look after which the page comes.
        if (person.clock.now() === NOON + 20 * SECOND) await person.questions.change('question-1', change);
        return false;
      },
    });
    expect(await asked).toEqual(decided);
    expect(person.log).toEqual(['form copy at 0']);
  });

  test('is made of what the first call showed, and acts on that', async () => {
    const person = start({ opened: true });
    const acted: unknown[] = [];
    await person.ask(undefined, {
      act: async (shown) => {
        acted.push(shown);
        return COPIED;
      },
    });
    await person.acts[0]?.();
    expect(acted).toEqual([SHOWN]);
  });

  test.each<[opens: Opens, why: string]>([
    [NO_DISPLAY, 'there is no display here'],
    [
      { opened: false, why: 'this runs in a container', howToAllow: 'Give it a display.' },
      'this runs in a container. Give it a display',
    ],
  ])('that cannot be opened is said with its reason, and how it can', async (opens, why) => {
    expect(await start(opens).ask(undefined)).toEqual(nobody(why));
  });

  test('that was closed before its time says why', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'expired', seen: false, why: 'The page was closed because two programs opened it.' });
    expect(await person.ask(undefined)).toEqual(
      nobody('its page ended before anybody decided. The page was closed because two programs opened it'),
    );
  });

  test('that ended before anybody decided: nobody, and it may be asked again', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    person.decide({ decided: 'expired', seen: true });
    expect(await person.ask(undefined)).toEqual(nobody('its page ended before anybody decided'));
    person.decide(PENDING);
    expect((await person.ask(undefined)).kind).toBe('waiting');
    expect(person.log).toHaveLength(2);
  });

  test('closes when a person decides in the form beside it', async () => {
    const person = start({ opened: true });
    const late = deferred<FormAnswer>();
    await person.ask(person.formOf(() => late.promise));
    late.resolve(accept(30_000));
    expect((await person.ask(person.saying('silence'))).kind).toBe('yes');
    expect(person.withdrawn).toEqual(['A person has decided in the host.']);
  });
});

describe('whoever waits for a person also watches the record', () => {
  test('what was sent meanwhile withdraws the question, in form and page', async () => {
    const person = start({ opened: true });
    let looks = 0;
    expect(await person.ask(person.saying('silence'), { wasSent: async () => ++looks > 23 })).toEqual({
      kind: 'settled-elsewhere',
    });
    expect(person.withdrawn).toEqual(['The copy was sent meanwhile by another call or process.']);
    expect(await person.questions.find('copy')).toMatchObject({ state: 'expired', withdrawn: true });
  });

  test('where only a form was out, no page is withdrawn', async () => {
    const person = start();
    let looks = 0;
    const asked = person.ask(person.saying('silence'), { wasSent: async () => ++looks > 3 });
    expect(await asked).toEqual({ kind: 'settled-elsewhere' });
    expect(person.withdrawn).toEqual([]);
    expect(await person.questions.find('copy')).toMatchObject({ changedAt: NOON + 2 * SECOND });
  });

  test('a question that another call has withdrawn was settled there', async () => {
    const person = start();
    const asked = person.ask(person.saying('silence'), {
      waiting: () => void person.questions.change('question-1', { state: 'expired', withdrawn: true }),
    });
    expect(await asked).toEqual({ kind: 'settled-elsewhere' });
  });

  test('nobody is asked about what was sent before', async () => {
    const person = start({ opened: true });
    expect((await person.ask(person.saying(accept()), { wasSent: async () => true })).kind).toBe('settled-elsewhere');
    expect(person.log).toEqual([]);
  });

  test('a question that is kept no longer is over, and its form is taken away', async () => {
    const person = start();
    let taken: AbortSignal | undefined;
    const form = person.formOf(() => new Promise(() => undefined));
    const watched: FormPort = {
      ...form,
      ask: (question, about, signal) => {
        taken = signal;
        return form.ask(question, about, signal);
      },
    };
    const asked = person.ask(watched, {
      waiting: () => {
        person.questions.byId = async () => undefined;
        void person.questions.change('question-1', {});
      },
    });
    expect(await asked).toEqual({ kind: 'settled-elsewhere' });
    await settled();
    expect(taken?.aborted).toBe(true);
  });

  test('a yes that another call has used is no second one', async () => {
    const person = start();
    await person.ask(person.saying('silence'));
    const waiting = person.ask(person.saying('silence'), {
      waiting: () => void person.questions.change('question-1', { state: 'yes', used: true, changedAt: NOON }),
    });
    expect((await waiting).kind).toBe('settled-elsewhere');
  });
});

describe('one question at a time', () => {
  test('another one waits its turn, and is asked when the first is decided', async () => {
    const person = start({ opened: true });
    person.decide(SEEN);
    await person.ask(undefined);
    expect(await person.ask(undefined, { key: 'another' })).toEqual({ kind: 'waiting', for: 'turn' });
    expect(person.log).toEqual(['page copy at 0']);
    // Its call ended long ago: only the page knows.
    person.decide({ decided: 'declined' });
    person.decide({ decided: 'declined' });
    const asked = person.ask(undefined, { key: 'another', waiting: () => person.decide(PENDING) });
    expect((await asked).kind).toBe('no');
    expect(person.log).toHaveLength(2);
  });

  test('swapped tags under an open page are another question: it waits, and the open one stays what it was', async () => {
    const person = start({ opened: true });
    person.decide(SEEN);
    await person.ask(undefined, { key: 'with tag a' });
    expect(await person.ask(undefined, { key: 'with tag b' })).toEqual({ kind: 'waiting', for: 'turn' });
    expect(await person.questions.find('with tag a')).toMatchObject({ state: 'seen', about: 'bytes of with tag a' });
    expect(await person.questions.find('with tag b')).toBeUndefined();
  });

  test('other bytes of the same copy end a page that no browser has loaded', async () => {
    let decide = (_: PageDecision) => {};
    const person = start({ opened: true }, () => decide(PENDING));
    decide = person.decide;
    await person.ask(undefined);
    expect(await person.ask(undefined, { about: 'other bytes' })).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.withdrawn).toEqual(['The assistant has changed its request since.']);
    expect(await person.questions.byId('question-1')).toMatchObject({ state: 'expired', withdrawn: true });
    expect(await person.questions.find('copy')).toMatchObject({
      id: 'question-2',
      about: 'other bytes',
      state: 'open',
    });
  });

  test.each<[name: string, meanwhile: Partial<QuestionRecord>, decided: object]>([
    ['said no', { state: 'no' }, { kind: 'no', until: NOON + 15 * MINUTE }],
    ['said yes', { state: 'yes' }, { ...YES, questionId: 'question-2' }],
  ])(
    'who waits for a turn learns that another call has asked the same, and that a person %s',
    async (_, more, decided) => {
      const person = start({ opened: true });
      person.decide(SEEN);
      await person.ask(undefined);
      let looks = 0;
      const asked = person.ask(undefined, {
        key: 'another',
        wasSent: async () => {
          looks += 1;
          if (looks !== 3) return false;
          const { id: _id, ...record } = questionOf({ key: 'another', about: 'bytes of another', ...more });
          await person.questions.begin(record, (await person.questions.recent()).version);
          return false;
        },
      });
      expect(await asked).toEqual(decided);
      expect(person.log).toEqual(['page copy at 0']);
    },
  );

  test('the same copy under another token waits too, and a yes to the first is none of its own', async () => {
    const person = start({ opened: true });
    person.decide(SEEN);
    const late = deferred<FormAnswer>();
    await person.ask(person.formOf(() => late.promise));
    expect(await person.ask(person.saying('silence'), { about: 'other bytes' })).toEqual({
      kind: 'waiting',
      for: 'turn',
    });
    late.resolve(accept(40_000));
    await settled();
    person.decide(PENDING);
    const other = await person.ask(person.saying('silence'), { about: 'other bytes' });
    expect(other).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.log.filter((line) => line.startsWith('form'))).toHaveLength(2);
  });

  test.each<[name: string, answer: FormAnswer]>([
    ['was closed', none('cancelled')],
    ['came back empty', none('empty')],
  ])('a form that %s after its call keeps nobody waiting', async (_, answer) => {
    const person = start();
    const late = deferred<FormAnswer>();
    await person.ask(person.formOf(() => late.promise));
    late.resolve(answer);
    await settled();
    expect((await person.ask(person.saying(accept()), { key: 'another' })).kind).toBe('yes');
  });

  test('of two calls about the same at one moment one asks, and both have the answer', async () => {
    const person = start();
    const late = deferred<FormAnswer>();
    const form = person.formOf(() => late.promise);
    const both = [person.ask(form), person.ask(form)];
    late.resolve(accept());
    const decided = await Promise.all(both);
    expect(decided.map(({ kind }) => kind)).toEqual(['yes', 'yes']);
    expect(person.log).toEqual(['form copy at 0']);
  });

  test('a page that no browser has loaded within 15 s keeps another one waiting no longer', async () => {
    const person = start({ opened: true });
    await person.ask(undefined);
    expect(await person.ask(undefined, { key: 'another' })).toEqual({ kind: 'waiting', for: 'page' });
    expect(person.log).toEqual(['page copy at 0', 'page another at 25']);
    expect(person.withdrawn).toEqual([]);
  });

  test('nor does one beside a form that somebody closed', async () => {
    const person = start({ opened: true });
    await person.ask(person.saying(none('cancelled')));
    expect((await person.ask(person.saying(accept()), { key: 'another' })).kind).toBe('yes');
    expect(person.log).toEqual(['form copy at 0', 'page copy at 0', 'form another at 25']);
  });

  test('but one that was looked at does, also after a form that somebody closed', async () => {
    const person = start({ opened: true });
    person.decide(SEEN);
    await person.ask(person.saying(none('cancelled')));
    expect(await person.questions.find('copy')).toMatchObject({ state: 'seen', pageSeen: true });
    expect(await person.ask(person.saying(accept()), { key: 'another' })).toEqual({ kind: 'waiting', for: 'turn' });
  });

  test('of two questions at one moment one is open', async () => {
    const person = start({ opened: true });
    person.decide(SEEN);
    const both = await Promise.all([person.ask(undefined), person.ask(undefined, { key: 'another' })]);
    expect(both.map((one) => one.kind === 'waiting' && one.for).sort()).toEqual(['page', 'turn']);
    expect(person.log).toHaveLength(1);
  });
});

describe('nobody is asked to death', () => {
  const UNWILLING = 'a person said no, or left the question unanswered, three times within ten minutes';

  test('three noes over all tokens, and the answer says when the next may be asked', async () => {
    const person = start();
    for (const key of ['a', 'b', 'c']) {
      expect((await person.ask(person.saying(decline()), { key })).kind).toBe('no');
      person.clock.move(MINUTE);
    }
    expect(await person.ask(person.saying(accept()), { key: 'd' })).toEqual({
      kind: 'too-often',
      why: UNWILLING,
      at: NOON + 10 * MINUTE,
    });
    person.clock.move(7 * MINUTE);
    expect((await person.ask(person.saying(accept()), { key: 'd' })).kind).toBe('yes');
  });

  test('a question that was seen and left counts, one that nobody saw does not', async () => {
    const person = start({ opened: true });
    for (const key of ['a', 'b', 'c']) {
      person.decide(SEEN);
      await person.ask(undefined, { key });
      person.decide({ decided: 'expired', seen: true });
      await person.ask(undefined, { key });
    }
    expect((await person.ask(person.saying(accept()), { key: 'd' })).kind).toBe('too-often');

    const unseen = start({ opened: true });
    for (const key of ['a', 'b', 'c']) {
      unseen.decide(PENDING);
      await unseen.ask(undefined, { key });
      unseen.decide({ decided: 'expired', seen: false });
      await unseen.ask(undefined, { key });
    }
    expect((await unseen.ask(unseen.saying(accept()), { key: 'd' })).kind).toBe('yes');
  });

  test('a form that was closed counts as seen, one that came back empty does not', async () => {
    const person = start();
    for (const key of ['a', 'b', 'c']) await person.ask(person.saying(none('cancelled')), { key });
    expect((await person.ask(person.saying(accept()), { key: 'd' })).kind).toBe('too-often');
    const machine = start();
    for (const key of ['a', 'b', 'c']) await machine.ask(machine.saying(none('empty')), { key });
    expect((await machine.ask(machine.saying(accept()), { key: 'd' })).kind).toBe('yes');
  });

  test('four volumes, four yeses', async () => {
    const person = start();
    for (const key of ['a', 'b', 'c', 'd'])
      expect((await person.ask(person.saying(accept()), { key })).kind).toBe('yes');
  });

  test.each<[name: string, isSilent: boolean]>([
    ['a form', false],
    ['a form in place of a page that cannot be opened', true],
  ])('%s that is refused at ten leaves no question behind that others wait for', async (_, isSilent) => {
    const person = start();
    const { begin } = person.questions;
    // The tenth is shown by another call between the look at the turn and the form.
    person.questions.begin = async (record, version) => {
      const { id: _id, ...older } = questionOf({ key: 'older', state: 'expired', shownAt: Array(10).fill(NOON) });
      const begun = await begin(record, version);
      if (version === 0) await begin(older, 1);
      return begun;
    };
    const form = { ...person.saying(accept()), isSilent };
    const refused = { kind: 'too-often', at: NOON + 10 * MINUTE };
    expect(await person.ask(form, { key: 'refused' })).toMatchObject(refused);
    expect(await person.questions.find('refused')).toMatchObject({ state: 'expired', withdrawn: true, shownAt: [] });
    person.clock.move(10 * MINUTE);
    expect((await person.ask(person.saying(accept()), { key: 'another' })).kind).toBe('yes');
    expect(person.log.filter((line) => line.startsWith('form'))).toEqual(['form another at 600']);
  });

  test('ten forms and pages are the most, seen or not, in a loop of calls', async () => {
    const person = start();
    const kinds: string[] = [];
    for (let i = 0; i < 30; i++) kinds.push((await person.ask(person.saying(none('empty')), { key: `k${i}` })).kind);
    expect(person.log.filter((line) => line.startsWith('form'))).toHaveLength(10);
    expect(kinds.slice(10).every((kind) => kind === 'too-often')).toBe(true);
    person.clock.move(10 * MINUTE);
    expect((await person.ask(person.saying(accept()), { key: 'later' })).kind).toBe('yes');
  });
});

test('between two looks a call waits a second or for a change, and leaves neither behind', async () => {
  const left: AbortSignal[] = [];
  let slept = 0;
  const never = new AbortController().signal;
  const sleep = async (ms: number, signal: AbortSignal) => {
    slept = ms;
    left.push(signal);
  };
  const changed = (signal: AbortSignal) => {
    left.push(signal);
    return new Promise<void>(() => undefined);
  };
  const { deps } = start();
  await pauseAsking({ ...deps, sleep, questions: { ...deps.questions, changed } }, never);
  expect(slept).toBe(1_000);
  expect(left.map((signal) => signal.aborted)).toEqual([true, true]);
  expect(never.aborted).toBe(false);
});

describe('a yes on the page, which makes the copy at this moment,', () => {
  const ACTING: PageDecision = { decided: 'pending', seen: true, acting: true };

  /** A form that stays silent until the page beside it has been pressed. */
  async function pressed(after: (person: ReturnType<typeof start>) => void) {
    const person = start({ opened: true });
    const form = deferred<FormAnswer>();
    let told = 0;
    const asked = person.ask(
      person.formOf(() => form.promise),
      {
        waiting: () => {
          told += 1;
          if (person.acts.length === 0) return;
          person.decide(ACTING);
          form.resolve(decline());
          after(person);
          if (told > 40) person.decide({ decided: 'acted', result: COPIED });
        },
      },
    );
    return { person, decided: await asked };
  }

  test('is not undone by closing the form beside it with a no', async () => {
    const { person, decided } = await pressed(() => undefined);
    expect(decided).toEqual({ kind: 'acted', result: COPIED });
    expect(await person.questions.find('copy')).toMatchObject({ state: 'yes', form: 'too-late' });
  });

  test('nor when it has just made it', async () => {
    const { person, decided } = await pressed(({ decide }) => decide({ decided: 'acted', result: COPIED }));
    expect(decided).toEqual({ kind: 'acted', result: COPIED });
    expect(await person.questions.find('copy')).toMatchObject({ state: 'yes', form: 'too-late' });
  });

  test('is waited for although the time of its question is over', async () => {
    const { decided } = await pressed(({ clock }) => clock.move(MINUTE));
    expect(decided).toEqual({ kind: 'acted', result: COPIED });
  });
});

test('a no on the page is not undone by a later yes in the form beside it', async () => {
  const person = start({ opened: true });
  const form = deferred<FormAnswer>();
  const host = person.formOf(() => form.promise);
  expect(await person.ask(host)).toEqual({ kind: 'waiting', for: 'page' });
  person.decide({ decided: 'declined' });
  form.resolve(accept());
  await settled();
  expect((await person.ask(host)).kind).toBe('no');
  expect(await person.questions.find('copy')).toMatchObject({ state: 'no', form: 'too-late' });
});

test('a yes in the form counts after the page beside it has ended without an answer', async () => {
  const person = start({ opened: true });
  const form = deferred<FormAnswer>();
  const host = person.formOf(() => form.promise);
  expect(await person.ask(host)).toEqual({ kind: 'waiting', for: 'page' });
  person.decide({ decided: 'expired', seen: false });
  form.resolve(accept());
  await settled();
  expect((await person.ask(host)).kind).toBe('yes');
});
