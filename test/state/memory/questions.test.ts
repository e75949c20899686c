import { expect, test } from 'vitest';
import { stillNeeded } from '../../../src/consent/question-states.ts';
import { createQuestions } from '../../../src/state/memory/questions.ts';
import { NOON, questionOf } from '../../support/question-records.ts';
import { describeQuestions } from '../../support/questions-suite.ts';

function openQuestions() {
  const clock = { now: NOON };
  return { questions: createQuestions({ now: () => clock.now, stillNeeded }), clock };
}

describeQuestions('in memory', async () => {
  const { questions, clock } = openQuestions();
  return { one: questions, other: questions, clock };
});

test('a thousand questions of one caller push out none of another', async () => {
  const { questions, clock } = openQuestions();
  const { id: _, ...open } = questionOf();
  const no = await questions.begin({ ...open, subject: 'ann' }, 0);
  await questions.change(no?.id ?? '', { state: 'no', changedAt: NOON });
  for (let n = 1; n <= 1_001; n++) {
    const begun = await questions.begin({ ...open, subject: 'bob', shownAt: [] }, n);
    await questions.change(begun?.id ?? '', { state: 'expired', changedAt: clock.now });
    clock.now += 500;
  }
  expect(await questions.find('copy', 'ann')).toMatchObject({ state: 'no' });
  // They are not hoarded: nothing depends on a question that nobody was shown.
  expect((await questions.recent('bob')).records).toHaveLength(11);
});
