// Filters of the Describe actions, wildcards included.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { compileFilters } from '../../src/simulator/rules/filters.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startFrozenSimulator();
});
afterAll(() => simulator.close());

function filterBy(action: string, ...filters: [string, ...string[]][]) {
  const params: Record<string, string> = { Action: action };
  filters.forEach(([name, ...values], i) => {
    params[`Filter.${i + 1}.Name`] = name;
    values.forEach((value, j) => {
      params[`Filter.${i + 1}.Value.${j + 1}`] = value;
    });
  });
  return requestAction(simulator, params);
}

// EC2 user guide, "List and filter your resources".
test.each([
  ['prod-db-1', 'prod-db-1', true],
  ['prod-db-1', 'prod-db-12', false],
  ['prod-*', 'prod-db-1', true],
  ['*-1', 'prod-db-1', true],
  ['*', '', true],
  ['prod*db*1', 'prod-db-1', true],
  ['prod-db-?', 'prod-db-1', true],
  ['prod-db-1?', 'prod-db-1', true],
  ['?rod-db-1', 'pprod-db-1', false],
  ['a?c', 'abbc', false],
  ['PROD-*', 'prod-db-1', false],
  ['a.c', 'abc', false],
  ['a\\*c', 'a*c', true],
  ['a\\*c', 'abc', false],
  ['a\\\\c', 'a\\c', true],
  ['a\\c', 'a\\c', true],
  ['é?', 'é😀', true],
  ['*a*a*a*a*a*a*a*a*b', 'a'.repeat(256), false],
])('%s against %s: %s', (pattern, text, expected) => {
  const matches = compileFilters([{ Name: 'it', Value: [pattern] }], { it: (thing: string) => [thing] }, undefined, {
    filterValues: 200,
  });
  expect(matches(text)).toBe(expected);
});

test.each<[string, [string, ...string[]][], string[]]>([
  ['tag value', [['tag:Name', 'reports']], ['reports']],
  ['any of two values', [['tag:Name', 'reports', 'scratch']], ['reports', 'scratch']],
  [
    'both of two filters',
    [
      ['tag-key', 'Team'],
      ['volume-type', 'gp3'],
    ],
    ['prodDb1Data'],
  ],
  [
    'contradiction',
    [
      ['tag-key', 'Team'],
      ['volume-type', 'gp2'],
    ],
    [],
  ],
  ['status', [['status', 'error']], ['failed']],
  [
    'attachment',
    [
      ['attachment.instance-id', 'i-0a1b2c3d4e5f60001'],
      ['attachment.device', '/dev/sdf'],
    ],
    ['prodDb1Data'],
  ],
  ['delete-on-termination', [['attachment.delete-on-termination', 'true']], ['prodDb1Root', 'prodDb2Root']],
  ['encrypted', [['encrypted', 'false']], ['plain']],
  ['size', [['size', '20']], ['scratch']],
  ['multi-attach', [['multi-attach-enabled', 'true']], ['cluster']],
  ['snapshot', [['snapshot-id', 'snap-*']], ['prodDb1Root', 'prodDb2Root']],
  ['volume ids, unknown ones left out', [['volume-id', SEED_VOLUMES.logs, 'vol-0ffffffffffffffff']], ['logs']],
  ['zone', [['availability-zone', 'us-east-1b']], []],
  [
    'zone id',
    [
      ['availability-zone-id', 'use1-az1'],
      ['volume-type', 'st1'],
    ],
    ['logs'],
  ],
  [
    'owner',
    [
      ['owner-id', '123456789012'],
      ['volume-type', 'st1'],
    ],
    ['logs'],
  ],
  ['creation day', [['create-time', '2026-11-20*']], ['failed']],
  ['another owner', [['owner-id', '210987654321']], ['shared']],
  ['operator, hidden by default', [['operator.managed', 'true']], []],
])('DescribeVolumes by %s', async (_name, filters, names) => {
  const response = await filterBy('DescribeVolumes', ...filters);
  expect(response.code).toBe('ok');
  const ids = names.map((name) => SEED_VOLUMES[name as keyof typeof SEED_VOLUMES]);
  expect([...new Set(response.all('volumeId'))]).toEqual(ids);
});

test.each<[string, [string, ...string[]][], string[]]>([
  ['status', [['volume-status.status', 'impaired']], ['impaired']],
  ['detail', [['volume-status.details-name', 'initialization-state']], ['archiveCopy']],
  ['detail status', [['volume-status.details-status', 'failed']], ['impaired']],
  ['action', [['action.code', 'enable-volume-io']], ['impaired']],
  ['event', [['event.event-type', 'potential-*']], ['impaired']],
  ['instance', [['attachment-status.instance-id', 'i-0a1b2c3d4e5f60003']], ['cluster']],
])('DescribeVolumeStatus by %s', async (_name, filters, names) => {
  const response = await filterBy('DescribeVolumeStatus', ...filters);
  expect(response.all('volumeId')).toEqual(names.map((name) => SEED_VOLUMES[name as keyof typeof SEED_VOLUMES]));
});

test('where the star of create-time is a letter, a day matches nothing, and a whole time still does', async () => {
  simulator.switches.createTimeWildcard = false;
  try {
    expect((await filterBy('DescribeVolumes', ['create-time', '2026-11-20*'])).all('volumeId')).toEqual([]);
    const { createdAt } = simulator.world.volumes.find(({ id }) => id === SEED_VOLUMES.failed) ?? expect.unreachable();
    const whole = new Date(createdAt).toISOString();
    expect((await filterBy('DescribeVolumes', ['create-time', whole])).all('volumeId')).toEqual([SEED_VOLUMES.failed]);
    expect((await filterBy('DescribeVolumes', ['tag:Name', 'rep*'])).all('volumeId')).toEqual([SEED_VOLUMES.reports]);
  } finally {
    simulator.switches.createTimeWildcard = true;
  }
});

test('DescribeVolumesModifications by state', async () => {
  const response = await filterBy('DescribeVolumesModifications', ['modification-state', 'modifying']);
  expect(response.all('volumeId')).toEqual([SEED_VOLUMES.modifying]);
});

test.each<[string, string, [string, ...string[]]]>([
  ['an unknown filter', 'DescribeVolumes', ['source-volume-id', 'vol-1']],
  ['a filter without values', 'DescribeVolumes', ['status']],
  ['tags of a status', 'DescribeVolumeStatus', ['tag:Name', 'x']],
  ['a name from the prototype', 'DescribeVolumes', ['toString', 'x']],
])('%s is refused', async (_name, action, filter) => {
  const response = await filterBy(action, filter);
  expect([response.status, response.code]).toEqual([400, 'InvalidParameterValue']);
});

test('two hundred values in all, not more', async () => {
  const values = Array.from({ length: 200 }, (_, i) => `v${i}`);
  expect((await filterBy('DescribeVolumes', ['tag:Name', ...values])).code).toBe('ok');
  const response = await filterBy('DescribeVolumes', ['tag:Name', ...values], ['status', 'error']);
  expect([response.status, response.code]).toEqual([400, 'FilterLimitExceeded']);
});
