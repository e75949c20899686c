// A login that a helper renews as somebody else, without a failure and without a change of a file.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import { SOURCE, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { type AwsHome, openAwsHome } from '../../support/aws-home.ts';

const NOON = Date.parse('2026-11-28T12:00:00Z');
const PLACE = { region: 'us-east-1', profile: 'p' };
const control = () => ({ signal: new AbortController().signal });

let home: AwsHome;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  const aws = await startAwsEndpoint();
  home = openAwsHome({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: aws.url });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const keys = (id: string, expiration: string) =>
  `echo '{"Version":1,"AccessKeyId":"${id}","SecretAccessKey":"s","Expiration":"${expiration}"}'`;

test('its caller is not known until AWS is asked again', async () => {
  const [first, second] = [keys('AKID1', '2026-11-28T13:00:00Z'), keys('AKID2', '2026-11-28T23:00:00Z')];
  const again = `${home.folder}/again`;
  home.script('helper', `if [ -e ${again} ]; then ${second}; else touch ${again}; ${first}; fi`);
  home.write('config', `[profile p]\ncredential_process = ${home.folder}/helper\n`);
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  expect(await ec2.callerIdentity(PLACE, control())).toMatchObject({ ok: true });
  expect(ec2.knownCaller(PLACE)).toMatchObject({ credentialsId: 'AKID1' });
  vi.setSystemTime(NOON + 2 * 3_600_000);
  expect(await ec2.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, control())).toMatchObject({ ok: true });
  expect(ec2.knownCaller(PLACE)).toBeUndefined();
  expect(await ec2.callerIdentity(PLACE, control())).toMatchObject({ ok: true });
  expect(ec2.knownCaller(PLACE)).toMatchObject({ credentialsId: 'AKID2' });
});
