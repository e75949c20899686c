// A secret in every place that has one, and a look through everything that leaves the process: both halves of answers,
// stderr with its logs, the audit file, the state folder, doctor. An AWS that quotes what it was given is part of it.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type AwsAnswer,
  type AwsEndpoint,
  ec2Error,
  json,
  startAwsEndpoint,
  stsError,
} from '../support/aws-endpoint.ts';
import { AUDIENCE, startIssuer } from '../support/oidc-issuer.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { emptyEnvironment, run, startRaw } from '../support/spawned-server.ts';
import { callTool, startTestHttp } from '../support/test-http.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const LATER = '2099-01-01T00:00:00Z';
const DPOP_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' });
const SECRETS = {
  accessKeyId: 'AKIAPLANTED0SECRET01',
  secretAccessKey: 'Pl4nted9QqXd50ih/zdbT3xyO+e74UmVpHW2dMxv',
  sessionToken: `IQoJb3JpZ2luX2VjEPl4nted${'aB3/xYz9+Q'.repeat(30)}==`,
  planKey: Buffer.from('Pl4nted-plan-key-of-32-bytes-ab!').toString('base64'),
  portalToken: `aoaAAAAAGPl4nted${'tOken7Qz'.repeat(20)}`,
  containerToken: `Bearer-Pl4nted${'c0ntainerTok'.repeat(6)}`,
  webIdentity: `eyJhbGciOiJSUzI1NiJ9.eyJPl4nted${'wEb1dentity'.repeat(6)}.s1gn${'aTure9'.repeat(12)}`,
  refreshToken: `rPl4nted${'refre5hTok'.repeat(6)}`,
  clientSecret: `cPl4nted${'cl1entSec'.repeat(6)}`,
  password: 'Pl4nted-pw',
  // Behind these letters the key itself ends and its public half begins.
  dpopKey: String(DPOP_KEY).split('\n')[1]?.slice(0, 52) ?? '',
};
const { accessKeyId, secretAccessKey, sessionToken, password } = SECRETS;
const ROLE = 'arn:aws:iam::111122223333:role/R';
const QUOTED: [how: string, quoted: string][] = [
  ['in prose', `The request signed with ${secretAccessKey} and X-Amz-Security-Token ${sessionToken} is not valid`],
  [
    'in JSON behind an ARN',
    JSON.stringify({ arn: ROLE, sessionToken, SecretAccessKey: secretAccessKey, AccessKeyId: accessKeyId }),
  ],
  [
    'in a query behind an ARN',
    `RoleArn=${ROLE}&amp;X-Amz-Security-Token=${encodeURIComponent(sessionToken)}&amp;k=${encodeURIComponent(secretAccessKey)}`,
  ],
  ['in short lines', `${ROLE}\n${`${sessionToken}\n${secretAccessKey}`.replace(/.{32}/g, '$&\n')}`],
];

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => aws.answerWith(() => undefined));

/** Names of the secrets of which twenty letters stand in the text, however they were encoded. */
function secretsIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => {
    const ends = Math.max(1, secret.length - 19);
    const parts = Array.from({ length: ends }, (_, at) => secret.slice(at, at + 20));
    const isIn = (part: string) =>
      [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1), btoa(part).slice(0, 20)].some((form) =>
        text.includes(form),
      );
    return parts.some(isIn) ? [name] : [];
  });
}

/** Files of a folder and those below it. */
function textOf(folder: string): string {
  if (!existsSync(folder)) return '';
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
  return files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1')).join('\n');
}

type Home = Record<string, string> & { HOME: string };

/** A home whose requests go to the endpoint. */
function homeWith(
  variables: Record<string, string>,
  files: Record<string, string> = {},
  more: (home: string) => Record<string, string> = () => ({}),
): Home {
  const env = emptyEnvironment({
    ...{ AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1', PATH: process.env.PATH ?? '' },
    ...variables,
  }) as Home;
  for (const of of ['sso', 'login']) mkdirSync(join(env.HOME, '.aws', of, 'cache'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(env.HOME, name), text);
  return Object.assign(env, more(env.HOME));
}

/** Everything that leaves the process while it rehearses, copies, reads and is examined; `doctor` are its options. */
async function everything(env: Home, doctor: string[]): Promise<Record<string, string>> {
  const examined = run(['doctor', ...doctor], env);
  const audit = join(env.HOME, 'audit.jsonl');
  const session = startRaw(['--mode', 'auto', '--audit-file', audit], env);
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'secrets', version: '1' } };
  await session.request('initialize', hello);
  const call = (name: string, args: object) => session.request('tools/call', { name, arguments: args });
  const copy = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6_000, Throughput: 250 };
  const rehearsed = await call('copy_volume', copy);
  const { Request } = (rehearsed.result?.structuredContent ?? {}) as { Request?: { ClientToken?: string } };
  await call('copy_volume', { ...copy, DryRun: false, ...(Request ? { ClientToken: Request.ClientToken } : {}) });
  await call('get_volume_status', { VolumeIds: [SOURCE] });
  await call('get_volume_status', { attachedTo: 'prod-db-1' });
  const { stdout, stderr } = await session.end();
  const report = await examined;
  return {
    answers: stdout,
    stderr,
    audit: existsSync(audit) ? readFileSync(audit, 'latin1') : '',
    state: textOf(env.EBS_COPY_STATE_DIR ?? ''),
    doctor: report.stdout + report.stderr,
  };
}

