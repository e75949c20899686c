import { expect, test } from 'vitest';
import { type Sealed, type SealedPrice, sealPlan } from '../../src/consent/plan-token.ts';
import { judgePlan } from '../../src/consent/validate-token.ts';

const KEY = new Uint8Array(32).fill(1);
const SEALED: Sealed = {
  request: '{}',
  account: '123456789012',
  principal: 'AIDA',
  region: 'aws/us-east-1',
  endpoint: 'aws',
  size: '100',
  type: 'gp3',
  iops: '3000',
  throughput: '125',
  encrypted: 'false',
  key: '',
  owner: '123456789012',
};
const AT = Date.UTC(2026, 10, 22, 9, 0, 0);
const MINUTE = 60_000;
const list = (cents: number): SealedPrice => ({ kind: 'list', cents });
const token = (price?: SealedPrice) => sealPlan(SEALED, { issuedAt: AT, ...(price ? { price } : {}) }, KEY);

test('a plan passes at once and after 15 minutes, and no longer', () => {
  expect(judgePlan(token(), SEALED, undefined, KEY, AT)).toEqual({ pass: true });
  expect(judgePlan(token(), SEALED, undefined, KEY, AT + 15 * MINUTE)).toEqual({ pass: true });
  expect(judgePlan(token(), SEALED, undefined, KEY, AT + 15 * MINUTE + 1)).toEqual({ pass: false, why: 'expired' });
});

test('a plan from the future does not pass, and by how much it lies ahead is told', () => {
  for (const byMs of [1, MINUTE])
    expect(judgePlan(token(), SEALED, undefined, KEY, AT - byMs)).toEqual({ pass: false, why: 'from-future', byMs });
});

test.each([
  ['the same price', list(800), list(800), true],
  ['a lower price', list(800), list(700), true],
  ['a higher price', list(800), list(801), false],
  ['a price of another kind', list(800), { kind: 'orientation', cents: 900 } as SealedPrice, true],
  ['no price any more', list(800), undefined, true],
  ['a price where none was known', undefined, list(801), true],
])('%s', (_, sealed, now, passes) => {
  const gate = judgePlan(token(sealed), SEALED, now, KEY, AT);
  expect(gate).toEqual(
    passes
      ? { pass: true }
      : { pass: false, why: 'differs', differences: [{ field: 'price', now: '8.01 USD a month' }] },
  );
});

test('what differs is named with its current value', () => {
  expect(judgePlan(token(), { ...SEALED, size: '200', owner: '210987654321' }, undefined, KEY, AT)).toEqual({
    pass: false,
    why: 'differs',
    differences: [
      { field: 'size', now: '200' },
      { field: 'owner', now: '210987654321' },
    ],
  });
});

test('a token that nobody here sealed is no plan of ours, and of no plan its age is told', () => {
  const foreign = sealPlan(SEALED, { issuedAt: AT }, new Uint8Array(32).fill(2));
  for (const text of ['my-own-token', foreign]) {
    expect(judgePlan(text, SEALED, undefined, KEY, AT + 16 * MINUTE)).toEqual({ pass: false, why: 'not-ours' });
  }
});

test('a plan of another version of this server is expired', () => {
  expect(judgePlan(`p1${'0'.repeat(59)}`, SEALED, undefined, KEY, AT)).toEqual({ pass: false, why: 'expired' });
});
