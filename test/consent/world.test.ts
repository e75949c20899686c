import { describe, expect, test } from 'vitest';
import {
  canonicalRequest,
  canonicalText,
  dayOf,
  endpointName,
  intentKeyOf,
  isKnown,
  sourceKeyOf,
  type World,
  whereKeyOf,
  worldDifference,
  worldOf,
} from '../../src/consent/world.ts';

const CALLER = {
  account: '111122223333',
  arn: 'arn:aws-cn:sts::111122223333:assumed-role/ops/ann',
  userId: 'AROAEXAMPLE:ann',
};
const WORLD: World = {
  partition: 'aws-cn',
  account: '111122223333',
  principal: 'AROAEXAMPLE',
  region: 'cn-north-1',
  endpoint: 'aws',
};

describe('the world of a call', () => {
  test('is who and where; the session of a role is no part of it', () => {
    expect(worldOf(CALLER, { region: 'cn-north-1' })).toStrictEqual(WORLD);
    expect(worldOf({ ...CALLER, userId: 'AROAEXAMPLE:bob' }, { region: 'cn-north-1' })).toEqual(WORLD);
  });

  test('is its place alone while nobody knows who is calling', () => {
    const place = { region: 'us-east-1', endpoint: 'http://127.0.0.1:4566', partition: 'aws' };
    const nameless = { partition: 'aws', region: 'us-east-1', endpoint: 'http://127.0.0.1:4566' };
    expect(worldOf(undefined, place)).toStrictEqual(nameless);
    expect(worldOf({ userId: 'AROAEXAMPLE:ann' }, place)).toEqual(nameless);
    expect(isKnown(nameless)).toBe(false);
    expect(isKnown(WORLD)).toBe(true);
  });

  test("takes the partition from the caller's ARN, else from the Region's table", () => {
    expect(worldOf({ account: '1' }, { region: 'x', partition: 'aws-us-gov' }).partition).toBe('aws-us-gov');
    expect(worldOf({ account: '1' }, { region: 'x' }).partition).toBe('aws');
    expect(worldOf(CALLER, { region: 'x', partition: 'aws' }).partition).toBe('aws-cn');
  });

  test('is in the partition of its Region, whatever the ARNs of an emulator say', () => {
    const place = { region: 'cn-north-1', partition: 'aws-cn' };
    const caller = { ...CALLER, arn: 'arn:aws:iam::111122223333:user/ann' };
    expect(worldOf(caller, place).partition).toBe(worldOf(undefined, place).partition);
  });

  test('has the subject of whoever calls, where callers have one, also while AWS does not say who it is', () => {
    const [known, unknown] = [CALLER, undefined].map((caller) => worldOf(caller, { region: 'cn-north-1' }, 'ann'));
    expect([known?.subject, unknown?.subject]).toEqual(['ann', 'ann']);
    const request = { SourceVolumeId: 'vol-1' };
    const of = (subject?: string) => intentKeyOf(request, worldOf(undefined, { region: 'x' }, subject));
    expect(new Set([of('ann'), of('bob'), of()]).size).toBe(3);
    expect(worldDifference(worldOf(undefined, { region: 'x' }, 'ann'), worldOf(undefined, { region: 'x' }))).toBe(
      'subject',
    );
  });
});

test.each([
  ['AROAEXAMPLE:session-1700000000', 'AROAEXAMPLE'],
  ['AIDAEXAMPLE', 'AIDAEXAMPLE'],
  ['AROAE123456789012:ann', 'AROAE123456789012'],
  // The root user, and somebody whom it federates.
  ['123456789012', '123456789012'],
  ['123456789012:ann', '123456789012:ann'],
  [undefined, ''],
])('of the user id %s that part counts which stays the same', (userId, principal) => {
  const caller = { account: '1', ...(userId === undefined ? {} : { userId }) };
  expect(worldOf(caller, { region: 'x' }).principal).toBe(principal);
});

