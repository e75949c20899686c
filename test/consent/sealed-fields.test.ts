import { describe, expect, test } from 'vitest';
import {
  effectiveKey,
  isNameless,
  planFingerprint,
  possibleKeys,
  sealedFacts,
  sealedNameless,
  sealedPrice,
} from '../../src/consent/sealed-fields.ts';
import type { World } from '../../src/consent/world.ts';
import type { CopyVolumesRequest, Volume } from '../../src/volume/aws-records.ts';

const REQUEST = { SourceVolumeId: 'vol-0123456789abcdef0', VolumeType: 'gp3', Iops: 4000 };
const WORLD: World = {
  partition: 'aws',
  account: '123456789012',
  principal: 'AROAEXAMPLE',
  region: 'us-east-1',
  endpoint: 'aws',
};
const SOURCE: Volume = {
  VolumeId: 'vol-0123456789abcdef0',
  Size: 100,
  VolumeType: 'gp3',
  Iops: 3000,
  Throughput: 125,
  Encrypted: true,
  KmsKeyId: 'k',
  OwnerId: '1',
};
const tagged = (...tags: [string, string][]): CopyVolumesRequest => ({
  ...REQUEST,
  TagSpecifications: [{ ResourceType: 'volume', Tags: tags.map(([Key, Value]) => ({ Key, Value })) }],
});

test('what is sealed of a request, a world and a source; its state is not', () => {
  const sealed = sealedFacts(REQUEST, WORLD, { ...SOURCE, State: 'available' });
  expect(sealed).toEqual({
    request: '{"Iops":4000,"SourceVolumeId":"vol-0123456789abcdef0","VolumeType":"gp3"}',
    account: '123456789012',
    principal: 'AROAEXAMPLE',
    region: 'aws/us-east-1',
    endpoint: 'aws',
    size: '100',
    type: 'gp3',
    iops: '3000',
    throughput: '125',
    encrypted: 'true',
    key: 'k',
    owner: '1',
  });
  expect(sealedFacts(REQUEST, WORLD, { ...SOURCE, State: 'in-use' })).toEqual(sealed);
});

test('what is not known of a caller or a source is sealed as empty, and a caller with a name by it', () => {
  const nameless: World = { partition: 'aws-cn', region: 'cn-north-1', endpoint: 'http://127.0.0.1:4566' };
  expect(sealedFacts({ SourceVolumeId: 'vol-1' }, nameless, {})).toEqual({
    request: '{"SourceVolumeId":"vol-1"}',
    account: '',
    principal: '',
    region: 'aws-cn/cn-north-1',
    endpoint: 'http://127.0.0.1:4566',
    size: '',
    type: '',
    iops: '',
    throughput: '',
    encrypted: '',
    key: '',
    owner: '',
  });
  expect(sealedFacts(REQUEST, { ...WORLD, subject: 'ann' }, SOURCE).principal).toBe('AROAEXAMPLE\nann');
  expect(sealedFacts(REQUEST, { ...nameless, subject: 'ann' }, SOURCE).principal).toBe('\nann');
});

test('a yes is about the token, the intent, what is sealed, and every byte of the request', () => {
  const sealed = sealedFacts(REQUEST, WORLD, SOURCE);
  const about = planFingerprint('t1', 'intent', sealed, REQUEST);
  expect(
    planFingerprint(
      't1',
      'intent',
      { ...sealed },
      { Iops: 4000, VolumeType: 'gp3', SourceVolumeId: REQUEST.SourceVolumeId },
    ),
  ).toBe(about);
  const others = [
    planFingerprint('t2', 'intent', sealed, REQUEST),
    planFingerprint('t1', 'another', sealed, REQUEST),
    planFingerprint('t1', 'intent', { ...sealed, size: '101' }, REQUEST),
    planFingerprint('t1', 'intent', sealed, { ...REQUEST, KmsKeyId: 'alias/a' }),
    planFingerprint('t1', 'intent', sealed, tagged(['ebs-copy-mcp:plan', 't1'])),
  ];
  expect(new Set([about, ...others]).size).toBe(6);
});

test.each<[name: string, request: CopyVolumesRequest]>([
  ['the size of the source, named', { ...REQUEST, Size: 100 }],
  ['MultiAttachEnabled: false', { ...REQUEST, MultiAttachEnabled: false }],
  ['Encrypted: true of an encrypted source', { ...REQUEST, Encrypted: true }],
  ['the throughput that EC2 gives anyway', { ...REQUEST, Throughput: 125 }],
  ['our own tags', tagged(['ebs-copy-mcp:plan', 't1'])],
])('%s changes nothing, so it is the same question', (_, request) => {
  expect(effectiveKey(request, SOURCE, WORLD)).toBe(effectiveKey(REQUEST, SOURCE, WORLD));
});

