// The configuration from command line and environment, each config error, and the text of --help.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: hosts leave such text behind when a setting is unset.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, parseConfig, usefulEnvironment } from '../../src/config/config.ts';
import { helpText } from '../../src/config/help-text.ts';
import { OPTIONS, type Option } from '../../src/config/options.ts';

type Env = Record<string, string | undefined>;

function read(argv: string[], env: Env = {}): Config {
  const { config, configErrors } = parseConfig(argv, env);
  expect(configErrors).toEqual([]);
  return config;
}

const UUID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const FREE = { accounts: [], requiredTags: [], forbiddenTags: [] };
const errorsOf = (argv: string[], env: Env = {}) => parseConfig(argv, env).configErrors;

test('nothing given: a person is asked, on what AWS is configured to', () => {
  expect(read([])).toEqual({
    command: 'serve',
    mode: 'ask',
    regions: [],
    profiles: [],
    simulate: false,
    speed: 1,
    endpoints: {},
    limits: { accounts: [], requiredTags: [], forbiddenTags: [] },
    stamp: true,
    simulator: { port: 0, throttle: 0, fail: 0, html: 0, deny: [], cutBefore: 0, cutAfter: 0, latency: 0 },
  });
});

describe('each option', () => {
  test.each<[name: string, argv: string[], expected: Partial<Config>]>([
    ['serve', ['serve'], { command: 'serve' }],
    ['demo', ['demo'], { command: 'demo' }],
    ['simulate', ['simulate'], { command: 'simulate' }],
    ['--help', ['--help'], { command: 'help' }],
    ['-h', ['-h'], { command: 'help' }],
    ['help of a command', ['simulate', '--help'], { command: 'help' }],
    ['--version', ['--version'], { command: 'version' }],
    ['one Region', ['--region', 'us-east-1'], { regions: ['us-east-1'] }],
    ['one Region with =', ['--region=us-east-1'], { regions: ['us-east-1'] }],
    ['one Region with one dash', ['-region', 'us-east-1'], { regions: ['us-east-1'] }],
    ['a value with =', ['--require-tag=a=b'], { limits: { ...FREE, requiredTags: ['a=b'] } }],
    ['several Regions', ['--region', 'us-east-1, eu-west-1,'], { regions: ['us-east-1', 'eu-west-1'] }],
    [
      'an option given twice adds up',
      ['--region', 'us-east-1', '--region', 'eu-west-1'],
      { regions: ['us-east-1', 'eu-west-1'] },
    ],
    ['a Region of another partition', ['--region', 'us-gov-west-1'], { regions: ['us-gov-west-1'] }],
    ['profiles', ['--profile', 'dev,prod'], { profiles: ['dev', 'prod'] }],
    ['mode plan', ['--mode', 'plan'], { mode: 'plan' }],
    ['mode ask', ['--mode', 'ask'], { mode: 'ask' }],
    ['mode auto', ['--mode', 'auto'], { mode: 'auto' }],
    ['a word given twice: the last counts', ['--mode', 'auto', '--mode', 'plan'], { mode: 'plan' }],
    ['real copies allowed', ['--allow-real-copies'], { mode: 'auto' }],
    ['real copies without asking not allowed', ['--allow-real-copies=false'], { mode: 'ask' }],
    ['rehearsals only', ['--rehearse-only'], { mode: 'plan' }],
    ['rehearsals only, switched off', ['--rehearse-only=false'], { mode: 'ask' }],
    ['two ways to say the same', ['--rehearse-only', '--mode', 'plan'], { mode: 'plan' }],
    ['one account', ['--account', '111122223333'], { limits: { ...FREE, accounts: ['111122223333'] } }],
    [
      'several accounts',
      ['--account', '111122223333,444455556666'],
      { limits: { ...FREE, accounts: ['111122223333', '444455556666'] } },
    ],
    [
      'tags that a source must carry',
      ['--require-tag', 'Copyable=yes', '--require-tag', 'Team'],
      { limits: { ...FREE, requiredTags: ['Copyable=yes', 'Team'] } },
    ],
    [
      'tags that a source may not carry',
      ['--forbid-tag', 'Environment=production,Secret'],
      { limits: { ...FREE, forbiddenTags: ['Environment=production', 'Secret'] } },
    ],
    ['the largest size', ['--max-size', '1024'], { limits: { ...FREE, largestSize: 1024 } }],
    ['the largest cost', ['--max-monthly-usd', '99.5'], { limits: { ...FREE, largestMonthlyUsd: 99.5 } }],
    ['copies a day', ['--max-copies-per-day', '3'], { limits: { ...FREE, copiesPerDay: 3 } }],
    ['no copy a day is a limit too', ['--max-copies-per-day', '0'], { limits: { ...FREE, copiesPerDay: 0 } }],
    ['without our tags', ['--unstamped'], { stamp: false }],
    ['a file for who did it', ['--audit-file', '/var/log/copies.jsonl'], { auditFile: '/var/log/copies.jsonl' }],
    ['a folder for the state', ['--state-dir', '/srv/state'], { stateDir: '/srv/state' }],
    ['simulated: a person is asked there too, and time is fast', ['--simulate'], { mode: 'ask', speed: 60 }],
    ['simulated, rehearsals only', ['--simulate', '--mode', 'plan'], { simulate: true, mode: 'plan' }],
    ['simulated at another speed', ['--simulate', '--speed', '2.5'], { simulate: true, speed: 2.5 }],
    ['speed', ['simulate', '--speed', '1000'], { speed: 1000 }],
  ])('%s', (_, argv, expected) => {
    expect(read(argv)).toMatchObject(expected);
  });

  test.each<[argv: string[], expected: Partial<Config['simulator']>]>([
    [['simulate', '--port', '4566'], { port: 4566 }],
    [['simulate', '--throttle', '3'], { throttle: 3 }],
    [['simulate', '--fail', '4'], { fail: 4 }],
    [['simulate', '--html', '5'], { html: 5 }],
    [['simulate', '--deny', 'CopyVolumes,DescribeVolumes'], { deny: ['CopyVolumes', 'DescribeVolumes'] }],
    [['simulate', '--cut-before', '6'], { cutBefore: 6 }],
    [['simulate', '--cut-after', '7'], { cutAfter: 7 }],
    [['simulate', '--latency', '250'], { latency: 250 }],
  ])('%j', (argv, expected) => {
    expect(read(argv).simulator).toMatchObject(expected);
  });
});

