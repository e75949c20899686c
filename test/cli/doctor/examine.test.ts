// What doctor finds and says, from the answers of a scripted EC2 and the facts of a machine.
import { describe, expect, test } from 'vitest';
import { type Check, type CheckSection, exitCodeOf } from '../../../src/cli/doctor/check.ts';
import { type Examined, examine } from '../../../src/cli/doctor/examine.ts';
import { parseConfig } from '../../../src/config/config.ts';
import type { SeenSettings } from '../../../src/ec2/settings/seen-settings.ts';
import type { Settings } from '../../../src/ports/tool.ts';
import type { Volume } from '../../../src/volume/aws-records.ts';
import { createFakeDeps, createFakeEc2, ID, NOON, no, type Script, yes } from '../../support/fake-ec2.ts';
import { NO_LIMITS } from '../../support/no-limits.ts';

const VOLUME: Volume = { VolumeId: ID, State: 'available', VolumeType: 'gp3', Size: 8, Iops: 3000, Throughput: 125 };
const CALLER = { account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Dev/me' };
const AWS_OWN: SeenSettings = { endpoints: [], variants: [], proxy: { kind: 'none' }, secrets: [] };
const GOOD: Script = {
  describeVolumes: () => yes({ items: [VOLUME] }),
  callerIdentity: () => yes(CALLER),
  clock: () => NOON,
};

interface Given {
  script?: Script;
  settings?: Partial<Settings>;
  argv?: string[];
  seen?: Partial<SeenSettings>;
  more?: Partial<Examined>;
}

async function look({ script, settings, argv = [], seen, more }: Given = {}) {
  const fake = createFakeEc2({ ...GOOD, ...script });
  const deps = createFakeDeps(fake.ec2, { settings: { mode: 'ask', regions: ['us-east-1'], ...settings } });
  const { config, configErrors } = parseConfig(['doctor', '--region', 'us-east-1', ...argv], {});
  expect(configErrors).toEqual([]);
  const sections = await examine({
    config,
    wanted: config.doctor ?? { json: false, assumedRoles: [], sourceIdentity: true },
    policyFiles: [],
    deps: { ...deps, ec2: fake.ec2 },
    stateFolder: '/home/me/state',
    reach: { by: 'file' },
    env: {},
    node: '24.1.0',
    system: 'linux x64',
    signal: new AbortController().signal,
    within: async (work) => work,
    seeSettings: async () => ({ ...AWS_OWN, ...seen }),
    ...more,
  });
  const checks = sections.flatMap((section) => section.checks);
  const find = (id: string) => checks.find((check) => check.id === id);
  return { sections, checks, find, calls: fake.calls, bad: checks.filter(({ level }) => level !== 'ok').map(one) };
}
const one = ({ id, level }: Check) => `${level} ${id}`;

describe('when all is well', () => {
  test('every line is good, and the exit code is 0', async () => {
    const { sections, checks, bad, find } = await look();
    expect(bad).toEqual([]);
    expect(exitCodeOf(sections)).toBe(0);
    expect(checks.map(({ id }) => id)).toEqual([
      'version',
      'options',
      'policy',
      'credentials',
      'region',
      'account',
      'clock',
      'endpoint',
      'proxy',
      'certificates',
      'read ec2:DescribeVolumes',
      'read ec2:DescribeVolumeStatus',
      'read ec2:DescribeVolumesModifications',
      'read ec2:DescribeInstances',
      'read ec2:GetEbsEncryptionByDefault',
      'read ec2:GetEbsDefaultKmsKeyId',
      'dry-run',
      'state',
      'audit',
      'ask',
    ]);
    expect(find('account')?.message).toBe('111122223333, as arn:aws:sts::111122223333:assumed-role/Dev/me.');
    expect(find('region')?.message).toBe('us-east-1, from --region.');
  });

  test('each read is tried once, and no real copy is sent', async () => {
    const { calls } = await look();
    expect(calls.map(({ action }) => action).sort()).toEqual([
      'CopyVolumes DryRun',
      'DescribeInstances',
      'DescribeVolumeStatus',
      'DescribeVolumes',
      'DescribeVolumesModifications',
      'GetCallerIdentity',
      'GetEbsDefaultKmsKeyId',
      'GetEbsEncryptionByDefault',
    ]);
  });

  test('the dry run keeps the settings of the source, with the tags and a token as a rehearsal sends them', async () => {
    const { calls } = await look();
    expect(calls.find(({ action }) => action === 'CopyVolumes DryRun')?.asked).toEqual({
      SourceVolumeId: ID,
      VolumeType: 'gp3',
      Iops: 3000,
      Throughput: 125,
      ClientToken: 'token-1',
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'ebs-copy-mcp:plan', Value: 'token-1' },
            { Key: 'ebs-copy-mcp:source', Value: ID },
            { Key: 'ebs-copy-mcp:by', Value: '9.9.9' },
          ],
        },
      ],
    });
  });

  test('where there is no volume the reads are tried with ids that nobody has', async () => {
    const { bad, calls } = await look({
      script: {
        describeVolumes: () => yes({ items: [] }),
        describeVolumeStatus: () => no('InvalidVolume.NotFound'),
        describeInstances: () => no('InvalidInstanceID.NotFound'),
      },
    });
    expect(bad).toEqual(['warn dry-run']);
    expect(calls.find(({ action }) => action === 'DescribeVolumeStatus')?.asked).toEqual(['vol-00000000000000000']);
  });
});

