// The credential_process of a profile. Not by the SDK's provider, which cannot end the process nor tell how it ended
// (credential-provider-process 3.972).
import { type ChildProcess, spawn } from 'node:child_process';
import { plainText, withoutSecrets } from '../../../text/plain-text.ts';
import { nameText } from '../../../volume/errors/failure-advice.ts';
import { failBeforeSending, type KnownFailure } from '../../answers/known-failure.ts';
import type { Credentials } from '../credentials.ts';
import type { SourceContext } from '../source-context.ts';
import { WAITS, waitFor } from '../time-limit.ts';

/** Source: AWS SDKs reference guide, "Process credential provider", read 2026-11. */
export async function fromHelperProcess(
  profile: string,
  command: string,
  context: SourceContext,
): Promise<Credentials> {
  const what = `the credential_process of profile ${nameText(profile)}`;
  const ended = await waitFor(what, WAITS.process, context, (signal) => runHelper(command, context.env, signal));
  const failed = (message: string) => failBeforeSending('credential-process-failed', { profile }, message);
  if (ended.problem !== undefined) throw failed(ended.problem);
  return readHelperOutput(ended.output, failed);
}

interface Ended {
  output: string;
  /** Why its output does not count. */
  problem?: string;
}

const MOST_OUTPUT = 1024 * 1024;
const MOST_COMPLAINT = 300;
// More than is read of it: half a secret looks like none.
const MOST_KEPT = 16_384;

function runHelper(command: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    // A group of its own, so that whatever it started ends with it; no input, so that a question ends it.
    const child = spawn(command, {
      shell: true,
      detached: process.platform !== 'win32',
      windowsHide: true,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => killGroup(child);
    signal.addEventListener('abort', kill, { once: true });
    let output = '';
    let complaint = '';
    const [, printed, complained] = child.stdio;
    printed?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MOST_OUTPUT) kill();
    });
    complained?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-MOST_KEPT);
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ output, problem: `It could not be started (${error.code ?? 'unknown'}).` }),
    );
    child.once('close', (code, ended) => {
      const said = plainText(withoutSecrets(complaint).slice(-4 * MOST_COMPLAINT), MOST_COMPLAINT);
      const how = code === null ? `It was ended by ${ended}` : `It ended with exit code ${code}`;
      resolve(code === 0 ? { output } : { output, problem: said ? `${how}: ${said}` : `${how} and said nothing.` });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

interface HelperOutput {
  Version?: unknown;
  AccessKeyId?: unknown;
  SecretAccessKey?: unknown;
  SessionToken?: unknown;
  Expiration?: unknown;
  AccountId?: unknown;
}

function readHelperOutput(output: string, failed: (message: string) => KnownFailure): Credentials {
  const parsed = parseObject(output);
  if (!parsed) throw failed('It printed something that is not a JSON object.');
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = parsed;
  if (Version !== 1) throw failed('Its output has not Version 1.');
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw failed('Its output lacks AccessKeyId or SecretAccessKey.');
  // Without one, or with null, they never end (botocore, credentials.py); a value that is no time is not taken for that.
  const expiration = Expiration == null ? undefined : new Date(typeof Expiration === 'string' ? Expiration : '');
  if (expiration && Number.isNaN(expiration.getTime()))
    throw failed('The Expiration that it printed cannot be read as a time (ISO 8601, such as 2026-01-31T12:00:00Z).');
  if (expiration && expiration.getTime() <= Date.now()) throw failed('The credentials that it printed have expired.');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' && SessionToken ? { sessionToken: SessionToken } : {}),
    ...(expiration ? { expiration } : {}),
    ...(typeof AccountId === 'string' ? { accountId: AccountId } : {}),
  };
}

function parseObject(text: string): HelperOutput | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as HelperOutput) : undefined;
  } catch {
    return undefined;
  }
}