describe('a file or a folder', () => {
  const HOME = join('/', 'home', 'ann');

  test('below ~/ is one of the home of the account: the JSON of a host has no shell', () => {
    const env = { EBS_COPY_STATE_DIR: '~/.local/state/ebs' };
    const { config, configErrors } = parseConfig(['--audit-file', '~/copies.jsonl'], env, HOME);
    expect(configErrors).toEqual([]);
    expect(config.stateDir).toBe(join(HOME, '.local', 'state', 'ebs'));
    expect(config.auditFile).toBe(join(HOME, 'copies.jsonl'));
  });

  test.each(['state', './state', '../state', '~', '~bob/state', 'a b/state'])('%s is refused', (path) => {
    const { config, configErrors } = parseConfig(['--audit-file', path], { EBS_COPY_STATE_DIR: path }, HOME);
    const fault = `expected a full path, got "${path}"; a host may start the server in any folder.`;
    expect(configErrors).toEqual([`--audit-file: ${fault}`, `EBS_COPY_STATE_DIR: ${fault}`]);
    expect([config.auditFile, config.stateDir]).toEqual([undefined, undefined]);
  });

  test('below ~/ is refused where no home is known, and no concern of a command that opens neither', () => {
    const argv = ['--state-dir', '~/state'];
    const fault = '--state-dir: expected a full path, got "~/state"; no home directory is known.';
    expect(parseConfig(argv, {}).configErrors).toEqual([fault]);
    expect(parseConfig(['simulate'], { EBS_COPY_STATE_DIR: 'state' }).configErrors).toEqual([]);
  });
});

describe('doctor', () => {
  const env = { EBS_COPY_PROFILES: 'dev', AWS_ENDPOINT_URL: 'https://vpce.example' };
  test('takes what a server takes, and says who named Region and profile', () => {
    const config = read(['doctor', '--json', '--volume', 'vol-0123456789abcdef0', '--region', 'us-east-1'], env);
    expect(config.doctor).toEqual({
      json: true,
      volume: 'vol-0123456789abcdef0',
      regionFrom: '--region',
      profileFrom: 'EBS_COPY_PROFILES',
      assumedRoles: [],
      sourceIdentity: true,
    });
    expect(config.endpoints).toEqual({ ec2: 'https://vpce.example', sts: 'https://vpce.example' });
  });

  test('takes the roles of a shared server, which need no caller there', () => {
    const roles = 'prod=arn:aws:iam::111122223333:role/a,dev=arn:aws:iam::444455556666:role/b';
    expect(read(['doctor', '--source-identity', 'off'], { EBS_COPY_ASSUME_ROLES: roles }).doctor).toMatchObject({
      assumedRoles: [
        { profile: 'prod', arn: 'arn:aws:iam::111122223333:role/a' },
        { profile: 'dev', arn: 'arn:aws:iam::444455556666:role/b' },
      ],
      sourceIdentity: false,
    });
    expect(errorsOf(['doctor', '--assume-role', 'prod=a role'])).toEqual([expect.stringMatching(/^--assume-role/)]);
    // Nothing is tried under what is no role.
    const faulty = parseConfig(['doctor', '--assume-role', 'arn:aws:iam::12:role/r'], {}).config;
    expect(faulty.doctor?.assumedRoles).toEqual([]);
  });

  test.each<[argv: string[], env: Record<string, string>, mode: string, errors: RegExp[]]>([
    [[], {}, 'ask', []],
    [['--assume-role', 'arn:aws:iam::111122223333:role/a'], {}, 'plan', []],
    [['--behind-gateway', '--caller-header', 'x-user'], {}, 'plan', []],
    [['--behind-gateway'], {}, 'plan', [/^--behind-gateway: say who calls/]],
    [['--mode', 'ask', '--call-seconds', '20'], {}, 'ask', []],
    [[], { EBS_COPY_CALL_SECONDS: '3' }, 'plan', [/^EBS_COPY_CALL_SECONDS: expected a whole number from 10 to 50/]],
  ])('judges %j with %j as the server of a team would', (argv, env, mode, errors) => {
    const { config, configErrors } = parseConfig(['doctor', ...argv], env);
    expect(config.mode).toBe(mode);
    expect(configErrors).toEqual(errors.map((one) => expect.stringMatching(one)));
  });

  test('names a volume that is none', () => {
    expect(errorsOf(['doctor', '--volume', 'i-1'])).toEqual([
      '--volume: "i-1" is not the id of a volume, such as vol-0123456789abcdef0.',
    ]);
  });
});

