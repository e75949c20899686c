// The built server as a process: a home of its own, no variables but those that are given, and how much memory it held.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url));
const MOST_MEMORY_KB = 300 * 1024;
/** Linux does. */
export const TELLS_MEMORY = existsSync('/proc/self/status');
export const MOST_ANSWER_MS = 50_000;
/** A machine that does several things at once may be late itself. */
export const PATIENCE_MS = MOST_ANSWER_MS + 20_000;

export interface ServerProcess {
  child: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended. */
  closed: Promise<unknown>;
  stderr(): string;
  /** Judges its memory, ends it by `end`, and tells as sentences what is wrong with that. */
  finish(end: () => void): Promise<string[]>;
}

export function startServerProcess(args: readonly string[], variables: Record<string, string>): ServerProcess {
  if (!existsSync(ENTRY)) throw new Error('dist/main.cjs is missing: `npm run build` makes it.');
  const home = mkdtempSync(join(tmpdir(), 'ebs-copy-fuzz-'));
  const env = {
    HOME: home,
    EBS_COPY_STATE_DIR: join(home, 'state'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDFUZZ',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    ...variables,
  };
  const child = spawn(process.execPath, [ENTRY, ...args], { env, stdio: 'pipe' });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  let stderr = '';
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    child,
    closed,
    stderr: () => stderr,
    async finish(end) {
      const faults: string[] = [];
      const memory = mostMemoryKb(child.pid);
      // What has ended holds nothing any more.
      if (TELLS_MEMORY && Number.isNaN(memory) && child.exitCode === null && child.signalCode === null)
        faults.push('What it held could not be read.');
      if (memory > MOST_MEMORY_KB) faults.push(`It held ${Math.round(memory / 1024)} MB.`);
      end();
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      const [code, signal] = await closed;
      clearTimeout(late);
      if (code !== 0) faults.push(`It ended with ${signal ?? code}. stderr: ${stderr.slice(-500)}`);
      rmSync(home, { recursive: true, force: true });
      return faults;
    },
  };
}

/** The most that it ever held; NaN where nobody tells. */
function mostMemoryKb(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? Number(/VmHWM:\s*(\d+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? Number.NaN) : Number.NaN;
}

const STEP_MS = 100;
let late = 0;
let last = performance.now();
setInterval(punctualMs, STEP_MS).unref();

/** Milliseconds without those that this machine was late itself: it may do several things at once. */
export function punctualMs(): number {
  const now = performance.now();
  late += Math.max(0, now - last - STEP_MS);
  last = now;
  return now - late;
}

/** A sentence on each answer that came too late, by the times of the requests of one id and of its answers. */
export function lateAnswers(id: string | number, sent: readonly number[], came: readonly number[]): string[] {
  // The first answer belongs to the first request at the earliest; which one it names, nobody can tell.
  return came.flatMap((at, n) => {
    const ms = Math.round(at - (sent[n] ?? at));
    return ms > MOST_ANSWER_MS ? [`An answer to id ${id} came after ${ms} ms.`] : [];
  });
}
