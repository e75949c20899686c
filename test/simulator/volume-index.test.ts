// Volumes by id in a long list.
import { expect, test } from 'vitest';
import { narrowById } from '../../src/simulator/actions/volume-filters.ts';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { locateVolume, locateVolumes } from '../../src/simulator/world/volume-index.ts';
import { START } from '../support/simulator-requests.ts';

const ONE = SEED_VOLUMES.reports;
const OTHER = SEED_VOLUMES.logs;
const NEW = 'vol-0fffffffffffffff1';

function indexed() {
  const { volumes } = standardSeed(START);
  expect(locateVolume(volumes, ONE)?.id).toBe(ONE);
  const [first] = volumes;
  if (first === undefined) throw new Error('seed changed');
  return { volumes, extra: { ...first, id: NEW } };
}

test('known ids and unknown ones', () => {
  const { volumes } = indexed();
  expect([...locateVolumes(volumes, [OTHER, NEW, ONE]).keys()]).toEqual([OTHER, ONE]);
  expect(locateVolume(volumes, NEW)).toBeUndefined();
});

test('a volume that was added', () => {
  const { volumes, extra } = indexed();
  volumes.push(extra);
  expect(locateVolume(volumes, NEW)).toBe(extra);
});

test('a list that a test changed in the middle', () => {
  const { volumes, extra } = indexed();
  volumes.splice(0, 1);
  expect(locateVolume(volumes, ONE)?.id).toBe(ONE);
  expect(locateVolume(volumes, SEED_VOLUMES.prodDb1Data)).toBeUndefined();
  volumes[0] = extra;
  expect(locateVolume(volumes, NEW)).toBe(extra);
  expect(locateVolume(volumes, SEED_VOLUMES.prodDb1Root)).toBeUndefined();
});

test('a list that was replaced', () => {
  const { volumes } = indexed();
  const kept = volumes.filter(({ id }) => id !== ONE);
  expect(locateVolume(kept, ONE)).toBeUndefined();
  expect(locateVolume(kept, OTHER)?.id).toBe(OTHER);
});

test.each<[what: string, filters: { Name: string; Value?: string[] }[] | undefined, left: string[] | 'all']>([
  ['ids, in the order of the list', [{ Name: 'volume-id', Value: [OTHER, ONE] }], [ONE, OTHER]],
  ['an unknown id', [{ Name: 'volume-id', Value: [NEW] }], []],
  ['a wildcard', [{ Name: 'volume-id', Value: [ONE, 'vol-*'] }], 'all'],
  ['a filter without values', [{ Name: 'volume-id' }], 'all'],
  ['another filter', [{ Name: 'status', Value: ['available'] }], 'all'],
  ['no filter', undefined, 'all'],
])('what a filter leaves to look at: %s', (_, filters, left) => {
  const { volumes } = indexed();
  expect(narrowById(volumes, filters).map(({ id }) => id)).toEqual(left === 'all' ? volumes.map(({ id }) => id) : left);
});
