// What each limit refuses, and in which words.
import { expect, test } from 'vitest';
import { judgeAccount, judgeLimits, type LimitFacts, type Limits } from '../../src/consent/limits.ts';
import { LIMIT_KEYS, LIMITS, type LimitRow, MODES, MODES_TEXT } from '../../src/consent/limits-table.ts';
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
  ['a required tag without a value', { requiredTags: ['Copyable='] }, {}, undefined],
  [
    'a required tag that only begins so',
    { requiredTags: ['Copy'] },
    {},
    'The source lacks the tag Copy, which the operator requires.',
  ],
  [
    'a required tag of a source without any',
    { requiredTags: ['Copyable'] },
    { source: {} },
    'The source lacks the tag Copyable, which the operator requires.',
  ],
  [
    "another key with a required tag's value",
    { requiredTags: ['Stage=test'] },
    {},
    'The source lacks the tag Stage=test, which the operator requires.',
  ],
  [
    'a forbidden tag without a key, which no tag has',
    { forbiddenTags: ['=x'] },
    { source: { Tags: [{ Key: '=x' }] } },
    undefined,
  ],
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
  [
    'a forbidden tag with letters that nobody sees',
    { forbiddenTags: ['class=\u26a0\ufe0f prod'] },
    {
      source: { Tags: [{ Key: 'class', Value: '\u26a0 prod', written: { Key: 'class', Value: '\u26a0\ufe0f prod' } }] },
    },
    'The source carries the tag class=\u26a0\ufe0f prod, which the operator forbids.',
  ],
  [
    'a forbidden tag as a terminal shows it',
    { forbiddenTags: ['note=do not  copy'] },
    {
      source: {
        Tags: [
          { Key: 'a' },
          { Key: 'note', Value: 'do not copy', written: { Key: 'note', Value: 'do\u00a0not copy' } },
        ],
      },
    },
    'The source carries the tag note=do not  copy, which the operator forbids.',
  ],
  [
    'a forbidden key as a terminal shows it',
    { forbiddenTags: ['no\u200bcopy'] },
    { source: { Tags: [{ Key: 'nocopy', Value: 'a', written: { Key: 'nocopy\u200b', Value: 'a' } }] } },
    'The source carries the tag no\u200bcopy, which the operator forbids.',
  ],
  ['a forbidden tag of a source without any', { forbiddenTags: ['Copyable'] }, { source: {} }, undefined],
  [
    'a value with an equals sign',
    { forbiddenTags: ['rule=a=b'] },
    { source: { Tags: [{ Key: 'rule', Value: 'a=b' }] } },
    'The source carries the tag rule=a=b, which the operator forbids.',
  ],
  [
    'a required tag that only looks like it',
    { requiredTags: ['copy-ok'] },
    { source: { Tags: [{ Key: 'copy-ok', Value: '', written: { Key: 'copy-ok\u200b', Value: '' } }] } },
    'The source lacks the tag copy-ok, which the operator requires.',
  ],
  [
    'a required tag beside a value with letters that nobody sees',
    { requiredTags: ['copy-ok'] },
    { source: { Tags: [{ Key: 'copy-ok', Value: 'a', written: { Key: 'copy-ok', Value: 'a\u200b' } }] } },
    undefined,
  ],
  ['a forbidden tag that is absent', { forbiddenTags: ['Environment=prod'] }, {}, undefined],
  ['the largest size', { largestSize: 100 }, {}, undefined],
  [
    'above the largest size',
    { largestSize: 99 },
    {},
    'The size of the copy would be 100 GiB; the operator allows at most 99 GiB.',
  ],
  ['the largest cost', { largestMonthlyUsd: 8 }, {}, undefined],
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

test.each<[account: string | undefined, allowed: string[], refused: number]>([
  [undefined, ['123456789012'], 1],
  ['210987654321', ['123456789012'], 1],
  ['123456789012', ['210987654321', '123456789012'], 0],
  [undefined, [], 0],
])(
  'account %s, where %j are allowed, is refused %i times before anything else is asked',
  (account, accounts, refused) => {
    expect(judgeAccount(account, { ...NO_LIMITS, accounts })).toHaveLength(refused);
  },
);

test('nobody but the operator can do something about a limit, and whoever is refused reads that', () => {
  expect(judgeAccount(undefined, { accounts: ['123456789012'] })).toEqual([
    {
      level: 'block',
      code: 'operator-limit',
      by: 'us',
      message: 'The account of the credentials is not known, and the operator allows only some.',
      fix: { advice: 'Only the operator of this server can change its limits.' },
    },
  ]);
});

test('the modes stand in one order, the strictest first', () => {
  expect(MODES).toEqual(['plan', 'ask', 'auto']);
  expect(MODES_TEXT).toBe('plan, ask or auto');
});

test('an operator keeps the names, units and defaults of the limits', () => {
  const rows: LimitRow[] = LIMIT_KEYS.map((key) => LIMITS[key]);
  const names = rows.map((row) => [
    row.option,
    row.env,
    row.policyKey,
    row.kind === 'number' ? row.unit : row.noun,
    row.stricter,
    row.default,
  ]);
  expect(names).toEqual([
    ['account', 'EBS_COPY_ACCOUNTS', 'accounts', 'account', 'shared', 'any'],
    ['require-tag', 'EBS_COPY_REQUIRE_TAGS', 'requireTags', 'tag', 'all', 'none'],
    ['forbid-tag', 'EBS_COPY_FORBID_TAGS', 'forbidTags', 'tag', 'all', 'none'],
    ['max-size', 'EBS_COPY_MAX_SIZE', 'maxSize', 'GiB', 'smaller', 'none'],
    ['max-monthly-usd', 'EBS_COPY_MAX_MONTHLY_USD', 'maxMonthlyUsd', 'USD', 'smaller', 'none'],
    ['max-copies-per-day', 'EBS_COPY_MAX_COPIES_PER_DAY', 'maxCopiesPerDay', 'copies', 'smaller', 'none'],
  ]);
  expect(rows.map((row) => row.kind)).toEqual(['list', 'list', 'list', 'number', 'number', 'number']);
  expect(rows.map((row) => row.prose)).toEqual([
    'AWS account ids the tools may work in',
    'Key or Key=Value that a source must carry',
    'Key or Key=Value that a source may not carry',
    'largest copy in GiB',
    'most expensive copy in USD a month, in every Region by the prices of us-east-1',
    'copies a day (UTC)',
  ]);
  // It counts by our tags, so --unstamped cannot stand beside it.
  expect(rows.filter((row) => row.needsStamp).map((row) => row.option)).toEqual(['max-copies-per-day']);
});

