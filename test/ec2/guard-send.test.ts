// A copy is asked about once more when it is signed: with which credentials it goes, and whether it still may.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';

const PLACE = { region: 'us-east-1' };
const REQUEST = { SourceVolumeId: 'vol-0a1b2c3d4e5f60001', VolumeType: 'gp3' as const, ClientToken: 'guard-1' };
const control = { signal: new AbortController().signal };

let simulator: RecordingSimulator;
let edge: Ec2;
beforeEach(async () => {
  openAwsHome(KEYS);
  simulator = await startRecordingSimulator();
  edge = createEc2Port({ version: '9.9.9', endpoints: { ec2: simulator.url, sts: simulator.url } });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});
const made = () => simulator.requests.filter(({ action }) => action === 'CopyVolumes');
const credentialsId = async () => {
  const reply = await edge.callerIdentity(PLACE, control);
  return reply.ok ? (reply.value.credentialsId ?? '') : '';
};

test('it is asked after the credentials were resolved, once, and then the bytes leave', async () => {
  let asked = 0;
  const guard = {
    credentialsId: await credentialsId(),
    mayStillSend: async () => {
      asked += 1;
      expect(made()).toEqual([]);
      return true;
    },
  };
  expect(await edge.copyVolumes(PLACE, REQUEST, control, guard)).toMatchObject({ ok: true });
  expect(asked).toBe(1);
  expect(made()).toHaveLength(1);
});

describe('nothing leaves, and that is definite', () => {
  test('when it may not any more', async () => {
    const reply = await edge.copyVolumes(PLACE, REQUEST, control, { mayStillSend: async () => false });
    expect(reply).toMatchObject({ ok: false, failure: { code: 'not-sent', definite: true } });
    expect(made()).toEqual([]);
  });

  test('when the credentials are others than those that it was judged by', async () => {
    const guard = { credentialsId: 'AKIDANOTHER', mayStillSend: () => expect.unreachable('it is others') };
    const reply = await edge.copyVolumes(PLACE, REQUEST, control, guard);
    expect(reply).toMatchObject({ ok: false, failure: { code: 'not-sent', definite: true } });
    expect(made()).toEqual([]);
  });
});

test('a dry run is no send: nobody is asked', async () => {
  expect(await edge.rehearseCopy(PLACE, REQUEST, control)).toMatchObject({ ok: true, value: 'permitted' });
});
