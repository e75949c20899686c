// What every store of questions keeps, whatever it is made of.
import { describe, expect, test } from 'vitest';
import type { QuestionRecord } from '../../src/consent/question-states.ts';
import type { Questions } from '../../src/ports/state.ts';
import { NOON, questionOf } from './question-records.ts';

const { id: _, ...OPEN } = questionOf();

/** `open` gives two processes' views of one fresh store; of a store within a process, the same one twice. */
export function describeQuestions(name: string, open: () => Promise<{ one: Questions; other: Questions }>): void {
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

    test('of forms that are shown at once no more than ten in ten minutes are, whichever question and process', async () => {
      const { one, other } = await open();
      const first = (await one.begin({ ...OPEN, shownAt: Array.from({ length: 5 }, () => NOON) }, 0))?.id ?? '';
      const second = (await other.begin({ ...OPEN, shownAt: Array.from({ length: 4 }, () => NOON) }, 1))?.id ?? '';
      const at = NOON + 1_000;
      const shows = [one, other, one, other].map((store, n) =>
        store.show(n < 2 ? first : second, at, { form: 'in-result' }),
      );
      const not = { why: 'ten forms or pages were shown within ten minutes', at: NOON + 600_000 };
      const told = await Promise.all(shows);
      expect(told.filter((one) => one === undefined)).toHaveLength(1);
      expect(told.filter((one) => one !== undefined)).toEqual([not, not, not]);
      const { records } = await other.recent();
      expect(records.flatMap(({ shownAt }) => shownAt).filter((time) => time === at)).toHaveLength(1);
      expect(records.filter(({ form }) => form === 'in-result')).toHaveLength(1);
      expect(await one.show(first, NOON + 600_000, { form: 'pushed' })).toBeUndefined();
      expect(await other.byId(first)).toMatchObject({ form: 'pushed' });
      expect(await one.show('none', at + 600_000, {})).toBeUndefined();
    });

    test('what one subject was shown is not counted to another', async () => {
      const { one } = await open();
      const shownAt = Array.from({ length: 10 }, () => NOON);
      await one.begin({ ...OPEN, subject: 'me', shownAt }, (await one.recent('me')).version);
      const yours = await one.begin({ ...OPEN, subject: 'you' }, (await one.recent('you')).version);
      expect(await one.show(yours?.id ?? '', NOON, {})).toBeUndefined();
      expect((await one.byId(yours?.id ?? ''))?.shownAt).toEqual([NOON, NOON]);
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
