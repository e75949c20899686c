// Whatever does not answer, a request ends with its call, and within a limit of its own; the failure names what stalled.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2, Reply } from '../../src/ports/ec2.ts';
import { reportFailure } from '../../src/volume/errors/failure.ts';
import { type AwsEndpoint, SOURCE, startAwsEndpoint } from '../support/aws-endpoint.ts';
import { type AwsHome, KEYS, openAwsHome } from '../support/aws-home.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { writeSsoToken } from '../support/sso-token.ts';

let aws: AwsEndpoint;
let home: AwsHome;
// The SDK keeps one renewal for each session of the process, also one that stalls (token-providers 3.1166).
let session: string;
let sessions = 0;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  home = openAwsHome({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: aws.url });
  aws.answerWith(() => undefined);
  session = `corp${sessions++}`;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const PLACE = { region: 'us-east-1', profile: 'p' };
const BASE = '[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = s\n';
const ROLE = `${BASE}[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n`;
const KEYS_OF_P = '[profile p]\naws_access_key_id = AKIDP\naws_secret_access_key = s\n';
const SESSION =
  '[profile p]\nsso_session = SESSION\nsso_account_id = 111122223333\nsso_role_name = R\n[sso-session SESSION]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n';
const LEGACY =
  '[profile p]\nsso_account_id = 111122223333\nsso_role_name = R\nsso_start_url = SESSION\nsso_region = us-east-1\n';
const silence = (action: string) => aws.answerWith((request) => (request.action === action ? 'silent' : undefined));

/** Waits for a file that a helper process writes. */
async function written(path: string): Promise<string> {
  while (!existsSync(path) || readFileSync(path, 'utf8') === '') await pause(5);
  return readFileSync(path, 'utf8').trim();
}

interface Stall {
  config?: string;
  env?: () => Record<string, string>;
  prepare?: () => void;
  /** Resolves when the thing that stalls was asked. */
  reached(): Promise<unknown>;
  /** What the failure names. */
  names: RegExp;
  call?: (ec2: Ec2, signal: AbortSignal) => Promise<Reply<unknown>>;
  code?: string;
}