test.each<[name: string, request: CopyVolumesRequest, world?: World]>([
  ['another size', { ...REQUEST, Size: 101 }],
  ['another type', { ...REQUEST, VolumeType: 'gp2' }],
  ['another key', { ...REQUEST, KmsKeyId: 'alias/a' }],
  ['multi-attach', { ...REQUEST, MultiAttachEnabled: true }],
  ['a tag', tagged(['a', '1'])],
  ['another source', { ...REQUEST, SourceVolumeId: 'vol-0aaaaaaaaaaaaaaa0' }],
  ['another world', REQUEST, { ...WORLD, endpoint: 'http://127.0.0.1:4566' }],
])('%s is another question', (_, request, world = WORLD) => {
  expect(effectiveKey(request, SOURCE, world)).not.toBe(effectiveKey(REQUEST, SOURCE, WORLD));
});

test('who calls makes no other question: AWS does not always say', () => {
  const { account: _, principal: __, ...nameless } = WORLD;
  for (const world of [nameless, { ...WORLD, principal: 'AROAOTHER' }])
    expect(effectiveKey(REQUEST, SOURCE, world)).toBe(effectiveKey(REQUEST, SOURCE, WORLD));
  const { Encrypted: _e, KmsKeyId: _k, ...plain } = { ...SOURCE, OwnerId: '123456789012' };
  const named = { ...REQUEST, Encrypted: true, KmsKeyId: KEY_ID };
  expect(effectiveKey(named, plain, nameless)).toBe(effectiveKey(named, plain, WORLD));
});

const KEY_ID = '12345678-abcd-1234-1234-123456789012';
const KEY = `arn:aws:kms:us-east-1:123456789012:key/${KEY_ID}`;
const UNDER_KEY: Volume = { ...SOURCE, KmsKeyId: KEY, OwnerId: '123456789012' };

test.each<[name: string, more: Partial<CopyVolumesRequest>]>([
  ['its ARN', { KmsKeyId: KEY }],
  ['its ARN, with Encrypted', { KmsKeyId: KEY, Encrypted: true }],
  ['its id', { KmsKeyId: KEY_ID }],
  ['its id in capitals', { KmsKeyId: KEY_ID.toUpperCase() }],
])('the key of the source, named by %s, is no other question than none named', (_, more) => {
  expect(effectiveKey({ ...REQUEST, ...more }, UNDER_KEY, WORLD)).toBe(effectiveKey(REQUEST, UNDER_KEY, WORLD));
});

test('nor is it where the source names its key by an alias or an id', () => {
  for (const [ofSource, named] of [
    ['alias/a', 'arn:aws:kms:us-east-1:123456789012:alias/a'],
    ['arn:aws:kms:us-east-1:123456789012:alias/a', 'alias/a'],
    [KEY_ID, KEY],
  ] as const) {
    const source = { ...UNDER_KEY, KmsKeyId: ofSource };
    expect(effectiveKey({ ...REQUEST, KmsKeyId: named }, source, WORLD)).toBe(effectiveKey(REQUEST, source, WORLD));
  }
});

test.each([
  ['alias/b', 'arn:aws:kms:us-east-1:123456789012:alias/b'],
  [KEY_ID, KEY],
  [
    'mrk-12345678123412341234123456789012',
    'arn:aws:kms:us-east-1:123456789012:key/mrk-12345678123412341234123456789012',
  ],
])('another key is the same question by %s and by its ARN', (short, arn) => {
  const { Encrypted: _, KmsKeyId: __, ...plain } = SOURCE;
  for (const source of [plain, SOURCE]) {
    const [a, b] = [short, arn].map((KmsKeyId) =>
      effectiveKey({ ...REQUEST, KmsKeyId, Encrypted: true }, source, WORLD),
    );
    expect(a).toBe(b);
    expect(a).not.toBe(effectiveKey({ ...REQUEST, Encrypted: true }, source, WORLD));
  }
});

test.each<[name: string, KmsKeyId: string, source?: Volume]>([
  ['of the same id in another account', KEY.replace('123456789012', '999999999999')],
  ['of another id', KEY.replace('abcd', 'abce')],
  ['of no form', 'key/a'],
  // A copy of a shared volume takes a key of the account that copies it.
  ['of a shared source', KEY, { ...UNDER_KEY, OwnerId: '999999999999' }],
  ['that an unencrypted source names', KEY, { ...UNDER_KEY, Encrypted: false }],
])('a key %s is another question than none', (_, KmsKeyId, source = UNDER_KEY) => {
  expect(effectiveKey({ ...REQUEST, KmsKeyId }, source, WORLD)).not.toBe(effectiveKey(REQUEST, source, WORLD));
});

