// The built server as a process that is killed, behind a door that names every request and can stop the world there.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { ENTRY } from './spawned-server.ts';
import { readAnswer, type ToolAnswer } from './test-server.ts';

export interface Process {
  /** Rejects when the process ends before it answers. */
  copy(args: Record<string, unknown>): Promise<ToolAnswer>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Ends its input; gives the exit code. */
  end(): Promise<number | null>;
  /** Called with the first piece of every answer, before it is read. */
  onAnswer(listener: () => void): void;
}

interface ProcessOptions {
  /** A command that runs the server, with its arguments. */
  under?: readonly string[];
  /** As a host does that does not want the log. */
  closesStderr?: boolean;
}

export async function startProcess(
  args: readonly string[],
  env: Record<string, string>,
  { under = [], closesStderr = false }: ProcessOptions = {},
): Promise<Process> {
  const [command = '', ...words] = [...under, process.execPath, ENTRY, ...args];
  const child: ChildProcess = spawn(command, words, { env, stdio: ['pipe', 'pipe', closesStderr ? 'pipe' : 'ignore'] });
  child.stderr?.destroy();
  const gone = once(child, 'close') as Promise<[number | null]>;
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  const write = (frame: object) => child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`);
  child.stdin?.on('error', () => undefined);
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, result } = JSON.parse(line) as { id: number; result: Record<string, unknown> };
      waiting.get(id)?.(result);
    });
  }
  let last = 0;
  const request = (method: string, params: object) => {
    last += 1;
    const id = last;
    const answered = new Promise<Record<string, unknown>>((resolve, reject) => {
      waiting.set(id, resolve);
      gone.then(() => reject(new Error('killed')), reject);
    });
    write({ id, method, params });
    return answered;
  };
  await request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'proof', version: '1' },
  });
  write({ method: 'notifications/initialized' });
  return {
    async copy(given) {
      const result = await request('tools/call', { name: 'copy_volume', arguments: given });
      const { structuredContent, content } = result as {
        structuredContent: Record<string, unknown>;
        content: { text: string }[];
      };
      return readAnswer({ structured: structuredContent, text: content[0]?.text ?? '' });
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async end() {
      child.stdin?.end();
      const [code] = await gone;
      return code;
    },
    onAnswer: (listener) => void child.stdout?.once('data', listener),
  };
}

export type Moment = 'arrives' | 'is answered';

export interface Door {
  url: string;
  /** Requests since the last `watch`, as `action number`. */
  passed: string[];
  /** From here on: `stop` is called when that request of that action arrives, or when its answer is about to go out. */
  watch(stop?: { request: string; moment: Moment; act: () => Promise<void> }): void;
  close(): Promise<void>;
}

/** Forwards every request to `target`, as it is. */
export async function openDoor(target: string): Promise<Door> {
  let passed: string[] = [];
  let stop: Parameters<Door['watch']>[0];
  const seen = new Map<string, number>();
  const server = createServer(async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString();
    const action = new URLSearchParams(body).get('Action') ?? '';
    const number = (seen.get(action) ?? 0) + 1;
    seen.set(action, number);
    const name = `${action} ${number}`;
    passed.push(name);
    const here = stop?.request === name ? stop : undefined;
    if (here?.moment === 'arrives') {
      await here.act();
      outgoing.destroy();
      return;
    }
    const { authorization = '', 'content-type': type = '' } = incoming.headers;
    const reply = await fetch(target, { method: 'POST', body, headers: { authorization, 'content-type': type } });
    const text = await reply.text();
    if (here) await here.act();
    const headers = ['content-type', 'date', 'x-amzn-requestid'].flatMap((one) => {
      const value = reply.headers.get(one);
      return value ? [[one, value] as const] : [];
    });
    outgoing.writeHead(reply.status, Object.fromEntries(headers)).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get passed() {
      return passed;
    },
    watch(next) {
      passed = [];
      seen.clear();
      stop = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
