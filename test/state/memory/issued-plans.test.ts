import { expect, test } from 'vitest';
import type { IssuedPlan } from '../../../src/ports/state.ts';
import { createIssuedPlans } from '../../../src/state/memory/issued-plans.ts';

const plan = (token: string): IssuedPlan => ({
  token,
  issuedAt: 0,
  expiresAt: 1_000,
  copies: ['vol-1'],
  isRehearsed: true,
});

test('the newest plan of an intent is found, with the copies that it showed', async () => {
  const plans = createIssuedPlans();
  await plans.issue('a', plan('t1'));
  await plans.issue('a', plan('t2'));
  expect(await plans.find('a')).toEqual(plan('t2'));
  expect(await plans.find('b')).toBeUndefined();
});

test('a thousand intents are kept, the one that was issued longest ago goes first', async () => {
  const plans = createIssuedPlans();
  for (let n = 0; n < 1_000; n++) await plans.issue(`a${n}`, plan(`t${n}`));
  await plans.issue('a0', plan('again'));
  await plans.issue('one more', plan('t'));
  expect((await plans.find('a0'))?.token).toBe('again');
  expect(await plans.find('a1')).toBeUndefined();
  expect((await plans.find('a2'))?.token).toBe('t2');
});