describe('a permission that is missing', () => {
  test.each<[script: Script, expected: string]>([
    [{ describeVolumeStatus: () => no('UnauthorizedOperation') }, 'warn read ec2:DescribeVolumeStatus'],
    [{ describeVolumesModifications: () => no('UnauthorizedOperation') }, 'warn read ec2:DescribeVolumesModifications'],
    [{ describeInstances: () => no('UnauthorizedOperation') }, 'warn read ec2:DescribeInstances'],
    [{ encryptionByDefault: () => no('UnauthorizedOperation') }, 'warn read ec2:GetEbsEncryptionByDefault'],
    [{ defaultKey: () => no('UnauthorizedOperation') }, 'warn read ec2:GetEbsDefaultKmsKeyId'],
    [{ rehearseCopy: () => no('UnauthorizedOperation') }, 'fail dry-run'],
    [{ callerIdentity: () => no('AccessDenied') }, 'warn account'],
  ])('%o: %s', async (script, expected) => {
    const { bad, checks } = await look({ script });
    expect(bad).toEqual([expected]);
    for (const check of checks.filter(({ level }) => level !== 'ok')) expect(check.advice).toBeTruthy();
  });

  test('without DescribeVolumes the other reads are tried all the same', async () => {
    const { bad } = await look({ script: { describeVolumes: () => no('UnauthorizedOperation') } });
    expect(bad).toEqual(['fail read ec2:DescribeVolumes', 'warn dry-run']);
  });

  const saying = (action: string, why: string) => () =>
    no('UnauthorizedOperation', {
      message: `You are not authorized to perform: ${action} on resource: * because ${why}`,
    });

  test('is named as EC2 names it, with what does not work and how to get the policy', async () => {
    const why = 'no identity-based policy allows the ec2:DescribeInstances action';
    const { find } = await look({ script: { describeInstances: saying('ec2:DescribeInstances', why) } });
    expect(find('read ec2:DescribeInstances')).toMatchObject({
      message: 'No identity-based policy allows ec2:DescribeInstances on *.',
      advice:
        'Without it volumes are not found by their instance. The administrator of the account allows it in an IAM policy. `ebs-copy-mcp iam-policy` prints the policy that is needed.',
      facts: { code: 'UnauthorizedOperation', action: 'ec2:DescribeInstances', resource: '*' },
    });
  });

  test('by the organization is cured by no policy of ours', async () => {
    const why = 'with an explicit deny in a service control policy';
    const { find } = await look({
      script: {
        rehearseCopy: () =>
          no('UnauthorizedOperation', { message: `not authorized to perform: ec2:CopyVolumes on resource: * ${why}` }),
      },
    });
    expect(find('dry-run')?.message).toContain(
      'service control policy (SCP) of the organization denies ec2:CopyVolumes',
    );
    expect(find('dry-run')?.advice).not.toContain('iam-policy');
  });

  test('of a key is one too, whatever code it comes with', async () => {
    const message = 'User is not authorized to perform: kms:ReEncryptFrom on this resource';
    const { find } = await look({ script: { rehearseCopy: () => no('AuthFailure', { message, httpStatus: 403 }) } });
    expect(find('dry-run')).toMatchObject({ level: 'fail', facts: { action: 'kms:ReEncryptFrom' } });
  });

  test('in mode plan a denied dry run is to be expected', async () => {
    const { find } = await look({
      script: { rehearseCopy: () => no('UnauthorizedOperation') },
      settings: { mode: 'plan' },
    });
    expect(find('dry-run')).toMatchObject({ level: 'warn', advice: expect.stringContaining('--with-dry-run') });
  });
});

