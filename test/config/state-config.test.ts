// Where the record is kept: --state and the plan key.
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const parse = (state: string, env: Record<string, string> = {}) => {
  const { config, configErrors } = parseConfig(['--state', state], env);
  return { table: config.stateTable, configErrors };
};

describe('--state', () => {
  test.each<[string, object | undefined]>([
    ['files', undefined],
    ['dynamodb:copies', { name: 'copies' }],
    ['dynamodb:team.copies-1_x@eu-west-1', { name: 'team.copies-1_x', region: 'eu-west-1' }],
  ])('%s', (state, table) => {
    expect(parse(state)).toEqual({ table, configErrors: [] });
  });

  test('by a variable, and by nothing at all', () => {
    const { config } = parseConfig(['serve-http'], { EBS_COPY_STATE: 'dynamodb:copies' });
    expect(config.stateTable).toEqual({ name: 'copies' });
    expect(parseConfig([], {}).config.stateTable).toBeUndefined();
  });

  test.each([
    'dynamodb',
    'dynamodb:',
    'dynamodb:ab',
    'dynamodb:a b c',
    'dynamodb:copies@',
    'dynamodb:copies@here',
    'sql:x',
  ])('%s is refused', (state) => {
    const { table, configErrors } = parse(state);
    expect(table).toBeUndefined();
    expect(configErrors).toEqual([
      `--state: expected files, or dynamodb:TABLE or dynamodb:TABLE@REGION, got "${state}".`,
    ]);
  });
});

describe('the plan key', () => {
  test('is taken from a variable or a file', () => {
    expect(parse('dynamodb:copies', { EBS_COPY_PLAN_KEY: KEY }).table).toEqual({ name: 'copies', key: KEY });
    expect(parse('dynamodb:copies', { EBS_COPY_PLAN_KEY_FILE: '/run/key' }).table).toEqual({
      name: 'copies',
      keyFile: '/run/key',
    });
  });

  test('of another length is refused, and not shown', () => {
    const { configErrors } = parse('dynamodb:copies', { EBS_COPY_PLAN_KEY: 'c2VjcmV0' });
    expect(configErrors).toEqual([
      'EBS_COPY_PLAN_KEY: expected 32 bytes in base64, as "openssl rand -base64 32" prints them.',
    ]);
  });

  test('twice, or for a record in files, is refused', () => {
    const both = { EBS_COPY_PLAN_KEY: KEY, EBS_COPY_PLAN_KEY_FILE: '/run/key' };
    expect(parse('dynamodb:copies', both).configErrors).toEqual([
      'EBS_COPY_PLAN_KEY_FILE: EBS_COPY_PLAN_KEY is set too; leave one out.',
    ]);
    expect(parse('files', { EBS_COPY_PLAN_KEY: KEY }).configErrors).toEqual([
      'EBS_COPY_PLAN_KEY: it counts with --state dynamodb:TABLE alone.',
    ]);
  });
});
