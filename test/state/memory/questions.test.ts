import { expect, test } from 'vitest';
import type { QuestionRecord } from '../../../src/consent/question-states.ts';
import { createQuestions } from '../../../src/state/memory/questions.ts';
import { questionOf } from '../../support/question-records.ts';
import { describeQuestions } from '../../support/questions-suite.ts';

describeQuestions('in memory', async () => {
  const questions = createQuestions();
  return { one: questions, other: questions };
});

test('a thousand are kept, the oldest goes first', async () => {
  const questions = createQuestions();
  const { id: _, ...open } = questionOf();
  const begun: (QuestionRecord | undefined)[] = [];
  for (let n = 0; n < 1_001; n++) begun.push(await questions.begin(open, n));
  expect(await questions.byId(begun[0]?.id ?? '')).toBeUndefined();
  expect((await questions.recent()).records).toHaveLength(1_000);
});
