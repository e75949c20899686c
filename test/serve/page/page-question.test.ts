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
  const pending = beginQuestion('id', QUESTION, async () => {
    times += 1;
    return COPIED;
  });
  agree(pending, now, noBug);
  agree(pending, now, noBug);
  decline(pending, START);
  lapse(pending, QUESTION.expiresAt);
  await pending.ended;
  agree(pending, now, noBug);
  expect(times).toBe(1);
  expect(pending.state).toMatchObject({ is: 'ended', ending: { how: 'acted' } });
});

test('a no and the end of its time are final too', () => {
  for (const finish of [decline, lapse]) {
    const pending = beginQuestion('id', QUESTION, () => Promise.reject(new Error('it acted')));
    finish(pending, QUESTION.expiresAt);
    agree(pending, now, noBug);
    expect(pending.state.is).toBe('ended');
  }
});

test('what was agreed to keeps the process alive until it is finished, and no longer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  const before = timers();
  const sending = byHand<CopyResult>();
  const pending = beginQuestion('id', QUESTION, () => sending.promise);
  expect(timers()).toBe(before);
  agree(pending, now, noBug);
  expect(timers()).toBe(before + 1);
  sending.resolve(COPIED);
  await pending.ended;
  expect(timers()).toBe(before);
});