test.each<[endpoint: string | undefined, awsHost: boolean, name: string]>([
  [undefined, false, 'aws'],
  ['https://ec2-fips.us-east-1.amazonaws.com', true, 'aws'],
  ['http://127.0.0.1:4566', false, 'http://127.0.0.1:4566'],
  ['http://127.0.0.1:4566/some/path', false, 'http://127.0.0.1:4566'],
  ['HTTPS://EXAMPLE.org:443', false, 'https://example.org'],
  ['https://example.org', false, 'https://example.org'],
  ['http://127.0.0.1:4567', false, 'http://127.0.0.1:4567'],
  ['no address', false, 'no address'],
])('the endpoint %s (one of AWS: %s) is %s', (endpoint, awsHost, name) => {
  expect(endpointName({ ...(endpoint === undefined ? {} : { endpoint }), awsHost })).toBe(name);
});

test('a Region, an endpoint and a profile are one place, whichever host of AWS it is', () => {
  const place = { region: 'us-east-1' };
  const fips = { endpoint: 'https://ec2-fips.us-east-1.amazonaws.com', awsHost: true };
  expect(whereKeyOf({ ...place, ...fips })).toBe(whereKeyOf(place));
  const others = [
    { region: 'us-west-2' },
    { ...place, profile: 'prod' },
    { ...place, endpoint: 'http://127.0.0.1:4566' },
  ];
  expect(new Set([place, ...others].map(whereKeyOf)).size).toBe(4);
  expect(whereKeyOf({ ...place, profile: '' })).toBe(whereKeyOf(place));
});

test('the first part in which two worlds differ is named', () => {
  expect(worldDifference(WORLD, WORLD)).toBeUndefined();
  for (const part of ['partition', 'account', 'principal', 'region', 'endpoint'] as const) {
    expect(worldDifference(WORLD, { ...WORLD, [part]: 'another' })).toBe(part);
  }
});

test('a principal that was not told with its account differs from nobody', () => {
  expect(worldDifference({ ...WORLD, principal: '' }, WORLD)).toBeUndefined();
  expect(worldDifference(WORLD, { ...WORLD, principal: '' })).toBeUndefined();
});

test('who is not known differs from nobody, where they call from does', () => {
  const nameless = worldOf(undefined, { region: 'cn-north-1', partition: 'aws-cn' });
  expect(worldDifference(WORLD, nameless)).toBeUndefined();
  expect(worldDifference(WORLD, { ...nameless, region: 'cn-northwest-1' })).toBe('region');
  expect(worldDifference({ ...nameless, endpoint: 'http://x' }, WORLD)).toBe('endpoint');
});

