// The Describe actions: by id, by filter, and who sees what.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { SEED_INSTANCES } from '../../src/simulator/seed/seed-instances.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const UNKNOWN = 'vol-0ffffffffffffffff';
const CALLS = ['DescribeVolumes', 'DescribeVolumeStatus', 'DescribeVolumesModifications'] as const;

test.each(CALLS)('%s: one unknown id fails the whole call, and is named', async (Action) => {
  const response = await requestAction(simulator, {
    Action,
    'VolumeId.1': SEED_VOLUMES.reports,
    'VolumeId.2': UNKNOWN,
  });
  expect([response.status, response.code]).toEqual([400, 'InvalidVolume.NotFound']);
  expect(response.message).toBe(`The volume '${UNKNOWN}' does not exist.`);
});

test('two unknown ids are named in the plural', async () => {
  const response = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    'VolumeId.1': UNKNOWN,
    'VolumeId.2': 'vol-0eeeeeeeeeeeeeeee',
  });
  expect(response.message).toBe(`The volumes '${UNKNOWN}, vol-0eeeeeeeeeeeeeeee' do not exist.`);
});

test.each([
  ['DescribeVolumes', 'InvalidParameterValue'],
  ['DescribeVolumeStatus', 'InvalidVolumeID.Malformed'],
])('%s calls a malformed id %s', async (Action, code) => {
  expect((await requestAction(simulator, { Action, 'VolumeId.1': 'vol-12' })).code).toBe(code);
});

test.each([...CALLS, 'DescribeInstances'])('%s as a dry run: permission, then 412, before any id', async (Action) => {
  const request = { Action, DryRun: true, ...(Action === 'DescribeInstances' ? {} : { 'VolumeId.1': UNKNOWN }) };
  const response = await requestAction(simulator, request);
  expect([response.status, response.code]).toEqual([412, 'DryRunOperation']);
  simulator.addFault({ kind: 'deny', action: Action });
  expect((await requestAction(simulator, request)).code).toBe('UnauthorizedOperation');
});

test('a volume that was never modified is not found by id, and missing from a filtered list', async () => {
  const byId = { Action: 'DescribeVolumesModifications', 'VolumeId.1': SEED_VOLUMES.reports };
  expect((await requestAction(simulator, byId)).code).toBe('InvalidVolumeModification.NotFound');
  const byFilter = {
    Action: 'DescribeVolumesModifications',
    'Filter.1.Name': 'volume-id',
    'Filter.1.Value.1': SEED_VOLUMES.reports,
  };
  const response = await requestAction(simulator, byFilter);
  expect([response.code, response.all('volumeId')]).toEqual(['ok', []]);
});

test('an impaired volume: failed check, event, action; a volume in error passes', async () => {
  const impaired = await requestAction(simulator, {
    Action: 'DescribeVolumeStatus',
    'VolumeId.1': SEED_VOLUMES.impaired,
  });
  expect(impaired.all('status')).toEqual(['impaired', 'failed', 'not-applicable']);
  expect(impaired.all('eventType')).toEqual(['potential-data-inconsistency', 'potential-data-inconsistency']);
  expect(impaired.one('code')).toBe('enable-volume-io');
  const failed = await requestAction(simulator, { Action: 'DescribeVolumeStatus', 'VolumeId.1': SEED_VOLUMES.failed });
  expect(failed.all('status')[0]).toBe('ok');
  const described = await requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': SEED_VOLUMES.failed });
  expect(described.one('status')).toBe('error');
});

test('a multi-attach volume has two attachments', async () => {
  const response = await requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': SEED_VOLUMES.cluster });
  expect(response.all('instanceId')).toEqual(['i-0a1b2c3d4e5f60003', 'i-0a1b2c3d4e5f60004']);
  expect(response.all('status')).toEqual(['in-use', 'attached', 'attached']);
  expect([response.one('iops'), response.one('multiAttachEnabled'), response.one('throughput')]).toEqual([
    '10000',
    'true',
    undefined,
  ]);
});

