// What time does to a copy: visible, created, initialized, failed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { startSimulator } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { initializingMsFor } from '../../src/simulator/world/copy-initialization.ts';
import { HOUR, MINUTE, requestAction, START, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

function copy(id: string, params: Record<string, string | number> = {}) {
  return requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId: id, ...params });
}

const describe = (id: string) => requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': id });
const status = (id: string) => requestAction(simulator, { Action: 'DescribeVolumeStatus', 'VolumeId.1': id });

// EBS guide "Copy a volume", 2026-09: hours at most, by TiB written.
test.each([
  [0, 0],
  [512, 3],
  [1_024, 6],
  [2_048, 7.2],
  [16 * 1_024, 24],
  [16 * 1_024 + 1, 24],
  [64 * 1_024, 24],
])('%d GiB written take %d h', (gib, hours) => {
  expect(initializingMsFor(gib, 1)).toBe(hours * HOUR);
});

test('createTime of a copy: whole seconds in the response, milliseconds later; milliseconds in both by switch', async () => {
  simulator.advance(789);
  const copied = await copy(SEED_VOLUMES.reports);
  expect(copied.one('createTime')).toBe('2026-11-22T09:00:00.000Z');
  simulator.advance(2_000);
  expect((await describe(copied.one('volumeId') ?? '')).one('createTime')).toBe('2026-11-22T09:00:00.789Z');
  simulator.switches.copyResponseWholeSeconds = false;
  expect((await copy(SEED_VOLUMES.scratch)).one('createTime')).toBe('2026-11-22T09:00:02.789Z');
});

test('unknown for up to a second, creating, then available', async () => {
  const id = (await copy(SEED_VOLUMES.reports)).one('volumeId') ?? '';
  const lag = simulator.world.volumes.at(-1)?.visibleAfterMs ?? -1;
  expect(lag).toBeGreaterThan(0);
  expect(lag).toBeLessThanOrEqual(1_000);
  expect((await describe(id)).code).toBe('InvalidVolume.NotFound');
  expect((await copy(id)).code).toBe('InvalidVolume.NotFound');
  simulator.advance(lag);
  expect((await describe(id)).one('status')).toBe('creating');
  simulator.advance(1_499 - lag);
  expect((await describe(id)).one('status')).toBe('creating');
  simulator.advance(1);
  expect((await describe(id)).one('status')).toBe('available');
});

test('progress is published in five-minute steps, and late', async () => {
  const id = (await copy(SEED_VOLUMES.prodDb1Data)).one('volumeId') ?? '';
  const total = initializingMsFor(180, 1);
  simulator.advance(2_000);
  const fresh = await status(id);
  expect([fresh.one('initializationType'), fresh.one('progress')]).toEqual(['volume-copy', '0']);
  expect(fresh.one('estimatedTimeToCompleteInSeconds')).toBeUndefined();
  expect(fresh.all('status')).toContain('insufficient-data');

  simulator.advance(5 * MINUTE - 2_001);
  expect((await status(id)).one('progress')).toBe('0');
  simulator.advance(1);
  const first = await status(id);
  expect(first.one('progress')).toBe(String(Math.floor((100 * 5 * MINUTE) / total)));
  expect(first.all('status')).toEqual(['ok', 'passed', 'not-applicable', 'initializing']);

  simulator.advance(total - 5 * MINUTE);
  // Initialized in truth: another copy may start, though the publication is still behind.
  const behind = await status(id);
  expect(behind.all('status')).toContain('initializing');
  simulator.advance(5 * MINUTE);
  const done = await status(id);
  expect([done.one('progress'), done.all('status').at(-1)]).toEqual(['100', 'completed']);
});

test('one copy of a source until it is initialized', async () => {
  await copy(SEED_VOLUMES.prodDb1Data);
  const again = await copy(SEED_VOLUMES.prodDb1Data);
  expect([again.status, again.code]).toEqual([400, 'ConcurrentCopyVolumeLimitExceeded']);
  simulator.advance(initializingMsFor(180, 1) - 1);
  expect((await copy(SEED_VOLUMES.prodDb1Data)).code).toBe('ConcurrentCopyVolumeLimitExceeded');
  simulator.advance(1);
  expect((await copy(SEED_VOLUMES.prodDb1Data)).code).toBe('ok');
});

test('one copy of a source over all accounts that share it', async () => {
  const theirs = { accountId: '999999999999', arn: 'arn:aws:iam::999999999999:root', userId: '999999999999' };
  simulator.world.principals.set('AKIDOTHER', theirs);
  const source = simulator.world.volumes.find((volume) => volume.id === SEED_VOLUMES.reports);
  if (source === undefined) throw new Error('seed changed');
  source.sharedWith = [theirs.accountId];
  const request = { Action: 'CopyVolumes', SourceVolumeId: source.id };
  expect((await requestAction(simulator, request, { accessKey: 'AKIDOTHER' })).code).toBe('ok');
  expect((await copy(source.id)).code).toBe('ConcurrentCopyVolumeLimitExceeded');
});

