// What every store of questions keeps, whatever it is made of.
import { describe, expect, test } from 'vitest';
import type { QuestionRecord } from '../../src/consent/question-states.ts';
import type { DecideChange, Questions } from '../../src/ports/state.ts';
import { NOON, questionOf, SHOWN } from './question-records.ts';

const { id: _, ...OPEN } = questionOf();

interface OpenedQuestions {
  one: Questions;
  other: Questions;
  /** Of both; at noon, until a test moves it. */
  clock: { now: number };
}

/** `open` gives two processes' views of one fresh store; of a store within a process, the same one twice. */
export function describeQuestions(name: string, open: () => Promise<OpenedQuestions>): void {
  describe(`questions ${name}`, () => {
    test('one begins once: whoever looked before another one began, begins none', async () => {
      const { one, other } = await open();
      const { version, records } = await one.recent();
      expect(records).toEqual([]);
      const first = await one.begin(OPEN, version);
      expect(first).toMatchObject({ key: 'copy', state: 'open' });
      expect(await other.begin({ ...OPEN, key: 'another' }, version)).toBeUndefined();
      const second = await other.begin({ ...OPEN, key: 'another' }, (await other.recent()).version);
      expect(second?.id).not.toBe(first?.id);
      expect((await one.recent()).records).toEqual([first, second]);
    });

    test('of twenty that begin at once, one does', async () => {
      const { one, other } = await open();
      const begun = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).begin(OPEN, 0)));
      expect(begun.filter((record) => record !== undefined)).toHaveLength(1);
    });

    test('a change touches what it names; the newest of a key is found', async () => {
      const { one, other } = await open();
      const first = await one.begin(OPEN, 0);
      const second = await other.begin({ ...OPEN, about: 'other bytes' }, 1);
      await other.change(first?.id ?? '', { page: 'open' });
      await one.change(first?.id ?? '', { form: 'empty' });
      expect(await one.byId(first?.id ?? '')).toEqual({ ...first, page: 'open', form: 'empty' });
      expect(await one.find('copy')).toEqual(second);
      expect(await one.find('none')).toBeUndefined();
      await one.change('none', { state: 'yes' });
    });

    test('changes at once are all kept', async () => {
      const { one, other } = await open();
      const begun: (QuestionRecord | undefined)[] = [];
      for (let n = 0; n < 4; n++) begun.push(await one.begin(OPEN, n));
      await Promise.all(begun.map((record, n) => (n % 2 ? one : other).change(record?.id ?? '', { page: 'open' })));
      expect((await one.recent()).records.map(({ page }) => page)).toEqual(['open', 'open', 'open', 'open']);
    });

    test.each(['yes', 'no', 'expired'] as const)('one that ended with %s keeps that', async (state) => {
      const { one, other } = await open();
      const id = (await one.begin(OPEN, 0))?.id ?? '';
      await one.change(id, { state, changedAt: 5 });
      for (const late of ['yes', 'no', 'expired', 'seen'] as const)
        await other.change(id, { state: late, changedAt: 9, form: 'answered' });
      expect(await one.byId(id)).toMatchObject({ state, changedAt: 5, form: 'answered' });
    });

    test('an answer is used once, by whomever, and each of two', async () => {
      const { one, other } = await open();
      const id = (await one.begin(OPEN, 0))?.id ?? '';
      const uses = Array.from({ length: 10 }, (_, n) => (n % 2 ? one : other).useAnswer(id, 'a'));
      expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1);
      expect(await other.useAnswer(id, 'b')).toBe(true);
      expect(await one.useAnswer(id, 'a')).toBe(false);
      await one.change(id, { state: 'yes', changedAt: 5 });
      expect(await other.useAnswer(id, 'b')).toBe(false);
      expect(await one.useAnswer('none', 'a')).toBe(false);
    });

    test('a change that is decided by all questions is decided by what they are at that moment', async () => {
      const { one, other } = await open();
      const first = (await one.begin(OPEN, 0))?.id ?? '';
      const second = (await other.begin(OPEN, 1))?.id ?? '';
      const show: DecideChange = ({ shownAt }, all) => {
        const isFull = all.flatMap((record) => record.shownAt).length >= 4;
        return isFull ? undefined : { form: 'in-result', shownAt: [...shownAt, NOON + 1] };
      };
      const tries = [one, other, one, other].map((store, n) => store.changeIf(n < 2 ? first : second, show));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(2);
      expect((await other.recent()).records.flatMap(({ shownAt }) => shownAt)).toHaveLength(4);
      expect(await one.changeIf('none', show)).toBe(false);
    });

    test('of which those of another subject are none; and what has ended keeps its state', async () => {
      const { one } = await open();
      await one.begin({ ...OPEN, subject: 'me' }, (await one.recent('me')).version);
      const yours = (await one.begin({ ...OPEN, subject: 'you' }, (await one.recent('you')).version))?.id ?? '';
      expect(
        await one.changeIf(yours, (record, all) => {
          expect(all).toEqual([record]);
          return { state: 'no', changedAt: 5 };
        }),
      ).toBe(true);
      await one.changeIf(yours, () => ({ state: 'yes', changedAt: 9, form: 'answered' }));
      expect(await one.byId(yours)).toMatchObject({ state: 'no', changedAt: 5, form: 'answered' });
    });

    test('each subject has its own: another is not found, and does not come between', async () => {
      const { one, other } = await open();
      const mine = await one.begin({ ...OPEN, subject: 'me' }, (await one.recent('me')).version);
      const yours = await other.begin({ ...OPEN, subject: 'you' }, (await other.recent('you')).version);
      expect(mine?.id).not.toBe(yours?.id);
      expect(await other.find('copy', 'me')).toEqual(mine);
      expect(await one.find('copy', 'you')).toEqual(yours);
      expect(await one.find('copy')).toBeUndefined();
      expect((await one.recent('me')).records).toEqual([mine]);
    });

    test('a no is kept, however many questions come after it that nobody was shown', async () => {
      const { one, other, clock } = await open();
      const no = await one.begin(OPEN, 0);
      await one.change(no?.id ?? '', { state: 'no', seen: true, changedAt: NOON });
      for (let n = 1; n <= 31; n++) {
        const begun = await other.begin({ ...OPEN, key: `other ${n}`, shownAt: [] }, n);
        await one.change(begun?.id ?? '', { state: 'expired', changedAt: clock.now });
        clock.now += 1_000;
      }
      expect(await other.find('copy')).toMatchObject({ state: 'no', changedAt: NOON });
      await other.begin({ ...OPEN, key: 'the last', openedAt: clock.now, shownAt: [] }, 32);
      // Another call that waits for one still learns that it has just ended.
      const justEnded = ['other 27', 'other 28', 'other 29', 'other 30', 'other 31'];
      expect((await one.recent()).records.map(({ key }) => key)).toEqual(['copy', ...justEnded, 'the last']);
    });

    test('of what has ended no more is kept than is still asked of it', async () => {
      const { one, other } = await open();
      const ids: string[] = [];
      for (const [n, state] of (['no', 'yes', 'yes', 'open'] as const).entries()) {
        const id = (await one.begin(OPEN, n))?.id ?? '';
        await other.change(id, { state, seen: true, changedAt: NOON - 1, ...(n === 2 ? { used: true } : {}) });
        ids.push(id);
      }
      await one.begin(OPEN, 4);
      const [no, yes, used, open_] = await Promise.all(ids.map((id) => other.byId(id)));
      for (const ended of [no, yes, used]) {
        expect(ended).toMatchObject({ key: 'copy', about: 'these bytes', shownAt: [NOON], changedAt: NOON - 1 });
        expect(ended?.question).toMatchObject({ title: '', volume: [], expiresAt: OPEN.question.expiresAt });
      }
      // A yes that waits to be used says what was agreed to.
      expect([no, yes, used].map((ended) => ended?.shown.sealed.request)).toEqual(['', SHOWN.sealed.request, '']);
      expect(open_).toMatchObject({ question: OPEN.question, shown: SHOWN });
    });

    test('whoever waits is woken by a change, and by the signal', async () => {
      const { one } = await open();
      const begun = await one.begin(OPEN, 0);
      const ending = new AbortController();
      const woken: string[] = [];
      const both = [
        one.changed(new AbortController().signal).then(() => woken.push('by the change')),
        one.changed(ending.signal).then(() => woken.push('by the signal')),
      ];
      ending.abort();
      await both[1];
      expect(woken).toEqual(['by the signal']);
      await one.change(begun?.id ?? '', { page: 'open' });
      await both[0];
      await one.changed(AbortSignal.abort());
      expect(woken).toEqual(['by the signal', 'by the change']);
    });
  });
}