describe('iam-policy', () => {
  test('takes keys by id and by ARN', () => {
    const [id, arn] = ['mrk-1234abcd12ab34cd56ef1234567890ab', `arn:aws-cn:kms:cn-north-1:111122223333:key/${UUID}`];
    expect(read(['iam-policy', '--with-dry-run', '--key', `${id},${arn}`]).iamPolicy).toEqual({
      keys: [id, arn],
      withDryRun: true,
    });
  });

  test('is asked for nothing by another command', () => {
    expect(read(['serve', '--with-dry-run']).iamPolicy).toBeUndefined();
  });

  test.each(['alias/mine', 'arn:aws:kms:us-east-1:111122223333:alias/mine', UUID.slice(1), `${UUID}*`])(
    'takes no key %s',
    (key) => {
      expect(errorsOf(['iam-policy', '--key', key])).toEqual([
        `--key: "${key}" is not the id or the ARN of a KMS key; a policy takes no alias.`,
      ]);
    },
  );
});

describe('connect', () => {
  test.each<[argv: string[], expected: Config['connect']]>([
    [[], { name: 'ebs', action: 'show', scope: 'user', json: false, serverOptions: [{ name: 'mode', text: 'ask' }] }],
    [
      ['--write', 'cursor', '--project', '--name=copies', '--json', '--mode', 'plan', '--region', 'us-east-1'],
      {
        host: 'cursor',
        name: 'copies',
        action: 'write',
        scope: 'project',
        json: true,
        serverOptions: [
          { name: 'mode', text: 'plan' },
          { name: 'region', text: 'us-east-1' },
        ],
      },
    ],
  ])('%j', (argv, expected) => {
    expect(read(['connect', ...argv]).connect).toEqual(expected);
  });

  test('belongs to the command alone', () => {
    expect(read(['serve', '--write']).connect).toBeUndefined();
  });

  test.each([
    [['connect', 'cursor', 'zed'], 'zed is not an option.'],
    [['connect', '--write', '--open'], 'Choose one of --write and --open.'],
    ...['--write', '--remove', '--open', '--project', '--name=ebs'].map((option): [string[], string] => {
      const [name] = option.split('=');
      return [
        ['connect', option, '--json'],
        `${name} needs a host: connect HOST ${name}. Without it connect lists the hosts.`,
      ];
    }),
    [['connect', '--name', 'a.b'], '--name: expected at most 64 letters, digits, - and _.'],
  ])('%j', (argv, error) => {
    const [first = ''] = errorsOf(argv);
    expect(first.slice(0, error.length)).toBe(error);
  });
});

