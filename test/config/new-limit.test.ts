// What a new limit costs: a row in the table makes it an option, a variable, a key of the policy file and a line of
// help and documentation; only the rule that judges it is written elsewhere.
import { expect, test, vi } from 'vitest';
import { pageText } from '../../build/generated-docs.ts';
import { parseConfig } from '../../src/config/config.ts';
import { helpText } from '../../src/config/help-text.ts';
import { applyPolicy, type Policy, readPolicy } from '../../src/config/policy.ts';
import { judgeLimits, type Limits } from '../../src/consent/limits.ts';
import { LIMIT_KEYS, LIMITS } from '../../src/consent/limits-table.ts';
import { NO_LIMITS } from '../support/no-limits.ts';

vi.mock('../../src/consent/limits-table.ts', async (original) => {
  const table = await original<typeof import('../../src/consent/limits-table.ts')>();
  const iops = {
    option: 'max-iops',
    env: 'EBS_COPY_MAX_IOPS',
    policyKey: 'maxIops',
    kind: 'number',
    stricter: 'smaller',
    unit: 'IOPS',
    needsStamp: true,
    default: 'none',
    prose: 'most IOPS of a copy',
    refusal: '{found} {unit} are more than {limit}.',
  };
  const zones = {
    option: 'zone',
    env: 'EBS_COPY_ZONES',
    policyKey: 'zones',
    kind: 'list',
    stricter: 'shared',
    noun: 'zone',
    form: { pattern: /^[a-z0-9-]+[a-f]$/, expects: 'a zone such as us-east-1a' },
    default: 'any',
    prose: 'zones of a source',
    refusal: 'Zone {found} is not allowed.',
  };
  const extended = { ...table.LIMITS, iops, zones };
  return { ...table, LIMITS: extended, LIMIT_KEYS: Object.keys(extended) };
});

const limitsOf = (argv: string[], env: Record<string, string> = {}) => parseConfig(argv, env).config.limits;
const NONE = { accounts: [], requiredTags: [], forbiddenTags: [], zones: [] };

test('it is an option', () => {
  expect(limitsOf(['--max-iops', '3000', '--zone', 'us-east-1a,us-east-1b'])).toEqual({
    ...NONE,
    iops: 3000,
    zones: ['us-east-1a', 'us-east-1b'],
  });
});

test('it is an environment variable, and the option is stronger', () => {
  expect(limitsOf([], { EBS_COPY_MAX_IOPS: '3000' })).toEqual({ ...NONE, iops: 3000 });
  expect(limitsOf(['--max-iops=1'], { EBS_COPY_MAX_IOPS: '3000' })).toEqual({ ...NONE, iops: 1 });
});

test('a faulty value of it is an error', () => {
  expect(parseConfig(['--max-iops', 'many', '--zone', 'Ireland', '--max-iop', '1'], {}).configErrors).toEqual([
    '--max-iop is not an option. Did you mean --max-iops?',
    expect.stringContaining('--max-iops: expected a number of 0 or more, got '),
    '--zone: "Ireland" is not a zone such as us-east-1a.',
  ]);
});

test('one that counts by the tags contradicts --unstamped', () => {
  expect(parseConfig(['--max-iops', '1', '--unstamped'], {}).configErrors).toEqual([
    '--unstamped: --max-iops counts by the tags; leave one of the two out.',
  ]);
});

test('it is a key of the policy file, which lowers the option and is not raised by it', () => {
  const { policy, configErrors } = readPolicy('{"maxIops": 2000, "zones": ["us-east-1b"]}', '/p');
  expect(configErrors).toEqual([]);
  const under = (argv: string[]) =>
    applyPolicy({ mode: 'ask', regions: [], limits: limitsOf(argv) }, policy).permitted.limits;
  expect(under([])).toEqual({ ...NONE, iops: 2000, zones: ['us-east-1b'] });
  expect(under(['--max-iops', '3000', '--zone', 'us-east-1a,us-east-1b'])).toMatchObject({
    iops: 2000,
    zones: ['us-east-1b'],
  });
  expect(under(['--max-iops', '1000'])).toMatchObject({ iops: 1000 });
  expect(
    applyPolicy({ mode: 'ask', regions: [], limits: limitsOf(['--zone', 'us-east-1a']) }, policy).configErrors,
  ).toEqual(['The options and the policy file allow no common zone.']);
});

test('a faulty key of it is an error', () => {
  expect(readPolicy('{"maxIops": "2000", "zones": "a"}', '/p').configErrors).toEqual([
    '/p: maxIops: expected a number of 0 or more.',
    '/p: zones: expected a list of texts.',
  ]);
});

test('it stands in help and documentation', () => {
  const line = 'Limit: most IOPS of a copy';
  expect(helpText('1')).toContain(`--max-iops N           ${line} (default: none; EBS_COPY_MAX_IOPS)`);
  expect(pageText('<!-- generated: options -->\n<!-- end: options -->')).toContain(
    `| \`--max-iops N\` | \`EBS_COPY_MAX_IOPS\` | none | ${line} |`,
  );
});

test('without a rule that judges it nothing is let through', () => {
  expect(() => judgeLimits({ source: {} }, { ...NO_LIMITS, iops: 1 } as Limits)).toThrow(TypeError);
});

/** Each limit as it is today, by its table: a value, a stricter one, and what comes of both. */
test.each(LIMIT_KEYS)('%s: option, variable, policy key, and the stricter of two', (key) => {
  const row = LIMITS[key];
  const [option, policy, both] =
    row.kind === 'number' ? ['7', 5, 5] : ['111122223333,us-east-1a', ['111122223333'], undefined];
  const read = limitsOf([`--${row.option}`, option])[key];
  expect(read).toEqual(row.kind === 'number' ? 7 : ['111122223333', 'us-east-1a']);
  expect(limitsOf([], { [row.env]: option })[key]).toEqual(read);
  const { permitted } = applyPolicy({ mode: 'auto', regions: [], limits: limitsOf([`--${row.option}`, option]) }, {
    [row.policyKey]: policy,
  } as Policy);
  const lists = row.stricter === 'shared' ? ['111122223333'] : ['111122223333', 'us-east-1a'];
  expect(permitted.limits[key]).toEqual(both ?? lists);
});