async function expectNoSecret(env: Home, ...doctor: string[]): Promise<Record<string, string>> {
  const texts = await everything(env, doctor);
  expect(texts.answers).toContain('"structuredContent"');
  expect(texts.doctor).not.toBe('');
  for (const [place, text] of Object.entries(texts)) expect([place, secretsIn(text)]).toEqual([place, []]);
  return texts;
}

const KEYS = {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
};
const INI = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
const PRINTED = JSON.stringify({
  ...{ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken },
  Expiration: LATER,
});
const SSO =
  '[profile p]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = R\n';
const LOGIN = JSON.stringify({
  ...{ startUrl: 'https://example.awsapps.com/start', region: 'us-east-1', accessToken: SECRETS.portalToken },
  expiresAt: LATER,
});
// sha1 of the start URL, or of the name of the session, as `aws sso login` names the file.
const loginFile = (of: string) => `.aws/sso/cache/${createHash('sha1').update(of).digest('hex')}.json`;
const SESSION = `[profile p]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n`;
const OLD_LOGIN = JSON.stringify({
  ...{ startUrl: 'https://example.awsapps.com/start', region: 'us-east-1', accessToken: 'old' },
  ...{ expiresAt: '2020-01-01T00:00:00Z', registrationExpiresAt: LATER, clientId: 'c' },
  ...{ refreshToken: SECRETS.refreshToken, clientSecret: SECRETS.clientSecret },
});
const PERSON = 'arn:aws:iam::111122223333:user/ann';
const AWS_LOGIN = `[profile p]\nlogin_session = ${PERSON}\n`;
// sha256 of the session, as `aws login` names the file.
const AWS_LOGIN_FILE = `.aws/login/cache/${createHash('sha256').update(PERSON).digest('hex')}.json`;
const awsLogin = (expiresAt: string, more: object = {}) =>
  JSON.stringify({
    accessToken: { accessKeyId, secretAccessKey, sessionToken, accountId: '111122223333', expiresAt },
    ...{ tokenType: 'aws_sigv4', clientId: 'arn:aws:signin:::devtools/same-device', idToken: 'i' },
    ...{ refreshToken: SECRETS.refreshToken, dpopKey: DPOP_KEY, ...more },
  });

const PLACES: [name: string, variables: (home: string) => Record<string, string>, files: Record<string, string>][] = [
  ['keys of the environment', () => KEYS, {}],
  ['a credentials file', () => ({ AWS_PROFILE: 'p' }), { '.aws/credentials': `[p]\n${INI}` }],
  [
    'the credential endpoint of a container',
    () => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/container`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: SECRETS.containerToken,
    }),
    {},
  ],
  [
    'a helper process',
    () => ({ AWS_PROFILE: 'p' }),
    { '.aws/config': '[profile p]\ncredential_process = cat ~/printed\n', printed: PRINTED },
  ],
  [
    'IAM Identity Center',
    () => ({ AWS_PROFILE: 'p' }),
    { '.aws/config': SSO, [loginFile('https://example.awsapps.com/start')]: LOGIN },
  ],
  [
    'a sign-in of IAM Identity Center that is renewed',
    () => ({ AWS_PROFILE: 'p' }),
    { '.aws/config': SESSION, [loginFile('corp')]: OLD_LOGIN },
  ],
  [
    'a sign-in of aws login',
    () => ({ AWS_PROFILE: 'p' }),
    { '.aws/config': AWS_LOGIN, [AWS_LOGIN_FILE]: awsLogin(LATER) },
  ],
  [
    'a sign-in of aws login that is renewed',
    () => ({ AWS_PROFILE: 'p' }),
    { '.aws/config': AWS_LOGIN, [AWS_LOGIN_FILE]: awsLogin('2020-01-01T00:00:00Z') },
  ],
  [
    'the credential endpoint of a container, its token in a file',
    (home) => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/container`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, 'token'),
    }),
    { token: SECRETS.containerToken },
  ],
  [
    'the metadata of an instance',
    () => ({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.url }),
    {},
  ],
  [
    'a role that STS gives',
    () => ({ AWS_PROFILE: 'p', AWS_ENDPOINT_URL_STS: aws.url }),
    {
      '.aws/config': `[profile p]\nrole_arn = ${ROLE}\nsource_profile = q\n`,
      '.aws/credentials': `[q]\naws_access_key_id = AKIAQ\naws_secret_access_key = ${secretAccessKey}\n`,
    },
  ],
  [
    'a role for the token of a web identity',
    (home) => ({
      ...{ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token') },
      AWS_ENDPOINT_URL_STS: aws.url,
    }),
    { token: SECRETS.webIdentity },
  ],
];