describe('the dry run', () => {
  test('of a volume that is named, whatever else is there', async () => {
    const named = 'vol-0aaaaaaaaaaaaaaaa';
    const { find } = await look({
      argv: ['--volume', named],
      script: {
        describeVolumes: ({ VolumeIds }) => yes({ items: [{ ...VOLUME, VolumeId: VolumeIds?.[0] ?? ID }] }),
      },
    });
    expect(find('dry-run')?.message).toBe(`EC2 would copy ${named}.`);
  });

  test('of a volume that does not exist is not tried', async () => {
    const { find, calls } = await look({
      argv: ['--volume', 'vol-0aaaaaaaaaaaaaaaa'],
      script: {
        describeVolumes: ({ VolumeIds }) => (VolumeIds ? no('InvalidVolume.NotFound') : yes({ items: [VOLUME] })),
      },
    });
    expect(find('dry-run')).toMatchObject({
      level: 'warn',
      message: 'There is no volume vol-0aaaaaaaaaaaaaaaa in us-east-1 for these credentials, so no dry run was tried.',
    });
    expect(calls.some(({ action }) => action === 'CopyVolumes DryRun')).toBe(false);
  });

  test('takes none that cannot be copied', async () => {
    const other = 'vol-0bbbbbbbbbbbbbbbb';
    const items = [
      { ...VOLUME, State: 'creating' },
      { ...VOLUME, VolumeId: other },
    ];
    const { find } = await look({ script: { describeVolumes: () => yes({ items }) } });
    expect(find('dry-run')?.message).toBe(`EC2 would copy ${other}.`);
  });

  test('that is refused for the volume says nothing against the permissions', async () => {
    const { find } = await look({ script: { rehearseCopy: () => no('ConcurrentCopyVolumeLimitExceeded') } });
    expect(find('dry-run')).toMatchObject({
      level: 'warn',
      advice: 'That is not a permission: try another volume with --volume.',
    });
  });

  test('that an endpoint answers like a copy is the worst that there is', async () => {
    const { find } = await look({ script: { rehearseCopy: () => yes([VOLUME]) } });
    expect(find('dry-run')).toMatchObject({ level: 'fail', message: expect.stringContaining('a volume may exist') });
  });
});

