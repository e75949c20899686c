import { expect, test } from 'vitest';
import type { QuestionRecord } from '../../../src/consent/question-states.ts';
import { createQuestions } from '../../../src/state/memory/questions.ts';
import { questionOf } from '../../support/question-records.ts';

const { id: _, ...OPEN } = questionOf();

test('a question begins once: whoever looked before another one began, begins none', async () => {
  const questions = createQuestions();
  const { version, records } = await questions.recent();
  expect(records).toEqual([]);
  const first = await questions.begin(OPEN, version);
  expect(first).toMatchObject({ key: 'copy', state: 'open' });
  expect(await questions.begin({ ...OPEN, key: 'another' }, version)).toBeUndefined();
  const second = await questions.begin({ ...OPEN, key: 'another' }, (await questions.recent()).version);
  expect(second?.id).not.toBe(first?.id);
  expect((await questions.recent()).records).toEqual([first, second]);
});

test('a change touches what it names; the newest of a key is found', async () => {
  const questions = createQuestions();
  const first = await questions.begin(OPEN, 0);
  const second = await questions.begin({ ...OPEN, about: 'other bytes' }, 1);
  await questions.change(first?.id ?? '', { page: 'open' });
  await questions.change(first?.id ?? '', { form: 'empty' });
  expect(await questions.byId(first?.id ?? '')).toEqual({ ...first, page: 'open', form: 'empty' });
  expect(await questions.find('copy')).toEqual(second);
  expect(await questions.find('none')).toBeUndefined();
  await questions.change('none', { state: 'yes' });
});

test.each(['yes', 'no', 'expired'] as const)(
  'one that ended with %s keeps that, whatever comes late',
  async (state) => {
    const questions = createQuestions();
    const begun = await questions.begin(OPEN, 0);
    const id = begun?.id ?? '';
    await questions.change(id, { state, changedAt: 5 });
    for (const late of ['yes', 'no', 'expired', 'seen'] as const)
      await questions.change(id, { state: late, changedAt: 9, form: 'answered' });
    expect(await questions.byId(id)).toMatchObject({ state, changedAt: 5, form: 'answered' });
  },
);

test('whoever waits is woken by a change, and by the signal', async () => {
  const questions = createQuestions();
  const begun = await questions.begin(OPEN, 0);
  const ending = new AbortController();
  const woken: string[] = [];
  const both = [
    questions.changed(new AbortController().signal).then(() => woken.push('by the change')),
    questions.changed(ending.signal).then(() => woken.push('by the signal')),
  ];
  ending.abort();
  await both[1];
  expect(woken).toEqual(['by the signal']);
  await questions.change(begun?.id ?? '', { page: 'open' });
  await both[0];
  await questions.changed(AbortSignal.abort());
  expect(woken).toEqual(['by the signal', 'by the change']);
});

test('a thousand are kept, the oldest goes first', async () => {
  const questions = createQuestions();
  const begun: (QuestionRecord | undefined)[] = [];
  for (let n = 0; n < 1_001; n++) begun.push(await questions.begin(OPEN, n));
  expect(await questions.byId(begun[0]?.id ?? '')).toBeUndefined();
  expect((await questions.recent()).records).toHaveLength(1_000);
});