test('five copies in progress in a Region', async () => {
  // The seed has one already.
  const sources = [SEED_VOLUMES.prodDb1Data, SEED_VOLUMES.prodDb1Root, SEED_VOLUMES.reports, SEED_VOLUMES.scratch];
  for (const source of sources) expect((await copy(source)).code).toBe('ok');
  expect((await copy(SEED_VOLUMES.logs)).code).toBe('CopyVolumesLimitExceeded');
  simulator.switches.copiesPerRegion = 6;
  expect((await copy(SEED_VOLUMES.logs)).code).toBe('ok');
});

test('a copy is no source while it is created or initializing', async () => {
  const id = (await copy(SEED_VOLUMES.reports)).one('volumeId') ?? '';
  simulator.advance(1_000);
  expect((await copy(id)).code).toBe('IncorrectState');
  simulator.advance(MINUTE);
  expect((await copy(id)).code).toBe('IncorrectState');
  simulator.advance(initializingMsFor(40, 1));
  expect((await copy(id)).code).toBe('ok');
});

test('the source may go while the copy runs', async () => {
  const id = (await copy(SEED_VOLUMES.reports)).one('volumeId') ?? '';
  const source = simulator.world.volumes.find((volume) => volume.id === SEED_VOLUMES.reports);
  if (source === undefined) throw new Error('seed changed');
  source.deletedAt = simulator.now();
  simulator.advance(24 * HOUR);
  const described = await describe(id);
  expect([described.one('status'), described.one('sourceVolumeId')]).toEqual(['available', SEED_VOLUMES.reports]);
  expect(described.body).toContain('<snapshotId/>');
});

test('an empty volume has nothing to initialize', async () => {
  const source = simulator.world.volumes.find((volume) => volume.id === SEED_VOLUMES.reports);
  if (source === undefined) throw new Error('seed changed');
  source.writtenGib = 0;
  const id = (await copy(source.id)).one('volumeId') ?? '';
  simulator.advance(10 * MINUTE);
  const response = await status(id);
  expect([response.one('progress'), response.all('status')]).toEqual([undefined, ['ok', 'passed', 'not-applicable']]);
});

test.each([
  ['error', 'error'],
  ['vanishes', undefined],
] as const)('a copy that ends otherwise: %s', async (copyFailure, state) => {
  simulator.switches.copyFailure = copyFailure;
  const id = (await copy(SEED_VOLUMES.reports)).one('volumeId') ?? '';
  simulator.advance(10_000);
  const response = await describe(id);
  expect(response.one('status')).toBe(state);
  if (state === undefined) expect(response.code).toBe('InvalidVolume.NotFound');
});

test('a modification passes from modifying to optimizing to completed', async () => {
  const look = async () => {
    const response = await requestAction(simulator, {
      Action: 'DescribeVolumesModifications',
      'VolumeId.1': SEED_VOLUMES.modifying,
    });
    return [response.one('modificationState'), response.one('progress'), response.one('endTime') !== undefined];
  };
  expect(await look()).toEqual(['modifying', '40', false]);
  simulator.advance(6 * HOUR);
  expect(await look()).toEqual(['optimizing', '0', false]);
  expect((await copy(SEED_VOLUMES.modifying)).code).toBe('ok');
  simulator.advance(6 * HOUR);
  expect(await look()).toEqual(['completed', '100', true]);
});

test('a volume that is modified shows its settings at once and is at work for a while', async () => {
  const ask = (Action: string, more = {}) =>
    requestAction(simulator, { Action, VolumeId: SEED_VOLUMES.reports, ...more });
  const asked = await ask('ModifyVolume', { VolumeType: 'gp2' });
  expect(
    ['modificationState', 'progress', 'targetVolumeType', 'targetIops', 'targetThroughput'].map(asked.one),
  ).toEqual([...['modifying', '0', 'gp2'], (await describe(SEED_VOLUMES.reports)).one('iops'), undefined]);
  expect((await ask('ModifyVolume', { Size: 1 })).code).toBe('InvalidParameterValue');
  expect((await ask('ModifyVolume', { VolumeType: 'gp3' })).code).toBe('IncorrectModificationState');
  expect((await copy(SEED_VOLUMES.reports)).code).toBe('IncorrectModificationState');
  simulator.advance(60_000);
  expect((await copy(SEED_VOLUMES.reports)).code).toBe('ok');
  expect((await ask('ModifyVolume', { DryRun: true })).code).toBe('DryRunOperation');
  simulator.advance(60_000);
  expect((await ask('ModifyVolume', { VolumeType: 'gp3', Throughput: 250 })).one('targetThroughput')).toBe('250');
});

test('the clock of the world runs `speed` times as fast, and the date header with it', async () => {
  let wall = START;
  const fast = await startSimulator({ now: () => wall, speed: 60 });
  wall += 1_000;
  expect(fast.now()).toBe(START + MINUTE);
  fast.advance(500);
  expect(fast.now()).toBe(START + MINUTE + 500);
  const response = await requestAction(fast, { Action: 'DescribeVolumes' });
  expect(response.headers.get('date')).toBe('Sun, 22 Nov 2026 09:01:00 GMT');
  await fast.close();
});
