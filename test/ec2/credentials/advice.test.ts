// What a person is told for each way in which a source gives no credentials: the profile, and what works.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../../src/ec2/aws-client.ts';
import type { ErrorReport } from '../../../src/volume/errors/error-report.ts';
import { reportFailure } from '../../../src/volume/errors/failure.ts';
import {
  type Answering,
  type AwsEndpoint,
  ec2Error,
  json,
  SOURCE,
  startAwsEndpoint,
  stsError,
} from '../../support/aws-endpoint.ts';
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
  aws.answerWith(() => undefined);
});
afterEach(() => vi.unstubAllEnvs());

const ROLE = 'arn:aws:iam::111122223333:role/Admin';
const BASE = '[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = s\n';
const role = (more: string) => `${BASE}[profile p]\nrole_arn = ${ROLE}\n${more}\n`;
const SESSION = `[profile p]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n`;
const process = (members: string, profile = 'p') =>
  `[profile ${profile}]\ncredential_process = printf '%s' '{"Version":1,${members}}'\n`;
const portal =
  (status: number, name: string): Answering =>
  ({ action }) =>
    action === 'GET /federation/credentials'
      ? json({ message: 'No access' }, status, { 'x-amzn-errortype': name })
      : undefined;
const sts =
  (status: number, code: string, message: string): Answering =>
  ({ action }) =>
    /^AssumeRole/.test(action) ? stsError(status, code, message) : undefined;
const TOKEN = `[profile p]\nrole_arn = ${ROLE}\nweb_identity_token_file = HOME/.aws/token\n`;

interface Case {
  config: string;
  prepare?: () => void;
  answering?: Answering;
  env?: Record<string, string>;
  /** A part of the error as it is told. */
  told: Partial<ErrorReport>;
  says: RegExp[];
  /** What would be the wrong advice. */
  never?: RegExp;
}

