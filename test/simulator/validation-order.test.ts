// Which of two errors in one CopyVolumes request is answered, and the rules for tags.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { postForm, requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const BUSY = { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.archive };

// Each request is wrong in two ways; what is named first is the earlier check.
test.each<[string, Record<string, string | number | boolean>, string]>([
  ['an unknown member before a missing one', { Action: 'CopyVolumes', Flavour: 1 }, 'UnknownParameter'],
  ['a malformed number before a missing one', { Action: 'CopyVolumes', Size: 1.5 }, 'InvalidParameterValue'],
  ['a missing source before the type', { Action: 'CopyVolumes', VolumeType: 'gp9' }, 'MissingParameter'],
  ['an empty source', { Action: 'CopyVolumes', SourceVolumeId: '' }, 'MissingParameter'],
  ['a malformed id', { Action: 'CopyVolumes', SourceVolumeId: 'vol-XYZ', VolumeType: 'gp9' }, 'InvalidParameterValue'],
  [
    'an unknown source before the type',
    { ...BUSY, SourceVolumeId: 'vol-0ffffffffffffffff', VolumeType: 'gp9' },
    'InvalidVolume.NotFound',
  ],
  ['rules before the dry-run answer', { ...BUSY, VolumeType: 'io2', DryRun: true }, 'InvalidParameterCombination'],
  [
    'tags before the dry-run answer',
    { ...BUSY, 'TagSpecification.1.ResourceType': 'instance', DryRun: true },
    'InvalidParameterValue',
  ],
  ['the dry-run answer before the token', { ...BUSY, ClientToken: 'x'.repeat(65), DryRun: true }, 'DryRunOperation'],
  ['the dry-run answer before the limits', { ...BUSY, DryRun: true }, 'DryRunOperation'],
  [
    'the dry-run answer before the key',
    { ...BUSY, KmsKeyId: 'alias/nothing', Encrypted: true, DryRun: true },
    'DryRunOperation',
  ],
  ['the token before the limits', { ...BUSY, ClientToken: 'x'.repeat(65) }, 'InvalidClientToken'],
  [
    'the limits before the key',
    { ...BUSY, KmsKeyId: 'alias/nothing', Encrypted: true },
    'ConcurrentCopyVolumeLimitExceeded',
  ],
  ['a state before the limits', { ...BUSY, SourceVolumeId: SEED_VOLUMES.archiveCopy }, 'IncorrectState'],
  ['a source in error', { ...BUSY, SourceVolumeId: SEED_VOLUMES.failed }, 'IncorrectState'],
  ['a source being modified', { ...BUSY, SourceVolumeId: SEED_VOLUMES.modifying }, 'IncorrectModificationState'],
  ['DryRun that is neither', { ...BUSY, DryRun: 'yes' }, 'InvalidParameterValue'],
])('%s', async (_name, request, code) => {
  const before = simulator.world.volumes.length;
  const response = await requestAction(simulator, request);
  expect(response.code).toBe(code);
  expect(response.status).toBe(code === 'DryRunOperation' ? 412 : 400);
  expect(simulator.world.volumes.length).toBe(before);
});

test('form before the credential, the credential before the source', async () => {
  const malformed = 'Action=CopyVolumes&Version=2016-11-15&Size=x';
  expect((await postForm(simulator.url, malformed, undefined)).code).toBe('InvalidParameterValue');
  const unknown = 'Action=CopyVolumes&Version=2016-11-15&SourceVolumeId=vol-0ffffffffffffffff';
  const response = await postForm(simulator.url, unknown, undefined);
  expect([response.status, response.code]).toEqual([403, 'MissingAuthenticationToken']);
  expect((await postForm(simulator.url, unknown, 'Basic abc')).code).toBe('IncompleteSignature');
});

test('the source before the permission, the permission before the rules', async () => {
  simulator.addFault({ kind: 'deny', action: 'CopyVolumes' });
  const unknown = { ...BUSY, SourceVolumeId: 'vol-0ffffffffffffffff' };
  expect((await requestAction(simulator, unknown)).code).toBe('InvalidVolume.NotFound');
  const response = await requestAction(simulator, { ...BUSY, VolumeType: 'gp9', DryRun: true });
  expect([response.status, response.code]).toEqual([403, 'UnauthorizedOperation']);
});

