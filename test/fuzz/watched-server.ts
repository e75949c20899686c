// The built server over standard input and output, watched: what it writes there, and whether it answers.
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { PATIENCE_MS, startServerProcess } from './server-process.ts';

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

export function startWatched(args: readonly string[], variables: Record<string, string>): WatchedServer {
  const { child, closed, stderr, finish } = startServerProcess(args, variables);
  const arrived = new EventEmitter().setMaxListeners(0);
  const seen: Message[] = [];
  const faults: string[] = [];
  let ended = false;
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
    stderr,
    async end() {
      send({ id: 'alive', method: 'ping' });
      if (!(await answered('alive'))) faults.push(`It does not answer any more. stderr: ${stderr().slice(-500)}`);
      return [...faults, ...(await finish(() => child.stdin.end()))];
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
