// serve-http: what each option means, from the command line and from its variable, and what is refused at the start.

import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { type HttpConfig, modeErrors } from '../../src/config/http/http-config.ts';
import { HTTP_OPTIONS } from '../../src/config/http/http-options.ts';

type Env = Record<string, string>;

function read(argv: readonly string[], env: Env = {}): HttpConfig | undefined {
  const { config, configErrors } = parseConfig(['serve-http', ...argv], env);
  expect(configErrors).toEqual([]);
  return config.http;
}

const errorsOf = (argv: readonly string[], env: Env = {}) => parseConfig(['serve-http', ...argv], env).configErrors;

const OIDC = ['--auth', 'oidc', '--issuer', 'https://login.example.com/', '--audience', 'ebs'];
const GATEWAY = ['--behind-gateway', '--caller-header', 'X-Caller'];
const GATEWAY_ENV = { EBS_COPY_BEHIND_GATEWAY: 'true', EBS_COPY_CALLER_HEADER: 'X-Caller' };
const ROLE = 'arn:aws:iam::123456789012:role/ebs-copies';

const OIDC_WORDS: [option: string, value?: string][] = [
  ['--auth', 'oidc'],
  ['--issuer', 'https://login.example.com/'],
  ['--audience', 'ebs'],
  ['--client-id', 'app'],
  ['--caller-claim', 'email'],
  ['--required-scope', 'ebs'],
  ['--copy-scope', 'ebs:copy'],
];
const GATEWAY_WORDS: [option: string, value?: string][] = [
  ['--behind-gateway'],
  ['--caller-header', 'X-Caller'],
  ['--single-caller', 'team'],
];

test('nothing given: this machine alone, nobody has a name, and copies are rehearsed', () => {
  const { config } = parseConfig(['serve-http'], {});
  expect(config.mode).toBe('plan');
  expect(config.http).toEqual({
    host: '127.0.0.1',
    port: 8000,
    allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
    callSeconds: 50,
    callsPerCaller: 10,
    auth: { kind: 'none' },
    assumedRoles: [],
    sourceIdentity: true,
  });
});

test('over stdio nothing of it counts, and a person is asked as before', () => {
  const env = { EBS_COPY_PORT: '9', EBS_COPY_HOST: '0.0.0.0', EBS_COPY_AUTH: 'none', EBS_COPY_BEHIND_GATEWAY: 'false' };
  const { config, configErrors } = parseConfig([], env);
  expect(configErrors).toEqual([]);
  expect(config.http).toBeUndefined();
  expect(config.mode).toBe('ask');
});

describe('what says who may call, or under which role, is a fault where nothing of it would hold', () => {
  test.each([...OIDC_WORDS, ...GATEWAY_WORDS, ['--assume-role', ROLE]])('%s %s', (option, value) => {
    const sentence = (source: string) =>
      `${source}: it counts with serve-http alone, and here nothing of it would hold; leave it out.`;
    const words = value === undefined ? [option] : [option, value];
    for (const command of [[], ['serve'], ['connect', 'cursor']])
      expect(parseConfig([...command, ...words], {}).configErrors).toEqual([sentence(option)]);
    const { env = '' } = HTTP_OPTIONS.find(({ name }) => `--${name}` === option) ?? {};
    expect(parseConfig([], { [env]: value ?? 'true' }).configErrors).toEqual([sentence(env)]);
    expect(parseConfig(['connect', 'cursor'], { [env]: value ?? 'true' }).configErrors).toEqual([]);
    // doctor may be asked of a shared server, and the others have no callers at all.
    expect(JSON.stringify(parseConfig(['iam-policy', ...words], {}).configErrors)).not.toContain('serve-http alone');
    expect(JSON.stringify(parseConfig(['doctor', ...words], {}).configErrors)).not.toContain('serve-http alone');
  });

  test('but not how the session of a role is named, which guards nothing', () => {
    expect(parseConfig([], { EBS_COPY_SOURCE_IDENTITY: 'off' }).configErrors).toEqual([]);
  });
});

