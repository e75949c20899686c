// The large account of test/support/: what it holds, and that one request does not walk over all of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { VOLUME_TYPES } from '../../src/vocabulary.ts';
import { CROWD_COPIES, CROWD_SOURCE, crowdedSeed, crowdVolumeId } from '../support/crowded-seed.ts';
import { requestAction, START, startFrozenSimulator } from '../support/simulator-requests.ts';

const COUNT = 3_000;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startFrozenSimulator({ seed: (now) => crowdedSeed(now, COUNT) });
});
afterAll(() => simulator.close());

async function readAll(params: Record<string, string | number>) {
  const found: { ids: string[]; sizes: number[] } = { ids: [], sizes: [] };
  let token: string | undefined;
  do {
    const page = await requestAction(simulator, {
      MaxResults: 500,
      ...params,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const ids = page.body.match(/(?<=^ {12}<volumeId>)[^<]+/gm) ?? [];
    found.ids.push(...ids);
    found.sizes.push(ids.length);
    token = page.one('nextToken');
  } while (token !== undefined);
  return found;
}

test('as many volumes are listed as the seed was given, in full pages, each once', async () => {
  const { ids, sizes } = await readAll({ Action: 'DescribeVolumes' });
  expect(sizes).toEqual([500, 500, 500, 500, 500, 500]);
  expect(new Set(ids).size).toBe(COUNT);
  for (const id of ids) expect(id).toMatch(/^vol-[0-9a-f]{17}$/);
  // All but the one that another account shares.
  expect((await readAll({ Action: 'DescribeVolumeStatus' })).ids).toHaveLength(COUNT - 1);
});

test('ids stay apart and out of order in a crowd of 200,000', () => {
  const ids = Array.from({ length: 200_000 }, (_, n) => crowdVolumeId(n));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.slice(0, 100)).not.toEqual(ids.slice(0, 100).sort());
});

test('the same in every run, and it begins with the standard seed', () => {
  expect(crowdedSeed(START, COUNT)).toEqual(crowdedSeed(START, COUNT));
  const standard = standardSeed(START).volumes;
  expect(crowdedSeed(START, COUNT).volumes.slice(0, standard.length)).toEqual(standard);
  expect(() => crowdedSeed(START, 999)).toThrow(RangeError);
});

test('every type and many states', async () => {
  const count = async (action: string, name: string, value: string) =>
    (await readAll({ Action: action, 'Filter.1.Name': name, 'Filter.1.Value.1': value })).ids.length;
  for (const type of VOLUME_TYPES) expect(await count('DescribeVolumes', 'volume-type', type)).toBeGreaterThan(100);
  expect(await count('DescribeVolumes', 'status', 'in-use')).toBeGreaterThan(2_000);
  expect(await count('DescribeVolumes', 'status', 'available')).toBeGreaterThan(500);
  expect(await count('DescribeVolumes', 'status', 'error')).toBe(3);
  expect(await count('DescribeVolumes', 'encrypted', 'false')).toBeGreaterThan(300);
  expect(await count('DescribeVolumes', 'availability-zone', 'us-east-1d')).toBeGreaterThan(500);
  expect(await count('DescribeVolumes', 'tag:Team', 'search')).toBeGreaterThan(300);
  expect(await count('DescribeVolumeStatus', 'volume-status.status', 'impaired')).toBe(2);
  for (const state of ['modifying', 'optimizing', 'completed']) {
    const response = await requestAction(simulator, {
      Action: 'DescribeVolumesModifications',
      'Filter.1.Name': 'modification-state',
      'Filter.1.Value.1': state,
    });
    expect(response.all('volumeId').length).toBeGreaterThan(0);
  }
});

test('the copies of one volume lie far apart; one of them is initializing', async () => {
  const copies = simulator.world.volumes.flatMap(({ sourceVolumeId }, at) =>
    sourceVolumeId === CROWD_SOURCE ? [at] : [],
  );
  expect(copies).toHaveLength(CROWD_COPIES);
  expect(new Set(copies.map((at) => Math.floor(at / 300))).size).toBe(CROWD_COPIES);
  const ids = Object.fromEntries(copies.map((at, i) => [`VolumeId.${i + 1}`, simulator.world.volumes[at]?.id ?? '']));
  const response = await requestAction(simulator, { Action: 'DescribeVolumeStatus', ...ids });
  const states = response.all('status').filter((status) => ['initializing', 'completed'].includes(status));
  expect(states.filter((state) => state === 'completed')).toHaveLength(CROWD_COPIES - 1);
  expect(states).toHaveLength(CROWD_COPIES);
  const again = await requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId: CROWD_SOURCE });
  expect(again.code).toBe('ConcurrentCopyVolumeLimitExceeded');
});

test('an instance of the crowd has the volumes that name it', async () => {
  const filter = { 'Filter.1.Name': 'block-device-mapping.volume-id', 'Filter.1.Value.1': crowdVolumeId(51) };
  const response = await requestAction(simulator, { Action: 'DescribeInstances', ...filter });
  expect(response.all('instanceId')).toHaveLength(1);
  expect(response.all('volumeId')).toHaveLength(18);
  expect(new Set(response.all('deviceName')).size).toBe(18);
  const attached = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    'Filter.1.Name': 'attachment.instance-id',
    'Filter.1.Value.1': response.one('instanceId') ?? '',
  });
  expect(new Set(attached.all('availabilityZone'))).toEqual(new Set(response.all('availabilityZone')));
});

test('a page begins where its token says, without looking at what came before', async () => {
  const first = await requestAction(simulator, { Action: 'DescribeVolumes', MaxResults: 500 });
  const [replaced] = simulator.world.volumes.splice(
    0,
    1,
    new Proxy({} as never, {
      get() {
        throw new Error('looked at');
      },
    }),
  );
  const second = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    MaxResults: 500,
    NextToken: first.one('nextToken') ?? '',
  });
  if (replaced !== undefined) simulator.world.volumes[0] = replaced;
  expect([second.code, replaced?.id]).toEqual(['ok', SEED_VOLUMES.prodDb1Data]);
});
