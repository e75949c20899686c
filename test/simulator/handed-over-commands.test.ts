// What a person can do with a copy after this server: the commands that it hands over work here as on EC2.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const ask = (Action: string, params: Record<string, string | boolean>) =>
  requestAction(simulator, { Action, ...params });
const stateOf = async (VolumeId: string) =>
  (await ask('DescribeVolumes', { 'VolumeId.1': VolumeId })).all('status').at(0);
const instanceOf = (id: string) =>
  simulator.world.volumes.find((volume) => volume.id === id)?.attachments[0]?.instanceId ?? expect.unreachable();

describe('AttachVolume', () => {
  const attach = (VolumeId: string, more: Record<string, string | boolean> = {}) =>
    ask('AttachVolume', { VolumeId, InstanceId: instanceOf(SEED_VOLUMES.prodDb1Data), Device: '/dev/sdx', ...more });

  test('attaches an available volume of the same zone', async () => {
    const answer = await attach(SEED_VOLUMES.reports);
    expect([answer.code, answer.one('status'), answer.one('device')]).toEqual(['ok', 'attaching', '/dev/sdx']);
    expect(await stateOf(SEED_VOLUMES.reports)).toBe('in-use');
  });

  test('a dry run attaches nothing', async () => {
    expect((await attach(SEED_VOLUMES.reports, { DryRun: true })).code).toBe('DryRunOperation');
    expect(await stateOf(SEED_VOLUMES.reports)).toBe('available');
  });

  test.each([
    ['one that is attached', SEED_VOLUMES.prodDb1Data, {}, 'VolumeInUse'],
    ['one that is being modified', SEED_VOLUMES.modifying, {}, 'IncorrectModificationState'],
    ['one that failed', SEED_VOLUMES.failed, {}, 'IncorrectState'],
    ['one that another account shares', SEED_VOLUMES.shared, {}, 'InvalidVolume.NotFound'],
    ['one that nobody knows', 'vol-00000000000000000', {}, 'InvalidVolume.NotFound'],
    [
      'to an instance that nobody knows',
      SEED_VOLUMES.reports,
      { InstanceId: 'i-00000000' },
      'InvalidInstanceID.NotFound',
    ],
    ['where a device is in use', SEED_VOLUMES.reports, { Device: '/dev/sdf' }, 'InvalidParameterValue'],
    ['without a device', SEED_VOLUMES.reports, { Device: '' }, 'MissingParameter'],
  ])('%s: refused', async (_, id, more, code) => {
    expect((await attach(id, more)).code).toBe(code);
  });

  test('from another zone: refused', async () => {
    const volume = simulator.world.volumes.find(({ id }) => id === SEED_VOLUMES.reports) ?? expect.unreachable();
    volume.zone = 'us-east-1b';
    expect((await attach(volume.id)).code).toBe('InvalidVolume.ZoneMismatch');
  });
});

describe('DeleteVolume', () => {
  test('the dry run that is handed over deletes nothing, the real one does', async () => {
    const VolumeId = SEED_VOLUMES.archive;
    expect((await ask('DeleteVolume', { VolumeId, DryRun: true })).code).toBe('DryRunOperation');
    expect(await stateOf(VolumeId)).toBe('available');
    expect((await ask('DeleteVolume', { VolumeId })).one('return')).toBe('true');
    expect((await ask('DescribeVolumes', { 'VolumeId.1': VolumeId })).code).toBe('InvalidVolume.NotFound');
  });

  test.each([
    ['an attached one', SEED_VOLUMES.prodDb1Data, 'VolumeInUse'],
    ["another account's", SEED_VOLUMES.shared, 'InvalidVolume.NotFound'],
    ['one without an id', '', 'MissingParameter'],
  ])('%s: refused', async (_, VolumeId, code) => {
    expect((await ask('DeleteVolume', { VolumeId })).code).toBe(code);
  });
});

describe('snapshots', () => {
  test('of one volume', async () => {
    const answer = await ask('CreateSnapshot', { VolumeId: SEED_VOLUMES.reports });
    expect(answer.one('snapshotId')).toMatch(/^snap-0[0-9a-f]{16}$/);
    expect([answer.one('volumeId'), answer.one('volumeSize'), answer.one('status')]).toEqual([
      SEED_VOLUMES.reports,
      '100',
      'pending',
    ]);
  });

  test('of all volumes of an instance, or without its root', async () => {
    const instance = { 'InstanceSpecification.InstanceId': instanceOf(SEED_VOLUMES.prodDb1Data) };
    const all = await ask('CreateSnapshots', instance);
    expect(all.all('volumeId').sort()).toEqual([SEED_VOLUMES.prodDb1Data, SEED_VOLUMES.prodDb1Root]);
    const data = await ask('CreateSnapshots', { ...instance, 'InstanceSpecification.ExcludeBootVolume': true });
    expect(data.all('volumeId')).toEqual([SEED_VOLUMES.prodDb1Data]);
  });

  test('a dry run, and what nobody knows', async () => {
    expect((await ask('CreateSnapshot', { VolumeId: SEED_VOLUMES.reports, DryRun: true })).code).toBe(
      'DryRunOperation',
    );
    expect((await ask('CreateSnapshot', { VolumeId: 'vol-00000000000000000' })).code).toBe('InvalidVolume.NotFound');
    const nobody = { 'InstanceSpecification.InstanceId': 'i-00000000' };
    expect((await ask('CreateSnapshots', nobody)).code).toBe('InvalidInstanceID.NotFound');
  });
});