describe('each option', () => {
  test.each<[argv: string[], env: Env, expected: Partial<HttpConfig>]>([
    [['--host', '127.0.0.2'], { EBS_COPY_HOST: '127.0.0.2' }, { host: '127.0.0.2' }],
    [['--port', '9000'], { EBS_COPY_PORT: '9000' }, { port: 9000 }],
    [
      [...GATEWAY, '--public-url', 'https://ebs.example.com/mcp/'],
      { ...GATEWAY_ENV, EBS_COPY_PUBLIC_URL: 'https://ebs.example.com/mcp/' },
      { publicUrl: 'https://ebs.example.com', allowedHosts: ['localhost', '127.0.0.1', '[::1]', 'ebs.example.com'] },
    ],
    [
      [...GATEWAY, '--public-url', 'https://例.example/Ä'],
      { ...GATEWAY_ENV, EBS_COPY_PUBLIC_URL: 'https://例.example/Ä' },
      {
        publicUrl: 'https://xn--fsq.example/%C3%84',
        allowedHosts: ['localhost', '127.0.0.1', '[::1]', 'xn--fsq.example'],
      },
    ],
    [
      [...GATEWAY, '--allowed-hosts', 'A.example,b.example'],
      { ...GATEWAY_ENV, EBS_COPY_ALLOWED_HOSTS: 'A.example,b.example' },
      { allowedHosts: ['localhost', '127.0.0.1', '[::1]', 'a.example', 'b.example'] },
    ],
    [
      ['--allowed-origins', 'https://chat.example.com'],
      { EBS_COPY_ALLOWED_ORIGINS: 'https://chat.example.com' },
      { allowedOrigins: ['https://chat.example.com'] },
    ],
    [['--call-seconds', '25'], { EBS_COPY_CALL_SECONDS: '25' }, { callSeconds: 25 }],
    [['--calls-per-caller', '3'], { EBS_COPY_CALLS_PER_CALLER: '3' }, { callsPerCaller: 3 }],
    [
      [...OIDC, '--client-id', 'app', '--caller-claim', 'email', '--required-scope', 'a,b', '--copy-scope', 'c'],
      {
        EBS_COPY_AUTH: 'oidc',
        EBS_COPY_ISSUER: 'https://login.example.com/',
        EBS_COPY_AUDIENCES: 'ebs',
        EBS_COPY_CLIENT_IDS: 'app',
        EBS_COPY_CALLER_CLAIM: 'email',
        EBS_COPY_REQUIRED_SCOPES: 'a,b',
        EBS_COPY_COPY_SCOPE: 'c',
      },
      {
        auth: {
          kind: 'oidc',
          issuer: 'https://login.example.com/',
          audiences: ['ebs'],
          clientIds: ['app'],
          callerClaim: 'email',
          requiredScopes: ['a', 'b'],
          copyScope: 'c',
        },
      },
    ],
    [
      GATEWAY,
      { EBS_COPY_BEHIND_GATEWAY: 'true', EBS_COPY_CALLER_HEADER: 'X-Caller' },
      { auth: { kind: 'gateway', header: 'x-caller' } },
    ],
    [
      ['--behind-gateway', '--single-caller', 'chat-ops'],
      { EBS_COPY_BEHIND_GATEWAY: 'true', EBS_COPY_SINGLE_CALLER: 'chat-ops' },
      { auth: { kind: 'gateway', caller: 'chat-ops' } },
    ],
    [
      [...GATEWAY, '--assume-role', `prod=${ROLE}`, '--assume-role', `dev=${ROLE}`, '--source-identity', 'off'],
      {
        EBS_COPY_BEHIND_GATEWAY: 'true',
        EBS_COPY_CALLER_HEADER: 'x-caller',
        EBS_COPY_ASSUME_ROLES: `prod=${ROLE},dev=${ROLE}`,
        EBS_COPY_SOURCE_IDENTITY: 'off',
      },
      {
        assumedRoles: [
          { profile: 'prod', arn: ROLE },
          { profile: 'dev', arn: ROLE },
        ],
        sourceIdentity: false,
      },
    ],
    [
      [...GATEWAY, '--assume-role', ROLE],
      { EBS_COPY_BEHIND_GATEWAY: '1', EBS_COPY_CALLER_HEADER: 'x-caller', EBS_COPY_ASSUME_ROLES: ROLE },
      { assumedRoles: [{ arn: ROLE }] },
    ],
  ])('%j means the same as its variables', (argv, env, expected) => {
    expect(read(argv)).toMatchObject(expected);
    expect(read([], env)).toMatchObject(expected);
  });

  test('every one has a variable', () => {
    for (const { env } of HTTP_OPTIONS) expect(env).toMatch(/^EBS_COPY_[A-Z_]+$/);
    expect(new Set(HTTP_OPTIONS.map(({ env }) => env)).size).toBe(HTTP_OPTIONS.length);
  });

  test('other names of this machine need no login', () => {
    const { allowedHosts } = read(['--allowed-hosts', '127.1.2.3', '--public-url', 'http://LOCALHOST:9000']) ?? {};
    expect(allowedHosts).toEqual(['localhost', '127.0.0.1', '[::1]', '127.1.2.3']);
  });

  test('any host is allowed with a login or behind a gateway', () => {
    expect(read([...OIDC, '--allowed-hosts', '*'])?.allowedHosts).toContain('*');
    expect(read([...GATEWAY, '--host', '0.0.0.0', '--allowed-hosts', '*'])?.host).toBe('0.0.0.0');
  });
});