/** The sources that the endpoint plays, with the planted secrets. */
function credentialReply(action: string) {
  if (action === 'POST /token')
    return json({ accessToken: SECRETS.portalToken, expiresIn: 28_800, refreshToken: SECRETS.refreshToken });
  if (action === 'POST /v1/token')
    return json({
      accessToken: { accessKeyId, secretAccessKey, sessionToken },
      ...{ tokenType: 'aws_sigv4', expiresIn: 900, refreshToken: SECRETS.refreshToken },
    });
  if (/^AssumeRole/.test(action))
    return {
      body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${LATER}</Expiration></Credentials></${action}Result></${action}Response>`,
    };
  if (action === 'GET /container' || action === 'GET /latest/meta-data/iam/security-credentials/the-role')
    return json({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration: LATER });
  if (action === 'GET /federation/credentials')
    return json({ roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: Date.parse(LATER) } });
  return undefined;
}

test.each(PLACES)('%s: nothing of it shows while everything works', async (_name, variables, files) => {
  aws.answerWith(({ action }) => credentialReply(action));
  const simulator = await startRecordingSimulator();
  const endpoints = { AWS_ENDPOINT_URL_EC2: simulator.url, AWS_ENDPOINT_URL_STS: simulator.url };
  const { answers, audit } = await expectNoSecret(homeWith(endpoints, files, variables));
  await simulator.close();
  expect(answers).toContain('"outcome":"copied"');
  expect(audit).toContain('"outcome":"copied"');
  // They are in use, all of them.
  const { headers } = simulator.requests.find(({ action }) => action === 'CopyVolumes') ?? {};
  expect(headers?.authorization).toContain(accessKeyId);
  expect(headers?.['x-amz-security-token']).toBe(sessionToken);
});

test.each(QUOTED)('nor when AWS quotes what it was given in its errors, %s', async (_how, quoted) => {
  aws.answerWith(({ action }) =>
    action === 'GetCallerIdentity' ? stsError(403, 'ExpiredToken', quoted) : ec2Error(401, 'AuthFailure', quoted),
  );
  const { answers, audit } = await expectNoSecret(homeWith(KEYS), '--json');
  expect(answers).toContain('(left out)');
  expect(audit).toContain('"at"');
});

test('a helper process, a container and a portal that quote what they were given', async () => {
  const login = `vault login --password ${password} at https://ann:${password}@127.0.0.1/v1, password=${password}`;
  const script = `echo 'no: ${secretAccessKey} ${sessionToken} ${QUOTED[1]?.[1]} ${login}' >&2; exit 3\n`;
  const home = homeWith(
    { AWS_PROFILE: 'p' },
    { '.aws/config': '[profile p]\ncredential_process = sh ~/fails\n', fails: script },
  );
  chmodSync(join(home.HOME, 'fails'), 0o700);
  expect((await expectNoSecret(home)).answers).toContain('(left out)');

  aws.answerWith(({ action }) =>
    action === 'GET /container' ? json({ Message: `${SECRETS.containerToken} ${sessionToken}` }, 403) : undefined,
  );
  const [, container] = PLACES[2] ?? [];
  await expectNoSecret(homeWith(container?.('') ?? {}));

  aws.answerWith(({ action }) =>
    action === 'GET /federation/credentials'
      ? json({ message: `Session token ${SECRETS.portalToken} not found or invalid` }, 401)
      : undefined,
  );
  const [, portal, files] = PLACES[4] ?? [];
  await expectNoSecret(homeWith(portal?.('') ?? {}, files));
});

