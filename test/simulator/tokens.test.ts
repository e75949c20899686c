// Client tokens: replay, mismatch, memory.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';
import { HOUR, requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

const REQUEST = {
  Action: 'CopyVolumes',
  SourceVolumeId: SEED_VOLUMES.prodDb1Data,
  VolumeType: 'gp3',
  ClientToken: 'one',
  'TagSpecification.1.ResourceType': 'volume',
  'TagSpecification.1.Tag.1.Key': 'a',
  'TagSpecification.1.Tag.1.Value': '1',
  'TagSpecification.1.Tag.2.Key': 'b',
  'TagSpecification.1.Tag.2.Value': '2',
};

let simulator: RecordingSimulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

function countCopies(): number {
  return simulator.world.volumes.filter(({ sourceVolumeId }) => sourceVolumeId === SEED_VOLUMES.prodDb1Data).length;
}

test('the same request again is the same volume in its present state, though a copy is running', async () => {
  const first = await requestAction(simulator, REQUEST);
  simulator.advance(10_000);
  const second = await requestAction(simulator, REQUEST);
  expect([second.one('volumeId'), first.one('status'), second.one('status')]).toEqual([
    first.one('volumeId'),
    'creating',
    'available',
  ]);
  expect(countCopies()).toBe(1);
  expect(simulator.requests.map(({ createdVolumeId }) => createdVolumeId)).toEqual([first.one('volumeId'), undefined]);
});

test.each([
  ['a default that is named', { Throughput: 125, Iops: 3000, Size: 500, MultiAttachEnabled: false }],
  [
    'tags in another order',
    {
      'TagSpecification.1.Tag.1.Key': 'b',
      'TagSpecification.1.Tag.1.Value': '2',
      'TagSpecification.1.Tag.2.Key': 'a',
      'TagSpecification.1.Tag.2.Value': '1',
    },
  ],
])('%s is the same request', async (_name, change) => {
  const first = await requestAction(simulator, REQUEST);
  const second = await requestAction(simulator, { ...REQUEST, ...change });
  expect(second.one('volumeId')).toBe(first.one('volumeId'));
});

test.each<[string, Record<string, string | number | boolean>]>([
  ['source', { SourceVolumeId: SEED_VOLUMES.reports }],
  ['size', { Size: 501 }],
  ['type', { VolumeType: 'gp2' }],
  ['IOPS', { Iops: 3001 }],
  ['throughput', { Throughput: 126 }],
  ['encryption', { Encrypted: true }],
  ['key', { KmsKeyId: 'alias/prod-data' }],
  ['a tag', { 'TagSpecification.1.Tag.1.Value': '3' }],
])('another %s is a mismatch', async (_name, change) => {
  await requestAction(simulator, REQUEST);
  const response = await requestAction(simulator, { ...REQUEST, ...change });
  expect([response.status, response.code]).toEqual([400, 'IdempotentParameterMismatch']);
  expect(countCopies()).toBe(1);
});

test('a token whose volume is gone stays used', async () => {
  const id = (await requestAction(simulator, REQUEST)).one('volumeId');
  const copy = simulator.world.volumes.find((volume) => volume.id === id);
  if (copy === undefined) throw new Error('no copy');
  copy.deletedAt = simulator.now();
  expect((await requestAction(simulator, REQUEST)).code).toBe('IdempotentParameterMismatch');
});

test('a token is remembered for twelve hours', async () => {
  const first = await requestAction(simulator, REQUEST);
  simulator.advance(12 * HOUR - 1);
  expect((await requestAction(simulator, REQUEST)).one('volumeId')).toBe(first.one('volumeId'));
  simulator.advance(1);
  const later = await requestAction(simulator, REQUEST);
  expect([later.code, later.one('volumeId') === first.one('volumeId')]).toEqual(['ok', false]);
});

test('it belongs to a Region', async () => {
  await requestAction(simulator, REQUEST);
  const source = simulator.world.volumes[0];
  if (source === undefined) throw new Error('seed changed');
  simulator.world.volumes.push({ ...source, id: SEED_VOLUMES.prodDb1Data, region: 'eu-west-1' });
  const there = await requestAction(simulator, { ...REQUEST, Size: 501 }, { region: 'eu-west-1' });
  expect([there.code, there.one('size')]).toEqual(['ok', '501']);
});

test('its case counts', async () => {
  await requestAction(simulator, REQUEST);
  expect((await requestAction(simulator, { ...REQUEST, ClientToken: 'ONE' })).code).toBe(
    'ConcurrentCopyVolumeLimitExceeded',
  );
});

test.each([
  ['65 characters', 'x'.repeat(65)],
  ['a letter outside ASCII', 'tokén'],
])('%s is no token', async (_name, ClientToken) => {
  expect((await requestAction(simulator, { ...REQUEST, ClientToken })).code).toBe('InvalidClientToken');
  simulator.switches.badClientToken = 'InvalidParameterValue';
  expect((await requestAction(simulator, { ...REQUEST, ClientToken })).code).toBe('InvalidParameterValue');
  expect((await requestAction(simulator, { ...REQUEST, ClientToken: 'x'.repeat(64) })).code).toBe('ok');
});

test('a dry run leaves the token unused, unless switched otherwise', async () => {
  expect((await requestAction(simulator, { ...REQUEST, DryRun: true })).code).toBe('DryRunOperation');
  expect((await requestAction(simulator, REQUEST)).code).toBe('ok');
  simulator.switches.dryRunBurnsToken = true;
  await requestAction(simulator, { ...REQUEST, ClientToken: 'two', DryRun: true });
  expect((await requestAction(simulator, { ...REQUEST, ClientToken: 'two' })).code).toBe('IdempotentParameterMismatch');
});

test('a hundred answers lost after the commit leave one volume', async () => {
  simulator.addFault({ kind: 'cut-after', action: 'CopyVolumes', times: 100 });
  for (let i = 0; i < 100; i += 1) await expect(requestAction(simulator, REQUEST)).rejects.toThrow();
  const response = await requestAction(simulator, REQUEST);
  expect([response.code, countCopies()]).toEqual(['ok', 1]);
});
