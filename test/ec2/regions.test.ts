// What depends on the Region: its partition, whether an account has to enable it, hosts, and what is none.
import dns from 'node:dns';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2, Reply } from '../../src/ports/ec2.ts';
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

describe('keys of another partition', () => {
  const acceptIn = (regions: RegExp) =>
    aws.answerWith(({ action, headers }) => {
      // Of the signature: Credential=KEY/date/region/…
      if (regions.test(headers.authorization?.split('/')[2] ?? '')) return undefined;
      return action === 'GetCallerIdentity'
        ? stsError(403, 'InvalidClientTokenId', 'x')
        : ec2Error(401, 'AuthFailure', 'x');
    });
  const read = async (ec2: Ec2, region: string) =>
    told(await ec2.describeVolumes({ region }, { VolumeIds: [SOURCE] }, patient()), region);
  const accepted = async (ec2: Ec2, region: string) =>
    expect(await ec2.describeVolumes({ region }, { VolumeIds: [SOURCE] }, patient())).toMatchObject({ ok: true });

  test.each([
    ['us-gov-west-1', 'aws-us-gov', 'us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn', 'us-east-1', 'aws'],
    ['us-east-1', 'aws', 'us-gov-west-1', 'aws-us-gov'],
    // An opt-in Region, which is not at fault.
    ['af-south-1', 'aws', 'cn-north-1', 'aws-cn'],
  ])('%s (%s) is told as the other one, once AWS took them in %s (%s), each time', async (there, its, here, own) => {
    acceptIn(new RegExp(`^${here}$`));
    const ec2 = port();
    await accepted(ec2, here);
    for (let time = 0; time < 2; time++) {
      const error = await read(ec2, there);
      expect(error).toMatchObject({ code: 'AuthFailure', whoCanFix: 'person' });
      expect(error.words).toBe(
        `AWS did not accept the credentials: ${there} is in the partition ${its}, and AWS took them in ${own}; none work in two partitions. Use a profile with credentials of ${its}, or a Region of ${own}.`,
      );
    }
    const who = told(await ec2.callerIdentity({ region: there }, patient()), there);
    expect(who).toMatchObject({ code: 'InvalidClientTokenId', words: expect.stringContaining(its) });
    await accepted(ec2, here);
  });

  test('of a source that may give others by now: it is asked again', async () => {
    const keys = (id: string) => `echo '{"Version":1,"AccessKeyId":"${id}","SecretAccessKey":"s"}'`;
    const script = (id: string) => home.script('helper', keys(id));
    script('AKIDOFAWS');
    home.write('config', `[profile p]\ncredential_process = ${home.folder}/helper\n`);
    const ec2 = port();
    const readOf = (region: string) =>
      ec2.describeVolumes({ region, profile: 'p' }, { VolumeIds: [SOURCE] }, patient());
    expect(await readOf('us-east-1')).toMatchObject({ ok: true });
    aws.answerWith(({ headers }) =>
      headers.authorization?.includes('AKIDOFCN') ? undefined : ec2Error(401, 'AuthFailure', 'x'),
    );
    script('AKIDOFCN');
    expect(told(await readOf('cn-north-1'), 'cn-north-1').words).toContain('aws-cn');
    expect(await readOf('cn-north-1')).toMatchObject({ ok: true });
  });

  test('is not said where AWS knew the keys', async () => {
    const ec2 = port();
    await accepted(ec2, 'us-east-1');
    aws.answerWith(() => ec2Error(401, 'OptInRequired', 'x'));
    expect(await read(ec2, 'us-gov-west-1')).toMatchObject({
      code: 'OptInRequired',
      words: expect.not.stringContaining('partition'),
    });
  });

  test.each([
    ['of the same partition', ['us-east-1'], 'eu-west-1'],
    ['taken in both', ['us-east-1', 'us-gov-east-1'], 'us-gov-west-1'],
    ['taken nowhere yet', [], 'us-gov-west-1'],
  ])('is not said of a Region %s', async (_name, before, there) => {
    const ec2 = port();
    for (const region of before) await accepted(ec2, region);
    acceptIn(/^$/);
    expect((await read(ec2, there)).words).not.toContain('partition');
  });
});

describe('a name that is not found', () => {
  const read = async (region: string) => {
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const asked = vi
      .spyOn(dns, 'lookup')
      .mockImplementation(((host: string, _options: object, done: NotFound) =>
        done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }))) as never);
    const error = told(await port().describeVolumes({ region }, { VolumeIds: [SOURCE] }, patient()), region);
    expect(error.code).toBe('name-not-found');
    expect(asked).toHaveBeenCalled();
    asked.mockRestore();
    return error.words;
  };
  type NotFound = (error: Error) => void;

  test.each([
    ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'],
    ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'],
  ])('tells that %s asked for it, also as %s of a profile', async (variable, key) => {
    const asks = (name: string) =>
      `${name} asks for hosts of EC2 and STS that not every Region has. If this is one, switch it off or choose another Region.`;
    vi.stubEnv(variable, 'true');
    expect(await read('eu-central-1')).toContain(asks(`${variable} (the environment)`));
    vi.stubEnv(variable, undefined);
    expect(await read('eu-central-1')).not.toContain('asks for');
    home.write('config', `[default]\n${key} = true\n`);
    expect(await read('eu-central-1')).toContain(asks(`${key} (profile default in ~/.aws/config)`));
  });

  test('names both settings', async () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    expect(await read('eu-central-1')).toContain(
      'AWS_USE_FIPS_ENDPOINT (the environment) with AWS_USE_DUALSTACK_ENDPOINT (the environment) asks for',
    );
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
