// Requests in the name of whoever calls: what AWS is asked, what callers share, and what a denial says.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Answering,
  type AwsEndpoint,
  ec2Error,
  SOURCE,
  startAwsEndpoint,
  stsError,
} from '../../../support/aws-endpoint.ts';
import { KEYS, openAwsHome } from '../../../support/aws-home.ts';
import { callTool, messageOf, rpc, startTestHttpAt, structuredOf, type TestHttp } from '../../../support/test-http.ts';

vi.setConfig({ testTimeout: 60_000 });

const ROLE = 'arn:aws:iam::111122223333:role/ebs-copies';
const OTHER = 'arn:aws:iam::444455556666:role/ebs-copies';
const GATEWAY = ['--behind-gateway', '--caller-header', 'x-caller'];

let aws: AwsEndpoint;
beforeEach(async () => {
  openAwsHome(KEYS);
  aws = await startAwsEndpoint();
  // Each session of a role has keys of its own, as AWS gives them.
  aws.answerWith(({ action, form }) => (action === 'AssumeRole' ? roleKeys(form) : undefined));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

let keysGiven = 0;
function roleKeys(form: Record<string, string>, expiration = '2099-01-01T00:00:00Z') {
  keysGiven += 1;
  const key = `ASIA${(form.RoleSessionName ?? '').toUpperCase()}${form.RoleArn?.slice(13, 25)}N${keysGiven}`;
  return {
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
}

const read = async (server: TestHttp, caller: string, more: object = {}) =>
  structuredOf(await callTool(server, 'get_volume_status', { VolumeIds: [SOURCE], ...more }, { 'x-caller': caller }));
const assumed = () => aws.requests.filter(({ action }) => action === 'AssumeRole');
const keysOf = (action: string) => aws.requests.filter((one) => one.action === action).map((one) => one.accessKey);

describe('one role', () => {
  test('is assumed by the keys of the server, in the name of the caller, for an hour, once', async () => {
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
    expect((await read(server, 'ann')).outcome).toMatch(/found|partial/);
    await read(server, 'ann');
    expect(assumed().map(({ form, accessKey }) => ({ ...form, accessKey }))).toEqual([
      {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: ROLE,
        RoleSessionName: 'ann',
        SourceIdentity: 'ann',
        DurationSeconds: '3600',
        accessKey: 'AKIDEDGE',
      },
    ]);
    expect(new Set(keysOf('DescribeVolumes')).size).toBe(1);
    expect(keysOf('DescribeVolumes')[0]).toMatch(/^ASIAANN/);
  });

  test('of two callers: nothing that one read is told to the other', async () => {
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
    await Promise.all([read(server, 'ann'), read(server, 'bob'), read(server, 'ann')]);
    expect(
      assumed()
        .map(({ form }) => form.RoleSessionName)
        .sort(),
    ).toEqual(['ann', 'bob']);
    // What two calls of one caller ask at the same time is asked once.
    expect(
      keysOf('DescribeVolumes')
        .map((key) => key?.slice(0, 7))
        .sort(),
    ).toEqual(['ASIAANN', 'ASIABOB']);
  });

  test('without a source identity where the operator says so', async () => {
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE, '--source-identity', 'off');
    await read(server, 'auth0|1');
    expect(assumed()[0]?.form.SourceIdentity).toBeUndefined();
    expect(assumed()[0]?.form.RoleSessionName).toMatch(/^auth0-1-[\da-f]{8}$/);
  });

  test('is assumed again five minutes before the session ends', async () => {
    const soon = new Date(Date.now() + 9 * 60_000).toISOString();
    aws.answerWith(({ action, form }) => (action === 'AssumeRole' ? roleKeys(form, soon) : undefined));
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
    await read(server, 'ann');
    await read(server, 'ann');
    expect(assumed()).toHaveLength(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4.5 * 60_000 });
    await read(server, 'ann');
    vi.useRealTimers();
    expect(assumed()).toHaveLength(2);
  });

  test('that STS does not give to some holds nobody up who has it', async () => {
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
    await read(server, 'ann');
    aws.answerWith(({ action }) => (action === 'AssumeRole' ? 'silent' : undefined));
    const newcomers = Array.from({ length: 16 }, (_, n) => read(server, `new-${n}`));
    const callers = () => new Set(assumed().map(({ form }) => form.RoleSessionName));
    await vi.waitFor(() => expect(callers().size).toBe(1 + newcomers.length), { timeout: 30_000 });
    const found = await Promise.race([read(server, 'ann'), ...newcomers]);
    expect(found?.outcome).toMatch(/found|partial/);
  });

  test('denied to one caller, the credentials of the server are not asked for again', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${aws.url}/container`);
    const answers: Answering = ({ action, form }) => {
      if (action !== 'AssumeRole') return undefined;
      return form.RoleSessionName === 'eve' ? stsError(403, 'AccessDenied', 'No.') : roleKeys(form);
    };
    aws.answerWith(answers);
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
    expect((await read(server, 'ann')).outcome).toMatch(/found|partial/);
    const asked = () => aws.requests.filter(({ action }) => action === 'GET /container').length;
    expect(asked()).toBe(1);
    for (let calls = 0; calls < 3; calls++)
      expect(await read(server, 'eve')).toMatchObject({ error: { code: 'caller-role-denied' } });
    // Nor where EC2 takes the keys of the role no more.
    aws.answerWith((request) =>
      request.action === 'DescribeVolumes' ? ec2Error(401, 'AuthFailure', 'No.') : answers(request),
    );
    expect(await read(server, 'ann')).toMatchObject({
      error: { code: 'AuthFailure', nextStep: expect.stringMatching(/assumes the role of the caller anew/) },
    });
    aws.answerWith(answers);
    expect((await read(server, 'ann')).outcome).toMatch(/found|partial/);
    expect(assumed().filter(({ form }) => form.RoleSessionName === 'ann')).toHaveLength(2);
    expect(asked()).toBe(1);
  });

  test.each([
    ['sts:AssumeRole', 'sts:AssumeRole'],
    ['sts:SetSourceIdentity', 'sts:SetSourceIdentity'],
  ])('denied %s, an answer says so and what to allow', async (_, action) => {
    const message = `User: arn:aws:iam::111122223333:user/x is not authorized to perform: ${action} on resource: ${ROLE}`;
    aws.answerWith((request) => (request.action === 'AssumeRole' ? stsError(403, 'AccessDenied', message) : undefined));
    const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
    expect(await read(server, 'ann')).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'caller-role-denied',
        denied: { action, resource: ROLE },
        nextStep: expect.stringContaining('sts:SetSourceIdentity'),
      },
    });
  });
});

test.each([
  [500, 'InternalFailure', 'InternalError', /^A fault inside AWS STS/],
  [503, 'ServiceUnavailable', 'Unavailable', /^AWS STS .*is not available/],
  [400, 'Throttling', 'Throttling', /^AWS asks for fewer requests to AWS STS/],
])('of a %s of STS an answer says that it was STS: %s', async (status, code, told, meaning) => {
  aws.answerWith(({ action }) => (action === 'AssumeRole' ? stsError(status, code, 'x') : undefined));
  const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE, '--call-seconds', '10');
  expect(await read(server, 'ann')).toMatchObject({
    outcome: 'failed',
    error: { code: told, meaning: expect.stringMatching(meaning) },
  });
});

test('of a fault of STS the next callers of the role are told without asking it again', async () => {
  aws.answerWith(({ action }) => (action === 'AssumeRole' ? stsError(500, 'InternalFailure', 'x') : undefined));
  const server = await startTestHttpAt(
    aws.url,
    ...GATEWAY,
    '--assume-role',
    `prod=${ROLE}`,
    '--assume-role',
    `dev=${OTHER}`,
  );
  await read(server, 'ann', { Profile: 'prod' });
  const asked = assumed().length;
  for (const caller of ['ann', 'bob', 'eve'])
    expect(await read(server, caller, { Profile: 'prod' })).toMatchObject({ error: { code: 'InternalError' } });
  expect(assumed()).toHaveLength(asked);
  // Another role may be of another account.
  await read(server, 'ann', { Profile: 'dev' });
  expect(assumed().length).toBeGreaterThan(asked);
});

test('a fault of STS in one Region keeps nobody from another', async () => {
  const isNear = (request: Parameters<Answering>[0]) => /\/us-east-1\//.test(request.headers.authorization ?? '');
  aws.answerWith((request) => {
    if (request.action !== 'AssumeRole') return undefined;
    return isNear(request) ? stsError(500, 'InternalFailure', 'x') : roleKeys(request.form);
  });
  const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
  expect(await read(server, 'ann', { Region: 'us-east-1' })).toMatchObject({ error: { code: 'InternalError' } });
  for (const caller of ['bob', 'ann'])
    expect((await read(server, caller, { Region: 'eu-west-1' })).outcome).toMatch(/found|partial/);
});

test.each([
  ['that ends the connection', 'cut' as const],
  ['behind a proxy with a page of its own', { status: 503, type: 'text/html', body: '<html>Busy</html>' }],
])('an STS of one Region %s keeps its caller from no other', async (_, answer) => {
  aws.answerWith((request) => {
    if (request.action !== 'AssumeRole') return undefined;
    return /\/us-east-1\//.test(request.headers.authorization ?? '') ? answer : roleKeys(request.form);
  });
  const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
  expect((await read(server, 'ann', { Region: 'us-east-1' })).outcome).toBe('failed');
  expect((await read(server, 'ann', { Region: 'eu-west-1' })).outcome).toMatch(/found|partial/);
});

test('the same of the caller that a limit of accounts needs', async () => {
  aws.answerWith(({ action, form }) => {
    if (action === 'AssumeRole') return roleKeys(form);
    return action === 'GetCallerIdentity' ? stsError(500, 'InternalFailure', 'x') : undefined;
  });
  const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE, '--account', '111122223333');
  const answer = await callTool(server, 'copy_volume', { SourceVolumeId: SOURCE }, { 'x-caller': 'ann' });
  expect(structuredOf(answer)).toMatchObject({
    outcome: 'refused',
    error: { meaning: 'A fault inside AWS STS.', retry: 'same_request', whoCanFix: 'AWS' },
  });
});

test('a server that is told to end says so to a call that waits for STS', async () => {
  aws.answerWith(({ action }) => (action === 'AssumeRole' ? 'silent' : undefined));
  const server = await startTestHttpAt(aws.url, ...GATEWAY, '--assume-role', ROLE);
  const asked = aws.next('AssumeRole');
  const waiting = read(server, 'ann');
  await asked;
  const stopped = server.stop();
  expect(await waiting).toMatchObject({ outcome: 'failed', error: { code: 'server-ending', retry: 'same_request' } });
  await stopped;
});

describe('several roles', () => {
  const roles = ['--assume-role', `prod=${ROLE}`, '--assume-role', `dev=${OTHER}`];

  test('are the profiles of a call, and an answer names the one it used', async () => {
    const server = await startTestHttpAt(aws.url, ...GATEWAY, ...roles);
    const listed = messageOf(await rpc(server, 'tools/list', {}, { 'x-caller': 'ann' })).result;
    expect(JSON.stringify(listed)).toContain('"enum":["prod","dev"]');
    const found = await read(server, 'ann', { Profile: 'dev' });
    expect(found).toMatchObject({ where: { profile: 'dev', credentials: `role ${OTHER} by environment keys` } });
    expect(assumed().map(({ form }) => form.RoleArn)).toEqual([OTHER]);
    expect(await read(server, 'ann', { Profile: 'default' })).toMatchObject({
      outcome: 'refused',
      error: { code: 'arguments-invalid' },
    });
  });

  test('are no profiles of a terminal: no failure names one for a login', async () => {
    openAwsHome();
    const server = await startTestHttpAt(aws.url, ...GATEWAY, ...roles);
    expect(await read(server, 'ann', { Profile: 'dev' })).toMatchObject({
      error: { code: 'credentials-missing', nextStep: expect.stringMatching(/^Log in with `aws sso login` /) },
    });
  });

  test('are assumed by the profile of the server, whose own place its name is not', async () => {
    const home = openAwsHome();
    home.write('credentials', '[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = made-up\n');
    vi.stubEnv('AWS_PROFILE', 'base');
    const server = await startTestHttpAt(aws.url, ...GATEWAY, ...roles);
    await read(server, 'ann', { Profile: 'prod' });
    expect(assumed().map(({ form, accessKey }) => [form.RoleArn, accessKey])).toEqual([[ROLE, 'AKIDBASE']]);
  });
});

describe('callers without roles', () => {
  test('share what they read', async () => {
    const server = await startTestHttpAt(aws.url, ...GATEWAY);
    // Where they overlap, which two requests of a busy machine may not do.
    await vi.waitFor(
      async () => {
        aws.requests.length = 0;
        await Promise.all([read(server, 'ann'), read(server, 'bob')]);
        expect(keysOf('DescribeVolumes')).toEqual(['AKIDEDGE']);
      },
      { timeout: 30_000 },
    );
  });
});
