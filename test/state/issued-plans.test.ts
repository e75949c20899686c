import { expect, test } from 'vitest';
import { createIssuedPlans } from '../../src/state/issued-plans.ts';

test('the token of an intent is found until it expires', () => {
  const plans = createIssuedPlans();
  plans.issue('a', 't1', 0, 1_000);
  expect(plans.find('a', 999)?.token).toBe('t1');
  expect(plans.find('a', 1_000)).toBeUndefined();
  expect(plans.find('b', 0)).toBeUndefined();
});

test('a newer token takes the place of the older one', () => {
  const plans = createIssuedPlans();
  plans.issue('a', 't1', 0, 1_000);
  plans.issue('a', 't2', 100, 2_000);
  expect(plans.find('a', 500)).toEqual({ token: 't2', issuedAt: 100, expiresAt: 2_000 });
});

test('a thousand intents are kept, the one that was issued longest ago goes first', () => {
  const plans = createIssuedPlans();
  for (let n = 0; n < 1_000; n++) plans.issue(`a${n}`, `t${n}`, n, 1_000);
  plans.issue('a0', 'again', 5, 1_000);
  plans.issue('one more', 't', 6, 1_000);
  expect(plans.find('a0', 0)?.token).toBe('again');
  expect(plans.find('a1', 0)).toBeUndefined();
  expect(plans.find('a2', 0)?.token).toBe('t2');
  expect(plans.find('a999', 0)?.token).toBe('t999');
});
