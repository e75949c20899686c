// What a search of the operator's other Regions and profiles found, in words.
import { expect, test } from 'vitest';
import { type OtherPlacesResult, otherPlacesWords } from '../../../src/volume/reading/other-places-result.ts';

const place = (region: string, VolumeIds: string[], more: object = {}) => ({
  region,
  complete: true,
  VolumeIds,
  ...more,
});
const CUT = { complete: false };

test.each<[name: string, places: OtherPlacesResult['places'], left: number, words: string | undefined]>([
  ['no other place', [], 0, undefined],
  ['two places that nobody searched', [], 2, '2 allowed places were not searched to the end.'],
  ['one, in vain', [place('eu-west-1', [])], 0, 'It is not in 1 other allowed place either.'],
  [
    'two in vain, one not to its end, one not at all',
    [place('eu-west-1', []), place('eu-west-2', []), place('eu-west-3', [], CUT)],
    1,
    'It is not in 2 other allowed places either. 2 allowed places were not searched to the end.',
  ],
  ['one that could not be searched', [place('eu-west-1', [], CUT)], 0, '1 allowed place was not searched to the end.'],
  [
    'found, with a profile',
    [place('eu-west-1', []), place('eu-west-2', ['vol-1', 'vol-2', 'vol-3'], { profile: 'staging' })],
    0,
    'Found elsewhere: vol-1 and 2 more in eu-west-2, profile staging.',
  ],
  [
    'found in two, of which one was not searched to its end',
    [place('eu-west-1', ['vol-1']), place('eu-west-2', ['vol-2'], CUT)],
    0,
    'Found elsewhere: vol-1 in eu-west-1; vol-2 in eu-west-2. 1 allowed place was not searched to the end.',
  ],
])('%s', (_, places, left, words) => {
  expect(otherPlacesWords({ places, left })).toBe(words);
});
