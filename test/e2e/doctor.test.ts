// `doctor` as a process: its exit codes, against the embedded EC2 and against what does not answer.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAwsEndpoint, stsError } from '../support/aws-endpoint.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { emptyEnvironment, environmentFor, run } from '../support/spawned-server.ts';

interface Told {
  exitCode: number;
  checks: { id: string; level: string; message: string; advice?: string; facts?: Record<string, unknown> }[];
}

async function examine(args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await run(['doctor', '--json', ...args], env);
  const told = JSON.parse(stdout) as Told;
  expect([told.exitCode, stderr]).toEqual([code, '']);
  const find = (id: string) => told.checks.find((check) => check.id === id);
  // Which Node runs the tests is not what they are about.
  const bad = told.checks
    .filter(({ id, level }) => level !== 'ok' && id !== 'version')
    .map((one) => `${one.level} ${one.id}`);
  return { code, find, bad, text: stdout };
}

test('on the embedded EC2 everything works, and the page says that it is simulated', async () => {
  const { bad, find } = await examine(['--simulate', '--mode', 'auto'], emptyEnvironment());
  expect(bad).toEqual([]);
  expect(find('account')?.facts).toEqual({
    account: '123456789012',
    principal: 'arn:aws:iam::123456789012:user/simulated',
  });
  const page = await run(['doctor', '--simulate'], emptyEnvironment());
  expect(page.stdout.split('\n')[0]).toBe('SIMULATED – nothing exists in AWS.');
});

test('against an endpoint: each read and one dry run, and nothing that makes a volume', async () => {
  const simulator = await startRecordingSimulator();
  const before = simulator.world.volumes.length;
  const { bad, find } = await examine(['--mode', 'auto'], environmentFor(simulator.url));
  expect(bad).toEqual(['warn endpoint']);
  expect(find('region')?.message).toBe('us-east-1, from AWS_REGION (the environment).');
  expect(find('state')?.message).toMatch(/state can be written\.$/);
  const copies = simulator.requests.filter(({ action }) => action === 'CopyVolumes');
  expect(copies.map(({ params }) => params.DryRun)).toEqual(['true']);
  expect(simulator.world.volumes).toHaveLength(before);
  await simulator.close();
});

test.each([
  ['DescribeVolumes', 'fail read ec2:DescribeVolumes'],
  ['DescribeVolumeStatus', 'warn read ec2:DescribeVolumeStatus'],
  ['DescribeVolumesModifications', 'warn read ec2:DescribeVolumesModifications'],
  ['DescribeInstances', 'warn read ec2:DescribeInstances'],
  ['GetEbsEncryptionByDefault', 'warn read ec2:GetEbsEncryptionByDefault'],
  ['GetEbsDefaultKmsKeyId', 'warn read ec2:GetEbsDefaultKmsKeyId'],
  ['CopyVolumes', 'fail dry-run'],
  ['GetCallerIdentity', 'warn account'],
])('without %s: %s', async (action, expected) => {
  const simulator = await startRecordingSimulator({ faults: [{ kind: 'deny', action }] });
  const { bad, code } = await examine(['--mode', 'auto'], environmentFor(simulator.url));
  expect(bad).toContain(expected);
  expect(code).toBe(expected.startsWith('fail') ? 2 : 1);
  await simulator.close();
});

test('each role of a shared server is assumed as a caller would, and one that cannot be says what it lacks', async () => {
  const aws = await startAwsEndpoint();
  const [prod, dev] = ['arn:aws:iam::111122223333:role/prod', 'arn:aws:iam::444455556666:role/dev'];
  const denial = `User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:SetSourceIdentity on resource: ${dev} because no resource-based policy allows the sts:SetSourceIdentity action`;
  aws.answerWith(({ action, form }) =>
    action === 'AssumeRole' && form.RoleArn === dev ? stsError(403, 'AccessDenied', denial) : undefined,
  );
  const roles = ['--assume-role', `prod=${prod}`, '--assume-role', `dev=${dev}`];
  const { code, text } = await examine(roles, environmentFor(aws.url));
  expect(code).toBe(2);
  const { checks } = JSON.parse(text) as { checks: { section: string; id: string; message: string }[] };
  const find = (section: string, id: string) => checks.find((one) => one.section === section && one.id === id);
  expect(find('AWS, role prod', 'credentials')?.message).toBe(`They come from: role ${prod} by environment keys.`);
  expect(find('AWS, role dev', 'login')).toEqual({
    section: 'AWS, role dev',
    id: 'login',
    level: 'fail',
    label: 'Login',
    message: `No resource-based policy allows sts:SetSourceIdentity on ${dev}. (AccessDenied) Details: ${denial}.`,
    advice: `Whoever owns the role ${dev} allows sts:SetSourceIdentity in its trust policy.`,
    facts: { code: 'AccessDenied' },
  });
  // No read goes out under the credentials that only assume.
  expect(
    new Set(aws.requests.filter(({ action }) => action !== 'AssumeRole').map(({ accessKey }) => accessKey)),
  ).toEqual(new Set(['ASIAprod']));
  const asked = aws.requests.filter(({ action, form }) => action === 'AssumeRole' && form.RoleArn === prod);
  expect(asked.map(({ form }) => [form.RoleSessionName, form.SourceIdentity])).toEqual([
    ['ebs-copy-mcp-doctor', 'ebs-copy-mcp-doctor'],
  ]);
});

test('a faulty option does not stop it', async () => {
  const { bad, code, find } = await examine(['--simulate', '--regoin', 'x'], emptyEnvironment({ CI: 'true' }));
  expect(bad).toEqual(['fail options', 'warn ask']);
  expect(find('options')?.message).toContain('Did you mean --region?');
  expect(code).toBe(2);
});

test('where nothing listens it says so and what was set', async () => {
  const env = environmentFor('http://127.0.0.1:9', { HTTPS_PROXY: 'http://me:hunter2222@127.0.0.1:9' });
  const { bad, code, find, text } = await examine(['--mode', 'plan'], env);
  expect(bad).toEqual(['fail connection', 'warn endpoint', 'warn not-tried']);
  expect(find('proxy')?.message).toBe('Requests go through http://127.0.0.1:9 (HTTPS_PROXY).');
  expect(text).not.toContain('hunter2222');
  expect(code).toBe(2);
});

test('keys, tokens and what a helper wrote are shown nowhere', async () => {
  const env = emptyEnvironment({
    AWS_PROFILE: 'leak',
    AWS_SECRET_ACCESS_KEY: 'envsecret1',
    AWS_SESSION_TOKEN: 'envtoken1',
  });
  mkdirSync(join(env.HOME ?? '', '.aws'));
  writeFileSync(
    join(env.HOME ?? '', '.aws', 'config'),
    '[profile leak]\nregion = eu-west-1\ncredential_process = sh -c "echo helpersecret1 >&2; exit 3"\n',
  );
  const { find, text } = await examine([], env);
  expect(find('login')?.message).toBe(
    'The credential_process of profile leak gave no credentials. (credential-process-failed)',
  );
  expect(find('region')?.message).toBe('eu-west-1, from region (profile leak in ~/.aws/config).');
  expect(text).not.toMatch(/helpersecret1|envsecret1|envtoken1/);
});

test('a server loads nothing of it', () => {
  const main = readFileSync(new URL('../../dist/main.cjs', import.meta.url), 'utf8');
  expect(main).not.toContain('was not tried');
  expect(main).not.toContain('iam-policy --mode plan --with-dry-run');
});