describe('the environment', () => {
  test.each<[name: string, env: Env, expected: Partial<Config>]>([
    ['EBS_COPY_REGIONS', { EBS_COPY_REGIONS: 'us-east-1,eu-west-1' }, { regions: ['us-east-1', 'eu-west-1'] }],
    ['EBS_COPY_PROFILES', { EBS_COPY_PROFILES: 'dev,prod' }, { profiles: ['dev', 'prod'] }],
    ['EBS_COPY_MODE', { EBS_COPY_MODE: 'auto' }, { mode: 'auto' }],
    ['EBS_COPY_ALLOW_REAL_COPIES', { EBS_COPY_ALLOW_REAL_COPIES: 'true' }, { mode: 'auto' }],
    ['EBS_COPY_ALLOW_REAL_COPIES off', { EBS_COPY_ALLOW_REAL_COPIES: 'false' }, { mode: 'ask' }],
    ['EBS_COPY_REHEARSE_ONLY', { EBS_COPY_REHEARSE_ONLY: 'true' }, { mode: 'plan' }],
    ['EBS_COPY_ACCOUNTS', { EBS_COPY_ACCOUNTS: '111122223333' }, { limits: { ...FREE, accounts: ['111122223333'] } }],
    ['EBS_COPY_REQUIRE_TAGS', { EBS_COPY_REQUIRE_TAGS: 'a=b,c' }, { limits: { ...FREE, requiredTags: ['a=b', 'c'] } }],
    ['EBS_COPY_FORBID_TAGS', { EBS_COPY_FORBID_TAGS: 'a=b' }, { limits: { ...FREE, forbiddenTags: ['a=b'] } }],
    ['EBS_COPY_MAX_SIZE', { EBS_COPY_MAX_SIZE: '8' }, { limits: { ...FREE, largestSize: 8 } }],
    ['EBS_COPY_MAX_MONTHLY_USD', { EBS_COPY_MAX_MONTHLY_USD: '9' }, { limits: { ...FREE, largestMonthlyUsd: 9 } }],
    ['EBS_COPY_MAX_COPIES_PER_DAY', { EBS_COPY_MAX_COPIES_PER_DAY: '2' }, { limits: { ...FREE, copiesPerDay: 2 } }],
    ['EBS_COPY_UNSTAMPED', { EBS_COPY_UNSTAMPED: 'true' }, { stamp: false }],
    ['EBS_COPY_AUDIT_FILE', { EBS_COPY_AUDIT_FILE: '/a' }, { auditFile: '/a' }],
    ['EBS_COPY_STATE_DIR', { EBS_COPY_STATE_DIR: '/s' }, { stateDir: '/s' }],
    ['EBS_COPY_SIMULATE', { EBS_COPY_SIMULATE: '1' }, { simulate: true }],
    ['EBS_COPY_SPEED', { EBS_COPY_SPEED: '10' }, { speed: 10 }],
    ['AWS_PROFILE', { AWS_PROFILE: 'ann' }, { profiles: ['ann'] }],
    ['AWS_REGION', { AWS_REGION: 'eu-west-1' }, { defaultRegion: 'eu-west-1', regions: [] }],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'eu-west-1' }, { defaultRegion: 'eu-west-1' }],
    ['AWS_REGION before AWS_DEFAULT_REGION', { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, { defaultRegion: 'a' }],
  ])('%s', (_, env, expected) => {
    expect(read([], env)).toMatchObject(expected);
  });

  test.each<[name: string, argv: string[], env: Env, expected: Partial<Config>]>([
    ['mode', ['--mode', 'plan'], { EBS_COPY_MODE: 'auto' }, { mode: 'plan' }],
    [
      'Regions, without adding',
      ['--region', 'us-east-1'],
      { EBS_COPY_REGIONS: 'eu-west-1' },
      { regions: ['us-east-1'] },
    ],
    ['profiles', ['--profile', 'dev'], { EBS_COPY_PROFILES: 'prod', AWS_PROFILE: 'ann' }, { profiles: ['dev'] }],
    ['speed', ['--speed', '5'], { EBS_COPY_SPEED: '7' }, { speed: 5 }],
    ['a flag switched off', ['--simulate=false'], { EBS_COPY_SIMULATE: 'true' }, { simulate: false }],
  ])('the command line is stronger: %s', (_, argv, env, expected) => {
    expect(read(argv, env)).toMatchObject(expected);
  });

  test.each([
    ['empty', ''],
    ['blank', '  '],
    ['a setting of a bundle that nobody set', '${user_config.x}'],
    ['absent', undefined],
  ])('%s counts as unset', (_, value) => {
    const env = Object.fromEntries(
      [
        'EBS_COPY_REGIONS',
        'EBS_COPY_PROFILES',
        'EBS_COPY_MODE',
        'EBS_COPY_ALLOW_REAL_COPIES',
        'EBS_COPY_REHEARSE_ONLY',
        'EBS_COPY_ACCOUNTS',
        'EBS_COPY_REQUIRE_TAGS',
        'EBS_COPY_FORBID_TAGS',
        'EBS_COPY_MAX_SIZE',
        'EBS_COPY_MAX_MONTHLY_USD',
        'EBS_COPY_MAX_COPIES_PER_DAY',
        'EBS_COPY_UNSTAMPED',
        'EBS_COPY_AUDIT_FILE',
        'EBS_COPY_STATE_DIR',
        'EBS_COPY_SIMULATE',
        'EBS_COPY_SPEED',
        'AWS_PROFILE',
        'AWS_REGION',
        'AWS_ENDPOINT_URL',
      ].map((name) => [name, value]),
    );
    expect(read([], env)).toEqual(read([]));
    expect(usefulEnvironment(env)).toEqual({});
  });

  test('what is set stays as it is', () => {
    expect(usefulEnvironment({ A: ' x ', B: '${HOME}', C: 'a${user_config.x}' })).toEqual({
      A: ' x ',
      B: '${HOME}',
      C: 'a${user_config.x}',
    });
  });

  test.each(['true', 'TRUE', '1', 'yes', 'on'])('a flag is on: %s', (value) => {
    expect(read([], { EBS_COPY_SIMULATE: value }).simulate).toBe(true);
  });

  test.each(['false', 'False', '0', 'no', 'off'])('a flag is off: %s', (value) => {
    expect(read([], { EBS_COPY_SIMULATE: value }).simulate).toBe(false);
  });
});

