import { expect, test } from 'vitest';
import { agree, beginQuestion, decline, lapse } from '../../../src/serve/page/page-question.ts';
import type { CopyResult } from '../../../src/volume/answers/copy-answer.ts';
import { byHand, COPIED, QUESTION, START } from '../../support/page-visit.ts';

const now = () => START;
const noBug = (error: unknown) => {
  throw error;
};

test('a yes acts once, however often it is said, and nothing undoes it', async () => {
  let times = 0;
  const asked = beginQuestion(QUESTION, async () => {
    times += 1;
    return COPIED;
  });
  agree(asked, now, noBug);
  agree(asked, now, noBug);
  decline(asked, START);
  lapse(asked, QUESTION.expiresAt);
  await asked.ended;
  agree(asked, now, noBug);
  expect(times).toBe(1);
  expect(asked.state).toMatchObject({ is: 'ended', decision: { decided: 'acted' } });
});

test('a no and the end of its time are final too', () => {
  for (const finish of [decline, lapse]) {
    const asked = beginQuestion(QUESTION, () => Promise.reject(new Error('it acted')));
    finish(asked, QUESTION.expiresAt);
    agree(asked, now, noBug);
    expect(asked.state.is).toBe('ended');
  }
});

test('what was agreed to keeps the process alive until it is finished, and no longer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  const before = timers();
  const sending = byHand<CopyResult>();
  const asked = beginQuestion(QUESTION, () => sending.promise);
  expect(timers()).toBe(before);
  agree(asked, now, noBug);
  expect(timers()).toBe(before + 1);
  sending.resolve(COPIED);
  await asked.ended;
  expect(timers()).toBe(before);
});