describe('who and where', () => {
  test('a login that has expired is told once, with the command that cures it, and nothing else is tried', async () => {
    const expired = () => no('credentials-expired', { message: '', hint: { profile: 'prod', renewal: 'sso' } });
    const { find, bad, calls } = await look({ script: { callerIdentity: expired, describeVolumes: expired } });
    expect(bad).toEqual(['fail login', 'warn not-tried']);
    expect(find('login')).toMatchObject({
      message: 'The AWS login has expired. (credentials-expired)',
      advice: expect.stringContaining('`aws sso login --profile prod`'),
    });
    expect(calls).toHaveLength(2);
  });

  test('keys of the environment that win over a profile', async () => {
    const source = { kind: 'environment' as const, name: 'environment keys', overrides: 'AWS_PROFILE=prod' };
    const { find } = await look({ script: { locate: () => yes({ region: 'us-east-1', source }) } });
    expect(find('credentials')).toMatchObject({
      level: 'warn',
      message: 'They come from: environment keys, which win over AWS_PROFILE=prod.',
    });
  });

  test('a file that may name others and cannot be read', async () => {
    const unread = '~/.aws/config is not a file';
    const source = { kind: 'instance' as const, name: `instance role, but ${unread}`, unread };
    const { find } = await look({ script: { locate: () => yes({ region: 'us-east-1', source }) } });
    expect(find('credentials')).toMatchObject({
      level: 'warn',
      message: 'They come from: instance role, but ~/.aws/config is not a file.',
      advice: 'Mend the file if its default profile is meant; name another profile with --profile.',
    });
  });

  test('without a Region it still says which login is missing', async () => {
    const { bad, find } = await look({
      script: {
        locate: (region) => (region === undefined ? no('region-missing') : yes({ region })),
        callerIdentity: () => no('profile-missing', { message: '', hint: { profile: 'nope', from: 'AWS_PROFILE' } }),
      },
      settings: { regions: [] },
    });
    expect(bad).toEqual(['fail region', 'fail login']);
    expect(find('login')?.message).toBe('Profile nope is not in the AWS configuration files. (profile-missing)');
  });

  // Settings alone say where credentials would come from, and nothing may be there.
  describe('where credentials would come from when the login failed', () => {
    const profile = { kind: 'profile' as const, name: 'profile nope', profile: 'nope' };
    const missing = () => no('profile-missing', { message: '', hint: { profile: 'nope' } });
    const without = { callerIdentity: missing, describeVolumes: missing };

    test.each<[name: string, script: Script, regions: string[]]>([
      ['with a Region', { locate: () => yes({ region: 'us-east-1', source: profile }) }, ['us-east-1']],
      ['without one', { locate: (region) => (region ? yes({ region, source: profile }) : no('region-missing')) }, []],
    ])('%s', async (_, script, regions) => {
      const { find } = await look({ script: { ...without, ...script }, settings: { regions } });
      expect(find('login')?.level).toBe('fail');
      expect(find('credentials')).toMatchObject({ level: 'warn', message: 'They would come from: profile nope.' });
    });

    test('keys that win over a profile', async () => {
      const source = { kind: 'environment' as const, name: 'environment keys', overrides: 'AWS_PROFILE=prod' };
      const { find } = await look({ script: { ...without, locate: () => yes({ region: 'us-east-1', source }) } });
      expect(find('credentials')?.message).toBe(
        'They would come from: environment keys, which win over AWS_PROFILE=prod.',
      );
    });

    test('from nowhere', async () => {
      const none = { region: 'us-east-1', source: { kind: 'none' as const, name: 'none' } };
      const { find, bad } = await look({ script: { ...without, locate: () => yes(none) } });
      expect(find('credentials')).toBeUndefined();
      expect(bad).toContain('fail login');
    });

    test('no answer says nothing about them', async () => {
      const silent = () => no('timed-out');
      const { find } = await look({
        script: {
          callerIdentity: silent,
          describeVolumes: silent,
          locate: () => yes({ region: 'us-east-1', source: profile }),
        },
      });
      expect(find('credentials')).toMatchObject({ level: 'ok', message: 'They come from: profile nope.' });
    });
  });

  test('an account that the limit does not allow', async () => {
    const { find } = await look({ settings: { limits: { ...NO_LIMITS, accounts: ['999999999999'] } } });
    expect(find('account')).toMatchObject({
      level: 'fail',
      message: expect.stringContaining('The limit --account allows only 999999999999.'),
    });
  });

  test('every allowed profile has a section of its own', async () => {
    const { sections } = await look({ settings: { profiles: ['dev', 'prod'] } });
    expect(sections.map(({ title }) => title)).toEqual([
      'Program',
      'AWS, profile dev',
      'AWS, profile prod',
      'This machine',
    ]);
  });

  test.each([
    [45_000, 'ok', "It is 45 s from EC2's clock."],
    [90_000, 'warn', "This machine's clock is 90 s behind EC2's."],
    [-600_000, 'warn', "This machine's clock is 600 s ahead of EC2's."],
  ])('EC2’s clock %d ms ahead', async (ms, level, message) => {
    const { find } = await look({ script: { clock: () => NOON + ms } });
    expect(find('clock')).toMatchObject({ level, message });
  });

  test('an end to everything that does not answer', async () => {
    const limit = new AbortController();
    const stalled = () => {
      limit.abort();
      return no('deadline-reached', { message: 'The call has ended.' });
    };
    const { bad, find } = await look({
      script: { callerIdentity: stalled, describeVolumes: stalled },
      more: { signal: limit.signal },
    });
    expect(bad).toEqual(['fail connection', 'warn not-tried']);
    expect(find('connection')?.message).toBe('No answer came in time. (deadline-reached)');
  });
});