test('a shared volume is described to its consumer, but has no status there', async () => {
  const theirs = { accountId: '999999999999', arn: 'arn:aws:iam::999999999999:root', userId: '999999999999' };
  simulator.world.principals.set('AKIDOTHER', theirs);
  const other = { accessKey: 'AKIDOTHER' };
  expect((await requestAction(simulator, { Action: 'DescribeVolumes' }, other)).all('volumeId')).toEqual([]);
  const source = simulator.world.volumes[0];
  if (source === undefined) throw new Error('seed changed');
  source.sharedWith = [theirs.accountId];
  const response = await requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': source.id }, other);
  expect(response.one('ownerId')).toBe('123456789012');
  const status = await requestAction(simulator, { Action: 'DescribeVolumeStatus', 'VolumeId.1': source.id }, other);
  expect(status.code).toBe('InvalidVolume.NotFound');
  expect((await requestAction(simulator, { Action: 'GetCallerIdentity' }, other)).one('Account')).toBe(
    theirs.accountId,
  );
});

test('another Region sees nothing of this one', async () => {
  const there = { region: 'eu-west-1' };
  expect((await requestAction(simulator, { Action: 'DescribeVolumes' }, there)).all('volumeId')).toEqual([]);
  expect((await requestAction(simulator, { Action: 'DescribeInstances' }, there)).all('instanceId')).toEqual([]);
  const byId = { Action: 'DescribeVolumes', 'VolumeId.1': SEED_VOLUMES.reports };
  expect((await requestAction(simulator, byId, there)).code).toBe('InvalidVolume.NotFound');
});

test.each<[string, Record<string, string>, string[]]>([
  ['an id', { 'InstanceId.1': SEED_INSTANCES[1].id }, [SEED_INSTANCES[1].id]],
  ['a name', { 'Filter.1.Name': 'tag:Name', 'Filter.1.Value.1': 'prod-db-1' }, [SEED_INSTANCES[0].id]],
  [
    'an ambiguous name',
    { 'Filter.1.Name': 'tag:Name', 'Filter.1.Value.1': 'web' },
    [SEED_INSTANCES[2].id, SEED_INSTANCES[3].id],
  ],
  [
    'a pattern',
    { 'Filter.1.Name': 'tag:Name', 'Filter.1.Value.1': 'prod-*' },
    [SEED_INSTANCES[0].id, SEED_INSTANCES[1].id],
  ],
  [
    'a volume of it',
    { 'Filter.1.Name': 'block-device-mapping.volume-id', 'Filter.1.Value.1': SEED_VOLUMES.prodDb1Root },
    [SEED_INSTANCES[0].id],
  ],
  ['a state it is not in', { 'Filter.1.Name': 'instance-state-name', 'Filter.1.Value.1': 'stopped' }, []],
])('instances by %s', async (_name, params, ids) => {
  const response = await requestAction(simulator, { Action: 'DescribeInstances', ...params });
  expect(response.all('instanceId')).toEqual(ids);
});

test('the data volume of prod-db-1 differs from its root volume in its device', async () => {
  const response = await requestAction(simulator, {
    Action: 'DescribeInstances',
    'Filter.1.Name': 'tag:Name',
    'Filter.1.Value.1': 'prod-db-1',
  });
  expect(response.one('rootDeviceName')).toBe('/dev/xvda');
  expect(response.all('deviceName')).toEqual(['/dev/sdf', '/dev/xvda']);
  expect(response.all('volumeId')).toEqual([SEED_VOLUMES.prodDb1Data, SEED_VOLUMES.prodDb1Root]);
});

test.each([
  [{ 'InstanceId.1': 'i-1' }, 'InvalidInstanceID.Malformed'],
  [{ 'InstanceId.1': 'i-0ffffffffffffffff' }, 'InvalidInstanceID.NotFound'],
  [{ 'InstanceId.1': SEED_INSTANCES[0].id, MaxResults: 5 }, 'InvalidParameterCombination'],
])('instances: %o is %s', async (params, code) => {
  expect((await requestAction(simulator, { Action: 'DescribeInstances', ...params })).code).toBe(code);
});
