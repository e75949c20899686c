// Policy files: what they hold, and that they only lower what the options allow.
import { describe, expect, test } from 'vitest';
import { applyPolicy, applyPolicyFiles, type Permitted, readPolicy } from '../../src/config/policy.ts';
import type { Limits } from '../../src/consent/limits.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

const OPTIONS: Permitted = {
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
  expect(applyPolicy({ ...OPTIONS, mode }, { mode: ceiling }).permitted.mode).toBe(meant);
});

test('lists narrow each other, numbers take the smaller, tags add up', () => {
  const { permitted, configErrors } = applyPolicy(OPTIONS, {
    regions: ['eu-west-1', 'eu-central-1'],
    accounts: ['111111111111', '222222222222'],
    requireTags: ['Copyable'],
    forbidTags: ['Environment=prod'],
    maxSize: 1000,
    maxMonthlyUsd: 50,
    maxCopiesPerDay: 3,
  });
  expect(configErrors).toEqual([]);
  expect(permitted).toEqual({
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
  expect(applyPolicy({ ...OPTIONS, regions: ['us-east-1'] }, { regions: ['eu-west-1'] }).configErrors).toEqual([
    'The options and the policy file allow no common Region.',
  ]);
  expect(applyPolicy({ ...OPTIONS, regions: [] }, { regions: ['eu-west-1'] }).permitted.regions).toEqual(['eu-west-1']);
});

test.each([
  ['no JSON', '{', ['/p: it is not valid JSON.']],
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
    'a key twice, of which JSON takes the last,',
    '{"mode": "plan", "maxSize": 1, "mode": "auto"}',
    ['/p: "mode" stands there twice; leave one out.'],
  ],
  [
    'a key twice, once in other letters,',
    '{"mode":"plan","maxSize":1,"\\u006dode"\n:"auto","maxSize":2,"mode":"ask"}',
    ['/p: "mode" stands there twice; leave one out.', '/p: "maxSize" stands there twice; leave one out.'],
  ],
  [
    'a tag between quotes',
    '{"forbidTags": ["\'Env=prod\'"]}',
    [
      '/p: forbidTags: "\'Env=prod\'" is not a tag as Key or Key=Value, without quotes or brackets, each an entry of its own.',
    ],
  ],
  [
    'a tag without a key',
    '{"requireTags": ["=prod"]}',
    [
      '/p: requireTags: "=prod" is not a tag as Key or Key=Value, without quotes or brackets, each an entry of its own.',
    ],
  ],
  [
    'a pattern for a tag',
    '{"forbidTags": ["Env=*"]}',
    [
      '/p: forbidTags: "Env=*" reads like a pattern, a filter or several tags, but would be compared whole. Write Key=Value, as in Env=prod; several stand between commas.',
    ],
  ],
  [
    'one tag in two entries',
    '{"requireTags": ["Key=Env", "Value=prod"]}',
    [
      '/p: requireTags: "Key=Env,Value=prod" reads like a pattern, a filter or several tags, but would be compared whole. Write Key=Value, as in Env=prod; several stand between commas.',
    ],
  ],
  [
    'a text for a number and a text for a list',
    '{"maxSize": "1", "accounts": "1"}',
    ['/p: accounts: expected a list of texts.', '/p: maxSize: expected a number of 0 or more.'],
  ],
])('%s is an error and means plan', (_, text, configErrors) => {
  expect(readPolicy(text, '/p')).toEqual({ policy: { mode: 'plan' }, configErrors });
});

test('a text that looks like a key is none', () => {
  const text = '{"forbidTags": ["mode", "mode", "a\\":1", "a\\":1"], "mode": "ask"}';
  expect(readPolicy(text, '/p').configErrors).toEqual([]);
});

test('a sound file is taken as it is', () => {
  expect(readPolicy('{"mode": "ask", "maxSize": 100}', '/p')).toEqual({
    policy: { mode: 'ask', maxSize: 100 },
    configErrors: [],
  });
});

describe('several files', () => {
  const UNLIMITED = { mode: 'auto', regions: [], limits: NO_LIMITS, stamp: true } as const;

  test('each lowers what the one before left, and errors of each are named', () => {
    const { permitted, configErrors } = applyPolicyFiles(UNLIMITED, [
      { file: '/machine', text: '{"mode": "ask", "maxSize": 100}' },
      { file: '/user', text: '{"mode": "auto", "maxSize": 200, "maxMonthlyUsd": 5}' },
    ]);
    expect(configErrors).toEqual([]);
    expect(permitted).toEqual({
      mode: 'ask',
      regions: [],
      limits: { ...NO_LIMITS, largestSize: 100, largestMonthlyUsd: 5 },
    });
  });

  test('one that cannot be read does not hide what is wrong with the next', () => {
    const files = [
      { file: '/machine', text: undefined },
      { file: '/user', text: '{"mode": "yes"}' },
    ];
    expect(applyPolicyFiles(UNLIMITED, files)).toMatchObject({
      permitted: { mode: 'plan' },
      configErrors: ['/machine: it cannot be read.', '/user: mode: expected plan, ask or auto.'],
    });
  });

  test.each<[name: string, options: { stamp?: boolean; limits?: Limits }, errors: string[]]>([
    [
      'copies without tags cannot be counted for it',
      { stamp: false },
      ['--unstamped: maxCopiesPerDay of a policy file counts by the tags that this leaves off.'],
    ],
    ['said once, where the option said it already', { stamp: false, limits: { ...NO_LIMITS, copiesPerDay: 5 } }, []],
    ['copies with tags are counted', {}, []],
  ])('a limit a day: %s', (_, options, errors) => {
    const files = [{ file: '/p', text: '{"maxCopiesPerDay": 3}' }];
    const { permitted, configErrors } = applyPolicyFiles({ ...UNLIMITED, ...options }, files);
    expect([permitted.limits.copiesPerDay, configErrors]).toEqual([3, errors]);
  });
});

test.each([
  ['{"forbidTags":["env=prod "]}', 'forbidTags: "env=prod " begins or ends with a space.'],
  ['{"forbidTags":[""]}', 'forbidTags: an entry is empty.'],
  ['{"requireTags":["{{tag}}"]}', 'requireTags: "{{tag}}" is a placeholder; give the value itself.'],
  ['{"accounts":["1234"]}', 'accounts: "1234" is not an account id of 12 digits.'],
  [
    '{"regions":["us-east-1a"]}',
    'regions: "us-east-1a" is not a Region such as us-east-1. It is a zone of the Region us-east-1.',
  ],
])('%s: an entry that nothing is equal to is an error', (text, fault) => {
  expect(readPolicy(text, '/p')).toEqual({ policy: { mode: 'plan' }, configErrors: [`/p: ${fault}`] });
});

test('a file that begins with a byte order mark is read', () => {
  expect(readPolicy('\ufeff{"mode":"ask"}', '/p')).toEqual({ policy: { mode: 'ask' }, configErrors: [] });
});

test.each(['regions', 'accounts', 'requireTags', 'forbidTags'])('an empty list of %s is an error, not "any"', (key) => {
  expect(readPolicy(`{"${key}":[]}`, '/p')).toEqual({
    policy: { mode: 'plan' },
    configErrors: [`/p: ${key}: the list is empty; name what is allowed, or leave the key out.`],
  });
});
