// Whose credentials a request is signed with, for each way in which several are at hand.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import { type AwsEndpoint, SOURCE, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { type AwsHome, openAwsHome } from '../../support/aws-home.ts';
import { writeSsoToken } from '../../support/sso-token.ts';

let aws: AwsEndpoint;
let home: AwsHome;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  home = openAwsHome({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: aws.url });
  aws.requests.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 's' };
const TOKEN_ROLE = 'arn:aws:iam::111122223333:role/TOKEN';
const keys = (section: string, id: string) => `[${section}]\naws_access_key_id = ${id}\naws_secret_access_key = s\n`;
const PROCESS = `echo '{"Version":1,"AccessKeyId":"AKIDPROCESS","SecretAccessKey":"s"}'`;
const SSO =
  'sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = R\n';
const container = () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/container` });
const instance = () => ({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.url });
const token = () => ({ AWS_WEB_IDENTITY_TOKEN_FILE: home.script('token', 'jwt'), AWS_ROLE_ARN: TOKEN_ROLE });

interface Case {
  profile?: string;
  env?: () => Record<string, string>;
  config?: string;
  credentials?: string;
  /** The key of the signature, or the code of the failure. */
  used: string;
  /** As `where` may tell it. */
  source: object;
}

const profileSource = (profile: string, method: string) => ({
  kind: 'profile',
  name: `profile ${profile} (${method})`,
  profile,
  method,
});
const KEYS_WIN = (overrides: string) => ({ kind: 'environment', name: 'environment keys', overrides });

const CASES: Record<string, Case> = {
  'a named profile beats keys of the environment': {
    profile: 'work',
    env: () => ENVIRONMENT,
    credentials: keys('work', 'AKIDWORK'),
    used: 'AKIDWORK',
    source: profileSource('work', 'keys'),
  },
  'names of settings in capitals are the same, as for the AWS CLI': {
    profile: 'work',
    env: () => ENVIRONMENT,
    credentials: '[work]\nAWS_ACCESS_KEY_ID = AKIDWORK\nAWS_Secret_Access_Key = s\n',
    used: 'AKIDWORK',
    source: profileSource('work', 'keys'),
  },
  'a named profile that does not exist is nobody else': {
    profile: 'work',
    env: () => ({ ...ENVIRONMENT, ...container(), ...instance(), ...token() }),
    credentials: keys('default', 'AKIDDEFAULT'),
    used: 'profile-missing',
    source: { kind: 'profile', name: 'profile work', profile: 'work' },
  },
  'keys of the environment beat AWS_PROFILE, and say so': {
    env: () => ({ ...ENVIRONMENT, AWS_PROFILE: 'work' }),
    credentials: keys('work', 'AKIDWORK'),
    used: 'AKIDENV',
    source: KEYS_WIN('AWS_PROFILE=work'),
  },
  'and AWS_DEFAULT_PROFILE': {
    env: () => ({ ...ENVIRONMENT, AWS_DEFAULT_PROFILE: 'work' }),
    credentials: keys('work', 'AKIDWORK'),
    used: 'AKIDENV',
    source: KEYS_WIN('AWS_DEFAULT_PROFILE=work'),
  },
  'AWS_PROFILE goes before AWS_DEFAULT_PROFILE': {
    env: () => ({ AWS_PROFILE: 'one', AWS_DEFAULT_PROFILE: 'two' }),
    credentials: keys('one', 'AKIDONE') + keys('two', 'AKIDTWO'),
    used: 'AKIDONE',
    source: profileSource('one', 'keys'),
  },
  'AWS_DEFAULT_PROFILE alone is a named profile': {
    env: () => ({ AWS_DEFAULT_PROFILE: 'two', ...container() }),
    credentials: keys('default', 'AKIDDEFAULT'),
    used: 'profile-missing',
    source: { kind: 'profile', name: 'profile two', profile: 'two' },
  },
  'half a pair in the environment is missed, not passed over': {
    env: () => ({ AWS_ACCESS_KEY_ID: 'AKIDENV', ...container() }),
    credentials: keys('default', 'AKIDDEFAULT'),
    used: 'setting-invalid',
    source: { kind: 'environment', name: 'environment keys' },
  },
  'the default profile by keys': {
    env: container,
    credentials: keys('default', 'AKIDDEFAULT'),
    used: 'AKIDDEFAULT',
    source: profileSource('default', 'keys'),
  },
  'a role of the default profile goes before the web identity token': {
    env: token,
    config: `${keys('profile base', 'AKIDBASE')}[default]\nrole_arn = arn:aws:iam::111122223333:role/DEFAULT\nsource_profile = base\n`,
    used: 'ASIADEFAULT',
    source: profileSource('default', 'role'),
  },
  'the web identity token goes before keys of the default profile': {
    env: token,
    credentials: keys('default', 'AKIDDEFAULT'),
    used: 'ASIATOKEN',
    source: { kind: 'web-identity', name: 'web identity token' },
  },
  'a default profile that fails is the end of it': {
    env: container,
    config: '[default]\ncredential_process = exit 7\n',
    used: 'credential-process-failed',
    source: profileSource('default', 'process'),
  },
  'the container goes before the instance': {
    env: () => ({ ...container(), ...instance() }),
    used: 'ASIACONTAINER',
    source: { kind: 'container', name: 'container' },
  },
  'the instance is the last': {
    env: instance,
    config: '[profile other]\nregion = us-east-1\n',
    used: 'ASIAINSTANCE',
    source: { kind: 'instance', name: 'instance role' },
  },
  'the instance behind a file that cannot be read says so, since the file may name somebody else': {
    env: instance,
    // As UTF-16 looks to whoever reads UTF-8.
    config: '[\0d\0e\0f\0a\0u\0l\0t\0]\0',
    used: 'ASIAINSTANCE',
    source: {
      kind: 'instance',
      name: 'instance role, but ~/.aws/config is not in UTF-8',
      unread: '~/.aws/config is not in UTF-8',
    },
  },
  'nothing at all': { used: 'credentials-missing', source: { kind: 'none', name: 'none' } },
  'in a profile SSO goes before keys of the credentials file': {
    profile: 'work',
    config: `[profile work]\n${SSO}`,
    credentials: keys('work', 'AKIDWORK'),
    used: 'ASIASSO',
    source: profileSource('work', 'sso'),
  },
  'keys of the credentials file go before credential_process': {
    profile: 'work',
    config: '[profile work]\ncredential_process = exit 7\n',
    credentials: keys('work', 'AKIDWORK'),
    used: 'AKIDWORK',
    source: profileSource('work', 'keys'),
  },
  'a command goes on after what the SDK takes for a comment': {
    config: `[default]\ncredential_process = true a ; ${PROCESS} #b\n`,
    used: 'AKIDPROCESS',
    source: profileSource('default', 'process'),
  },
  // botocore 1.43.11, run 2026-11-29: it has the whole command, and of the nested one only `s3: {credential_process: …}`.
  'so does one that is indented, below a section that is': {
    config: `[profile other]\n  region = us-east-1\n  [default]\n  credential_process = true a ; ${PROCESS} #b\n`,
    used: 'AKIDPROCESS',
    source: profileSource('default', 'process'),
  },
  'one that is nested in another setting is not the command of the profile': {
    config: `[default]\ncredential_process = ${PROCESS}\ns3 =\n  credential_process = ${PROCESS} ; exit 7\nregion = us-east-1\n`,
    used: 'AKIDPROCESS',
    source: profileSource('default', 'process'),
  },
  'credential_process goes before keys of the configuration file': {
    profile: 'work',
    config: `${keys('profile work', 'AKIDWORK')}credential_process = ${PROCESS}\n`,
    used: 'AKIDPROCESS',
    source: profileSource('work', 'process'),
  },
  'a role goes before everything else of its profile': {
    profile: 'work',
    config: `${keys('profile base', 'AKIDBASE')}[profile work]\nrole_arn = arn:aws:iam::111122223333:role/WORK\nsource_profile = base\n`,
    credentials: keys('work', 'AKIDWORK'),
    used: 'ASIAWORK',
    source: profileSource('work', 'role'),
  },
  'a role may be its own source': {
    profile: 'work',
    config: '[profile work]\nrole_arn = arn:aws:iam::111122223333:role/WORK\nsource_profile = work\n',
    credentials: keys('work', 'AKIDWORK'),
    used: 'ASIAWORK',
    source: profileSource('work', 'role'),
  },
  'a role of the container': {
    profile: 'work',
    env: container,
    config: '[profile work]\nrole_arn = arn:aws:iam::111122223333:role/WORK\ncredential_source = EcsContainer\n',
    used: 'ASIAWORK',
    source: profileSource('work', 'role'),
  },
  'a role of a role': {
    profile: 'work',
    config: `${keys('profile base', 'AKIDBASE')}[profile mid]\nrole_arn = arn:aws:iam::111122223333:role/MID\nsource_profile = base\n[profile work]\nrole_arn = arn:aws:iam::111122223333:role/WORK\nsource_profile = mid\n`,
    used: 'ASIAWORK',
    source: profileSource('work', 'role'),
  },
  'a web identity of a profile': {
    profile: 'work',
    config: `[profile work]\nrole_arn = ${TOKEN_ROLE}\nweb_identity_token_file = /nowhere/token\n`,
    used: 'web-identity-failed',
    source: profileSource('work', 'web-identity'),
  },
};