const REFUSED = `The refreshToken ${SECRETS.refreshToken} for ${sessionToken} is not valid`;
const EXPIRED = awsLogin('2020-01-01T00:00:00Z');
const IS_DENIED = { 'x-amzn-errortype': 'AccessDeniedException' };
test.each<[name: string, cache: string, answer?: AwsAnswer]>([
  ['quotes what it was given', EXPIRED, json({ error: 'INVALID_REQUEST', message: REFUSED }, 400)],
  ['quotes it and denies', EXPIRED, json({ error: 'AUTHCODE_EXPIRED', message: REFUSED }, 403, IS_DENIED)],
  ['quotes it in a page', EXPIRED, { status: 500, type: 'text/html', body: `<html>${REFUSED}</html>` }],
  ['has a broken key', awsLogin('2020-01-01T00:00:00Z', { dpopKey: String(DPOP_KEY).replace('BEGIN', 'BEGlN') })],
  ['has a cut file', EXPIRED.slice(0, EXPIRED.indexOf(SECRETS.refreshToken) + 50)],
  ['has a file that is a key', String(DPOP_KEY)],
  ['has a file that is a token', SECRETS.refreshToken],
])('a sign-in of aws login that %s', async (_name, cache, answer) => {
  aws.requests.length = 0;
  aws.answerWith(({ action }) => (action === 'POST /v1/token' ? answer : undefined));
  const files = { '.aws/config': AWS_LOGIN, [AWS_LOGIN_FILE]: cache };
  const { answers } = await expectNoSecret(homeWith({ AWS_PROFILE: 'p' }, files), '--json');
  expect(answers).toMatch(/"outcome":"failed".*"credentials":"profile p \(login\)"/);
  expect(aws.actions().includes('POST /v1/token')).toBe(answer !== undefined);
});

test.each([
  ['with a table that cannot be reached', { EBS_COPY_STATE: 'dynamodb:copies@us-east-1' }],
  ['without a table', {}],
  ['with a letter too many', { EBS_COPY_STATE: 'dynamodb:copies@us-east-1', EBS_COPY_PLAN_KEY: `${SECRETS.planKey}x` }],
])('EBS_COPY_PLAN_KEY %s', async (_name, variables) => {
  await expectNoSecret(homeWith({ ...KEYS, EBS_COPY_PLAN_KEY: SECRETS.planKey, ...variables }));
});

test('the Authorization header of a request over HTTP, good or not', async () => {
  const issuer = await startIssuer();
  const server = await startTestHttp('--auth', 'oidc', '--issuer', issuer.issuer, '--audience', AUDIENCE);
  const good = await issuer.personToken('ann');
  const bad = `${good.slice(0, -10)}AAAAAAAAAA`;
  const replies: string[] = [];
  for (const authorization of [
    `Bearer ${good}`,
    `Bearer ${bad}`,
    `bearer ${bad} x`,
    `Basic ${btoa(secretAccessKey)}`,
    sessionToken,
  ]) {
    const reply = await callTool(server, 'get_volume_status', {}, { authorization });
    replies.push(JSON.stringify([reply.headers, reply.text]));
  }
  await server.stop();
  const told = [...replies, ...server.lines.map((line) => JSON.stringify(line)), ...server.problems.map(String)].join(
    '\n',
  );
  expect(server.lines.length).toBeGreaterThan(0);
  expect(secretsIn(told)).toEqual([]);
  for (const token of [good, bad]) for (const part of token.split('.')) expect(told).not.toContain(part);
  expect(told).not.toContain(btoa(secretAccessKey));
});

const REGION_FILE = { '.aws/config': `[default]\nregion = ${secretAccessKey}\n` };
const ENDPOINT_FILE = { '.aws/config': `[default]\nendpoint_url = https://ann:${password}@127.0.0.1:9\n` };
test.each<[name: string, variables: Record<string, string>, files?: Record<string, string>]>([
  ['a password in an endpoint', { AWS_ENDPOINT_URL: `https://ann:${password}@127.0.0.1:9` }],
  ['a password in an endpoint of another scheme', { AWS_ENDPOINT_URL: `ftp://ann:${password}@127.0.0.1:9` }],
  ['a password in an endpoint without a scheme', { AWS_ENDPOINT_URL_STS: `ann:${password}@127.0.0.1:9` }],
  ['a password in an endpoint of a service', { AWS_ENDPOINT_URL_SSO: `https://ann:${password}@127.0.0.1:9` }],
  ['a password in an endpoint of a profile', { AWS_ENDPOINT_URL: '' }, ENDPOINT_FILE],
  [
    'the password of a proxy that is not there',
    { HTTPS_PROXY: `http://ann:${password}@127.0.0.1:9`, AWS_ENDPOINT_URL: 'https://ec2.invalid' },
  ],
  ['the password of what is no proxy', { HTTPS_PROXY: `ftp://ann:${password}@127.0.0.1:9` }],
  ['a secret key as the Region', { AWS_REGION: secretAccessKey }],
  ['a secret key as the Region of a profile', { AWS_REGION: '' }, REGION_FILE],
  ['a secret key as an option', { EBS_COPY_REGIONS: secretAccessKey, EBS_COPY_STATE: secretAccessKey }],
  // Beside no keys, which would be asked in its place.
  ['a secret key as the profile', { AWS_PROFILE: secretAccessKey, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
])('%s', async (_name, variables, files) => {
  await expectNoSecret(homeWith({ ...KEYS, ...variables }, files), '--json');
});
