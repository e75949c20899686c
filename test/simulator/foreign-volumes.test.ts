// Volumes that are not simply the account's: shared, managed by a service, on an Outpost.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_KEYS, SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const READS = ['DescribeVolumes', 'DescribeVolumeStatus'] as const;
const copy = (SourceVolumeId: string, more: Record<string, string> = {}) =>
  requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId, ...more });
const describe = (id: string) => requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': id });

test("another account's volume: described with its owner and key, without a status, without tags", async () => {
  const response = await describe(SEED_VOLUMES.shared);
  expect([response.one('ownerId'), response.one('kmsKeyId')]).toEqual(['210987654321', SEED_KEYS.partner]);
  expect(response.one('volumeArn')).toBe(`arn:aws:ec2:us-east-1:210987654321:volume/${SEED_VOLUMES.shared}`);
  expect(response.body).not.toContain('tagSet');
  const status = await requestAction(simulator, { Action: 'DescribeVolumeStatus', 'VolumeId.1': SEED_VOLUMES.shared });
  expect([status.status, status.code]).toEqual([400, 'InvalidVolume.NotFound']);
});

test("a copy of another account's volume is ours, under our default key or the one we name", async () => {
  const plain = await copy(SEED_VOLUMES.shared);
  expect([plain.one('ownerId'), plain.one('kmsKeyId')]).toEqual(['123456789012', SEED_KEYS.awsManaged]);
  simulator.world.volumes.pop();
  const named = await copy(SEED_VOLUMES.shared, { KmsKeyId: 'alias/prod-data' });
  expect(named.one('kmsKeyId')).toBe(SEED_KEYS.prodData);
  simulator.world.volumes.pop();
  expect((await copy(SEED_VOLUMES.shared, { KmsKeyId: SEED_KEYS.partner })).code).toBe('AuthFailure');
});

test('a denial of such a copy names the volume of its owner', async () => {
  simulator.addFault({ kind: 'deny', action: 'CopyVolumes' });
  const { message } = await copy(SEED_VOLUMES.shared);
  expect(message).toContain(`arn:aws:ec2:us-east-1:210987654321:volume/${SEED_VOLUMES.shared}`);
});

test.each(READS)(
  "%s: a service's volume is missing from lists unless the request includes it, and found by id",
  async (Action) => {
    expect((await requestAction(simulator, { Action })).all('volumeId')).not.toContain(SEED_VOLUMES.managed);
    const filter = { 'Filter.1.Name': 'availability-zone', 'Filter.1.Value.1': 'us-east-1a' };
    expect((await requestAction(simulator, { Action, ...filter })).all('volumeId')).not.toContain(SEED_VOLUMES.managed);
    const all = await requestAction(simulator, { Action, IncludeManagedResources: true, ...filter });
    expect(all.all('volumeId')).toContain(SEED_VOLUMES.managed);
    const byId = await requestAction(simulator, { Action, 'VolumeId.1': SEED_VOLUMES.managed });
    const operator = ['managed', 'principal', 'hiddenByDefault'].map((name) => byId.one(name));
    expect(operator).toEqual(['true', 'ecs.amazonaws.com', 'true']);
  },
);

test('a managed volume that is not hidden is listed', async () => {
  const volume = simulator.world.volumes.find(({ id }) => id === SEED_VOLUMES.managed);
  if (volume?.operator === undefined) throw new Error('seed changed');
  volume.operator.hiddenByDefault = false;
  const response = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    'Filter.1.Name': 'operator.principal',
    'Filter.1.Value.1': 'ecs.amazonaws.com',
  });
  expect([...new Set(response.all('volumeId'))]).toEqual([SEED_VOLUMES.managed]);
  expect(response.one('hiddenByDefault')).toBe('false');
});

test('what a service attached has neither instance nor device', async () => {
  const response = await describe(SEED_VOLUMES.managed);
  expect([response.one('instanceId'), response.one('device')]).toEqual([undefined, undefined]);
  expect(response.all('status')).toEqual(['in-use', 'attached']);
  expect(response.one('associatedResource')).toMatch(/^arn:aws:ecs:us-east-1:123456789012:task\//);
  expect(response.one('instanceOwningService')).toBe('ecs.amazonaws.com');
});

test("a service's volume can be copied, or not, by switch; the copy belongs to the account alone", async () => {
  simulator.switches.managedSource = 'refused';
  expect((await copy(SEED_VOLUMES.managed)).code).toBe('UnsupportedOperation');
  simulator.switches.managedSource = 'copied';
  const id = (await copy(SEED_VOLUMES.managed)).one('volumeId') ?? '';
  simulator.advance(2_000);
  expect((await describe(id)).one('managed')).toBe('false');
});

test('a volume on an Outpost has its ARN in both reads, and is no source', async () => {
  for (const Action of READS) {
    const response = await requestAction(simulator, { Action, 'VolumeId.1': SEED_VOLUMES.outpost });
    expect(response.one('outpostArn')).toBe('arn:aws:outposts:us-east-1:123456789012:outpost/op-0a1b2c3d4e5f60001');
  }
  expect((await copy(SEED_VOLUMES.outpost)).code).toBe('UnsupportedOperation');
});

test('prod-db-2 has three volumes, prod-db-1 has two', async () => {
  const of = async (name: string) => {
    const filter = { 'Filter.1.Name': 'tag:Name', 'Filter.1.Value.1': name };
    return (await requestAction(simulator, { Action: 'DescribeInstances', ...filter })).all('volumeId');
  };
  expect(await of('prod-db-2')).toEqual([SEED_VOLUMES.prodDb2Data, SEED_VOLUMES.prodDb2Root, SEED_VOLUMES.prodDb2Wal]);
  expect(await of('prod-db-1')).toEqual([SEED_VOLUMES.prodDb1Data, SEED_VOLUMES.prodDb1Root]);
});
