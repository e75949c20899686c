// What depends on the Region: its partition, whether an account has to enable it, hosts, and what is none.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Reply } from '../../src/ports/ec2.ts';
import { reportFailure } from '../../src/volume/errors/failure.ts';
import { type AwsEndpoint, ec2Error, SOURCE, startAwsEndpoint, stsError } from '../support/aws-endpoint.ts';
import { type AwsHome, KEYS, openAwsHome } from '../support/aws-home.ts';

let aws: AwsEndpoint;
let home: AwsHome;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  home = openAwsHome({ AWS_ENDPOINT_URL: aws.url, ...KEYS });
  aws.requests.length = 0;
  aws.answerWith(() => undefined);
});
afterEach(() => vi.unstubAllEnvs());

const patient = () => ({ signal: new AbortController().signal });
const port = () => createEc2Port({ version: '1', endpoints: {} });
function told(reply: Reply<unknown>, region: string) {
  if (reply.ok) throw new Error('expected a failure');
  const { code, meaning, nextStep, whoCanFix } = reportFailure(reply.failure, {
    action: 'DescribeVolumes',
    resource: '*',
    region,
  });
  return { code, words: `${meaning} ${nextStep}`, whoCanFix };
}

describe('a Region that the account may not have enabled', () => {
  const refuse = (code: string, status: number) =>
    aws.answerWith(({ action }) =>
      action === 'GetCallerIdentity' ? stsError(status, code, 'x') : ec2Error(status, code, 'x'),
    );

  test.each([
    ['AuthFailure', 401, 'AuthFailure'],
    ['InvalidClientTokenId', 403, 'InvalidClientTokenId'],
    ['UnrecognizedClientException', 403, 'InvalidClientTokenId'],
    ['OptInRequired', 401, 'OptInRequired'],
  ])('%s names it, and the version of session tokens', async (awsCode, status, code) => {
    refuse(awsCode, status);
    for (const region of ['af-south-1', 'eu-south-1', 'mx-central-1', 'ap-southeast-7']) {
      const error = told(await port().describeVolumes({ region }, { VolumeIds: [SOURCE] }, patient()), region);
      expect(error).toMatchObject({ code, whoCanFix: 'account administrator' });
      expect(error.words).toContain(`${region} is an opt-in Region`);
      expect(error.words).toContain(`\`aws account get-region-opt-status --region-name ${region}\``);
      expect(error.words).toContain('session token of version 1');
    }
  });

  test('also when STS says it', async () => {
    refuse('InvalidClientTokenId', 403);
    const error = told(await port().callerIdentity({ region: 'af-south-1' }, patient()), 'af-south-1');
    expect(error.words).toContain('af-south-1 is an opt-in Region');
  });

  test.each(['us-east-1', 'ap-northeast-3', 'eu-north-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'])(
    '%s is on in every account, and not blamed',
    async (region) => {
      refuse('AuthFailure', 401);
      const error = told(await port().describeVolumes({ region }, { VolumeIds: [SOURCE] }, patient()), region);
      expect(error.words).not.toMatch(/opt-in|get-region-opt-status/);
    },
  );

  test('one that took the credentials before is not blamed', async () => {
    const ec2 = port();
    const place = { region: 'af-south-1' };
    expect(await ec2.describeVolumes(place, { VolumeIds: [SOURCE] }, patient())).toMatchObject({ ok: true });
    refuse('AuthFailure', 401);
    const error = told(await ec2.describeVolumes(place, { VolumeIds: [SOURCE] }, patient()), 'af-south-1');
    expect(error.words).not.toMatch(/opt-in/);
  });

  test('says nothing about the login: what works elsewhere is not asked for again', async () => {
    home.script(
      'helper',
      `echo x >> ${home.folder}/runs; echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}'`,
    );
    home.write('config', `[profile p]\ncredential_process = ${home.folder}/helper\n`);
    const ec2 = port();
    const read = (region: string) => ec2.describeVolumes({ region, profile: 'p' }, { VolumeIds: [SOURCE] }, patient());
    await read('us-east-1');
    refuse('AuthFailure', 401);
    await read('af-south-1');
    aws.answerWith(() => undefined);
    expect(await read('us-east-1')).toMatchObject({ ok: true });
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(`${home.folder}/runs`, 'utf8')).toBe('x\n');
  });
});

test.each([
  ['us-east-1', 'aws'],
  ['ap-southeast-7', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('%s is in the partition %s', async (region, partition) => {
  expect(await port().locate(region, undefined)).toMatchObject({ value: { region, partition } });
});

describe('what is no Region', () => {
  test.each([
    ['us-east-1a', 'us-east-1'],
    ['us-west-2-lax-1a', 'us-west-2'],
    ['us-east-1-wl1-bos-wlz-1', 'us-east-1'],
  ])('%s is a zone of %s, and is told as one', async (zone, region) => {
    const error = told(await port().locate(zone, undefined), zone);
    expect(error).toMatchObject({ code: 'region-invalid', whoCanFix: 'caller' });
    expect(error.words).toContain(`It is an Availability Zone of the Region ${region}.`);
  });

  test.each([
    ['the environment', () => vi.stubEnv('AWS_REGION', 'us-east-1a'), /AWS_REGION \(the environment\)/],
    [
      'a file',
      () => home.write('config', '[default]\nregion = us-east-1a\n'),
      /region \(profile default in ~\/\.aws\/config\)/,
    ],
  ])('one that %s names is a setting', async (_name, set, words) => {
    set();
    const error = told(await port().locate(undefined, undefined), '');
    expect(error.code).toBe('setting-invalid');
    expect(error.words).toMatch(words);
    expect(error.words).toContain('Availability Zone of the Region us-east-1');
  });

  test.each(['virginia', 'us-east-1.example.com', 'US-EAST-1', '%REGION%'])('%s', async (text) => {
    expect(told(await port().locate(text, undefined), text).code).toBe('region-invalid');
  });
});
