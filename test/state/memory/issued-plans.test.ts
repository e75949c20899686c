import { expect, test } from 'vitest';
import { createIssuedPlans } from '../../../src/state/memory/issued-plans.ts';

test('the token of an intent is found until it expires', async () => {
  const plans = createIssuedPlans();
  await plans.issue('a', 't1', 0, 1_000);
  expect((await plans.find('a', 999))?.token).toBe('t1');
  expect(await plans.find('a', 1_000)).toBeUndefined();
  expect(await plans.find('b', 0)).toBeUndefined();
});

test('a newer token takes the place of the older one', async () => {
  const plans = createIssuedPlans();
  await plans.issue('a', 't1', 0, 1_000);
  await plans.issue('a', 't2', 100, 2_000);
  expect(await plans.find('a', 500)).toEqual({ token: 't2', issuedAt: 100, expiresAt: 2_000 });
});

test('a thousand intents are kept, the one that was issued longest ago goes first', async () => {
  const plans = createIssuedPlans();
  for (let n = 0; n < 1_000; n++) await plans.issue(`a${n}`, `t${n}`, n, 1_000);
  await plans.issue('a0', 'again', 5, 1_000);
  await plans.issue('one more', 't', 6, 1_000);
  expect((await plans.find('a0', 0))?.token).toBe('again');
  expect(await plans.find('a1', 0)).toBeUndefined();
  expect((await plans.find('a2', 0))?.token).toBe('t2');
  expect((await plans.find('a999', 0))?.token).toBe('t999');
});
