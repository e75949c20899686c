// Encryption by default and the default key of an account, as its two actions answer.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_KEYS, SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const ENCRYPTION = { Action: 'GetEbsEncryptionByDefault' };
const KEY = { Action: 'GetEbsDefaultKmsKeyId' };
const ACTIONS = [ENCRYPTION.Action, KEY.Action];

test('where nothing was chosen: off, and the alias of the AWS managed key', async () => {
  const encryption = await requestAction(simulator, ENCRYPTION);
  expect([encryption.one('ebsEncryptionByDefault'), encryption.one('sseType')]).toEqual(['false', 'none']);
  expect((await requestAction(simulator, KEY)).one('kmsKeyId')).toBe('alias/aws/ebs');
});

test('what was chosen holds for one account in one Region', async () => {
  simulator.world.regions.set('123456789012/us-east-1', {
    encryptionByDefault: true,
    defaultKeyArn: SEED_KEYS.prodData,
  });
  const theirs = { accountId: '999999999999', arn: 'arn:aws:iam::999999999999:root', userId: '999999999999' };
  simulator.world.principals.set('AKIDOTHER', theirs);
  const read = async (place: { region?: string; accessKey?: string }) => [
    (await requestAction(simulator, ENCRYPTION, place)).one('ebsEncryptionByDefault'),
    (await requestAction(simulator, KEY, place)).one('kmsKeyId'),
  ];
  expect(await read({})).toEqual(['true', SEED_KEYS.prodData]);
  expect(await read({ region: 'eu-west-1' })).toEqual(['false', 'alias/aws/ebs']);
  expect(await read({ accessKey: 'AKIDOTHER' })).toEqual(['false', 'alias/aws/ebs']);
});

test('a copy of a plain volume gets what the two reads announced', async () => {
  simulator.world.regions.set('123456789012/us-east-1', {
    encryptionByDefault: true,
    defaultKeyArn: SEED_KEYS.prodData,
  });
  const announced = (await requestAction(simulator, KEY)).one('kmsKeyId');
  const copied = await requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.plain });
  expect([copied.one('encrypted'), copied.one('kmsKeyId')]).toEqual(['true', announced]);
});

test.each(ACTIONS)('%s as a dry run, and denied', async (Action) => {
  const dryRun = await requestAction(simulator, { Action, DryRun: true });
  expect([dryRun.status, dryRun.code]).toEqual([412, 'DryRunOperation']);
  simulator.addFault({ kind: 'deny', action: Action });
  const denied = await requestAction(simulator, { Action, DryRun: true });
  expect([denied.status, denied.code]).toEqual([403, 'UnauthorizedOperation']);
  expect(denied.message).toContain(`ec2:${Action} on resource: *`);
});

test.each(ACTIONS)('%s takes no other member', async (Action) => {
  expect((await requestAction(simulator, { Action, MaxResults: 5 })).code).toBe('UnknownParameter');
});

test.each(ACTIONS)('%s can be unknown to an endpoint', async (Action) => {
  simulator.addFault({ kind: 'error', action: Action, code: 'InvalidAction' });
  expect((await requestAction(simulator, { Action })).status).toBe(400);
});
