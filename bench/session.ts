// One start of a server over stdio, timed from outside: raw JSON-RPC lines, no package in between.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Session {
  /** ms from spawn to the whole answer of tools/list. */
  listMs: number;
  listCharacters: number;
  /** Peak resident memory at that moment, MB; undefined where /proc is missing. */
  peakMb: number | undefined;
  call(name: string, args: object): Promise<{ ms: number; result: Record<string, unknown> }>;
  /** Begins a call that is not waited for; its id. */
  begin(name: string, args: object): number;
  cancel(id: number): void;
  /** ms until a ping is answered. */
  ping(): Promise<number>;
  /** ms from closing standard input to the exit. */
  end(): Promise<number>;
  peakNow(): number | undefined;
}

/** The environment of a measured process: NODE_EXTRA_CA_CERTS costs Node 20 some 67 ms at every start. */
export function benchEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return { ...env, AWS_EC2_METADATA_DISABLED: 'true', ...extra };
}

/** What the server keeps goes into a folder of this session, never into that of the user. */
export async function startSession(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Session> {
  const state = mkdtempSync(join(tmpdir(), 'bench-state-'));
  const begun = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { ...env, EBS_COPY_STATE_DIR: state },
    cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { id?: number };
    if (message.id !== undefined) waiting.get(message.id)?.(message as Record<string, unknown>);
  });
  let last = 0;
  const write = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const begin = (method: string, params: object): number => {
    last += 1;
    write({ id: last, method, params });
    return last;
  };
  const ask = (method: string, params: object): Promise<Record<string, unknown>> => {
    const id = begin(method, params);
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  await ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  });
  write({ method: 'notifications/initialized' });
  const list = await ask('tools/list', {});
  const listMs = performance.now() - begun;
  const peakMb = peakOf(child);
  return {
    listMs,
    listCharacters: JSON.stringify(list.result).length,
    peakMb,
    async call(name, callArgs) {
      const start = performance.now();
      const answer = await ask('tools/call', { name, arguments: callArgs });
      const ms = performance.now() - start;
      const result = answer.result as Record<string, unknown> | undefined;
      // A call that failed is another one than is measured.
      if (!result || result.isError === true) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return { ms, result };
    },
    begin: (name, callArgs) => begin('tools/call', { name, arguments: callArgs }),
    cancel: (requestId) => void write({ method: 'notifications/cancelled', params: { requestId } }),
    peakNow: () => peakOf(child),
    async ping() {
      const start = performance.now();
      await ask('ping', {});
      return performance.now() - start;
    },
    async end() {
      const start = performance.now();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await gone;
      const ms = performance.now() - start;
      rmSync(state, { recursive: true, force: true });
      return ms;
    },
  };
}

/** ms from spawn to exit. */
export async function timeProcess(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = command;
  const begun = performance.now();
  const child = spawn(program, args, { env, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return performance.now() - begun;
}

function peakOf(child: ChildProcess): number | undefined {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
    return line ? Number(line[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}