test.each([
  ['123456789012', true],
  ['12345678901', false],
  ['1234567890123', false],
  ['a123456789012', false],
  ['ACCOUNT-12AB', false],
])('%s has the form of an account id: %s', (text, is) => {
  const { pattern, expects } = LIMITS.accounts.form;
  expect(pattern.test(text)).toBe(is);
  expect(expects).toBe('an account id of 12 digits');
});

// What passes here and no tag can be is a limit that silently does not hold.
test.each<[text: string, is: boolean]>([
  ['Environment', true],
  ['Environment=', true],
  ['Environment=production', true],
  ['rule=a=b', true],
  ['names=Anna;Bob', true],
  ['a;b=c', true],
  ['say="it\'s" twice', true],
  ['list=[1]', true],
  ['"Environment=production"', false],
  ["'Environment=production'", false],
  ['["Environment=production"]', false],
  ['Environment=production;Team=database', false],
  ['a=b;c=d', false],
  // AWS has no tag without a key (1 to 128 characters, EC2 User Guide, 2026-11).
  ['=production', false],
  ['=', false],
])('%s has the form of a tag: %s', (text, is) => {
  for (const { form } of [LIMITS.requiredTags, LIMITS.forbiddenTags]) {
    expect(form.pattern.test(text)).toBe(is);
    expect(form.expects).toBe('a tag as Key or Key=Value, without quotes or brackets, each an entry of its own');
  }
});

// Usual elsewhere, and equal to no tag that is meant by it.
test.each<[entry: string, means: boolean]>([
  ['Environment', false],
  ['rule=a=b', false],
  ['Secret=QUJD==', false],
  ['names=Anna;Bob', false],
  ['say="it\'s" twice', false],
  ['aws:cloudformation:stack-name=web', false],
  ['aws:ec2/tag:x=1', false],
  ['kubernetes.io/cluster/a=owned', false],
  ['Team of tag:x=a: b', false],
  ['Name=db server', false],
  ['ÄÖ&(1)=!', false],
  ['x- y', false],
  ['Env=prod\nTeam=db', true],
  ['Env=prod\ttest', true],
  ['- Env=prod', true],
  ['Env: prod', true],
  ['Env=prod*', true],
  ['Env=*', true],
  ['Env=prod|staging', true],
  ['Env==prod', true],
  ['Env!=prod', true],
  ['tag:Env=prod', true],
  ['TAG:Env', true],
  ['tag-key=Env', true],
  ['aws:ResourceTag/Env=prod', true],
  ['ec2:ResourceTag/Env=prod', true],
  ['Env="prod"', true],
  ["Env='prod'", true],
  ['Env=prod,Team=db', true],
  ['Env=prod Team=db', true],
  ['tag=prod', false],
  ['Note=size = 5', false],
  ['Owner=who?', false],
  ['cost: center=7', false],
  ['Env: prod', true],
])('%j means something else than a tag: %s', (entry, means) => {
  const { pattern, slips } = LIMITS.forbiddenTags.form;
  expect(pattern.test(entry)).toBe(true);
  expect(slips.entry.test(entry)).toBe(means);
  expect(slips.says).toContain('Write Key=Value');
});

test.each<[entries: string[], means: boolean]>([
  [['Key=Env', 'Value=prod'], true],
  [['a=b', 'key=Env', 'x', 'value=prod'], true],
  [['Value=prod', 'Key=Env'], true],
  [['Name=Env', 'Values=prod'], true],
  [['Values=prod', 'Name=Env'], true],
  [['Name=Env', 'Value=prod'], false],
  [['Key=Value=prod'], false],
  [['Key=Env', 'Team=db'], false],
  [['MyKey=Env', 'MyValue=prod'], false],
  [['MyKey=Env', 'Value=prod'], false],
  [['MyValue=prod', 'Key=Env'], false],
  [['MyName=Env', 'Values=prod'], false],
  [['MyValues=prod', 'Name=Env'], false],
  [['Value=prod', 'x', 'Key=Env'], true],
  [['Name=Env', 'x', 'Values=prod'], true],
  [['Values=prod', 'x', 'Name=Env'], true],
])('%j together mean one tag: %s', (entries, means) => {
  expect(LIMITS.requiredTags.form.slips.list.test(entries.join('\n'))).toBe(means);
});

test.each(LIMIT_KEYS)('%s has a rule, and nothing of its sentences is left open', (key) => {
  const limits = { ...NO_LIMITS, [key]: LIMITS[key].kind === 'list' ? ['x'] : 0 };
  const tagged = { ...FACTS, source: { Tags: [{ Key: 'x' }] } };
  const messages = [FACTS, tagged, { source: {} }].flatMap((facts) => judgeLimits(facts, limits));
  expect(messages).not.toEqual([]);
  for (const { message } of messages) expect(message).toMatch(/^(?!.*(\{|undefined)).+\.$/);
});
