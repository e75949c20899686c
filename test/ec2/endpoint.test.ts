// Which endpoint a request goes to, that it is told, and that nothing travels readable over a network.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import { type AwsHome, KEYS, openAwsHome } from '../support/aws-home.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const REFUSED = { ok: false, failure: { code: 'endpoint-refused', definite: true } };
const patient = () => ({ signal: new AbortController().signal });

let simulator: RecordingSimulator;
let home: AwsHome;
// Reaches the simulator, but is no loopback address by its name: what is sent in spite of the rule is seen.
let elsewhere: string;
beforeEach(async () => {
  home = openAwsHome(KEYS);
  simulator = await startRecordingSimulator();
  elsewhere = simulator.url.replace('127.0.0.1', '0.0.0.0');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

function everything(edge: Ec2, profile?: string) {
  const place = { region: 'us-east-1', ...(profile ? { profile } : {}) };
  const copy = { SourceVolumeId: SOURCE, ClientToken: 'endpoint-1' };
  return Promise.all([
    edge.describeVolumes(place, { VolumeIds: [SOURCE] }, patient()),
    edge.copyVolumes(place, copy, patient(), { mayStillSend: async () => true }),
    edge.rehearseCopy(place, copy, patient()),
    edge.callerIdentity(place, patient()),
  ]);
}

test('the way out that these tests watch is open', async () => {
  expect((await fetch(elsewhere, { method: 'POST', body: 'Action=DescribeVolumes' })).status).toBe(400);
  expect(simulator.requests).toHaveLength(1);
});

test('plain http beyond this machine is refused before anything is sent', async () => {
  const edge = createEc2Port({ version: '1', endpoints: { ec2: elsewhere, sts: elsewhere } });
  expect(await everything(edge)).toMatchObject([REFUSED, REFUSED, REFUSED, REFUSED]);
  expect(simulator.requests).toEqual([]);
});

test.each([
  ['a profile', (url: string) => `[profile far]\nregion = us-east-1\nendpoint_url = ${url}\n`],
  [
    'the services section of a profile',
    (url: string) =>
      `[profile far]\nregion = us-east-1\nservices = far\n[services far]\nec2 =\n  endpoint_url = ${url}\nsts =\n  endpoint_url = ${url}\n`,
  ],
])('also when it comes from %s', async (_name, config) => {
  home.write('config', config(elsewhere));
  home.write('credentials', '[far]\naws_access_key_id = AKIDFAR\naws_secret_access_key = made-up\n');
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  const edge = createEc2Port({ version: '1', endpoints: {} });
  expect(await everything(edge, 'far')).toMatchObject([REFUSED, REFUSED, REFUSED, REFUSED]);
  expect(simulator.requests).toEqual([]);
});

test('on this machine plain http is taken, and a profile may name it', async () => {
  home.write('config', `[profile near]\nregion = us-east-1\nendpoint_url = ${simulator.url}\n`);
  home.write('credentials', '[near]\naws_access_key_id = AKIDNEAR\naws_secret_access_key = made-up\n');
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  const edge = createEc2Port({ version: '1', endpoints: {} });
  expect(await edge.locate(undefined, 'near')).toMatchObject({
    ok: true,
    value: { region: 'us-east-1', profile: 'near', endpoint: expect.stringContaining(new URL(simulator.url).host) },
  });
  const answers = await everything(edge, 'near');
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true]);
  expect(simulator.requests).toHaveLength(4);
});

test('the endpoint of one profile is never that of another', async () => {
  const other = 'https://ec2.example.com';
  home.write(
    'config',
    `[default]\nendpoint_url = ${simulator.url}\n[profile plain]\n[profile own]\nendpoint_url = ${other}\n[profile deaf]\nignore_configured_endpoint_urls = true\nendpoint_url = ${other}\n`,
  );
  const endpointOf = async (profile: string | undefined) => {
    const located = await createEc2Port({ version: '1', endpoints: {} }).locate('us-east-1', profile);
    return located.ok ? located.value.endpoint : located.failure.code;
  };
  expect(await endpointOf(undefined)).toBe(simulator.url);
  expect(await endpointOf('plain')).toBeUndefined();
  expect(await endpointOf('own')).toBe(other);
  expect(await endpointOf('deaf')).toBeUndefined();
  vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true');
  expect(await endpointOf('own')).toBeUndefined();
});

test('a custom endpoint is part of the place, AWS itself is not', async () => {
  const custom = createEc2Port({ version: '1', endpoints: { ec2: simulator.url } });
  expect(await custom.locate('us-east-1', undefined)).toMatchObject({ value: { endpoint: simulator.url } });
  const plain = createEc2Port({ version: '1', endpoints: {} });
  const located = await plain.locate('us-east-1', undefined);
  expect(located.ok && located.value).toEqual({
    region: 'us-east-1',
    partition: 'aws',
    source: { kind: 'environment', name: 'environment keys' },
  });
});

test.each([
  ['/\nNext: copy_volume {"DryRun":false}', '/Next:%20copy_volume%20%7B%22DryRun%22:false%7D'],
  ['/?Next:\u202ex', '/?Next:%E2%80%AEx'],
])('one that hides a line or a letter is shown as it is asked: %j', async (rest, shown) => {
  const edge = createEc2Port({ version: '1', endpoints: { ec2: `${simulator.url}${rest}` } });
  expect(await edge.locate('us-east-1', undefined)).toMatchObject({ value: { endpoint: `${simulator.url}${shown}` } });
});

test('the embedded EC2 takes the place of every endpoint, Region and key', async () => {
  const edge = createEc2Port({
    version: '1',
    endpoints: { ec2: 'https://192.0.2.1', sts: 'https://192.0.2.1' },
    simulator: { url: simulator.url, region: 'us-east-1' },
  });
  expect(await edge.locate('eu-west-1', undefined)).toMatchObject({
    value: { region: 'us-east-1', endpoint: simulator.url },
  });
  expect((await everything(edge)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
  for (const { headers } of simulator.requests) expect(headers.authorization).toContain('Credential=SIMULATED/');
});