describe('the way to AWS', () => {
  const name = 'AWS_ENDPOINT_URL';
  test.each<[seen: Partial<SeenSettings>, env: NodeJS.ProcessEnv, id: string, expected: Partial<Check>]>([
    [
      { endpoints: [{ service: 'ec2', value: 'https://emulator.test', name, from: 'the environment' }] },
      {},
      'endpoint',
      { level: 'warn', message: 'ec2 at https://emulator.test, by AWS_ENDPOINT_URL (the environment).' },
    ],
    [
      { variants: [{ value: 'true', name: 'use_fips_endpoint', from: 'profile a in ~/.aws/config' }] },
      {},
      'endpoint',
      { level: 'ok', message: "AWS's own endpoints. use_fips_endpoint is on (profile a in ~/.aws/config)." },
    ],
    [
      { proxy: { kind: 'used', from: 'HTTPS_PROXY', url: 'http://proxy:8080', noProxy: ['.corp'] } },
      {},
      'proxy',
      { level: 'ok', message: 'Requests go through http://proxy:8080 (HTTPS_PROXY), except to .corp.' },
    ],
    [
      { proxy: { kind: 'http-only', from: 'HTTP_PROXY' } },
      {},
      'proxy',
      { level: 'warn', advice: 'A proxy for AWS belongs in HTTPS_PROXY.' },
    ],
    [
      { proxy: { kind: 'invalid', from: 'HTTPS_PROXY', form: 'a URL.' } },
      {},
      'proxy',
      { level: 'fail', advice: 'Set HTTPS_PROXY to a URL.' },
    ],
    [
      { caBundle: { value: '/etc/corp.pem', name: 'ca_bundle', from: 'profile a in ~/.aws/config' } },
      { NODE_EXTRA_CA_CERTS: '/x.pem' },
      'certificates',
      {
        level: 'ok',
        message:
          'Those of /etc/corp.pem, by ca_bundle (profile a in ~/.aws/config). Also those of /x.pem (NODE_EXTRA_CA_CERTS).',
      },
    ],
    [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'certificates', { level: 'fail' }],
  ])('%j with %j: %s', async (seen, env, id, expected) => {
    const { find } = await look({ seen, more: { env } });
    expect(find(id)).toMatchObject(expected);
  });
});

