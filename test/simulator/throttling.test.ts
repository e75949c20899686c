// Request throttling: token buckets by the wall clock.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/listen.ts';
import { createThrottling } from '../../src/simulator/rules/throttling.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { HOUR, requestAction, START } from '../support/simulator-requests.ts';

let wall = START;
let simulator: Simulator;
beforeEach(async () => {
  wall = START;
  simulator = await startSimulator({ now: () => wall, speed: 3_600, switches: { requestThrottling: true } });
});
afterEach(() => simulator.close());

type Params = Record<string, string | number | boolean>;

/** How many of `count` requests at one moment are served. */
async function burst(params: Params, count: number, place?: { region?: string; accessKey?: string }): Promise<number> {
  let served = 0;
  for (let i = 0; i < count; i += 1) {
    if ((await requestAction(simulator, params, place)).code !== 'RequestLimitExceeded') served += 1;
  }
  return served;
}

const FILTER = { 'Filter.1.Name': 'volume-type', 'Filter.1.Value.1': 'st1' };

// EC2 developer guide, "Request throttling": at once, and one second later.
test.each<[string, Params, number, number]>([
  ['every volume', { Action: 'DescribeVolumes' }, 50, 10],
  ['volumes by a page', { Action: 'DescribeVolumes', MaxResults: 5 }, 100, 20],
  ['volumes by a filter', { Action: 'DescribeVolumes', ...FILTER }, 100, 20],
  ['volumes by an id', { Action: 'DescribeVolumes', 'VolumeId.1': SEED_VOLUMES.reports }, 100, 20],
  ['every status', { Action: 'DescribeVolumeStatus' }, 100, 20],
  ['every modification', { Action: 'DescribeVolumesModifications' }, 100, 20],
  ['every instance', { Action: 'DescribeInstances' }, 50, 10],
  ['a default of the account', { Action: 'GetEbsDefaultKmsKeyId' }, 100, 20],
  ['a copy', { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.reports, DryRun: true }, 50, 5],
])('%s', async (_name, params, capacity, perSecond) => {
  expect(await burst(params, capacity + 5)).toBe(capacity);
  wall += 1_000;
  expect(await burst(params, perSecond + 5)).toBe(perSecond);
});

test('ids alone may not count as a filter', async () => {
  simulator.switches.idsCountAsFilter = false;
  expect(await burst({ Action: 'DescribeVolumes', 'VolumeId.1': SEED_VOLUMES.reports }, 60)).toBe(50);
});

test('real seconds refill, not the hours that pass for volumes', async () => {
  await burst({ Action: 'DescribeVolumes' }, 50);
  simulator.advance(24 * HOUR);
  expect((await requestAction(simulator, { Action: 'DescribeVolumes' })).status).toBe(503);
  wall += 100;
  expect(simulator.now()).toBe(START + 24 * HOUR + 360_000);
  expect(await burst({ Action: 'DescribeVolumes' }, 5)).toBe(1);
});

test('one bucket per action, account and Region; STS has none', async () => {
  const theirs = { accountId: '999999999999', arn: 'arn:aws:iam::999999999999:root', userId: '999999999999' };
  simulator.world.principals.set('AKIDOTHER', theirs);
  const all = { Action: 'DescribeVolumes' };
  expect(await burst(all, 51)).toBe(50);
  expect(await burst({ ...all, MaxResults: 5 }, 5)).toBe(5);
  expect(await burst({ Action: 'DescribeInstances' }, 5)).toBe(5);
  expect(await burst(all, 51, { region: 'eu-west-1' })).toBe(50);
  expect(await burst(all, 51, { accessKey: 'AKIDOTHER' })).toBe(50);
  expect(await burst({ Action: 'GetCallerIdentity' }, 120)).toBe(120);
});

test('a bucket holds no more than its capacity, and a clock that is set back empties none', () => {
  const buckets = createThrottling();
  const use = { action: 'CopyVolumes', accountId: '1', region: 'r', narrowed: false };
  const drain = (now: number) => {
    let taken = 0;
    try {
      for (; taken < 200; taken += 1) buckets.take(use, now);
    } catch {}
    return taken;
  };
  expect([drain(START), drain(START + HOUR), drain(START), drain(START + 1_000)]).toEqual([50, 50, 0, 5]);
});
