// Encryption and key of a copy: the table of the EBS guide, the switches, and keys that cannot be used.
import { expect, test } from 'vitest';
import { chooseKey, type KeyChoiceInput } from '../../src/simulator/rules/key-choice.ts';
import { SEED_KEYS, SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { DEFAULT_SWITCHES, type Switches } from '../../src/simulator/world/switches.ts';
import { requestAction, START, startFrozenSimulator } from '../support/simulator-requests.ts';

const PLAIN = { sourceEncrypted: false, ownSource: true, defaultOn: false, encrypted: undefined, keyNamed: false };
const SECRET = { ...PLAIN, sourceEncrypted: true };
const THEIRS = { ...SECRET, ownSource: false };

function decide(given: KeyChoiceInput, switches: Partial<Switches> = {}) {
  try {
    return chooseKey(given, { ...DEFAULT_SWITCHES, ...switches });
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

// The EBS guide's outcome table (2026-09), row by row; where its texts differ both readings are here.
test.each<[string, KeyChoiceInput, Partial<Switches>, string]>([
  ['plain, default off', PLAIN, {}, 'plain'],
  ['plain, Encrypted', { ...PLAIN, encrypted: true }, {}, 'default-key'],
  ['plain, Encrypted and key', { ...PLAIN, encrypted: true, keyNamed: true }, {}, 'named-key'],
  [
    'plain, default on, Encrypted and key',
    { ...PLAIN, defaultOn: true, encrypted: true, keyNamed: true },
    {},
    'named-key',
  ],
  ['plain, key alone', { ...PLAIN, keyNamed: true }, {}, 'named-key'],
  [
    'plain, key alone, CreateVolume rule',
    { ...PLAIN, keyNamed: true },
    { keyWithoutEncrypted: 'refused' },
    'InvalidParameterDependency',
  ],
  ['plain, key and Encrypted=false', { ...PLAIN, encrypted: false, keyNamed: true }, {}, 'InvalidParameterDependency'],
  ['plain, default on', { ...PLAIN, defaultOn: true }, {}, 'default-key'],
  ['plain, default off, Encrypted=false', { ...PLAIN, encrypted: false }, {}, 'plain'],
  ['plain, default on, Encrypted=false', { ...PLAIN, defaultOn: true, encrypted: false }, {}, 'default-key'],
  [
    'plain, default on, Encrypted=false, honoured',
    { ...PLAIN, defaultOn: true, encrypted: false },
    { encryptedFalseUnderDefault: 'plain' },
    'plain',
  ],
  ['encrypted', SECRET, {}, 'source-key'],
  ['encrypted, default on', { ...SECRET, defaultOn: true }, {}, 'source-key'],
  ['encrypted, key', { ...SECRET, keyNamed: true }, {}, 'named-key'],
  ['encrypted, Encrypted and key', { ...SECRET, encrypted: true, keyNamed: true }, {}, 'named-key'],
  ['encrypted, Encrypted, guide', { ...SECRET, encrypted: true }, {}, 'source-key'],
  ['encrypted, Encrypted, SDK text', { ...SECRET, encrypted: true }, { encryptedTrue: 'default-key' }, 'default-key'],
  ['encrypted, Encrypted=false, ignored', { ...SECRET, encrypted: false }, {}, 'source-key'],
  [
    'encrypted, Encrypted=false, refused',
    { ...SECRET, encrypted: false },
    { encryptedFalse: 'refused' },
    'UnsupportedOperation',
  ],
  ['of another account', THEIRS, {}, 'default-key'],
  ['of another account, key', { ...THEIRS, encrypted: true, keyNamed: true }, {}, 'named-key'],
])('%s', (_name, given, switches, expected) => {
  expect(decide(given, switches)).toBe(expected);
});

const ARN_HOME = 'arn:aws:kms:us-east-1:123456789012';

test.each([
  ['key id', SEED_KEYS.prodData.split('/')[1] ?? ''],
  ['key ARN', SEED_KEYS.prodData],
  ['alias', 'alias/prod-data'],
  ['alias ARN', `${ARN_HOME}:alias/prod-data`],
])('a key by %s', async (_name, KmsKeyId) => {
  const simulator = await startFrozenSimulator();
  const request = { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.scratch, Encrypted: true, KmsKeyId };
  const response = await requestAction(simulator, request);
  expect([response.code, response.one('encrypted'), response.one('kmsKeyId')]).toEqual([
    'ok',
    'true',
    SEED_KEYS.prodData,
  ]);
  await simulator.close();
});

test.each([
  ['no form of a key', 'prod data', 'InvalidParameterValue', 400],
  ['an unknown key', 'alias/nothing', 'AuthFailure', 403],
  ['a disabled key', 'alias/retired', 'CustomerKeyHasBeenRevoked', 400],
  ['a key elsewhere', 'arn:aws:kms:eu-west-1:123456789012:alias/prod-data', 'AuthFailure', 403],
])('%s is refused in the request and makes nothing', async (_name, KmsKeyId, code, status) => {
  const simulator = await startFrozenSimulator();
  const before = simulator.world.volumes.length;
  const request = { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.scratch, Encrypted: true, KmsKeyId };
  const response = await requestAction(simulator, request);
  expect([response.code, response.status, simulator.world.volumes.length]).toEqual([code, status, before]);
  await simulator.close();
});

test('a bad key that fails later: the copy vanishes and its token is used up', async () => {
  const simulator = await startFrozenSimulator({ switches: { kmsFailure: 'later' } });
  const request = {
    Action: 'CopyVolumes',
    SourceVolumeId: SEED_VOLUMES.scratch,
    Encrypted: true,
    KmsKeyId: 'alias/retired',
    ClientToken: 'late',
  };
  const copied = await requestAction(simulator, request);
  expect([copied.code, copied.one('status')]).toEqual(['ok', 'creating']);
  simulator.advance(5_000);
  const described = await requestAction(simulator, {
    Action: 'DescribeVolumes',
    'VolumeId.1': copied.one('volumeId') ?? '',
  });
  expect(described.code).toBe('InvalidVolume.NotFound');
  expect((await requestAction(simulator, request)).code).toBe('IdempotentParameterMismatch');
  await simulator.close();
});

test('encryption by default and a shared source', async () => {
  const simulator = await startFrozenSimulator();
  simulator.world.regions.set('123456789012/us-east-1', {
    encryptionByDefault: true,
    defaultKeyArn: SEED_KEYS.prodData,
  });
  const plain = await requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.plain });
  expect(plain.one('kmsKeyId')).toBe(SEED_KEYS.prodData);

  const theirs = '999999999999';
  simulator.world.principals.set('AKIDOTHER', {
    accountId: theirs,
    arn: `arn:aws:iam::${theirs}:root`,
    userId: theirs,
  });
  const source = simulator.world.volumes.find(({ id }) => id === SEED_VOLUMES.scratch);
  if (source === undefined) throw new Error('seed changed');
  const request = { Action: 'CopyVolumes', SourceVolumeId: source.id };
  expect((await requestAction(simulator, request, { accessKey: 'AKIDOTHER' })).code).toBe('InvalidVolume.NotFound');
  source.sharedWith = [theirs];
  // Under the AWS managed key it cannot leave its account, shared or not.
  expect((await requestAction(simulator, request, { accessKey: 'AKIDOTHER' })).code).toBe('UnsupportedOperation');
  source.kmsKeyArn = SEED_KEYS.prodData;
  const copied = await requestAction(simulator, request, { accessKey: 'AKIDOTHER' });
  expect([copied.one('ownerId'), copied.one('encrypted')]).toEqual([theirs, 'true']);
  expect(copied.one('kmsKeyId')).toContain(`:${theirs}:key/`);
  expect(simulator.now()).toBe(START);
  await simulator.close();
});

test('a key of another account: refused, or used, by switch', async () => {
  const simulator = await startFrozenSimulator();
  const arn = 'arn:aws:kms:us-east-1:999999999999:key/1a2b3c4d-0000-4000-8000-000000000001';
  simulator.world.keys.push({ arn, aliases: [], state: 'enabled', awsManaged: false });
  const request = { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.scratch, Encrypted: true, KmsKeyId: arn };
  expect((await requestAction(simulator, request)).code).toBe('AuthFailure');
  simulator.switches.foreignKey = 'allowed';
  expect((await requestAction(simulator, request)).one('kmsKeyId')).toBe(arn);
  await simulator.close();
});
