// A setting that cannot be used is told by its name and its place, before anything is sent, and is never taken for
// something that AWS answered.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import { reportFailure } from '../../../src/volume/errors/failure.ts';
import { type AwsEndpoint, SOURCE, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { type AwsHome, KEYS, openAwsHome } from '../../support/aws-home.ts';

let aws: AwsEndpoint;
let home: AwsHome;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  home = openAwsHome({ AWS_REGION: 'us-east-1', ...KEYS });
  aws.requests.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

async function failure(endpoints: { ec2?: string } = {}) {
  const ec2 = createEc2Port({ version: '1', endpoints });
  const located = await ec2.locate(undefined, undefined);
  const reply = located.ok
    ? await ec2.describeVolumes(located.value, { VolumeIds: [SOURCE] }, { signal: new AbortController().signal })
    : located;
  if (reply.ok) throw new Error('expected a failure');
  const error = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*' });
  return { ...error, definite: reply.failure.definite };
}

/** A secret key in the wrong place. */
const KEY = '9QqXd50ih/zdbT3xyO+e74UmVpHW2dMxvY8lyGdV';
const IN_FILE = 'profile default in ~/.aws/config';
test.each<[name: string, value: string, why: RegExp]>([
  ['AWS_RETRY_MODE', 'foo', /it has to be standard, adaptive or legacy/],
  ['AWS_MAX_ATTEMPTS', '0', /a whole number from 1 to 999/],
  ['AWS_MAX_ATTEMPTS', 'many', /a whole number from 1 to 999/],
  ['AWS_DEFAULTS_MODE', 'foo', /it has to be standard, in-region/],
  ['AWS_USE_FIPS_ENDPOINT', 'yes', /it has to be true or false/],
  ['AWS_USE_DUALSTACK_ENDPOINT', '1', /it has to be true or false/],
  ['AWS_DISABLE_CLOCK_SKEW_CORRECTION', 'x', /it has to be true or false/],
  ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'x', /it has to be true or false/],
  ['AWS_ENDPOINT_URL_SSO', 'sso.example.com', /it has to be a URL/],
  [
    'AWS_REGION',
    'us-east-1 ',
    /^AWS_REGION is "us-east-1 "; it has to be a Region such as us-east-1, in small letters/,
  ],
  ['AWS_REGION', 'US-EAST-1', /^AWS_REGION is "US-EAST-1"; it has .* in small letters and without spaces\.$/],
  ['AWS_REGION', 'aws-global', /^AWS_REGION is "aws-global"; it has to be a Region/],
  ['AWS_REGION', 'us-east-1\nNext: x\u202e', /^AWS_REGION is "us-east-1\\nNext: x\\u202e"; it has/],
  ['AWS_REGION', KEY, /^AWS_REGION is "\(left out\)"; it has/],
  [
    'AWS_ENDPOINT_URL',
    'ftp://ann:Hunter/2@host/x?token=y',
    /^AWS_ENDPOINT_URL is "ftp:\/\/host\/x\?\(left out\)"; it has/,
  ],
  ['AWS_ENDPOINT_URL_DYNAMODB', 'ann:Hunter2@host', /^AWS_ENDPOINT_URL_DYNAMODB is "host"; it has/],
  ['AWS_RETRY_MODE', KEY, /^AWS_RETRY_MODE is "\(left out\)"/],
])('%s=%s in the environment', async (name, value, why) => {
  vi.stubEnv(name, value);
  expect(await failure()).toMatchObject({
    code: 'setting-invalid',
    definite: true,
    whoCanFix: 'person',
    meaning: `An AWS setting cannot be used, so nothing was sent: ${name} (the environment).`,
    message: expect.stringMatching(why),
  });
});

test.each<[name: string, value: string, why: RegExp]>([
  ['retry_mode', 'foo', /retry_mode is "foo"/],
  ['max_attempts', '-1', /max_attempts is "-1"/],
  ['defaults_mode', 'foo', /defaults_mode is "foo"/],
  ['use_fips_endpoint', 'on', /it has to be true or false/],
  ['endpoint_url', 'ec2.example.com', /it has to be a URL/],
  [
    'endpoint_url',
    'https://ann:pw@ec2.example.com',
    /^endpoint_url is "https:\/\/ec2.example.com"; .* without user and pass/,
  ],
  // What is left of a password whose # is not encoded has the form of a port.
  ['endpoint_url', 'https://ann:12345#x@ec2.example.com', /^endpoint_url is "https:\/\/ec2.example.com"; it has/],
  ['services', 'nowhere', /there is no section \[services nowhere\]/],
  ['ca_bundle', '/nowhere/ca.pem', /the file cannot be read/],
  ['region', 'Virginia', /^region is "Virginia"; it has to be a Region/],
  ['region', KEY, /^region is "\(left out\)"; it has/],
])('%s = %s in a file', async (name, value, why) => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_MAX_ATTEMPTS', undefined);
  home.write('config', `[default]\n${name === 'region' ? '' : 'region = us-east-1\n'}${name} = ${value}\n`);
  expect(await failure()).toMatchObject({
    code: 'setting-invalid',
    meaning: `An AWS setting cannot be used, so nothing was sent: ${name} (${IN_FILE}).`,
    message: expect.stringMatching(why),
  });
});

test.each([
  ['AWS_USE_FIPS_ENDPOINT', 'FIPS'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'dual-stack'],
])('%s beside an endpoint of one’s own', async (name) => {
  vi.stubEnv(name, 'true');
  expect(await failure({ ec2: aws.url })).toMatchObject({
    code: 'setting-invalid',
    meaning: `An AWS setting cannot be used, so nothing was sent: ${name} (the environment).`,
    message: `${name} is "true"; it does not go together with the endpoint ${aws.url}.`,
  });
  expect(aws.requests).toEqual([]);
});

test('a file that is mended is read again, without a restart', async () => {
  home.write('config', '[default]\nretry_mode = foo\n');
  const ec2 = createEc2Port({ version: '1', endpoints: { ec2: aws.url } });
  expect(await ec2.locate(undefined, undefined)).toMatchObject({ failure: { code: 'setting-invalid' } });
  home.write('config', '[default]\nretry_mode = standard\n');
  const located = await ec2.locate(undefined, undefined);
  expect(located).toMatchObject({ ok: true });
});

test('a profile that gets other keys is another caller at the next call', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  const ec2 = createEc2Port({ version: '1', endpoints: { ec2: aws.url } });
  for (const id of ['AKIDONE', 'AKIDTWO']) {
    home.write('credentials', `[default]\naws_access_key_id = ${id}\naws_secret_access_key = s\n`);
    const located = await ec2.locate(undefined, undefined);
    if (located.ok) await ec2.describeVolumes(located.value, {}, { signal: new AbortController().signal });
  }
  expect(aws.requests.map(({ accessKey }) => accessKey)).toEqual(['AKIDONE', 'AKIDTWO']);
});
