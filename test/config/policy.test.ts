import { expect, test } from 'vitest';
import { applyPolicy, type Governed, readPolicy } from '../../src/config/policy.ts';
import { NO_LIMITS } from '../../src/consent/limits.ts';

const OPTIONS: Governed = {
  mode: 'ask',
  regions: ['us-east-1', 'eu-west-1'],
  limits: { ...NO_LIMITS, accounts: ['111111111111'], largestSize: 500 },
};

test.each([
  ['auto', 'auto', 'auto'],
  ['auto', 'ask', 'ask'],
  ['auto', 'plan', 'plan'],
  ['ask', 'auto', 'ask'],
  ['plan', 'auto', 'plan'],
] as const)('options %s under a policy of %s mean %s', (mode, ceiling, meant) => {
  expect(applyPolicy({ ...OPTIONS, mode }, { mode: ceiling }).governed.mode).toBe(meant);
});

test('lists narrow each other, numbers take the smaller, tags add up', () => {
  const { governed, complaints } = applyPolicy(OPTIONS, {
    regions: ['eu-west-1', 'eu-central-1'],
    accounts: ['111111111111', '222222222222'],
    requireTags: ['Copyable'],
    forbidTags: ['Environment=prod'],
    maxSize: 1000,
    maxMonthlyUsd: 50,
    maxCopiesPerDay: 3,
  });
  expect(complaints).toEqual([]);
  expect(governed).toEqual({
    mode: 'ask',
    regions: ['eu-west-1'],
    limits: {
      accounts: ['111111111111'],
      requiredTags: ['Copyable'],
      forbiddenTags: ['Environment=prod'],
      largestSize: 500,
      largestMonthlyUsd: 50,
      copiesPerDay: 3,
    },
  });
});

test('options cannot leave what the policy allows', () => {
  expect(applyPolicy({ ...OPTIONS, regions: ['us-east-1'] }, { regions: ['eu-west-1'] }).complaints).toEqual([
    'The options and the policy file allow no common Region.',
  ]);
  expect(applyPolicy({ ...OPTIONS, regions: [] }, { regions: ['eu-west-1'] }).governed.regions).toEqual(['eu-west-1']);
});

test.each([
  ['no JSON', '{', ['/p: it is no JSON.']],
  ['a list', '[]', ['/p: expected an object.']],
  [
    'an unknown key',
    '{"maxsize": 1}',
    [
      '/p: "maxsize" is not known; known are mode, regions, accounts, requireTags, forbidTags, maxSize, maxMonthlyUsd, maxCopiesPerDay.',
    ],
  ],
  ['a faulty mode', '{"mode": "yes"}', ['/p: mode: expected plan, ask or auto.']],
  [
    'a text for a number and a text for a list',
    '{"maxSize": "1", "accounts": "1"}',
    ['/p: accounts: expected a list of texts.', '/p: maxSize: expected a number of 0 or more.'],
  ],
])('%s is complained about and means plan', (_, text, complaints) => {
  expect(readPolicy(text, '/p')).toEqual({ policy: { mode: 'plan' }, complaints });
});

test('a sound file is taken as it is', () => {
  expect(readPolicy('{"mode": "ask", "maxSize": 100}', '/p')).toEqual({
    policy: { mode: 'ask', maxSize: 100 },
    complaints: [],
  });
});