test('without validation before the dry run a hopeless request passes it', async () => {
  simulator.switches.validateBeforeDryRun = false;
  expect((await requestAction(simulator, { ...BUSY, VolumeType: 'gp9', DryRun: true })).code).toBe('DryRunOperation');
});

test('a dry run that copies, by switch', async () => {
  simulator.switches.dryRunCopies = true;
  const request = { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.reports, DryRun: true };
  const response = await requestAction(simulator, request);
  expect([response.status, response.one('status')]).toEqual([200, 'creating']);
});

test('the guide of 2025: encrypted sources only, two members fewer', async () => {
  simulator.switches.guideRevision = '2025';
  expect((await requestAction(simulator, { ...BUSY, Encrypted: true })).code).toBe('UnknownParameter');
  expect((await requestAction(simulator, { ...BUSY, SourceVolumeId: SEED_VOLUMES.plain })).code).toBe(
    'UnsupportedOperation',
  );
});

test('a source on an Outpost', async () => {
  const source = simulator.world.volumes.find(({ id }) => id === SEED_VOLUMES.reports);
  if (source === undefined) throw new Error('seed changed');
  source.outpostArn = 'arn:aws:outposts:us-east-1:123456789012:outpost/op-1';
  expect((await requestAction(simulator, { ...BUSY, SourceVolumeId: source.id })).code).toBe('UnsupportedOperation');
});

test.each<[string, [string, string][], string]>([
  ['fifty tags', Array.from({ length: 50 }, (_, i) => [`k${i}`, '']), 'DryRunOperation'],
  ['fifty-one tags', Array.from({ length: 51 }, (_, i) => [`k${i}`, '']), 'TagLimitExceeded'],
  ['a reserved prefix', [['AWS:x', '1']], 'InvalidTagKey.Malformed'],
  ['a key of 128', [['k'.repeat(128), '1']], 'DryRunOperation'],
  ['a key of 129', [['k'.repeat(129), '1']], 'InvalidParameterValue'],
  ['a value of 257', [['k', 'v'.repeat(257)]], 'InvalidParameterValue'],
  [
    'keys that differ in case',
    [
      ['k', '1'],
      ['K', '1'],
    ],
    'DryRunOperation',
  ],
  [
    'a key twice',
    [
      ['k', '1'],
      ['k', '2'],
    ],
    'InvalidParameterValue',
  ],
  ['an empty key', [['', '1']], 'InvalidParameterValue'],
])('tags: %s', async (_name, tags, code) => {
  const request: Record<string, string | boolean> = {
    ...BUSY,
    DryRun: true,
    'TagSpecification.1.ResourceType': 'volume',
  };
  tags.forEach(([key, value], index) => {
    request[`TagSpecification.1.Tag.${index + 1}.Key`] = key;
    request[`TagSpecification.1.Tag.${index + 1}.Value`] = value;
  });
  expect((await requestAction(simulator, request)).code).toBe(code);
});

test('the other code for a malformed source, and the shorter tag key, by switch', async () => {
  simulator.switches.malformedSource = 'InvalidVolumeID.Malformed';
  expect((await requestAction(simulator, { ...BUSY, SourceVolumeId: 'vol-XYZ' })).code).toBe(
    'InvalidVolumeID.Malformed',
  );
  simulator.switches.tagKeyLength = 127;
  const tag = { 'TagSpecification.1.ResourceType': 'volume', 'TagSpecification.1.Tag.1.Key': 'k'.repeat(128) };
  expect((await requestAction(simulator, { ...BUSY, ...tag, DryRun: true })).code).toBe('InvalidParameterValue');
});

test('tags without a resource type', async () => {
  const request = { ...BUSY, DryRun: true, 'TagSpecification.1.Tag.1.Key': 'k' };
  expect((await requestAction(simulator, request)).code).toBe('MissingParameter');
});
