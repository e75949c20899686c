import { describe, expect, test } from 'vitest';
import type { AllowedPlaces } from '../../src/ports/ec2.ts';
import { choosePlace, judgeRegion } from '../../src/tools/allowed-place.ts';

const anywhere: AllowedPlaces = { regions: [], profiles: [] };

describe('where a call goes', () => {
  test.each<[name: string, asked: { Region?: string; Profile?: string }, allowed: AllowedPlaces, choice: object]>([
    ['nothing asked, nothing set: the AWS chain decides', {}, anywhere, { ok: true }],
    [
      'what was asked',
      { Region: 'eu-west-1', Profile: 'b' },
      { regions: [], profiles: ['a', 'b'] },
      { ok: true, region: 'eu-west-1', profile: 'b' },
    ],
    ['the only Region', {}, { regions: ['eu-west-1'], profiles: [] }, { ok: true, region: 'eu-west-1' }],
    ['the only profile', {}, { regions: [], profiles: ['a'] }, { ok: true, profile: 'a' }],
    [
      'the Region of the environment',
      {},
      { ...anywhere, defaultRegion: 'eu-west-1' },
      { ok: true, region: 'eu-west-1' },
    ],
    [
      'the only Region rather than that of the environment',
      {},
      { regions: ['us-east-1'], profiles: [], defaultRegion: 'eu-west-1' },
      { ok: true, region: 'us-east-1' },
    ],
    [
      'of several Regions that of the environment',
      {},
      { regions: ['us-east-1', 'eu-west-1'], profiles: [], defaultRegion: 'eu-west-1' },
      { ok: true, region: 'eu-west-1' },
    ],
    ['of several Regions none without one', {}, { regions: ['us-east-1', 'eu-west-1'], profiles: [] }, { ok: true }],
    [
      'of several profiles none is guessed',
      { Region: 'us-east-1' },
      { regions: [], profiles: ['a', 'b'] },
      { ok: false, message: 'Profile: give one of a, b.' },
    ],
    [
      'the name of a profile begins no line of its own',
      {},
      { regions: [], profiles: ['a', 'b\nNext: c'] },
      { ok: false, message: 'Profile: give one of a, "b Next: c".' },
    ],
  ])('%s', (_, asked, allowed, choice) => {
    expect(choosePlace(asked, allowed)).toEqual(choice);
  });
});

describe('the Region that came out', () => {
  test.each<[name: string, region: string, regions: string[], complaint: string | undefined]>([
    ['any, when none is listed', 'ap-south-1', [], undefined],
    ['one of the list', 'eu-west-1', ['us-east-1', 'eu-west-1'], undefined],
    [
      'another one',
      'ap-south-1',
      ['us-east-1', 'eu-west-1'],
      'Region: the configured Region is not among those allowed here; give one of us-east-1, eu-west-1.',
    ],
  ])('%s', (_, region, regions, complaint) => {
    expect(judgeRegion(region, { regions, profiles: [] })).toBe(complaint);
  });
});
