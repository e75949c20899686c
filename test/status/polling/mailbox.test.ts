// Values on their way from a loop to whoever takes them.
import { expect, test } from 'vitest';
import { createMailbox } from '../../../src/status/polling/mailbox.ts';

test('what was put before anybody took it is not lost, and keeps its order', async () => {
  const mailbox = createMailbox<{ n: number }>();
  mailbox.put({ n: 1 });
  mailbox.put({ n: 2 });
  expect([await mailbox.take(), await mailbox.take()]).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a taker waits for the next value', async () => {
  const mailbox = createMailbox<{ n: number }>();
  const taken = mailbox.take();
  mailbox.put({ n: 1 });
  mailbox.put({ n: 2 });
  expect(await taken).toEqual({ n: 1 });
  expect(await mailbox.take()).toEqual({ n: 2 });
});
