// The built server over standard input and output, watched: what it writes there, and whether it answers.
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Message, readMessage } from './message-problems.ts';
import { lateAnswers, PATIENCE_MS, punctualMs, startServerProcess } from './server-process.ts';

export interface WatchedServer {
  /** The first exchange of an era that has one. */
  greet(capabilities: object): Promise<void>;
  write(bytes: string | Buffer): void;
  send(frame: object): void;
  /** For what `write` sends: a request of this id went now, so that the time of its answer is judged, as that of each `send` is. */
  sentNow(id: string | number): void;
  /** All that were answers so far. */
  answers(): Message[];
  /** Those to this id. */
  answersTo(id: string | number): Message[];
  /** Resolves when that many answers to this id are there; false when they do not come. Their time is judged by `end`. */
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
  const seen: (Message & { at: number })[] = [];
  const sent = new Map<string | number, number[]>();
  const faults: string[] = [];
  let ended = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = readMessage(line);
    if (!message) faults.push(`stdout holds what is no message of the protocol: ${line.slice(0, 200)}`);
    else {
      seen.push({ ...message, at: punctualMs() });
      arrived.emit(message.method !== undefined && message.id !== undefined ? 'request' : 'answer', message);
    }
  });
  void closed.then(() => {
    ended = true;
    arrived.emit('answer');
  });
  const answers = () => seen.filter(({ method }) => method === undefined);
  const answersTo = (wanted: string | number) => answers().filter(({ id }) => id === wanted);
  const sentNow = (id: string | number) => void sent.set(id, [...(sent.get(id) ?? []), punctualMs()]);
  const send = (frame: { id?: string | number; method?: string; params?: object }) => {
    if (frame.id !== undefined && frame.method !== undefined) sentNow(frame.id);
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`);
  };
  const answered = async (id: string | number, times = 1): Promise<boolean> => {
    const limit = AbortSignal.timeout(PATIENCE_MS);
    while (answersTo(id).length < times && !ended && !limit.aborted) {
      await once(arrived, 'answer', { signal: limit }).catch(() => undefined);
    }
    return answersTo(id).length >= times;
  };
  return {
    async greet(capabilities) {
      const clientInfo = { name: 'fuzz', version: '1' };
      send({ id: 'hello', method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities, clientInfo } });
      if (!(await answered('hello'))) faults.push('It does not answer initialize.');
      send({ method: 'notifications/initialized' });
    },
    write: (bytes) => void child.stdin.write(bytes),
    send,
    sentNow,
    answers,
    answersTo,
    answered,
    onRequest: (listener) => void arrived.on('request', listener),
    stderr,
    async end() {
      send({ id: 'alive', method: 'ping' });
      if (!(await answered('alive'))) faults.push(`It does not answer any more. stderr: ${stderr().slice(-500)}`);
      const came = (id: string | number) => answersTo(id).map(({ at }) => at);
      for (const [id, times] of sent) faults.push(...lateAnswers(id, times, came(id)));
      return [...faults, ...(await finish(() => child.stdin.end()))];
    },
  };
}