describe('refused at the start', () => {
  test.each<[argv: string[], error: string]>([
    [['--host', '0.0.0.0'], '--host: without a login it listens on this machine only'],
    [['--host', 'ebs.internal'], '--host: without a login it listens on this machine only'],
    [['--allowed-hosts', '*'], '--allowed-hosts: * needs a login'],
    [
      ['--allowed-hosts', 'localhost,abc.lambda-url.us-east-1.on.aws'],
      '--allowed-hosts: abc.lambda-url.us-east-1.on.aws needs a login (--auth oidc) or a gateway (--behind-gateway).',
    ],
    [['--allowed-hosts', '10.0.0.7,a.example'], '--allowed-hosts: 10.0.0.7 needs a login'],
    [['--public-url', 'https://ebs.example.com/mcp'], '--public-url: ebs.example.com needs a login'],
    [['--public-url', 'https://a.example', '--allowed-hosts', 'b.example'], '--public-url: a.example needs a login'],
    [
      [...GATEWAY, '--allowed-hosts', 'a.example:80'],
      '--allowed-hosts: "a.example:80" is not a host name without a port.',
    ],
    [['--allowed-origins', 'chat.example.com'], '--allowed-origins: "chat.example.com" is not an origin'],
    [['--allowed-origins', '*'], '--allowed-origins: "*" is not an origin'],
    [['--public-url', 'ebs.example.com'], '--public-url: expected a URL'],
    [[...GATEWAY, '--public-url', 'http://ebs.example.com'], '--public-url: plain http is only for this machine'],
    [['--call-seconds', '9'], '--call-seconds: expected a whole number from 10 to 50'],
    [['--call-seconds', '51'], '--call-seconds: expected a whole number from 10 to 50'],
    [['--calls-per-caller', '0'], '--calls-per-caller: expected a whole number of 1 or more, got "0".'],
    [['--port', '80.5'], '--port: expected a whole number from 0 to 65535, got "80.5".'],
    [['--call-seconds', '10.5'], '--call-seconds: expected a whole number from 10 to 50, got "10.5".'],
    [['--calls-per-caller', '1.5'], '--calls-per-caller: expected a whole number of 1 or more, got "1.5".'],
    [['--port', '65536'], '--port: expected a whole number from 0 to 65535'],
    [['--auth', 'oauth'], '--auth: expected none or oidc, got "oauth".'],
    [['--auth', 'oidc', '--audience', 'ebs'], '--issuer: with --auth oidc it says whose tokens are taken.'],
    [['--auth', 'oidc', '--issuer', 'https://login.example.com'], '--audience: with --auth oidc say whom'],
    [['--auth', 'oidc', '--issuer', 'http://login.example.com', '--audience', 'a'], '--issuer: expected an https URL'],
    [
      ['--auth', 'oidc', '--issuer', 'http://localhost.example.com', '--audience', 'a'],
      '--issuer: expected an https URL',
    ],
    [['--auth', 'oidc', '--issuer', 'https://:pw@a.example', '--audience', 'a'], '--issuer: expected an https URL'],
    [['--public-url', 'https://:pw@ebs.example.com'], '--public-url: expected a URL'],
    [['--issuer', 'https://login.example.com'], '--issuer: it counts only with --auth oidc.'],
    [['--copy-scope', 'copy'], '--copy-scope: it counts only with --auth oidc.'],
    [['--caller-header', 'x-caller'], '--caller-header: it counts only with --behind-gateway.'],
    [['--single-caller', 'me'], '--single-caller: it counts only with --behind-gateway.'],
    [['--behind-gateway'], '--behind-gateway: say who calls'],
    [[...GATEWAY, '--single-caller', 'me'], '--behind-gateway: say who calls'],
    [['--behind-gateway', '--caller-header', 'Authorization'], '--caller-header: "authorization" is not a header'],
    [['--behind-gateway'], '--behind-gateway: say who calls, by --caller-header or by --single-caller.'],
    [
      ['--behind-gateway', '--caller-header', 'x-user', '--single-caller', 'me'],
      '--behind-gateway: say who calls, by --caller-header or by --single-caller, not by both.',
    ],
    [['--behind-gateway', '--caller-header', 'a b'], '--caller-header: "a b" is not a header'],
    [[...OIDC, '--behind-gateway', '--single-caller', 'me'], '--behind-gateway: it stands for a login elsewhere'],
    [[...GATEWAY, '--host', '0.0.0.0'], '--allowed-hosts: name the hosts that callers ask for'],
    [
      [...OIDC, '--host', '0.0.0.0', '--allowed-hosts', 'ebs.example.com'],
      '--public-url: with --auth oidc a client must be told',
    ],
    [['--assume-role', ROLE], '--assume-role: it is not known who calls'],
    [[...GATEWAY, '--assume-role', 'ebs-copies'], '--assume-role: "ebs-copies" is not the ARN of a role'],
    [[...GATEWAY, '--assume-role', `a=${ROLE},${ROLE}`], '--assume-role: with several roles each needs a name'],
    [[...GATEWAY, '--assume-role', `a=${ROLE},a=${ROLE}`], '--assume-role: two roles have the same name.'],
    [[...GATEWAY, '--assume-role', ROLE, '--profile', 'dev'], '--profile: with --assume-role the profiles are'],
    [[...GATEWAY, '--assume-role', ROLE, '--simulate'], '--assume-role: the embedded EC2 has no roles'],
    [['--state', 'dynamodb:copies', '--simulate'], "--state: the embedded EC2's record is in memory alone"],
    [['--source-identity', 'maybe'], '--source-identity: expected on or off'],
  ])('%j: %s', (argv, error) => {
    const errors = errorsOf(argv);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.slice(0, error.length)).toBe(error);
  });
});

describe('copies without a person', () => {
  const LIMITS = { accounts: [], requiredTags: [], forbiddenTags: [] };
  test.each<[mode: 'plan' | 'ask' | 'auto', limits: Parameters<typeof modeErrors>[0]['limits'], errors: number]>([
    ['auto', LIMITS, 1],
    ['auto', { ...LIMITS, copiesPerDay: 5 }, 0],
    ['auto', { ...LIMITS, largestSize: 0 }, 0],
    ['auto', { ...LIMITS, accounts: ['123456789012'] }, 0],
    ['ask', LIMITS, 0],
    ['plan', LIMITS, 0],
  ])('mode %s with %j', (mode, limits, errors) => {
    expect(modeErrors({ mode, limits })).toHaveLength(errors);
  });
});
