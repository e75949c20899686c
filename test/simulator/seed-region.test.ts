// The seeded world in a Region that somebody allowed.
import { expect, test } from 'vitest';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { moveToRegion } from '../../src/simulator/seed/seed-region.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

test.each([
  ['eu-west-1', 'eu-west-1a', 'euw1-az1'],
  ['ap-southeast-2', 'ap-southeast-2a', 'apse2-az1'],
])('in %s volumes and instances are in %s, which is %s', (region, zone, zoneId) => {
  const world = moveToRegion(standardSeed(NOON), region);
  for (const record of [...world.volumes, ...world.instances])
    expect([record.region, record.zone, record.zoneId]).toEqual([region, zone, zoneId]);
  expect(world.volumes).toHaveLength(standardSeed(NOON).volumes.length);
});

test('nothing of the first Region is left, and the keys of the volumes are those of the world', () => {
  const world = moveToRegion(standardSeed(NOON), 'eu-west-1');
  expect(JSON.stringify([world.volumes, world.instances, world.keys])).not.toMatch(/us-east-1|use1/);
  const keys = world.keys.map(({ arn }) => arn);
  for (const { kmsKeyArn } of world.volumes) if (kmsKeyArn !== undefined) expect(keys).toContain(kmsKeyArn);
});
