// The embedded EC2 depends on nothing that is set up for AWS on this machine, however wrong that is.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';

let simulator: RecordingSimulator;
beforeEach(async () => {
  simulator = await startRecordingSimulator();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const patient = () => ({ signal: new AbortController().signal });

test.each<[name: string, env: Record<string, string>, config?: string]>([
  ['FIPS', { AWS_USE_FIPS_ENDPOINT: 'true' }],
  ['dual-stack', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
  ['a retry mode that is none', { AWS_RETRY_MODE: 'foo' }],
  ['attempts that are no number', { AWS_MAX_ATTEMPTS: 'many' }],
  ['a defaults mode that is none', { AWS_DEFAULTS_MODE: 'foo' }],
  ['a certificate bundle that is not there', { AWS_CA_BUNDLE: '/nowhere/ca.pem' }],
  ['a proxy', { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1', ALL_PROXY: 'http://127.0.0.1:1' }],
  ['a proxy that is none', { HTTPS_PROXY: 'socks5://x' }],
  ['an endpoint', { AWS_ENDPOINT_URL: 'https://127.0.0.1:1', AWS_ENDPOINT_URL_EC2: 'https://127.0.0.1:1' }],
  ['a Region that is none', { AWS_REGION: 'Virginia' }],
  ['half a pair of keys', { AWS_ACCESS_KEY_ID: 'AKIDHALF' }],
  ['a profile that does not exist', { AWS_PROFILE: 'nobody' }],
  ['a configuration file that is a folder', { AWS_CONFIG_FILE: '/' }],
  [
    'a profile full of faults',
    {},
    '[default]\nretry_mode = foo\nca_bundle = /nowhere\nendpoint_url = x\nuse_fips_endpoint = maybe\nservices = none\n',
  ],
  ['real keys', KEYS],
])('%s', async (_name, env, config) => {
  const home = openAwsHome(env);
  if (config) home.write('config', config);
  const ec2 = createEc2Port({ version: '1', endpoints: {}, simulator: { url: simulator.url, region: 'us-east-1' } });
  const located = await ec2.locate('eu-west-1', 'somebody');
  if (!located.ok) throw new Error(located.failure.code);
  expect(located.value).toEqual({
    region: 'us-east-1',
    partition: 'aws',
    endpoint: simulator.url,
    source: { kind: 'simulator', name: 'embedded EC2' },
  });
  const place = located.value;
  const copy = { SourceVolumeId: SOURCE, VolumeType: 'gp3' as const, ClientToken: 'embedded-1' };
  const replies = [
    await ec2.callerIdentity(place, patient()),
    await ec2.describeVolumes(place, { VolumeIds: [SOURCE] }, patient()),
    await ec2.rehearseCopy(place, copy, patient()),
    await ec2.copyVolumes(place, copy, patient(), { mayStillSend: async () => true }),
  ];
  expect(replies.map(({ ok }) => ok)).toEqual([true, true, true, true]);
  for (const { headers } of simulator.requests) {
    expect(headers.authorization).toContain('Credential=SIMULATED/');
    expect(headers['user-agent']).not.toContain('app/');
  }
});