const STALLS: Record<string, Stall> = {
  'a helper process': {
    config: '[profile p]\ncredential_process = HOME/helper\n',
    prepare: () => void home.script('helper', `echo $$ > ${home.folder}/pid; exec sleep 1000`),
    reached: () => written(join(home.folder, 'pid')),
    names: /the credential_process of profile p did not answer/i,
  },
  'the portal of IAM Identity Center': {
    config: SESSION,
    prepare: () => {
      writeSsoToken(home, session);
      silence('GET /federation/credentials');
    },
    reached: () => aws.next('GET /federation/credentials'),
    names: /the portal of IAM Identity Center for profile p did not answer/i,
  },
  'the sign-in of IAM Identity Center': {
    config: SESSION,
    prepare: () => {
      writeSsoToken(home, session, { expiresAt: new Date(0), refreshToken: 'r' });
      silence('POST /token');
    },
    reached: () => aws.next('POST /token'),
    names: /the sign-in of IAM Identity Center for profile p did not answer/i,
  },
  AssumeRole: {
    config: ROLE,
    prepare: () => silence('AssumeRole'),
    reached: () => aws.next('AssumeRole'),
    names: /AWS STS \(for the role of profile p\) did not answer/i,
  },
  'AssumeRole in the middle of its answer': {
    config: ROLE,
    prepare: () => aws.answerWith(({ action }) => (action === 'AssumeRole' ? 'header-only' : undefined)),
    reached: () => aws.next('AssumeRole'),
    names: /AWS STS \(for the role of profile p\) did not answer/i,
  },
  AssumeRoleWithWebIdentity: {
    config: '[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = HOME/token\n',
    prepare: () => {
      home.script('token', 'jwt');
      silence('AssumeRoleWithWebIdentity');
    },
    reached: () => aws.next('AssumeRoleWithWebIdentity'),
    names: /AWS STS \(for the role of the web identity token\) did not answer/i,
  },
  'the endpoint of a container': {
    config: '[profile p]\nrole_arn = r\ncredential_source = EcsContainer\n',
    env: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/container` }),
    prepare: () => silence('GET /container'),
    reached: () => aws.next('GET /container'),
    names: /the credential endpoint of the container did not answer/i,
  },
  'the metadata of an instance': {
    config: '[profile p]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n',
    env: () => ({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.url }),
    prepare: () => silence('PUT /latest/api/token'),
    reached: () => aws.next('PUT /latest/api/token'),
    names: /the instance metadata service did not answer/i,
  },
  'EC2 before its header': {
    config: KEYS_OF_P,
    prepare: () => silence('DescribeVolumes'),
    reached: () => aws.next('DescribeVolumes'),
    names: /The time for one call was used up/,
    code: 'deadline-reached',
  },
  'EC2 in its body': {
    config: KEYS_OF_P,
    prepare: () => aws.answerWith(({ action }) => (action === 'DescribeVolumes' ? 'header-only' : undefined)),
    reached: () => aws.next('DescribeVolumes'),
    names: /The time for one call was used up/,
    code: 'deadline-reached',
  },
  'STS, asked who the caller is': {
    config: KEYS_OF_P,
    prepare: () => silence('GetCallerIdentity'),
    reached: () => aws.next('GetCallerIdentity'),
    names: /The time for one call was used up/,
    code: 'deadline-reached',
    call: (ec2, signal) => ec2.callerIdentity(PLACE, { signal }),
  },
};

const readVolumes = (ec2: Ec2, signal: AbortSignal) => ec2.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, { signal });

function open({ config = '', env, prepare }: Stall): Ec2 {
  home.write('config', config.replaceAll('HOME', home.folder).replaceAll('SESSION', session));
  for (const [name, value] of Object.entries(env?.() ?? {})) vi.stubEnv(name, value);
  prepare?.();
  return createEc2Port({ version: '1', endpoints: {} });
}

function failureOf(reply: Reply<unknown>) {
  if (reply.ok) throw new Error('expected a failure');
  const { meaning } = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*', ...PLACE });
  return { code: reply.failure.code, meaning };
}

describe('a request ends with its call', () => {
  test.each(Object.entries(STALLS))('%s', async (_name, stall) => {
    const ec2 = open(stall);
    const deadline = new AbortController();
    const reached = stall.reached();
    const asked = (stall.call ?? readVolumes)(ec2, deadline.signal);
    await reached;
    deadline.abort(new DOMException('The time is up.', 'TimeoutError'));
    const { code, meaning } = failureOf(await asked);
    expect(code).toBe(stall.code ?? 'credentials-stalled');
    expect(meaning).toMatch(stall.names);
    ec2.close();
  });

  test.each(Object.entries(STALLS))('or with its cancel: %s', async (_name, stall) => {
    const ec2 = open(stall);
    const cancel = new AbortController();
    const reached = stall.reached();
    const asked = (stall.call ?? readVolumes)(ec2, cancel.signal);
    await reached;
    cancel.abort();
    expect(failureOf(await asked).code).toBe('cancelled');
    ec2.close();
  });
});

describe('a source of credentials has a limit of its own', () => {
  test.each(Object.entries(STALLS).filter(([, { code }]) => code === undefined))('%s', async (_name, stall) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const ec2 = open(stall);
    const reached = stall.reached();
    let ended = false;
    const asked = readVolumes(ec2, new AbortController().signal).finally(() => {
      ended = true;
    });
    await reached;
    for (let seconds = 0; !ended && seconds < 30; seconds++) {
      await vi.advanceTimersByTimeAsync(1_000);
      await pause(1);
    }
    expect(ended).toBe(true);
    const { code, meaning } = failureOf(await asked);
    // What gives up first: this limit, or that of the HTTP request inside.
    expect(['credentials-stalled', 'timed-out', 'instance-role-missing']).toContain(code);
    expect(meaning).toMatch(new RegExp(stall.names.source.replace(' did not answer', ''), 'i'));
    ec2.close();
  });
});

describe('a helper process', () => {
  const isGone = (pid: number) => {
    try {
      // A child that has ended and is not yet collected counts as gone.
      return /^\s*Z/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }));
    } catch {
      return true;
    }
  };
  const gone = async (pid: number) => {
    while (!isGone(pid)) await pause(5);
  };

  test('ends with the port, and so does what it started', async () => {
    home.script('helper', `sleep 1000 & echo $! > ${home.folder}/child; echo $$ > ${home.folder}/pid; wait`);
    const ec2 = open({ ...(STALLS['a helper process'] as Stall), prepare: () => {} });
    const asked = readVolumes(ec2, new AbortController().signal);
    const pids = [Number(await written(join(home.folder, 'child'))), Number(await written(join(home.folder, 'pid')))];
    ec2.close();
    expect(failureOf(await asked).code).toBe('cancelled');
    for (const pid of pids) await gone(pid);
    expect(pids.map(isGone)).toEqual([true, true]);
  });

  test('that asks something gets an end of input, not a person', async () => {
    home.write('config', '[profile p]\ncredential_process = read code || { echo "no terminal" >&2; exit 3; }\n');
    const ec2 = createEc2Port({ version: '1', endpoints: {} });
    expect(await readVolumes(ec2, new AbortController().signal)).toMatchObject({
      failure: { code: 'credential-process-failed', message: 'It ended with exit code 3: no terminal' },
    });
  });

  test('runs once for requests at the same time, and not again while its credentials last', async () => {
    home.script(
      'helper',
      `echo x >> ${home.folder}/runs; echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}'`,
    );
    home.write('config', `[profile p]\ncredential_process = ${home.folder}/helper\n`);
    const ec2 = createEc2Port({ version: '1', endpoints: {} });
    const { signal } = new AbortController();
    await Promise.all([readVolumes(ec2, signal), readVolumes(ec2, signal)]);
    await ec2.describeVolumes({ region: 'eu-west-1', profile: 'p' }, {}, { signal });
    expect(readFileSync(join(home.folder, 'runs'), 'utf8')).toBe('x\n');
  });
});

