// Pages: sizes, tokens, and what a token is bound to.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { LISTED, requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

async function readPages(params: Record<string, string | number>): Promise<string[][]> {
  const pages: string[][] = [];
  let nextToken: string | undefined;
  do {
    const response = await requestAction(simulator, {
      ...params,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    });
    if (response.code !== 'ok') throw new Error(response.code);
    pages.push([...new Set(response.all('volumeId'))]);
    nextToken = response.one('nextToken');
  } while (nextToken !== undefined);
  return pages;
}

test.each([
  ['DescribeVolumes', LISTED, [5, 5, 5, 2]],
  // A volume that another account shares has no status here.
  ['DescribeVolumeStatus', LISTED.filter((id) => id !== SEED_VOLUMES.shared), [5, 5, 5, 1]],
])('%s in pages of five: each volume once', async (Action, ids, sizes) => {
  const pages = await readPages({ Action, MaxResults: 5 });
  expect(pages.map((page) => page.length)).toEqual(sizes);
  expect(pages.flat()).toEqual(ids);
});

test('without MaxResults there is one page', async () => {
  expect(await readPages({ Action: 'DescribeVolumes' })).toEqual([LISTED]);
});

test('a volume that goes or comes between pages shifts nothing', async () => {
  const first = await requestAction(simulator, { Action: 'DescribeVolumes', MaxResults: 5 });
  const gone = simulator.world.volumes[0];
  if (gone === undefined) throw new Error('seed changed');
  gone.deletedAt = simulator.now();
  const second = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    MaxResults: 5,
    NextToken: first.one('nextToken') ?? '',
  });
  expect(second.all('volumeId')).toContain(LISTED[5]);
});

test.each<[string, Record<string, string | number>, string]>([
  ['4', { MaxResults: 4 }, 'InvalidParameterValue'],
  ['0', { MaxResults: 0 }, 'InvalidParameterValue'],
  ['1,001', { MaxResults: 1001 }, 'InvalidParameterValue'],
  ['1,000', { MaxResults: 1000 }, 'ok'],
  ['ids with a size', { 'VolumeId.1': SEED_VOLUMES.logs, MaxResults: 5 }, 'InvalidParameterCombination'],
  ['ids with a token', { 'VolumeId.1': SEED_VOLUMES.logs, NextToken: 'x' }, 'InvalidParameterCombination'],
  ['a token of nobody', { NextToken: 'x' }, 'InvalidPaginationToken'],
])('paging: %s', async (_name, params, code) => {
  expect((await requestAction(simulator, { Action: 'DescribeVolumes', ...params })).code).toBe(code);
});

test('the message about ids and paging names both', async () => {
  const response = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    'VolumeId.1': LISTED[0] ?? '',
    MaxResults: 5,
  });
  expect(response.message).toContain('volumeIdsSet');
  expect(response.message).toContain('maxResults');
});

test('modifications come in pages of at most 500', async () => {
  expect((await requestAction(simulator, { Action: 'DescribeVolumesModifications', MaxResults: 501 })).code).toBe(
    'InvalidParameterValue',
  );
});

test('a token is bound to action, Region and filters', async () => {
  const token = (await requestAction(simulator, { Action: 'DescribeVolumes', MaxResults: 5 })).one('nextToken') ?? '';
  const elsewhere = [
    requestAction(simulator, { Action: 'DescribeVolumeStatus', NextToken: token }),
    requestAction(simulator, { Action: 'DescribeVolumes', NextToken: token }, { region: 'eu-west-1' }),
    requestAction(simulator, {
      Action: 'DescribeVolumes',
      NextToken: token,
      'Filter.1.Name': 'status',
      'Filter.1.Value.1': 'available',
    }),
  ];
  for (const response of await Promise.all(elsewhere)) expect(response.code).toBe('InvalidPaginationToken');
  simulator.switches.badNextToken = 'InvalidParameterValue';
  expect((await requestAction(simulator, { Action: 'DescribeVolumes', NextToken: 'x' })).code).toBe(
    'InvalidParameterValue',
  );
});

test('pages that are empty and go on, for tag and status filters where switched on', async () => {
  const request = {
    Action: 'DescribeVolumes',
    MaxResults: 5,
    'Filter.1.Name': 'tag:Name',
    'Filter.1.Value.1': 'failed',
  };
  expect(await readPages(request)).toEqual([[SEED_VOLUMES.failed]]);
  simulator.switches.emptyPages = true;
  expect(await readPages(request)).toEqual([[], [], [SEED_VOLUMES.failed], []]);
  const byType = { ...request, 'Filter.1.Name': 'volume-type', 'Filter.1.Value.1': 'st1' };
  expect(await readPages(byType)).toEqual([[SEED_VOLUMES.logs]]);
});

test('an order that is not the order of creation, where switched on, and the same in every run', async () => {
  simulator.switches.shuffle = true;
  const pages = await readPages({ Action: 'DescribeVolumes', MaxResults: 5 });
  expect(pages.flat()).not.toEqual(LISTED);
  expect(pages.flat().sort()).toEqual([...LISTED].sort());
  const twin = await startFrozenSimulator({ switches: { shuffle: true } });
  const response = await requestAction(twin, { Action: 'DescribeVolumes', MaxResults: 5 });
  expect([...new Set(response.all('volumeId'))]).toEqual(pages[0]);
  await twin.close();
});
