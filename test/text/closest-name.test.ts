// Which known name is meant by a misspelt one, and when none is.
import { expect, test } from 'vitest';
import { nearest } from '../../src/text/closest-name.ts';

const NAMES = ['SourceVolumeId', 'VolumeType', 'DryRun', 'Size', 'Iops'];

test.each<[given: string, expected: string | undefined]>([
  ['VolumeType', 'VolumeType'],
  ['volumetype', 'VolumeType'],
  ['volume_type', 'VolumeType'],
  ['volume-type', 'VolumeType'],
  ['Volume Type', 'VolumeType'],
  ['VolumTyp', 'VolumeType'],
  ['SourceVolume', 'SourceVolumeId'],
  ['VolumeId', undefined],
  ['DryRn', 'DryRun'],
  ['Siez', 'Size'],
  // Two letters exchanged for others are two steps, and two steps are still near.
  ['Sixy', 'Size'],
  ['Sxyw', undefined],
  ['xyz', undefined],
  ['Encrypted', undefined],
])('%s is %s', (given, expected) => {
  expect(nearest(given, NAMES)).toBe(expected);
});

test('of equally near names the first is meant', () => {
  expect(nearest('gp9', ['gp2', 'gp3'])).toBe('gp2');
});

test('nothing is near among no names', () => {
  expect(nearest('x', [])).toBeUndefined();
});