const NO_SSO = /aws sso login/;
const CASES: Record<string, Case> = {
  'a role with MFA': {
    config: role('source_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/x'),
    told: { code: 'mfa-needed', whoCanFix: 'person', retry: 'after_fix' },
    says: [
      /MFA code.*cannot ask/,
      /`aws sts get-caller-identity --profile p`/,
      /`credential_process = aws configure export-credentials --profile p --format process`/,
    ],
    never: NO_SSO,
  },
  'a role whose source needs MFA': {
    config: `${BASE}[profile mid]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = m\n[profile p]\nrole_arn = ${ROLE}\nsource_profile = mid\n`,
    told: { code: 'mfa-needed' },
    says: [/export-credentials --profile p --format process/],
    never: NO_SSO,
  },
  'SSO without a login': {
    config: SESSION,
    told: { code: 'login-missing' },
    says: [/^Nobody is logged in for profile p\. Log in with `aws sso login --profile p` \(no restart needed\)/],
  },
  'SSO whose login ended': {
    config: SESSION,
    prepare: () => writeSsoToken(home, 'corp', { expiresAt: new Date(0) }),
    told: { code: 'credentials-expired' },
    says: [/`aws sso login --profile p`/],
  },
  'SSO whose renewal is refused': {
    config: SESSION,
    prepare: () => writeSsoToken(home, 'corp', { expiresAt: new Date(0), refreshToken: 'r' }),
    answering: ({ action }) => (action === 'POST /token' ? json({ error: 'invalid_grant' }, 400) : undefined),
    told: { code: 'credentials-expired' },
    says: [/`aws sso login --profile p`/],
  },
  'SSO whose token the portal does not take': {
    config: SESSION,
    prepare: () => writeSsoToken(home, 'corp'),
    answering: portal(401, 'UnauthorizedException'),
    told: { code: 'credentials-expired', httpStatus: 401 },
    says: [/`aws sso login --profile p`/],
  },
  'SSO without an assignment': {
    config: SESSION,
    prepare: () => writeSsoToken(home, 'corp'),
    answering: portal(403, 'ForbiddenException'),
    told: { code: 'sso-access-missing', whoCanFix: 'account administrator', httpStatus: 403 },
    says: [/not assigned the account or the permission set/, /Another login does not help/],
    never: NO_SSO,
  },
  'SSO that names no such session': {
    config: SESSION.replace('[sso-session corp]', '[sso-session other]'),
    told: { code: 'profile-incomplete' },
    says: [/profile p give no credentials: sso_session names corp/],
    never: NO_SSO,
  },
  'SSO without a role name': {
    config: SESSION.replace('sso_role_name = R\n', ''),
    told: { code: 'profile-incomplete' },
    says: [/sso_role_name is missing/],
    never: NO_SSO,
  },
  'a credential_process that fails': {
    config: '[profile p]\ncredential_process = echo "no vault \u001b[31mhere" >&2; exit 7\n',
    told: { code: 'credential-process-failed', message: 'It ended with exit code 7: no vault [31mhere' },
    says: [/credential_process of profile p gave no credentials/],
    never: NO_SSO,
  },
  'a credential_process that quotes a secret': {
    config: `[profile p]\ncredential_process = echo "bad token ${'aB3'.repeat(20)}" >&2; exit 1\n`,
    told: { code: 'credential-process-failed', message: 'It ended with exit code 1: bad token (left out)' },
    says: [/credential_process/],
  },
  'a credential_process that quotes a secret and goes on': {
    config: `[profile p]\ncredential_process = echo "password=Hunter2pw${' x'.repeat(595)}" >&2; exit 1\n`,
    told: { code: 'credential-process-failed', message: expect.not.stringContaining('Hunter2') },
    says: [/credential_process/],
  },
  'a credential_process that prints no JSON': {
    config: '[profile p]\ncredential_process = echo hello\n',
    told: { code: 'credential-process-failed', message: 'It printed something that is not a JSON object.' },
    says: [/credential_process/],
  },
  'a credential_process with old credentials': {
    config: `[profile p]\ncredential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}'\n`,
    told: { code: 'credential-process-failed', message: 'The credentials that it printed have expired.' },
    says: [/credential_process/],
  },
  'a credential_process with a word as Expiration': {
    config: process('"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"tomorrow"'),
    told: {
      code: 'credential-process-failed',
      message: 'The Expiration that it printed cannot be read as a time (ISO 8601, such as 2026-01-31T12:00:00Z).',
    },
    says: [/credential_process/],
  },
  'a credential_process with a number as Expiration': {
    config: process('"AccessKeyId":"A","SecretAccessKey":"s","Expiration":1893456000'),
    told: {
      code: 'credential-process-failed',
      message: 'The Expiration that it printed cannot be read as a time (ISO 8601, such as 2026-01-31T12:00:00Z).',
    },
    says: [/credential_process/],
  },
  'a credential_process that is not there': {
    config: '[profile p]\ncredential_process = /nowhere/helper\n',
    told: { code: 'credential-process-failed' },
    says: [/credential_process/],
  },
  'a key with a line end': {
    config: process('"AccessKeyId":"AKID\\n","SecretAccessKey":"s"'),
    told: { code: 'setting-invalid', whoCanFix: 'person' },
    says: [/nothing was sent: the access key id has a line end .* \(profile p \(process\)\)/],
    never: /AKID/,
  },
  'a secret key with a line end': {
    config: process('"AccessKeyId":"AKID","SecretAccessKey":"hush\\r"'),
    told: { code: 'setting-invalid' },
    says: [/the secret access key has a line end/],
    never: /hush/,
  },
  'a session token with a letter of no header': {
    config: process('"AccessKeyId":"AKID","SecretAccessKey":"s","SessionToken":"hush\u2026"'),
    told: { code: 'setting-invalid' },
    says: [/the session token has a line end or another character that does not belong there/],
    never: /hush/,
  },
  'a role whose source has a key with a line end': {
    config: role('source_profile = other') + process('"AccessKeyId":"AKID\\n","SecretAccessKey":"s"', 'other'),
    told: { code: 'setting-invalid' },
    says: [/the access key id has a line end .* \(profile other\)/],
  },
  'a role of the environment with a line end behind its key': {
    config: role('credential_source = Environment'),
    env: { AWS_ACCESS_KEY_ID: 'AKID\n', AWS_SECRET_ACCESS_KEY: 's' },
    told: { code: 'setting-invalid' },
    says: [/the access key id has a line end .* \(credential_source Environment\)/],
  },
  '`aws login` without a login': {
    config: '[profile p]\nlogin_session = arn:aws:iam::111122223333:user/x\n',
    told: { code: 'login-missing' },
    says: [/^Nobody is logged in for profile p\. Log in with `aws login --profile p`/],
    never: NO_SSO,
  },
  'a role that may not be assumed': {
    config: role('source_profile = base'),
    answering: sts(
      403,
      'AccessDenied',
      `User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    ),
    told: {
      code: 'role-denied',
      awsCode: 'AccessDenied',
      whoCanFix: 'account administrator',
      denied: { action: 'sts:AssumeRole', resource: ROLE },
    },
    says: [/Allow sts:AssumeRole on the role/, /trust policy/],
    never: NO_SSO,
  },
  'a role that STS refuses for another reason': {
    config: role('source_profile = base\nduration_seconds = 43200'),
    answering: sts(400, 'ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration'),
    told: { code: 'role-not-assumed', message: 'The requested DurationSeconds exceeds the MaxSessionDuration' },
    says: [/duration_seconds/],
    never: NO_SSO,
  },
  'a role whose source keys AWS does not know': {
    config: role('source_profile = base'),
    answering: sts(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
    told: { code: 'InvalidClientTokenId' },
    says: [/`aws configure list --profile base`.*write new keys of profile base into the AWS credentials file/],
    never: /aws sso login|opt-in/,
  },
  'a role in a Region that the account has not enabled': {
    config: role('source_profile = base\nregion = ap-east-1'),
    env: { AWS_REGION: '' },
    answering: sts(403, 'RegionDisabledException', 'STS is not activated in this region for account:111122223333.'),
    told: { code: 'RegionDisabledException', whoCanFix: 'account administrator', retry: 'after_fix' },
    says: [/STS is not active in ap-east-1/, /Enable the Region/],
    never: /role_arn|session token|aws sso login/,
  },
  'a web identity token in such a Region': {
    config: `${TOKEN}region = ap-east-1\n`,
    env: { AWS_REGION: '' },
    answering: sts(403, 'RegionDisabledException', 'STS is not activated in this region for account:111122223333.'),
    told: { code: 'RegionDisabledException', whoCanFix: 'account administrator' },
    says: [/STS is not active in ap-east-1/],
    never: /trust policy/,
  },
  'a web identity token that has expired': {
    config: TOKEN,
    answering: sts(400, 'ExpiredTokenException', 'Token expired: current date/time 1 must be before 0'),
    told: { code: 'web-identity-failed', awsCode: 'ExpiredToken', whoCanFix: 'operator', retry: 'after_fix' },
    says: [/: the token in web_identity_token_file of profile p has expired\. /, /written anew by.* CI job/],
    never: /session has expired|wait a m/i,
  },
  'a web identity token that no provider knows': {
    config: TOKEN,
    answering: sts(400, 'InvalidIdentityToken', 'No OpenIDConnect provider found in your account'),
    told: { code: 'web-identity-failed', awsCode: 'InvalidIdentityToken' },
    says: [/no credentials of the role\. /],
  },
  'a source_profile that does not exist': {
    config: role('source_profile = bas'),
    told: { code: 'source-profile-missing', message: 'source_profile is bas.' },
    says: [/Profile p names a source_profile/, /There is a profile base\./],
    never: NO_SSO,
  },
  'source profiles in a circle': {
    config: `[profile q]\nrole_arn = ${ROLE}\nsource_profile = p\n${role('source_profile = q')}`,
    told: { code: 'profile-incomplete' },
    says: [/circle \(p, q, p\)/],
    never: NO_SSO,
  },
  'a role without a source': {
    config: role(''),
    told: { code: 'profile-incomplete' },
    says: [/role_arn needs source_profile or credential_source/],
    never: NO_SSO,
  },
  'a role of the environment without keys there': {
    config: role('credential_source = Environment'),
    told: { code: 'profile-incomplete' },
    says: [/credential_source is Environment, and the environment has no AWS_ACCESS_KEY_ID/],
    never: NO_SSO,
  },
  'an unknown credential_source': {
    config: role('credential_source = Elsewhere'),
    told: { code: 'profile-incomplete' },
    says: [/none of Environment, EcsContainer and Ec2InstanceMetadata/],
  },
  'half a pair of keys': {
    config: '[profile p]\naws_access_key_id = AKIDHALF\n',
    told: { code: 'profile-incomplete' },
    says: [/aws_secret_access_key is missing/],
    never: NO_SSO,
  },
  'a profile without anything': {
    config: '[profile p]\nregion = us-east-1\n',
    told: { code: 'profile-incomplete' },
    says: [/it has no keys, role_arn, sso_session/],
    never: NO_SSO,
  },
  'a profile in no file': {
    config: '[profile pp]\nregion = us-east-1\n',
    told: { code: 'profile-missing' },
    says: [/^Profile p is not in the AWS configuration files\./, /There is a profile pp\./],
    never: NO_SSO,
  },
  'a profile without the word profile': {
    config: '[default]\nregion = us-east-1\n[p]\nregion = us-east-1\n',
    told: {
      code: 'profile-missing',
      message: expect.stringMatching(/^But line 3 of .*config has \[p\]; in this file it is \[profile p\]\.$/),
    },
    says: [/^Profile p is not in the AWS configuration files\./],
  },
  'a profile with the word profile in the credentials file': {
    config: '[default]\nregion = us-east-1\n',
    prepare: () =>
      home.write('credentials', '\n[ profile "p" ]\naws_access_key_id = AKID\naws_secret_access_key = s\n'),
    told: {
      code: 'profile-missing',
      message: expect.stringMatching(/^But line 2 of .*credentials has \[profile p\]; in this file it is \[p\]\.$/),
    },
    says: [/^Profile p is not in the AWS configuration files\./],
  },
  'a source_profile without the word profile': {
    config: `[ "b c" ]\nregion = us-east-1\n[profile p]\nrole_arn = ${ROLE}\nsource_profile = b c\n`,
    told: {
      code: 'source-profile-missing',
      message: expect.stringMatching(/ But line 1 of .*config has \["b c"\]; in this file it is \[profile "b c"\]\.$/),
    },
    says: [/names a source_profile that does not exist/],
  },
  'a profile behind a broken line': {
    config: '[profile p\nregion = us-east-1\n',
    told: { code: 'profile-missing', message: expect.stringMatching(/^But line 1 of .*config is not understood\.$/) },
    says: [/^Profile p is not in the AWS configuration files\./],
  },
  'a profile whose name the SDK cannot read': {
    config: '[profile p (prod)]\nregion = us-east-1\n',
    told: { code: 'profile-missing', message: expect.stringMatching(/^But line 1 of .*config is not understood\.$/) },
    says: [/^Profile p is not in the AWS configuration files\./],
  },
  'a container that has no role': {
    config: '[profile p]\nrole_arn = r\ncredential_source = EcsContainer\n',
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/container' },
    told: { code: 'connection-refused', whoCanFix: 'person' },
    says: [/The credential endpoint of the container refused the connection/],
    never: NO_SSO,
  },
  'a container that answers an error': {
    config: '[profile p]\nrole_arn = r\ncredential_source = EcsContainer\n',
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'ENDPOINT/nothing' },
    told: { code: 'container-credentials-failed', message: 'It answered with HTTP 400.' },
    says: [/role of the task or pod/],
  },
  'a container address outside this machine': {
    config: '[profile p]\nrole_arn = r\ncredential_source = EcsContainer\n',
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://192.0.2.1/container' },
    told: { code: 'setting-invalid' },
    says: [/AWS_CONTAINER_CREDENTIALS_FULL_URI \(the environment\)/],
  },
  'the role of an instance whose metadata are switched off': {
    config: '[profile p]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n',
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'ENDPOINT' },
    told: { code: 'profile-incomplete', whoCanFix: 'person' },
    says: [/credential_source is Ec2InstanceMetadata, and AWS_EC2_METADATA_DISABLED switches that off/],
    never: /hop limit/,
  },
  'an instance without a role': {
    config: '[profile p]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n',
    env: { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' },
    told: { code: 'instance-role-missing', whoCanFix: 'operator' },
    says: [/hop limit/],
    never: NO_SSO,
  },
};

test.each(Object.entries(CASES))('%s', async (_name, { config, prepare, answering, env, told, says, never }) => {
  home.write('token', 'token');
  home.write('config', config.replace('HOME', home.folder));
  for (const [name, value] of Object.entries(env ?? {})) vi.stubEnv(name, value.replace('ENDPOINT', aws.url));
  prepare?.();
  if (answering) aws.answerWith(answering);
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const place = { region: 'us-east-1', profile: 'p' };
  const reply = await ec2.describeVolumes(place, { VolumeIds: [SOURCE] }, { signal: new AbortController().signal });
  if (reply.ok) throw new Error('expected a failure');
  expect(reply.failure.definite).toBe(true);
  const error = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*', ...place });
  expect(error).toMatchObject(told);
  for (const words of says) expect(`${error.meaning} ${error.nextStep}`).toMatch(words);
  if (never) expect(JSON.stringify(error)).not.toMatch(never);
  expect(aws.actions()).not.toContain('DescribeVolumes');
});

test('nothing is set up: where it was looked, and which profiles there are', async () => {
  home.write(
    'config',
    '[profile dev]\nregion = us-east-1\n[profile prod]\nregion = us-east-1\n[sso-session corp]\nx = y\n',
  );
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const reply = await ec2.describeVolumes({ region: 'us-east-1' }, {}, { signal: new AbortController().signal });
  expect(reply).toMatchObject({
    failure: {
      code: 'credentials-missing',
      message: 'Looked for in the environment and the default profile. Profiles in the files: dev, prod.',
    },
  });
});

test('keys of the environment with a line end, as a secret of Kubernetes may end', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  vi.stubEnv('AWS_SESSION_TOKEN', 'hush\n');
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const reply = await ec2.describeVolumes({ region: 'us-east-1' }, {}, { signal: new AbortController().signal });
  expect(reply).toMatchObject({
    failure: {
      code: 'setting-invalid',
      definite: true,
      hint: { setting: expect.stringMatching(/^the session token has a line end/), from: 'environment keys' },
    },
  });
  expect(aws.requests).toEqual([]);
});

test.each(['SignatureDoesNotMatch', 'IncompleteSignature'])(
  '%s names what renews the keys of the environment',
  async (code) => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    aws.answerWith(() => ec2Error(403, code, 'no'));
    const ec2 = createEc2Port({ version: '1', endpoints: {} });
    const reply = await ec2.describeVolumes({ region: 'us-east-1' }, {}, { signal: new AbortController().signal });
    if (reply.ok) throw new Error('expected a failure');
    const { nextStep } = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*' });
    expect(nextStep).toMatch(/start the server again with new keys in its environment/i);
    expect(nextStep).not.toContain('aws configure');
  },
);

test.each<[code: string, profile: string, command: string]>([
  ['AuthFailure', 'p', '`aws sts get-caller-identity --profile p`'],
  ['AuthFailure', 'a%b', '`aws sts get-caller-identity --profile "a%b"`'],
  ['InvalidClientTokenId', 'p', '`aws configure list --profile p`'],
])('%s of the keys of profile %s: the command is about that profile', async (code, profile, command) => {
  home.write('config', `[profile "${profile}"]\naws_access_key_id = AKID\naws_secret_access_key = s\n`);
  aws.answerWith(() => ec2Error(403, code, 'no'));
  const place = { region: 'us-east-1', profile };
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const reply = await ec2.describeVolumes(place, {}, { signal: new AbortController().signal });
  if (reply.ok) throw new Error('expected a failure');
  const { nextStep } = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*', ...place });
  expect(nextStep).toContain(command);
});

test.each(['AuthFailure', 'InvalidClientTokenId'])('%s of keys of the environment: of no profile', async (code) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  aws.answerWith(() => ec2Error(403, code, 'no'));
  const ec2 = createEc2Port({ version: '1', endpoints: {} });
  const reply = await ec2.describeVolumes({ region: 'us-east-1' }, {}, { signal: new AbortController().signal });
  if (reply.ok) throw new Error('expected a failure');
  const { nextStep } = reportFailure(reply.failure, { action: 'DescribeVolumes', resource: '*' });
  expect(nextStep).toMatch(/^Check .*`aws (sts get-caller-identity|configure list)`/);
});
