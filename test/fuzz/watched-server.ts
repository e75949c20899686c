// The built server as a process that is watched: what it writes to stdout, how long it takes, how much memory it holds,
// and whether it lives.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url));
const MOST_MEMORY_KB = 300 * 1024;
export const MOST_ANSWER_MS = 50_000;
// A machine that does several things at once may be late itself.
const PATIENCE_MS = MOST_ANSWER_MS + 20_000;

interface Message {
  id?: string | number;
  method?: string;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

export interface WatchedServer {
  write(bytes: string | Buffer): void;
  send(frame: object): void;
  /** Messages that were answers to this id so far. */
  answersTo(id: string | number): Message[];
  /** Resolves when that many answers to this id are there; false when they do not come. */
  answered(id: string | number, times?: number): Promise<boolean>;
  /** Called with each request of the server. */
  onRequest(listener: (message: Message) => void): void;
  stderr(): string;
  /** Asks whether it lives, ends it, and tells as sentences what it did that it must not. */
  end(): Promise<string[]>;
}

/** With a home of its own, no variables but these, and standard input as it is written here. */
export function startWatched(args: readonly string[], variables: Record<string, string>): WatchedServer {
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
  const arrived = new EventEmitter().setMaxListeners(0);
  const seen: Message[] = [];
  const faults: string[] = [];
  let stderr = '';
  let ended = false;
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = readMessage(line);
    if (!message) faults.push(`stdout holds what is no message of the protocol: ${line.slice(0, 200)}`);
    else {
      seen.push(message);
      arrived.emit(message.method !== undefined && message.id !== undefined ? 'request' : 'answer', message);
    }
  });
  void closed.then(() => {
    ended = true;
    arrived.emit('answer');
  });
  const answersTo = (wanted: string | number) => seen.filter(({ id, method }) => id === wanted && method === undefined);
  const send = (frame: object) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`);
  const answered = async (id: string | number, times = 1): Promise<boolean> => {
    const limit = AbortSignal.timeout(PATIENCE_MS);
    while (answersTo(id).length < times && !ended && !limit.aborted) {
      await once(arrived, 'answer', { signal: limit }).catch(() => undefined);
    }
    return answersTo(id).length >= times;
  };
  return {
    write: (bytes) => void child.stdin.write(bytes),
    send,
    answersTo,
    answered,
    onRequest: (listener) => void arrived.on('request', listener),
    stderr: () => stderr,
    async end() {
      send({ id: 'alive', method: 'ping' });
      if (!(await answered('alive'))) faults.push(`It does not answer any more. stderr: ${stderr.slice(-500)}`);
      const memory = mostMemoryKb(child.pid);
      if (memory > MOST_MEMORY_KB) faults.push(`It held ${Math.round(memory / 1024)} MB.`);
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      const [code, signal] = await closed;
      clearTimeout(late);
      if (code !== 0) faults.push(`It ended with ${signal ?? code}. stderr: ${stderr.slice(-500)}`);
      rmSync(home, { recursive: true, force: true });
      return faults;
    },
  };
}

function readMessage(line: string): Message | undefined {
  try {
    const message = JSON.parse(line) as Message & { jsonrpc?: string };
    return message.jsonrpc === '2.0' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** The most that it ever held; 0 where the system does not tell. */
function mostMemoryKb(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? Number(/VmHWM:\s*(\d+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) : 0;
}
