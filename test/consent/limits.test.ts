// What each limit refuses, and in which words.
import { expect, test } from 'vitest';
import { judgeAccount, judgeLimits, type LimitFacts, type Limits } from '../../src/consent/limits.ts';
import { LIMIT_KEYS, LIMITS } from '../../src/consent/limits-table.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

const FACTS: LimitFacts = {
  account: '123456789012',
  source: { Tags: [{ Key: 'Environment', Value: 'test' }, { Key: 'Copyable' }] },
  size: 100,
  monthlyUsd: 8,
  copiesToday: 2,
};

test('without limits nothing stands against a copy', () => {
  expect(judgeLimits({ source: {} }, NO_LIMITS)).toEqual([]);
});

test.each<[string, Partial<Limits>, Partial<LimitFacts>, string | undefined]>([
  ['an allowed account', { accounts: ['123456789012'] }, {}, undefined],
  [
    'another account',
    { accounts: ['210987654321'] },
    {},
    'Account 123456789012 is not among those the operator allows.',
  ],
  ['a required tag with its value', { requiredTags: ['Environment=test'] }, {}, undefined],
  ['a required tag by its key', { requiredTags: ['Copyable'] }, {}, undefined],
  [
    'a required tag with another value',
    { requiredTags: ['Environment=prod'] },
    {},
    'The source lacks the tag Environment=prod, which the operator requires.',
  ],
  [
    'a forbidden tag',
    { forbiddenTags: ['Environment=test'] },
    {},
    'The source carries the tag Environment=test, which the operator forbids.',
  ],
  ['a forbidden tag that is absent', { forbiddenTags: ['Environment=prod'] }, {}, undefined],
  ['the largest size', { largestSize: 100 }, {}, undefined],
  [
    'above the largest size',
    { largestSize: 99 },
    {},
    'The size of the copy would be 100 GiB; the operator allows at most 99 GiB.',
  ],
  [
    'above the largest cost',
    { largestMonthlyUsd: 7.99 },
    {},
    'The monthly cost of the copy would be 8 USD; the operator allows at most 7.99 USD.',
  ],
  ['fewer copies than allowed', { copiesPerDay: 3 }, {}, undefined],
  ['as many copies as allowed', { copiesPerDay: 2 }, {}, 'Copies made today (UTC): 2. The operator allows 2 a day.'],
])('%s', (_, limits, facts, message) => {
  const findings = judgeLimits({ ...FACTS, ...facts }, { ...NO_LIMITS, ...limits });
  expect(findings.map((one) => one.message)).toEqual(message === undefined ? [] : [message]);
  for (const one of findings) expect(one).toMatchObject({ level: 'block', code: 'operator-limit', by: 'us' });
});

test.each<[string, Partial<Limits>, string]>([
  [
    'account',
    { accounts: ['123456789012'] },
    'The account of the credentials is not known, and the operator allows only some.',
  ],
  ['size', { largestSize: 1 }, 'The size of the copy is not known, and the operator allows at most 1 GiB.'],
  [
    'cost',
    { largestMonthlyUsd: 1 },
    'The monthly cost of the copy is not known, and the operator allows at most 1 USD.',
  ],
  ['count', { copiesPerDay: 1 }, 'How many copies were made today is not known, and the operator allows 1 a day.'],
])('a limit whose %s cannot be evaluated refuses', (_, limits, message) => {
  expect(judgeLimits({ source: {} }, { ...NO_LIMITS, ...limits }).map((one) => one.message)).toEqual([message]);
});

test('an unknown account is none of the allowed ones', () => {
  expect(judgeAccount(undefined, { ...NO_LIMITS, accounts: ['123456789012'] })).toHaveLength(1);
});

test.each(LIMIT_KEYS)('%s has a rule, and nothing of its sentences is left open', (key) => {
  const limits = { ...NO_LIMITS, [key]: LIMITS[key].kind === 'list' ? ['x'] : 0 };
  const tagged = { ...FACTS, source: { Tags: [{ Key: 'x' }] } };
  const messages = [FACTS, tagged, { source: {} }].flatMap((facts) => judgeLimits(facts, limits));
  expect(messages).not.toEqual([]);
  for (const { message } of messages) expect(message).toMatch(/^(?!.*(\{|undefined)).+\.$/);
});
