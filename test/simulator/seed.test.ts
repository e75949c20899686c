// The standard seed: volumes that keep EC2's own rules.
import { expect, test } from 'vitest';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { HOUR, requestAction, START, startFrozenSimulator } from '../support/simulator-requests.ts';

const VOLUMES = standardSeed(START).volumes;

// The demo, the README and other tests point at these ids: frozen here as literals.
test.each([
  [0, 'vol-0a1b2c3d4e5f60001', 'gp3', 500, 6000, 250, 'prod-db-1-data'],
  [1, 'vol-0a1b2c3d4e5f60002', 'gp3', 30, 3000, 125, 'prod-db-1-root'],
  [2, 'vol-0a1b2c3d4e5f60003', 'gp3', 100, 4000, 125, 'reports'],
  [3, 'vol-0a1b2c3d4e5f60004', 'gp2', 20, 100, undefined, 'scratch'],
  [4, 'vol-0a1b2c3d4e5f60005', 'gp3', 500, 6000, 250, 'prod-db-2-data'],
  [5, 'vol-0a1b2c3d4e5f60006', 'io2', 200, 10000, undefined, 'cluster-shared'],
  [6, 'vol-0a1b2c3d4e5f60007', 'st1', 500, undefined, undefined, 'log-archive'],
  [7, 'vol-0a1b2c3d4e5f60008', 'gp3', 50, 3000, 125, 'unencrypted'],
  [8, 'vol-0a1b2c3d4e5f60009', 'gp3', 200, 3000, 125, 'growing'],
  [9, 'vol-0a1b2c3d4e5f60010', 'gp3', 1000, 3000, 125, 'archive'],
  [10, 'vol-0a1b2c3d4e5f60011', 'gp3', 1000, 3000, 125, 'archive-copy'],
  [11, 'vol-0a1b2c3d4e5f60012', 'gp3', 80, 3000, 125, 'impaired'],
  [12, 'vol-0a1b2c3d4e5f60013', 'gp3', 40, 3000, 125, 'failed'],
  [13, 'vol-0a1b2c3d4e5f60014', 'gp3', 300, 3000, 125, undefined],
  [14, 'vol-0a1b2c3d4e5f60015', 'gp3', 60, 3000, 125, 'task-storage'],
  [15, 'vol-0a1b2c3d4e5f60016', 'gp2', 150, 450, undefined, 'on-outpost'],
  [16, 'vol-0a1b2c3d4e5f60017', 'gp3', 30, 3000, 125, 'prod-db-2-root'],
  [17, 'vol-0a1b2c3d4e5f60018', 'gp3', 200, 4000, 250, 'prod-db-2-wal'],
])('%d is %s', (index, id, type, size, iops, throughput, name) => {
  const volume = VOLUMES[index];
  const found = [volume?.id, volume?.type, volume?.size, volume?.iops, volume?.throughput, volume?.tags[0]?.value];
  expect(found).toEqual([id, type, size, iops, throughput, name]);
  expect(id).toMatch(/^vol-[0-9a-f]{17}$/);
});

test('there are eighteen, each id once', () => {
  expect(new Set(VOLUMES.map(({ id }) => id)).size).toBe(18);
  expect(VOLUMES).toHaveLength(18);
});

test('all but the copy in progress are older than a day, so that nothing looks new', () => {
  const young = VOLUMES.filter(({ createdAt }) => createdAt > START - 24 * HOUR).map(({ id }) => id);
  expect(young).toEqual(['vol-0a1b2c3d4e5f60011']);
});

test.each([0, 1, 2, 3])('volume %d can be copied at once', async (index) => {
  const simulator = await startFrozenSimulator();
  const response = await requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId: VOLUMES[index]?.id ?? '' });
  expect(response.code).toBe('ok');
  await simulator.close();
});

test('the source of the copy in progress is none of the first four', () => {
  const sources = VOLUMES.map(({ sourceVolumeId }) => sourceVolumeId).filter((id) => id !== undefined);
  expect(sources).toEqual(['vol-0a1b2c3d4e5f60010']);
});

test('instances: two names, and one name twice', async () => {
  const simulator = await startFrozenSimulator();
  const response = await requestAction(simulator, { Action: 'DescribeInstances' });
  expect(response.all('instanceId')).toEqual([1, 2, 3, 4].map((n) => `i-0a1b2c3d4e5f6000${n}`));
  const names = response.all('value').filter((value) => value !== 'production');
  expect(names).toEqual(['prod-db-1', 'prod-db-2', 'web', 'web']);
  await simulator.close();
});