describe('what the account does by default is no other question when it is named', () => {
  const { Encrypted: _, KmsKeyId: __, ...plain } = SOURCE;
  const byDefault = { byDefault: true, defaultKey: KEY };
  const shared: Volume = { ...UNDER_KEY, OwnerId: '999999999999' };

  test.each<[name: string, more: Partial<CopyVolumesRequest>, source: Volume]>([
    ['encryption', { Encrypted: true }, plain],
    ['its key', { Encrypted: true, KmsKeyId: KEY_ID }, plain],
    ['its key', { Encrypted: true, KmsKeyId: KEY }, { ...plain, OwnerId: '123456789012' }],
    ['its key for a shared volume', { KmsKeyId: KEY }, shared],
  ])('%s', (_, more, source) => {
    const [named, unnamed] = [{ ...REQUEST, ...more }, REQUEST].map((request) =>
      effectiveKey(request, source, WORLD, byDefault),
    );
    expect(named).toBe(unnamed);
  });

  test('where it is not on, encryption is another question', () => {
    const off = { byDefault: false, defaultKey: KEY };
    expect(effectiveKey({ ...REQUEST, Encrypted: true }, plain, WORLD, off)).not.toBe(
      effectiveKey(REQUEST, plain, WORLD, off),
    );
  });
});

describe('what the question may be', () => {
  const { Encrypted: _, KmsKeyId: __, ...plain } = SOURCE;
  const named = { ...REQUEST, KmsKeyId: KEY };
  const keysOf = (request: CopyVolumesRequest, account: { byDefault?: boolean; defaultKey?: string }) =>
    possibleKeys(request, plain, WORLD, { byDefault: account.byDefault, defaultKey: account.defaultKey });
  const all = { byDefault: true, defaultKey: KEY };

  test('is one where the account is known', () => {
    const account = { byDefault: false, defaultKey: KEY };
    for (const request of [REQUEST, { ...REQUEST, Encrypted: true, KmsKeyId: KEY.replace('abcd', 'abce') }])
      expect(keysOf(request, account)).toEqual([effectiveKey(request, plain, WORLD, account)]);
  });

  test.each<[name: string, request: CopyVolumesRequest, account: { byDefault?: boolean; defaultKey?: string }]>([
    ['whether it encrypts by default', REQUEST, { defaultKey: KEY }],
    ['the default key', named, { byDefault: true }],
    ['either', named, {}],
  ])('is both where it is not known of the account: %s', (_, request, account) => {
    const [known, ...others] = keysOf(request, all);
    expect(others).toEqual([]);
    expect(keysOf(request, account)).toContain(known);
    expect(keysOf(request, account)[0]).toBe(effectiveKey(request, plain, WORLD, account));
    expect(new Set(keysOf(request, account)).size).toBe(2);
  });
});

test('an account that is not known makes no ARN of a short form', () => {
  const { account: _, ...nameless } = WORLD;
  const [a, b] = ['alias/a', 'arn:aws:kms:us-east-1:123456789012:alias/a'].map((KmsKeyId) =>
    effectiveKey({ ...REQUEST, KmsKeyId }, SOURCE, nameless),
  );
  expect(a).not.toBe(b);
});

test('a tag of another value is another question', () => {
  const keys = [tagged(['a', '1']), tagged(['a', '2'])].map((request) => effectiveKey(request, SOURCE, WORLD));
  expect(keys[0]).not.toBe(keys[1]);
});

test('the same question has one key in every version: a no stands also over an update', () => {
  const { Encrypted: _, KmsKeyId: __, ...plain } = SOURCE;
  expect(effectiveKey(REQUEST, plain, WORLD)).toBe('Okky4OyRN2QPhxC8kr4bEg6NEw4G-50unsAsNzQV4Mo');
  expect(effectiveKey({ ...REQUEST, Encrypted: false }, plain, WORLD)).toBe(
    'Okky4OyRN2QPhxC8kr4bEg6NEw4G-50unsAsNzQV4Mo',
  );
  expect(effectiveKey({ ...REQUEST, Encrypted: true }, plain, WORLD)).not.toBe(
    'Okky4OyRN2QPhxC8kr4bEg6NEw4G-50unsAsNzQV4Mo',
  );
});

test('a price is sealed in cents, with its kind', () => {
  const cost = (orientation: boolean) =>
    sealedPrice({ monthlyUsd: 62.505, orientation } as Parameters<typeof sealedPrice>[0]);
  expect(cost(true)).toEqual({ kind: 'orientation', cents: 6251 });
  expect(cost(false)).toEqual({ kind: 'list', cents: 6251 });
  expect(sealedPrice(undefined)).toBeUndefined();
});

test('as it would be while AWS does not say who is calling: the account is the owner, whoever calls is still told', () => {
  const { account: _, principal: __, ...nameless } = WORLD;
  for (const who of [{}, { subject: 'ann' }]) {
    const known = sealedFacts(REQUEST, { ...WORLD, ...who, account: '999988887777' }, SOURCE);
    const unknown = sealedFacts(REQUEST, { ...nameless, ...who, account: SOURCE.OwnerId ?? '' }, SOURCE);
    expect(sealedNameless(known)).toEqual(unknown);
    expect([isNameless(known), isNameless(unknown)]).toEqual([false, true]);
  }
});