describe('endpoints', () => {
  test.each<[name: string, env: Env, expected: Config['endpoints']]>([
    [
      'for both',
      { AWS_ENDPOINT_URL: 'https://proxy.example' },
      { ec2: 'https://proxy.example', sts: 'https://proxy.example' },
    ],
    ['for EC2 alone', { AWS_ENDPOINT_URL_EC2: 'https://ec2.example' }, { ec2: 'https://ec2.example' }],
    [
      'that for EC2 is stronger',
      { AWS_ENDPOINT_URL: 'https://a.example', AWS_ENDPOINT_URL_EC2: 'https://b.example' },
      { ec2: 'https://b.example', sts: 'https://a.example' },
    ],
    [
      'plain http on 127.0.0.1',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
      { ec2: 'http://127.0.0.1:4566', sts: 'http://127.0.0.1:4566' },
    ],
    ['plain http on localhost', { AWS_ENDPOINT_URL_EC2: 'http://localhost:4566' }, { ec2: 'http://localhost:4566' }],
    ['plain http on [::1]', { AWS_ENDPOINT_URL_EC2: 'http://[::1]:4566' }, { ec2: 'http://[::1]:4566' }],
    ['told to ignore them', { AWS_ENDPOINT_URL: 'http://x.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, {}],
  ])('%s', (_, env, expected) => {
    expect(read([], env).endpoints).toEqual(expected);
  });

  test.each([['--simulate'], ['demo'], ['simulate']])('%s goes nowhere, so no endpoint is an error', (word) => {
    const { config, configErrors } = parseConfig([word], { AWS_ENDPOINT_URL: 'http://localstack:4566' });
    expect([config.endpoints, configErrors]).toEqual([{}, []]);
  });

  const PLAIN = 'plain http is only for this machine (127.0.0.1); use https.';
  test.each<[name: string, url: string, error: string]>([
    ['plain http elsewhere', 'http://10.0.0.5:4566', `AWS_ENDPOINT_URL_EC2: ${PLAIN}`],
    [
      'plain http to a name that begins like this machine',
      'http://localhost.example',
      `AWS_ENDPOINT_URL_EC2: ${PLAIN}`,
    ],
    [
      'plain http to an address that begins like this machine',
      'http://127.0.0.1.example',
      `AWS_ENDPOINT_URL_EC2: ${PLAIN}`,
    ],
    ['no URL', 'ec2.example', 'AWS_ENDPOINT_URL_EC2: "ec2.example" is not a URL such as https://host.'],
    [
      'another protocol',
      'ftp://ec2.example',
      'AWS_ENDPOINT_URL_EC2: "ftp://ec2.example" is not a URL such as https://host.',
    ],
    [
      'a password inside',
      'https://ann:secret@ec2.example',
      'AWS_ENDPOINT_URL_EC2: a URL with a user name or password is not taken.',
    ],
    [
      'a password whose # is not encoded',
      'https://ann:12345#x@ec2.example',
      'AWS_ENDPOINT_URL_EC2: a URL with a user name or password is not taken.',
    ],
    [
      'a password and another protocol',
      'ftp://ann:secret@ec2.example?x',
      'AWS_ENDPOINT_URL_EC2: "ftp://ec2.example?(left out)" is not a URL such as https://host.',
    ],
    [
      'a password and no protocol',
      'ann:secret@ec2.example',
      'AWS_ENDPOINT_URL_EC2: "ec2.example" is not a URL such as https://host.',
    ],
  ])('%s is refused', (_, url, error) => {
    expect(errorsOf([], { AWS_ENDPOINT_URL_EC2: url })).toEqual([error]);
  });

  test('a password in one is not handed on to whatever shows where requests go', () => {
    for (const url of ['https://ann:secret@ec2.example', 'ftp://ann:secret@ec2.example', 'ann:secret@ec2.example'])
      expect(JSON.stringify(parseConfig([], { AWS_ENDPOINT_URL: url }))).not.toContain('secret');
  });

  test('a secret key in the wrong place is not shown', () => {
    const key = '9QqXd50ih/zdbT3xyO+e74UmVpHW2dMxvY8lyGdV';
    const errors = errorsOf([`--mode=${key}`, '--region', key, '--speed', key, '--state', key, `--key=${key}`, key]);
    expect(errors.length).toBeGreaterThan(4);
    expect(errors.join()).not.toContain(key.slice(0, 20));
    expect(parseConfig([], { AWS_PROFILE: key })).toMatchObject({
      config: { profiles: [] },
      configErrors: ['AWS_PROFILE: this is a secret key, not a profile.'],
    });
    expect(errorsOf(['--profile', 'acme-corp-Production-AdministratorAccess-123456789012'])).toEqual([]);
  });

  test('one variable is named once', () => {
    expect(errorsOf([], { AWS_ENDPOINT_URL: 'http://10.0.0.5' })).toEqual([`AWS_ENDPOINT_URL: ${PLAIN}`]);
  });
});

test('the variables of every command are known, and those that Kubernetes sets for a Service are none of ours', () => {
  const known = Object.fromEntries(
    (OPTIONS as readonly Option[]).flatMap(({ env }) => (env ? [[env, '1']] : [])).concat([['EBS_COPY_PLAN_KEY', 'x']]),
  );
  expect(errorsOf([], { ...known, EBS_COPY_PLAN_KEY_FILE: '/k' }).filter((one) => /not a variable/.test(one))).toEqual(
    [],
  );
  const links = ['SERVICE_HOST', 'MCP_SERVICE_PORT_HTTP', 'MCP_PORT', 'MCP_PORT_80_TCP', 'PORT_8000_TCP_ADDR'];
  expect(errorsOf([], Object.fromEntries(links.map((name) => [`EBS_COPY_${name}`, 'x'])))).toEqual([]);
  expect(errorsOf([], { EBS_COPY_FORBID_TAG: ' ', EBS_COPY_REGION: '${user_config.r}', MY_EBS_COPY_X: '1' })).toEqual(
    [],
  );
});

test.each([['xyzzy'], ['docter', '--json'], ['toString'], ['us-east-1', '--mode', 'auto']])(
  '%s, which is no command, starts no server',
  (...argv) => {
    expect(parseConfig(argv, {}).config.command).toBe('none');
  },
);

test('help and version mean what they mean as options', () => {
  expect(read(['help']).command).toBe('help');
  expect(read(['help', 'connect']).command).toBe('help');
  expect(read(['version']).command).toBe('version');
  expect(parseConfig(['docter', '--help'], {}).config.command).toBe('help');
});

describe('configErrors', () => {
  test.each<[name: string, argv: string[], env: Env, error: string]>([
    ['a misspelt option', ['--regoin', 'us-east-1'], {}, '--regoin is not an option. Did you mean --region?'],
    [
      'an unknown option',
      ['--frobnicate-everything'],
      {},
      '--frobnicate-everything is not an option. Known: --region, ',
    ],
    ['a misspelt command', ['simulat'], {}, '"simulat" is not a command. Did you mean simulate? Known: serve, '],
    [
      'an unknown command',
      ['xyzzy'],
      {},
      '"xyzzy" is not a command. Known: serve, serve-http, demo, simulate, doctor, iam-policy, connect.',
    ],
    ['a name that every object has', ['toString'], {}, '"toString" is not a command.'],
    ['a word too many', ['serve', 'now'], {}, 'now is not an option.'],
    [
      'the name of an option without dashes',
      ['serve', 'region'],
      {},
      'region is not an option. Did you mean --region?',
    ],
    ['an unknown letter', ['-x'], {}, '-x is not an option. Known: --region, '],
    [
      'a misspelt option behind one dash',
      ['-regoin', 'us-east-1'],
      {},
      '--regoin is not an option. Did you mean --region?',
    ],
    ['two dashes alone, whatever follows', ['--', '--simulate', 'now'], {}, '-- is not an option. Known: --region, '],
    ['one dash alone', ['-'], {}, '- is not an option. Known: --region, '],
    ['an empty word', ['serve', ''], {}, ' is not an option. Known: --region, '],
    ['a value of a flag behind a space', ['--simulate', 'true'], {}, 'true is not an option.'],
    ['an empty value behind a space', ['--mode', ''], {}, '--mode needs a value.'],
    [
      'a negative number of two digits',
      ['simulate', '--port', '-10'],
      {},
      '--port: expected a whole number from 0 to 65535, got "-10".',
    ],
    ['a name that every object has, as an option', ['--constructor'], {}, '--constructor is not an option.'],
    ['no value at the end', ['--region'], {}, '--region needs a value.'],
    ['no value before another option', ['--region', '--simulate'], {}, '--region needs a value.'],
    ['an empty value', ['--mode='], {}, '--mode needs a value.'],
    [
      'no Region',
      ['--region', 'us-east-1a'],
      {},
      '--region: "us-east-1a" is not a Region such as us-east-1. It is a zone of the Region us-east-1.',
    ],
    [
      'no Region, in the environment',
      [],
      { EBS_COPY_REGIONS: 'Ireland' },
      'EBS_COPY_REGIONS ("AWS Regions" in Claude Desktop): "Ireland" is not a Region such as us-east-1.',
    ],
    [
      'a variable that is none',
      [],
      { EBS_COPY_FORBID_TAG: 'Env=prod' },
      'EBS_COPY_FORBID_TAG is not a variable of this server. Did you mean EBS_COPY_FORBID_TAGS?',
    ],
    [
      'the same of another command',
      ['demo'],
      { EBS_COPY_MAX_COPIES_A_DAY: '1' },
      'EBS_COPY_MAX_COPIES_A_DAY is not a variable of this server. Did you mean EBS_COPY_MAX_COPIES_PER_DAY?',
    ],
    [
      'a variable in small letters',
      [],
      { ebs_copy_mdoe: 'plan' },
      'ebs_copy_mdoe is not a variable of this server. Did you mean EBS_COPY_MODE?',
    ],
    [
      'a variable that is like none',
      [],
      { EBS_COPY_XYZZYX: '1' },
      'EBS_COPY_XYZZYX is not a variable of this server; --help names them.',
    ],
    ...['"Env=prod"', "'Env=prod'", '["Env=prod"]', 'Env=prod;Team=x', '=prod'].map(
      (tag): [string, string[], Env, string] => [
        `no tag: ${tag}`,
        ['--require-tag', tag],
        { EBS_COPY_FORBID_TAGS: "Env=a;b,c;d=e,x=[1],it='s" },
        `--require-tag: "${tag}" is not a tag as Key or Key=Value, without quotes or brackets, each an entry of its own.`,
      ],
    ),
    ...['Env=prod*', 'Env=prod\nTeam=db', 'tag:Env=prod', 'Key=Env,Value=prod'].flatMap(
      (tag): [string, string[], Env, string][] => {
        const says = `"${tag.replace('\n', '?')}" reads like a pattern, a filter or several tags, but would be compared whole. Write Key=Value, as in Env=prod; several stand between commas.`;
        return [
          [
            `no tag: ${tag}`,
            ['--require-tag', tag],
            { EBS_COPY_FORBID_TAGS: "say='a' twice" },
            `--require-tag: ${says}`,
          ],
          [`no tag, in the environment: ${tag}`, [], { EBS_COPY_FORBID_TAGS: tag }, `EBS_COPY_FORBID_TAGS: ${says}`],
        ];
      },
    ),
    ['no mode', ['--mode', 'atuo'], {}, '--mode: expected plan, ask or auto, got "atuo". Did you mean auto?'],
    [
      'no mode, in the environment',
      [],
      { EBS_COPY_MODE: 'yes please' },
      'EBS_COPY_MODE: expected plan, ask or auto, got "yes please".',
    ],
    [
      'no yes or no',
      [],
      { EBS_COPY_SIMULATE: 'maybe' },
      'EBS_COPY_SIMULATE ("Simulate" in Claude Desktop): expected true or false, got "maybe".',
    ],
    ['no yes or no on the command line', ['--simulate=maybe'], {}, '--simulate: expected true or false, got "maybe".'],
    ['no number', ['simulate', '--port', 'http'], {}, '--port: expected a whole number from 0 to 65535, got "http".'],
    [
      'a negative number',
      ['simulate', '--port', '-1'],
      {},
      '--port: expected a whole number from 0 to 65535, got "-1".',
    ],
    [
      'a number too large',
      ['simulate', '--port', '65536'],
      {},
      '--port: expected a whole number from 0 to 65535, got "65536".',
    ],
    [
      'a hexadecimal number',
      ['simulate', '--latency', '0x10'],
      {},
      '--latency: expected a number from 0 to 60000, got "0x10".',
    ],
    ['not a number in the environment', [], { EBS_COPY_SPEED: 'fast' }, 'EBS_COPY_SPEED: expected a number from '],
    [
      'plan and real copies, both said',
      ['--mode', 'plan', '--allow-real-copies'],
      {},
      '--mode means mode plan, but --allow-real-copies means mode auto: choose one.',
    ],
    [
      'plan and real copies, both in the environment',
      [],
      { EBS_COPY_MODE: 'plan', EBS_COPY_ALLOW_REAL_COPIES: 'true' },
      'EBS_COPY_MODE means mode plan, but EBS_COPY_ALLOW_REAL_COPIES ("Real copies without asking" in Claude Desktop) means mode auto: choose one.',
    ],
    [
      'ask and real copies without asking',
      ['--mode', 'ask', '--allow-real-copies'],
      {},
      '--mode means mode ask, but --allow-real-copies means mode auto: choose one.',
    ],
    [
      'rehearsals only and real copies',
      ['--rehearse-only'],
      { EBS_COPY_ALLOW_REAL_COPIES: 'true' },
      'EBS_COPY_ALLOW_REAL_COPIES ("Real copies without asking" in Claude Desktop) means mode auto, but --rehearse-only means mode plan: choose one.',
    ],
    [
      'an account of 11 digits',
      ['--account', '111122223333,11112222333'],
      {},
      '--account: "11112222333" is not an account id of 12 digits.',
    ],
    [
      'no account, in the environment',
      [],
      { EBS_COPY_ACCOUNTS: 'prod' },
      'EBS_COPY_ACCOUNTS: "prod" is not an account id of 12 digits.',
    ],
    ['no size', ['--max-size', 'small'], {}, '--max-size: expected a number of 0 or more, got '],
    ['no sum of money', ['--max-monthly-usd', '$5'], {}, '--max-monthly-usd: expected a number of 0 or more, got '],
    [
      'no count',
      [],
      { EBS_COPY_MAX_COPIES_PER_DAY: '-1' },
      'EBS_COPY_MAX_COPIES_PER_DAY: expected a number of 0 or more, got ',
    ],
    [
      'a count of copies by tags that are left off',
      ['--unstamped', '--max-copies-per-day', '3'],
      {},
      '--unstamped: --max-copies-per-day counts by the tags; leave one of the two out.',
    ],
  ])('%s', (_, argv, env, error) => {
    const configErrors = errorsOf(argv, env);
    expect(configErrors).toHaveLength(1);
    expect(configErrors[0]?.slice(0, error.length)).toBe(error);
  });

  test('all at once, and whatever is doubtful means rehearsals only', () => {
    const { config, configErrors } = parseConfig(
      ['--mode', 'always', '--region', 'nowhere', '--sped', '3', '--simulate=perhaps'],
      { AWS_ENDPOINT_URL_EC2: 'http://ec2.example', EBS_COPY_SPEED: 'x' },
    );
    expect(configErrors.map((one) => one.split(/[: ]/)[0]).sort()).toEqual([
      '--mode',
      '--region',
      '--simulate',
      '--sped',
      'AWS_ENDPOINT_URL_EC2',
      'EBS_COPY_SPEED',
    ]);
    expect(config.mode).toBe('plan');
    expect(config.simulate).toBe(false);
  });

  test.each<[argv: string[], count: number]>([
    [['--sped', '3'], 1],
    [['--sped', '--simulate'], 1],
    [['--sped=3', 'x'], 2],
    [['-x', 'y'], 2],
  ])('%j: what follows a misspelt option is its value, and nothing else is', (argv, count) => {
    expect(errorsOf(argv)).toHaveLength(count);
    expect(parseConfig(argv, {}).config.simulate).toBe(argv.includes('--simulate'));
  });

  test('a contradiction means rehearsals only', () => {
    expect(parseConfig(['--mode', 'plan', '--allow-real-copies'], {}).config.mode).toBe('plan');
  });

  test('what was given is shown on one line, cut to 60 characters', () => {
    const [error] = errorsOf(['--mode', `a\u001b[31m\n${'x'.repeat(100)}`]);
    expect(error).toContain(`got "a?[31m?${'x'.repeat(52)}…".`);
  });
});

describe('help', () => {
  const lines = helpText('1.2.3').split('\n');

  test('begins with the version and what it does', () => {
    expect(lines[0]).toBe('ebs-copy-mcp 1.2.3: an MCP server that copies Amazon EBS volumes. A rehearsal by default.');
  });

  test.each([60, 80, 200])('on a terminal of %d columns no line is wider, and no word is missing', (columns) => {
    const words = (text: string) => text.split(/\s+/);
    const wrapped = helpText('1.2.3', columns);
    for (const line of wrapped.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.min(columns, 120));
    expect(words(wrapped)).toEqual(words(lines.join('\n')));
  });

  test.each(['serve', 'serve-http', 'demo', 'simulate', 'doctor', 'iam-policy'])('has the command %s', (command) => {
    expect(lines.some((line) => line.startsWith(`  ${command} `))).toBe(true);
  });

  test.each([
    ['--region X,…', 'EBS_COPY_REGIONS'],
    ['--profile X,…', 'EBS_COPY_PROFILES'],
    ['--mode plan|ask|auto', 'EBS_COPY_MODE'],
    ['--allow-real-copies', 'EBS_COPY_ALLOW_REAL_COPIES'],
    ['--rehearse-only', 'EBS_COPY_REHEARSE_ONLY'],
    ['--account X,…', 'EBS_COPY_ACCOUNTS'],
    ['--require-tag X,…', 'EBS_COPY_REQUIRE_TAGS'],
    ['--forbid-tag X,…', 'EBS_COPY_FORBID_TAGS'],
    ['--max-size N', 'EBS_COPY_MAX_SIZE'],
    ['--max-monthly-usd N', 'EBS_COPY_MAX_MONTHLY_USD'],
    ['--max-copies-per-day N', 'EBS_COPY_MAX_COPIES_PER_DAY'],
    ['--unstamped', 'EBS_COPY_UNSTAMPED'],
    ['--audit-file X', 'EBS_COPY_AUDIT_FILE'],
    ['--state-dir X', 'EBS_COPY_STATE_DIR'],
    ['--simulate', 'EBS_COPY_SIMULATE'],
    ['--speed N', 'EBS_COPY_SPEED'],
    ['--host X', 'EBS_COPY_HOST'],
    ['--public-url X', 'EBS_COPY_PUBLIC_URL'],
    ['--allowed-hosts X,…', 'EBS_COPY_ALLOWED_HOSTS'],
    ['--allowed-origins X,…', 'EBS_COPY_ALLOWED_ORIGINS'],
    ['--call-seconds N', 'EBS_COPY_CALL_SECONDS'],
    ['--calls-per-caller N', 'EBS_COPY_CALLS_PER_CALLER'],
    ['--auth none|oidc', 'EBS_COPY_AUTH'],
    ['--issuer X', 'EBS_COPY_ISSUER'],
    ['--audience X,…', 'EBS_COPY_AUDIENCES'],
    ['--client-id X,…', 'EBS_COPY_CLIENT_IDS'],
    ['--caller-claim X', 'EBS_COPY_CALLER_CLAIM'],
    ['--required-scope X,…', 'EBS_COPY_REQUIRED_SCOPES'],
    ['--copy-scope X', 'EBS_COPY_COPY_SCOPE'],
    ['--behind-gateway', 'EBS_COPY_BEHIND_GATEWAY'],
    ['--caller-header X', 'EBS_COPY_CALLER_HEADER'],
    ['--single-caller X', 'EBS_COPY_SINGLE_CALLER'],
    ['--assume-role X,…', 'EBS_COPY_ASSUME_ROLES'],
    ['--source-identity on|off', 'EBS_COPY_SOURCE_IDENTITY'],
    ['--port N', 'EBS_COPY_PORT'],
    ['--throttle N', ''],
    ['--fail N', ''],
    ['--html N', ''],
    ['--deny X,…', ''],
    ['--cut-before N', ''],
    ['--cut-after N', ''],
    ['--latency N', ''],
    ['--key X,…', ''],
    ['--volume X', ''],
  ])('has the option %s with its default and variable', (option, variable) => {
    const line = lines.find((one) => one.startsWith(`  ${option} `));
    expect(line).toMatch(/\(default: .+\)$/);
    expect(line).toContain(variable);
  });

  test.each(['--with-dry-run', '--help', '--version'])(
    'has the option %s, which is off unless it is given',
    (option) => {
      expect(lines.find((one) => one.startsWith(`  ${option} `))).not.toMatch(/default/);
    },
  );

  test('has nothing else, and what two commands take with each', () => {
    expect(lines.filter((line) => line.startsWith('  --'))).toHaveLength(58);
  });
});