describe('an intent', () => {
  const tags = (...pairs: [string, string][]) => [
    { ResourceType: 'volume' as const, Tags: pairs.map(([Key, Value]) => ({ Key, Value })) },
  ];
  const request = { SourceVolumeId: 'vol-1', Size: 5, TagSpecifications: tags(['a', '1'], ['b', '2']) };

  test('is one text for the same request in the same world, whatever the order', () => {
    const turned = { TagSpecifications: tags(['b', '2'], ['a', '1']), Size: 5, SourceVolumeId: 'vol-1' };
    expect(intentKeyOf(turned, WORLD)).toBe(intentKeyOf(request, WORLD));
    const split = { ...request, TagSpecifications: [...tags(['a', '1']), ...tags(['b', '2'])] };
    expect(intentKeyOf(split, WORLD)).toBe(intentKeyOf(request, WORLD));
  });

  test('leaves out our own tags, the token and DryRun', () => {
    const sent = {
      ...request,
      TagSpecifications: tags(
        ['a', '1'],
        ['b', '2'],
        ['ebs-copy-mcp:plan', 't'],
        ['ebs-copy-mcp:by', '1'],
        ['ebs-copy-mcp:source', 'v'],
      ),
      ClientToken: 't',
      DryRun: false,
    };
    expect(canonicalRequest(sent)).toBe(canonicalRequest(request));
    expect(canonicalRequest(request)).toBe(
      '{"Size":5,"SourceVolumeId":"vol-1","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}',
    );
  });

  test('is one text for ever: a record on disk is found again by every later version', () => {
    const { account: _, principal: __, ...nameless } = WORLD;
    const asked = { SourceVolumeId: 'vol-0123456789abcdef0', VolumeType: 'gp3' as const, Iops: 4000 };
    expect([WORLD, nameless, { ...nameless, subject: 'ann' }].map((world) => intentKeyOf(asked, world))).toEqual([
      'zYMSasgs3M1NHeJHlgyXv18a-h7sIvL26QsnID4OOvc',
      'ke40J0dj-RZWusmVt_T8emEg7ybmWqlvd6-aWviIHeU',
      'uX0kjES2XhgIjLXwosQY1XGhIcps6vXNy7KJ1sFOTyo',
    ]);
  });

  test('is the same without a tag and without a list of tags, and a tag without a value has an empty one', () => {
    const { TagSpecifications: _, ...bare } = request;
    const empty = { ...bare, TagSpecifications: [{ ResourceType: 'volume' as const }] };
    expect(canonicalRequest(empty)).toBe('{"Size":5,"SourceVolumeId":"vol-1"}');
    const valueless = [{ ResourceType: 'volume' as const, Tags: [{ Key: 'a' }] }];
    expect(canonicalRequest({ ...bare, TagSpecifications: valueless })).toBe(
      canonicalRequest({ ...bare, TagSpecifications: tags(['a', '']) }),
    );
  });

  test.each<[name: string, other: object]>([
    ['another value of a tag', { ...request, TagSpecifications: tags(['a', '1'], ['b', '3']) }],
    ['a key in another case', { ...request, TagSpecifications: tags(['A', '1'], ['b', '2']) }],
    ['another size', { ...request, Size: 6 }],
    ['MultiAttachEnabled: true', { ...request, MultiAttachEnabled: true }],
    ['Encrypted: false', { ...request, Encrypted: false }],
  ])('%s is another one', (_, other) => {
    expect(intentKeyOf(other as typeof request, WORLD)).not.toBe(intentKeyOf(request, WORLD));
  });

  test('of another world, or of one that is not known, is another one', () => {
    const { account: _, principal: __, ...nameless } = WORLD;
    const worlds = [WORLD, { ...WORLD, account: '2' }, { ...WORLD, endpoint: 'http://x' }, nameless];
    const keys = [...worlds, { ...nameless, region: 'x' }].map((world) => intentKeyOf(request, world));
    expect(new Set(keys).size).toBe(5);
  });
});

test.each<[value: unknown, text: string]>([
  [{ b: 1, a: { d: 'x', c: undefined }, A: null }, '{"A":null,"a":{"d":"x"},"b":1}'],
  [['b', { z: [2, 1], y: 1 }, 'a', 'b'], '["a","b","b",{"y":1,"z":[1,2]}]'],
  [true, 'true'],
])('%j as text has one order, and leaves out what is not there', (value, text) => {
  expect(canonicalText(value)).toBe(text);
});

test('a day is counted for an account at one endpoint, over Regions and principals, in UTC', () => {
  const now = Date.UTC(2026, 10, 22, 23, 59, 59, 999);
  const day = dayOf(WORLD, now);
  expect(day?.date).toBe('2026-11-22');
  expect(dayOf(WORLD, now + 1)?.date).toBe('2026-11-23');
  expect(dayOf({ ...WORLD, region: 'cn-northwest-1', principal: 'another' }, now)).toEqual(day);
  for (const part of ['partition', 'account', 'endpoint'] as const) {
    expect(dayOf({ ...WORLD, [part]: 'another' }, now)?.scope).not.toBe(day?.scope);
  }
  expect(dayOf(worldOf(undefined, { region: 'cn-north-1' }), now)).toBeUndefined();
});

test('the copies of one volume have one key, whoever made them and as what; another volume, Region or endpoint has its own', () => {
  const key = sourceKeyOf({ SourceVolumeId: 'vol-1' }, WORLD);
  const bob = { ...WORLD, principal: 'AROABOB', subject: 'bob' };
  expect(sourceKeyOf({ SourceVolumeId: 'vol-1', Size: 9 }, bob)).toBe(key);
  expect(sourceKeyOf({ SourceVolumeId: 'vol-2' }, WORLD)).not.toBe(key);
  expect(sourceKeyOf({ SourceVolumeId: 'vol-1' }, { ...WORLD, region: 'cn-northwest-1' })).not.toBe(key);
  expect(sourceKeyOf({ SourceVolumeId: 'vol-1' }, { ...WORLD, endpoint: 'http://127.0.0.1:1' })).not.toBe(key);
});
