// The HTTP endpoint: its port, what is no proper request, and the record of one that is.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/listen.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';
import {
  authorizationFor,
  postForm,
  requestAction,
  START,
  startFrozenSimulator,
} from '../support/simulator-requests.ts';

let simulator: RecordingSimulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const SIGNED = authorizationFor('us-east-1', 'AKIDEXAMPLE', 'ec2');
const EC2 = 'Version=2016-11-15';

test('the port is a free one or the one of the options, on loopback only', async () => {
  expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(startSimulator({ port: Number(new URL(simulator.url).port) })).rejects.toThrow('EADDRINUSE');
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a speed of %d is refused', async (speed) => {
  await expect(startSimulator({ speed })).rejects.toThrow(RangeError);
});

test('a bug of the simulator is answered with 500 and named', async () => {
  Object.defineProperty(simulator.world, 'volumes', { get: () => undefined });
  const response = await requestAction(simulator, { Action: 'DescribeVolumes' });
  expect([response.status, response.code]).toEqual([500, 'InternalError']);
  expect(response.message).toContain('The simulator failed');
});

test.each([
  ['no action', EC2, 'MissingAction'],
  ['an action of EC2 that is not here', `Action=DetachVolume&${EC2}`, 'InvalidAction'],
  ['an action that is nowhere', `Action=toString&${EC2}`, 'InvalidAction'],
  ['another version', 'Action=DescribeVolumes&Version=2011-01-01', 'NoSuchVersion'],
  ['no version', 'Action=DescribeVolumes', 'NoSuchVersion'],
  ['an unknown parameter', `Action=DescribeVolumes&${EC2}&VolumeIds.1=vol-1`, 'UnknownParameter'],
  ['a list from zero', `Action=DescribeVolumes&${EC2}&VolumeId.0=vol-1`, 'UnknownParameter'],
  ['a list as a value', `Action=DescribeVolumes&${EC2}&VolumeId=vol-1`, 'UnknownParameter'],
  ['a value as a list', `Action=DescribeVolumes&${EC2}&DryRun.1=true`, 'UnknownParameter'],
  ['a name twice', `Action=DescribeVolumes&${EC2}&DryRun=true&DryRun=false`, 'MalformedQueryString'],
  [
    'a value that is also a structure',
    `Action=DescribeVolumes&${EC2}&Filter.1=x&Filter.1.Name=y`,
    'MalformedQueryString',
  ],
  ['a bad escape', `Action=DescribeVolumes&${EC2}&NextToken=%E0%A4%A`, 'MalformedQueryString'],
  ['a number that is none', `Action=DescribeVolumes&${EC2}&MaxResults=five`, 'InvalidParameterValue'],
  ['a number beyond 32 bits', `Action=DescribeVolumes&${EC2}&MaxResults=4294967296`, 'InvalidParameterValue'],
  ['a parameter of the prototype', `Action=DescribeVolumes&${EC2}&constructor=1`, 'UnknownParameter'],
])('%s', async (_name, body, code) => {
  const response = await postForm(simulator.url, body, SIGNED);
  expect([response.code, response.status]).toEqual([code, 400]);
});

test('lists keep their order by position, not by arrival, and may have gaps', async () => {
  const [a, b] = ['vol-0a1b2c3d4e5f60003', 'vol-0a1b2c3d4e5f60004'];
  const response = await postForm(
    simulator.url,
    `Action=DescribeVolumes&${EC2}&VolumeId.10=${b}&VolumeId.2=${a}`,
    SIGNED,
  );
  expect(response.all('volumeId')).toEqual([a, b]);
});

test('blanks as plus signs (boto3) and as %20 (JavaScript)', async () => {
  const source = simulator.world.volumes[2];
  if (source === undefined) throw new Error('seed changed');
  source.tags = [{ key: 'Name', value: 'a b' }];
  for (const text of ['a+b', 'a%20b']) {
    const body = `Action=DescribeVolumes&${EC2}&Filter.1.Name=tag%3AName&Filter.1.Value.1=${text}`;
    expect((await postForm(simulator.url, body, SIGNED)).one('volumeId')).toBe(source.id);
  }
});

test('text that people wrote comes back escaped', async () => {
  const source = simulator.world.volumes[2];
  if (source === undefined) throw new Error('seed changed');
  source.tags = [{ key: 'Name', value: `<b>&"'\u0001` }];
  const response = await requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': source.id });
  expect(response.one('value')).toBe('&lt;b&gt;&amp;"\'\ufffd');
});

test('anything but POST to / is refused', async () => {
  const got = await fetch(simulator.url);
  expect([got.status, (await got.text()).includes('<Code>MethodNotAllowed</Code>')]).toEqual([405, true]);
  const posted = await fetch(`${simulator.url}/other`, { method: 'POST', body: 'x' });
  expect(posted.status).toBe(405);
});

test('a body above 1 MiB is refused', async () => {
  const response = await postForm(
    simulator.url,
    `Action=DescribeVolumes&${EC2}&NextToken=${'x'.repeat(1_048_576)}`,
    SIGNED,
  );
  expect([response.status, response.code]).toEqual([413, 'RequestEntityTooLarge']);
});

test('the record of a request', async () => {
  const response = await requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': 'vol-0a1b2c3d4e5f60003' });
  expect(simulator.requests).toHaveLength(1);
  expect(simulator.requests[0]).toMatchObject({
    at: START,
    action: 'DescribeVolumes',
    params: { Version: '2016-11-15', Action: 'DescribeVolumes', 'VolumeId.1': 'vol-0a1b2c3d4e5f60003' },
    body: 'Version=2016-11-15&Action=DescribeVolumes&VolumeId.1=vol-0a1b2c3d4e5f60003',
    requestId: response.headers.get('x-amzn-requestid'),
    outcome: 'ok',
    httpStatus: 200,
  });
  expect(simulator.requests[0]?.headers.authorization).toBe(SIGNED);
  expect(response.one('requestId')).toBe(response.headers.get('x-amzn-requestid'));
});

test('quotas, where switched on', async () => {
  simulator.switches.quotas = true;
  const copy = { Action: 'CopyVolumes', SourceVolumeId: 'vol-0a1b2c3d4e5f60003' };
  // 50 TiB for gp3, of which the seed has 3,790 GiB of ours.
  const big = { ...copy, VolumeType: 'gp3', Size: 51_200 - 3_790 + 1 };
  expect((await requestAction(simulator, big)).code).toBe('VolumeLimitExceeded');
  const quick = { ...copy, VolumeType: 'io2', Iops: 99_000 };
  expect((await requestAction(simulator, quick)).code).toBe('MaxIOPSLimitExceeded');
  expect((await requestAction(simulator, { ...big, Size: 51_200 - 3_790 })).code).toBe('ok');
});

test('the fewest members and an unknown one, where switched on', async () => {
  simulator.switches.sparseResponses = true;
  const response = await requestAction(simulator, { Action: 'DescribeVolumes', 'VolumeId.1': 'vol-0a1b2c3d4e5f60003' });
  expect([response.one('status'), response.one('size'), response.one('memberOfTomorrow')]).toEqual([
    'available',
    undefined,
    'unknown',
  ]);
});
