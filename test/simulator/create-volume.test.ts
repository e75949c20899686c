// CreateVolume of the embedded EC2: an empty volume to try a copy with.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_ACCOUNT, SEED_KEYS } from '../../src/simulator/seed/seed-ids.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator({ switches: { visibilityLagMs: 0 } });
});
afterEach(() => simulator.close());

type Params = Record<string, string | number | boolean>;
const ask = (Action: string, params: Params) => requestAction(simulator, { Action, ...params });
const create = (params: Params) => ask('CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 1, ...params });
const described = async (id: string) => ask('DescribeVolumes', { 'VolumeId.1': id });

test('makes a gp2 volume in the zone unless another type is named, and it is created after a while', async () => {
  const made = await create({});
  const id = made.one('volumeId') ?? '';
  expect(id).toMatch(/^vol-0[0-9a-f]{16}$/);
  expect(['size', 'volumeType', 'availabilityZone', 'availabilityZoneId', 'encrypted'].map(made.one)).toEqual([
    '1',
    'gp2',
    'us-east-1a',
    'use1-az1',
    'false',
  ]);
  expect((await described(id)).one('status')).toBe('creating');
  simulator.advance(1_500);
  expect((await described(id)).one('status')).toBe('available');
  const copy = await ask('CopyVolumes', { SourceVolumeId: id, VolumeType: 'gp3' });
  expect([copy.code, copy.one('sourceVolumeId')]).toEqual(['ok', id]);
});

test.each<[what: string, params: Params, key: string | undefined]>([
  ['the default key', { Encrypted: true }, SEED_KEYS.awsManaged],
  ['the key that is named', { Encrypted: true, KmsKeyId: 'alias/prod-data' }, SEED_KEYS.prodData],
  ['no key', { Encrypted: false }, undefined],
])('under %s', async (_, params, key) => {
  expect((await create(params)).one('kmsKeyId')).toBe(key);
});

test('is encrypted where the account encrypts by default', async () => {
  simulator.world.regions.set(`${SEED_ACCOUNT}/us-east-1`, { encryptionByDefault: true });
  expect((await create({ Encrypted: false })).one('encrypted')).toBe('true');
});

test('under a disabled key it succeeds, and the volume vanishes', async () => {
  const id = (await create({ Encrypted: true, KmsKeyId: SEED_KEYS.retired })).one('volumeId') ?? '';
  simulator.advance(1_500);
  expect((await described(id)).code).toBe('InvalidVolume.NotFound');
});

test.each<[what: string, params: Params, code: string]>([
  ['a dry run', { DryRun: true }, 'DryRunOperation'],
  ['without a zone', { AvailabilityZone: '' }, 'MissingParameter'],
  ['in a zone of another Region', { AvailabilityZone: 'eu-west-1a' }, 'InvalidParameterValue'],
  ['with a key and without Encrypted', { KmsKeyId: 'alias/prod-data' }, 'InvalidParameterDependency'],
  ['too large for its type', { VolumeType: 'standard', Size: 2_000 }, 'InvalidParameterValue'],
])('%s: nothing is made', async (_, params, code) => {
  const before = simulator.world.volumes.length;
  expect((await create(params)).code).toBe(code);
  expect(simulator.world.volumes).toHaveLength(before);
});

test('a token makes one volume, and no other with other parameters', async () => {
  const first = await create({ ClientToken: 'one' });
  expect((await create({ ClientToken: 'one' })).one('volumeId')).toBe(first.one('volumeId'));
  expect((await create({ ClientToken: 'one', Size: 2 })).code).toBe('IdempotentParameterMismatch');
  const copy = { SourceVolumeId: first.one('volumeId') ?? '', ClientToken: 'one' };
  simulator.advance(1_500);
  expect((await ask('CopyVolumes', copy)).code).toBe('IdempotentParameterMismatch');
});
