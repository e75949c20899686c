// The built product as a real process, in an environment that holds nothing of this machine's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

export const ENTRY = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url));

if (!existsSync(ENTRY))
  throw new Error('dist/main.cjs is missing: `npm run build` makes it, `npm test` does so first.');

// A start takes a tenth of a second here and seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A home without AWS files, no metadata service, no variables but these. */
export function emptyEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const home = temporaryFolder('ebs-copy-home-');
  // A record of its own: no run sees the copies of another.
  return { HOME: home, EBS_COPY_STATE_DIR: join(home, 'state'), AWS_EC2_METADATA_DISABLED: 'true', ...more };
}

/** The same with a Region, made-up keys and every request going to `url`. */
export function environmentFor(url: string, more: Record<string, string> = {}): Record<string, string> {
  return emptyEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDJOURNEY',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    ...more,
  });
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end. */
export async function run(args: readonly string[], env = emptyEnvironment()): Promise<Finished> {
  const child = spawn(process.execPath, [ENTRY, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [collect(child, 'stdout'), collect(child, 'stderr')];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  const pieces: string[] = [];
  child[stream]?.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
  return () => pieces.join('');
}

type Message = Record<string, unknown> & { id?: number; result?: Record<string, unknown> };

export interface RawSession {
  request(method: string, params?: object): Promise<Message>;
  notify(method: string, params?: object): void;
  /** Ends its input and gives everything it wrote. */
  end(): Promise<Finished>;
}

/** JSON-RPC lines by hand: what no SDK would send or hide. */
export function startRaw(
  args: readonly string[],
  env: Record<string, string>,
  cwd?: string,
  entry = ENTRY,
): RawSession {
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: 'pipe', ...(cwd ? { cwd } : {}) });
  const [stdout, stderr] = [collect(child, 'stdout'), collect(child, 'stderr')];
  const waiting = new Map<number, (message: Message) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const write = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let last = 0;
  return {
    request(method, params) {
      last += 1;
      const id = last;
      const answered = new Promise<Message>((resolve, reject) => {
        waiting.set(id, resolve);
        closed.then(() => reject(new Error(`The server ended before it answered ${method}: ${stderr()}`)), reject);
      });
      write({ id, method, ...(params ? { params } : {}) });
      return answered;
    },
    notify: (method, params) => void write({ method, ...(params ? { params } : {}) }),
    async end() {
      child.stdin.end();
      const [code] = await closed;
      return { code, stdout: stdout(), stderr: stderr() };
    },
  };
}
