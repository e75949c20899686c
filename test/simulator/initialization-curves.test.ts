// The course of an initialization, and copies that fail on the way.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { initializingMsFor, readInitialization } from '../../src/simulator/world/copy-initialization.ts';
import { shareAt } from '../../src/simulator/world/initialization-curve.ts';
import { CURVES } from '../support/initialization-curves.ts';
import { MINUTE, requestAction, START, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

// reports: 40 GiB written.
const TOTAL = initializingMsFor(40, 1);
const status = (id: string) => requestAction(simulator, { Action: 'DescribeVolumeStatus', 'VolumeId.1': id });
const describe = (id: string) => requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': id });

async function copyReports(): Promise<string> {
  const response = await requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.reports });
  return response.one('volumeId') ?? '';
}

// Percent of the blocks after 0, 10, … 100 % of the time.
const COURSES: Record<keyof typeof CURVES, number[]> = {
  steady: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
  slowing: [0, 30, 43, 55, 65, 75, 81, 87, 92, 96, 100],
  stalling: [0, 14, 28, 42, 50, 50, 50, 57, 71, 85, 100],
  late: [0, 0, 0, 0, 14, 28, 42, 57, 71, 85, 100],
};

test.each(Object.entries(COURSES) as [keyof typeof CURVES, number[]][])('the course %s', (name, course) => {
  const copy = standardSeed(START).volumes.find(({ id }) => id === SEED_VOLUMES.archiveCopy);
  if (copy === undefined) throw new Error('seed changed');
  const volume = { ...copy, createdAt: START, initializingMs: 1_000_000, curve: CURVES[name] };
  const course100 = course.map((_, tenth) => {
    const reading = readInitialization(volume, START + tenth * 100_000, { statusLagMs: 0, completedProgress: 100 });
    return reading?.progress;
  });
  expect(course100).toEqual(course);
});

test('a steady course shows every percent when it is reached', () => {
  const percents = Array.from({ length: 100 }, (_, percent) => percent);
  const copy = standardSeed(START).volumes.find(({ id }) => id === SEED_VOLUMES.archiveCopy);
  if (copy === undefined) throw new Error('seed changed');
  const volume = { ...copy, createdAt: START, initializingMs: 100 };
  const at = (ms: number) => readInitialization(volume, START + ms, { statusLagMs: 0, completedProgress: 100 });
  expect(percents.map((percent) => at(percent)?.progress)).toEqual(percents);
});

test.each(Object.entries(CURVES))('%s never goes back and ends at the end', (_name, curve) => {
  let before = 0;
  for (let i = 0; i < 1_000; i += 1) {
    const share = shareAt(curve, i / 1_000);
    expect(share).toBeGreaterThanOrEqual(before);
    expect(share).toBeLessThan(1);
    before = share;
  }
  expect([shareAt(curve, -1), shareAt(curve, 1), shareAt(curve, 2)]).toEqual([0, 1, 1]);
});

test('the course of new copies by switch, of one volume by its record', async () => {
  simulator.switches.initializationCurve = CURVES.late;
  simulator.switches.statusLagMs = 0;
  const id = await copyReports();
  const record = simulator.world.volumes.at(-1);
  if (record === undefined) throw new Error('no copy');
  simulator.advance(Math.ceil(TOTAL / 4));
  const waiting = await status(id);
  expect([waiting.one('progress'), waiting.all('status').at(-1)]).toEqual(['0', 'initializing']);
  record.curve = CURVES.steady;
  expect((await status(id)).one('progress')).toBe('25');
  record.curve = CURVES.slowing;
  expect((await status(id)).one('progress')).toBe('50');
});

test('a completed initialization may show less than 100, by switch', async () => {
  simulator.switches.completedProgress = 75;
  const id = await copyReports();
  simulator.advance(TOTAL + 5 * MINUTE);
  const response = await status(id);
  expect([response.one('progress'), response.all('status').at(-1)]).toEqual(['75', 'completed']);
});

test('a copy that fails on the way: in error, its checks silent, its progress where it was, its source free', async () => {
  Object.assign(simulator.switches, { copyFailure: 'error', copyFailsAt: 0.5, statusLagMs: 0 });
  const id = await copyReports();
  simulator.advance(TOTAL / 2 - 1);
  expect((await describe(id)).one('status')).toBe('available');
  simulator.advance(1);
  expect((await describe(id)).one('status')).toBe('error');
  simulator.advance(TOTAL);
  const response = await status(id);
  expect([response.one('progress'), response.all('status')]).toEqual([
    '50',
    ['ok', 'passed', 'not-applicable', 'initializing'],
  ]);
  simulator.switches.copyFailure = 'none';
  expect(await copyReports()).toMatch(/^vol-/);
});

test('a copy that vanishes on the way', async () => {
  Object.assign(simulator.switches, { copyFailure: 'vanishes', copyFailsAt: 0.5 });
  const id = await copyReports();
  simulator.advance(TOTAL / 2 - 1);
  expect((await describe(id)).one('status')).toBe('available');
  simulator.advance(1);
  expect((await describe(id)).code).toBe('InvalidVolume.NotFound');
  expect((await status(id)).code).toBe('InvalidVolume.NotFound');
});

test('a copy under a bad key that fails later vanishes right after its creation, whenever other copies fail', async () => {
  Object.assign(simulator.switches, { kmsFailure: 'later', copyFailsAt: 0.9 });
  const copied = await requestAction(simulator, {
    Action: 'CopyVolumes',
    SourceVolumeId: SEED_VOLUMES.reports,
    KmsKeyId: 'alias/retired',
  });
  simulator.advance(2_000);
  expect((await describe(copied.one('volumeId') ?? '')).code).toBe('InvalidVolume.NotFound');
});
