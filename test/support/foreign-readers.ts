// The AWS CLI and boto3 against the embedded EC2: each has its own reading of the same service model.
import { execFile, execFileSync } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ENV = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
};

function succeeds(file: string, args: string[]): boolean {
  try {
    execFileSync(file, args, { env: ENV, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const hasCli = succeeds('aws', ['ec2', 'copy-volumes', '--generate-cli-skeleton']);
const KNOWS = "import boto3; assert hasattr(boto3.client('ec2'), 'copy_volumes')";
export const hasBoto = succeeds('python3', ['-c', KNOWS]);

export const NO_CLI = hasCli ? '' : ' (skipped: no aws CLI that knows copy-volumes)';
export const NO_BOTO = hasBoto ? '' : ' (skipped: no boto3 that knows copy_volumes)';

/** What the AWS CLI prints as JSON (null when it prints nothing), or its standard error. */
export async function runCli(url: string, ...args: string[]): Promise<{ out: unknown; err: string }> {
  try {
    const { stdout } = await run('aws', ['--endpoint-url', url, '--output', 'json', ...args], { env: ENV });
    return { out: JSON.parse(stdout || 'null'), err: '' };
  } catch (thrown) {
    return { out: undefined, err: String((thrown as { stderr?: string }).stderr) };
  }
}

/** What a script with boto3 prints as JSON. */
export async function runBoto(script: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await run('python3', ['-c', script, ...args], { env: ENV });
  return JSON.parse(stdout);
}