describe('one identity', () => {
  test.each(Object.entries(CASES))('%s', async (_name, { profile, env, config, credentials, used, source }) => {
    for (const [name, value] of Object.entries(env?.() ?? {})) vi.stubEnv(name, value);
    if (config) home.write('config', config);
    if (credentials) home.write('credentials', credentials);
    writeSsoToken(home, 'https://example.awsapps.com/start');
    const ec2 = createEc2Port({ version: '1', endpoints: {} });
    const located = await ec2.locate(undefined, profile);
    if (!located.ok) throw new Error(located.failure.code);
    expect(located.value.source).toEqual(source);
    const reply = await ec2.describeVolumes(
      located.value,
      { VolumeIds: [SOURCE] },
      { signal: new AbortController().signal },
    );
    const last = aws.requests.filter(({ action }) => action === 'DescribeVolumes').at(-1);
    expect(reply.ok ? last?.accessKey : reply.failure.code).toBe(used);
    if (!reply.ok) expect(last).toBeUndefined();
  });
});

test('the profile of AWS_PROFILE is that of the place, so that it is shown', async () => {
  vi.stubEnv('AWS_PROFILE', 'work');
  home.write('credentials', keys('work', 'AKIDWORK'));
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  expect(await ec2.locate('us-east-1', undefined)).toMatchObject({ value: { profile: 'work' } });
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
  const located = await ec2.locate('us-east-1', undefined);
  expect(located.ok && located.value.profile).toBe(undefined);
});

test('who the caller is names the source too', async () => {
  home.write('credentials', keys('work', 'AKIDWORK'));
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const control = { signal: new AbortController().signal };
  expect(await ec2.callerIdentity({ region: 'us-east-1', profile: 'work' }, control)).toMatchObject({
    value: { account: '111122223333', source: profileSource('work', 'keys') },
  });
});
