// What is said of the copies that carry our tags: whose they are, what they cost, and which can go.
import { describe, expect, test } from 'vitest';
import {
  describeOwnCopy,
  handOverForgotten,
  sumMonthlyUsd,
  summarizeOwnCopies,
} from '../../../src/volume/answers/own-copies.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const ID = 'vol-0123456789abcdef0';
const SOURCE = 'vol-0aaaaaaaaaaaaaaa0';
const REGION = 'us-east-1';

const own = (more: Volume = {}) => {
  const copy: Volume = { State: 'available', VolumeType: 'gp3', Size: 100, SourceVolumeId: SOURCE };
  return describeOwnCopy({ ...copy, CreateTime: '2026-11-02T12:00:00Z', ...more, VolumeId: ID }, REGION, NOON);
};
const restored: Volume = { SourceVolumeId: '', SnapshotId: 'snap-0123456789abcdef0' };
const summary = (...copies: Volume[]) => summarizeOwnCopies(copies.map(own), true);

test('a copy that is forgotten: made here, and the command that would delete it', () => {
  expect(own().sentence).toBe(
    'This server made it 20 days ago. It is attached to nothing and costs about 8.00 USD a month.',
  );
  expect(handOverForgotten([own()], { region: REGION })).toHaveLength(1);
});

test.each([restored, { SourceVolumeId: '' }])('a volume that is no copy has our tags from elsewhere: %j', (more) => {
  const volume = own(more);
  expect(volume.sentence).toBe(
    "It carries this server's tag, but EC2 names no source of it: a backup of a copy may have been restored. It is attached to nothing and costs about 8.00 USD a month.",
  );
  expect(handOverForgotten([volume], { region: REGION })).toEqual([]);
});

describe('what is not known has no price', () => {
  test.each<[name: string, more: Volume]>([
    ['io2 without Iops, where storage is the smaller part', { VolumeType: 'io2' }],
    ['io1 without Iops', { VolumeType: 'io1' }],
    ['a type without a list price', { VolumeType: 'gp9' }],
  ])('%s', (_, more) => {
    expect(own(more).sentence).toMatch(/ It is attached to nothing and has a price that is not known\.$/);
    expect(own(more)).not.toHaveProperty('monthlyUsd');
  });

  test.each(['error', 'deleting', 'deleted'])('in state %s', (State) => {
    expect(own({ State }).sentence).toBe('This server made it 20 days ago.');
    expect(own({ State })).not.toHaveProperty('monthlyUsd');
  });
});

describe('together', () => {
  const PRICES = '(list prices of us-east-1)';
  test.each<[name: string, copies: Volume[], words: string, usd: number | undefined]>([
    [
      'all with a price',
      [{}, { State: 'in-use' }],
      `1 of them is attached to nothing. Together they cost about 16.00 USD a month ${PRICES}.`,
      16,
    ],
    [
      'one without',
      [{}, { VolumeType: 'io2' }],
      `2 of them are attached to nothing. Together they cost about 8.00 USD a month ${PRICES}; 1 of them has no known price.`,
      8,
    ],
    [
      'two without',
      [{}, { VolumeType: 'io2' }, { VolumeType: 'gp9' }],
      `3 of them are attached to nothing. Together they cost about 8.00 USD a month ${PRICES}; 2 of them have no known price.`,
      8,
    ],
    [
      'one in a Local Zone',
      [{}, { AvailabilityZone: 'us-east-1-bos-1a' }],
      '2 of them are attached to nothing. Together they cost about 16.00 USD a month (list prices of us-east-1, an orientation here).',
      16,
    ],
    ['one', [{}], 'The price is by the list prices of us-east-1.', 8],
    [
      'one in a Local Zone, alone',
      [{ AvailabilityZone: 'us-east-1-bos-1a' }],
      'The price is by the list prices of us-east-1, an orientation here.',
      8,
    ],
    [
      'none with',
      [{ VolumeType: 'io2' }, { VolumeType: 'gp9' }],
      '2 of them are attached to nothing. What they cost is not known.',
      undefined,
    ],
    [
      'some that are gone or failed',
      [{}, { State: 'deleting' }, { State: 'deleted' }, { State: 'error' }],
      `1 of them is attached to nothing. One of them costs about 8.00 USD a month ${PRICES}; 3 of them failed or are deleted, and are not counted.`,
      8,
    ],
    ['only such', [{ State: 'deleting' }], 'It failed or is deleted, and is not counted.', undefined],
  ])('%s', (_, copies, words, usd) => {
    expect(summary(...copies)).toBe(`${words} This server deletes nothing.`);
    expect(sumMonthlyUsd(copies.map(own))).toBe(usd);
  });

  test('one without a price has nothing more to say', () => {
    expect(summary({ VolumeType: 'io2' })).toBe('This server deletes nothing.');
  });
});