describe('the program and its machine', () => {
  test.each([
    ['18.19.0', 'fail'],
    ['20.20.2', 'warn'],
    ['22.1.0', 'ok'],
  ])('Node %s: %s', async (node, level) => {
    const { find } = await look({ more: { node } });
    expect(find('version')?.level).toBe(level);
  });

  test('a faulty option is a line of its own', async () => {
    const { checks } = await look({
      settings: { configErrors: ['--mode: expected plan, ask or auto, got "x".', 'b'] },
    });
    expect(checks.filter(({ id }) => id === 'options')).toMatchObject([
      { level: 'fail', message: '--mode: expected plan, ask or auto, got "x".' },
      { level: 'fail', message: 'b' },
    ]);
  });

  test('a policy file says what it lowers, and one after the other', async () => {
    const policyFiles = [
      { file: '/etc/p.json', text: '{"mode":"ask","maxSize":100,"accounts":["111122223333"]}' },
      { file: '/home/p.json', text: '{"mode":"ask"}' },
      { file: '/c.json', text: undefined },
    ];
    const { checks } = await look({ argv: ['--mode', 'auto'], more: { policyFiles } });
    expect(checks.filter(({ id }) => id === 'policy').map(({ level, message }) => [level, message])).toEqual([
      ['ok', '/etc/p.json lowers mode to ask, account to 111122223333, max-size to 100.'],
      ['ok', '/home/p.json lowers nothing that the options ask for.'],
      ['fail', '/c.json cannot be used.'],
    ]);
  });

  test.each<[mode: Settings['mode'], level: string]>([
    ['plan', 'warn'],
    ['ask', 'fail'],
    ['auto', 'fail'],
  ])('a state folder that cannot be used in mode %s: %s, with its cure', async (mode, level) => {
    const { find } = await look({ settings: { mode }, more: { deps: await depsWithout(mode) } });
    expect(find('state')).toMatchObject({ level, advice: 'chmod 700 /home/me/state' });
  });

  test('an audit file that cannot be written', async () => {
    const { ec2 } = createFakeEc2(GOOD);
    const deps = createFakeDeps(ec2, { settings: { mode: 'ask' } });
    const audit = { ...deps.audit, check: async () => Promise.reject(Object.assign(new Error(), { code: 'EACCES' })) };
    const { find } = await look({ argv: ['--audit-file', '/var/a.log'], more: { deps: { ...deps, audit } } });
    expect(find('audit')).toMatchObject({
      level: 'fail',
      message: '/var/a.log cannot be written (EACCES), so no real copy is sent.',
    });
  });

  test.each<[mode: Settings['mode'], level: string]>([
    ['plan', 'ok'],
    ['ask', 'warn'],
    ['auto', 'ok'],
  ])('without a browser in mode %s: %s', async (mode, level) => {
    const reach = { by: 'nobody', why: 'there is no display here', howToAllow: 'Pass DISPLAY.' } as const;
    const { find } = await look({ settings: { mode }, more: { reach } });
    expect(find('ask')?.level).toBe(level);
  });
});

async function depsWithout(mode: Settings['mode']): Promise<Examined['deps']> {
  const { ec2 } = createFakeEc2(GOOD);
  const deps = createFakeDeps(ec2, { settings: { mode } });
  const why = '/home/me/state is open to other users of this machine.';
  return {
    ...deps,
    sends: { ...deps.sends, trust: async () => ({ kept: false, why, cure: 'chmod 700 /home/me/state' }) },
  };
}

test('a secret that somebody else quotes is shown nowhere', async () => {
  const message = 'The token FwoGZXIvYXdzEBYaDHqa0AP is malformed; password hunter22.';
  const failing = () => no('unlisted', { message, awsCode: 'InvalidToken', httpStatus: 403 });
  const { sections } = await look({
    script: { callerIdentity: failing, describeInstances: failing },
    seen: { secrets: ['FwoGZXIvYXdzEBYaDHqa0AP', 'hunter22'] },
  });
  const text = JSON.stringify(sections satisfies CheckSection[]);
  expect(text).toContain('The token (secret) is malformed');
  expect(text).not.toMatch(/FwoGZ|hunter22/);
});