test('a pipe in the place of a file is no file, and nothing waits for it', async () => {
  home.write('sso/placeholder', '');
  execFileSync('mkfifo', [join(home.folder, '.aws', 'config'), join(home.folder, '.aws', 'credentials')]);
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const reply = await readVolumes(ec2, new AbortController().signal);
  expect(reply).toMatchObject({
    failure: { code: 'profile-missing', message: expect.stringMatching(/^But .*config is not a file\.$/) },
  });
  for (const [name, value] of Object.entries(KEYS)) vi.stubEnv(name, value);
  expect(
    await ec2.describeVolumes({ region: 'us-east-1' }, {}, { signal: new AbortController().signal }),
  ).toMatchObject({ ok: true });
});

describe('a pipe in the place of what a source reads', () => {
  const cache = (kind: string, hash: string, id: string) =>
    join(home.folder, '.aws', kind, 'cache', `${createHash(hash).update(id).digest('hex')}.json`);
  const sso = () => cache('sso', 'sha1', session);
  const login = () => cache('login', 'sha256', 'arn:aws:iam::111122223333:user/x');
  const token = () => join(home.folder, 'token');

  test.each([
    ['the cache of aws sso login', SESSION, sso, 'setting-invalid'],
    ['the cache of aws sso login, for a profile without a session', LEGACY, sso, 'setting-invalid'],
    [
      'the cache of aws login',
      '[profile p]\nlogin_session = arn:aws:iam::111122223333:user/x\n',
      login,
      'setting-invalid',
    ],
    [
      'the token of a container',
      '[profile p]\nrole_arn = r\ncredential_source = EcsContainer\n',
      token,
      'container-credentials-failed',
    ],
  ])('%s', async (_name, config, pathOf, code) => {
    home.write('config', config.replaceAll('SESSION', session));
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${aws.url}/container`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', token());
    const path = pathOf();
    mkdirSync(dirname(path), { recursive: true });
    execFileSync('mkfifo', [path]);
    const ec2 = createEc2Port({ version: '1', endpoints: {} });
    const reply = await readVolumes(ec2, new AbortController().signal);
    // Nobody holds it open: a write that does not wait finds no reader.
    expect(() => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)).toThrow('ENXIO');
    expect(reply).toMatchObject({ failure: { code, definite: true } });
    expect(JSON.stringify(reply)).toContain(`~/${relative(home.folder, path)}`);
  });
});

test('a proxy that does not answer is told as the proxy', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const proxy = await startConnectProxy(aws.port);
  proxy.answerWith('silent');
  home.write('config', KEYS_OF_P);
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const asked = readVolumes(ec2, new AbortController().signal);
  while (proxy.asked.length === 0) await pause(1);
  await vi.advanceTimersByTimeAsync(5_001);
  const { code, meaning } = failureOf(await asked);
  expect(code).toBe('proxy-unreachable');
  expect(meaning).toMatch(/The proxy that HTTPS_PROXY names/);
});
