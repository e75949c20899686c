// What becomes of frames that no host should send: decided, and the same for the built server over standard input.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ENTRY, emptyEnvironment } from '../support/spawned-server.ts';

type Message = { id?: unknown; result?: Record<string, unknown>; error?: { code: number; message: string } };

const MOST_MEMORY_KB = 300 * 1024;
const COPY = { name: 'copy_volume', arguments: { SourceVolumeId: 'vol-0a1b2c3d4e5f60001' } };

let server: ReturnType<typeof start>;
beforeEach(async () => {
  server = start();
  server.send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'frames', version: '1' } },
  });
  await server.answer(1);
  server.send({ method: 'notifications/initialized' });
});
afterEach(async () => {
  // Whatever was sent before, it is alive.
  server.send({ id: 999, method: 'ping' });
  expect(await server.answer(999)).toMatchObject({ result: {} });
  expect(server.mostMemoryKb()).toBeLessThanOrEqual(MOST_MEMORY_KB);
  expect(await server.end()).toBe(0);
});

function start(variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [ENTRY, '--simulate'], { env: emptyEnvironment(variables), stdio: 'pipe' });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const seen: Message[] = [];
  const problems: string[] = [];
  const arrived = new EventEmitter().setMaxListeners(0);
  child.stderr.setEncoding('utf8').on('data', (text: string) => problems.push(text));
  // A line that is no message of the protocol fails the test.
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(JSON.parse(line) as Message);
    arrived.emit('message');
  });
  return {
    seen,
    problems,
    write: (text: string | Buffer) => void child.stdin.write(text),
    send: (frame: object) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`),
    async answer(id: unknown, times = 1): Promise<Message | undefined> {
      const those = () => seen.filter((one) => one.id === id);
      while (those().length < times) {
        const ended = closed.then(() => Promise.reject(new Error(`The server ended: ${problems.join('')}`)));
        await Promise.race([once(arrived, 'message'), ended]);
      }
      return those().at(-1);
    },
    /** The most that it ever held; 0 where the system does not tell. */
    mostMemoryKb(): number {
      if (process.platform !== 'linux') return 0;
      return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0);
    },
    async end(): Promise<number | null> {
      child.stdin.end();
      return (await closed)[0];
    },
  };
}

test('a line of 50 MB is left out, told on stderr, and the next one is answered', async () => {
  server.write('{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"x":"');
  for (let n = 0; n < 50; n += 1) server.write(Buffer.alloc(1_000_000, 'x'));
  server.write('"}}\n');
  server.send({ id: 3, method: 'tools/call', params: COPY });
  expect(await server.answer(3)).toMatchObject({ result: { structuredContent: { outcome: 'would_copy' } } });
  expect(server.seen.some(({ id }) => id === 2)).toBe(false);
  expect(server.problems.join('')).toContain('longer than 1 MiB');
});

test('a frame in single bytes, and many in one piece, are answered alike', async () => {
  for (const byte of Buffer.from('{"jsonrpc":"2.0","id":2,"method":"ping"}\r\n')) server.write(Buffer.from([byte]));
  const pings = Array.from({ length: 100 }, (_, n) => `{"jsonrpc":"2.0","id":${n + 100},"method":"ping"}\n`);
  server.write(pings.join(''));
  await server.answer(2);
  for (const n of pings.keys()) await server.answer(n + 100);
});

// As hosts written in Go marshal what is nil, and those in PHP what is empty; "{}": as models hand over objects.
test.each<[string, string]>([
  ['tools/list', 'null'],
  ['tools/list', '[]'],
  ['tools/list', '{"_meta":null}'],
  ['tools/call', '{"name":"get_volume_status","arguments":null}'],
  ['tools/call', '{"name":"get_volume_status","arguments":{},"_meta":{"progressToken":null}}'],
  ['tools/call', String.raw`{"name":"get_volume_status","arguments":"{\"copiesOf\":\"*\"}"}`],
  ['tools/call', '{"name":"get_volume_status","arguments":[],"_meta":[]}'],
  ['tools/call', '{"name":"get_volume_status","arguments":"[]"}'],
  ['prompts/get', '{"name":"forgotten-copies","arguments":null}'],
  ['tools/list', '{"cursor":null}'],
  [
    'initialize',
    '{"protocolVersion":"2025-11-25","capabilities":[],"clientInfo":{"name":"a","version":"1","title":null}}',
  ],
])('%s with the params %s is answered', async (method, params) => {
  server.write(`{"jsonrpc":"2.0","id":2,"method":"${method}","params":${params}}\n`);
  const answer = await server.answer(2);
  expect(answer).toHaveProperty('result');
  expect((answer?.result?.structuredContent ?? { outcome: 'found' }) as object).toMatchObject({ outcome: 'found' });
  expect(server.problems.join('')).toBe('');
});

test('a byte order mark before a line, as PowerShell writes one, is no part of it', async () => {
  server.write('\ufeff{"jsonrpc":"2.0","id":2,"method":"ping"}\r\n');
  expect(await server.answer(2)).toHaveProperty('result');
});

test.each<string>([
  '{"jsonrpc":"2.0","id":2,"method":"tools/list","params":[1]}',
  '{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"_meta":{"progressToken":[1]}}}',
  '{"id":2,"method":"ping"}',
  '{"jsonrpc":"2.0","id":2}',
])('%s is no message, and whoever waits for its id is told', async (line) => {
  server.write(`${line}\n`);
  expect(await server.answer(2)).toMatchObject({
    error: { code: -32_600, message: expect.stringMatching(/^This line is not/) },
  });
  expect(server.problems.join('')).toMatch(/^ebs-copy-mcp: .*\n$/);
});

// As JSON-RPC has it: the id that was sent, where it can be sent back; else null.
test.each<[line: string, id: unknown, code: number]>([
  ['{"jsonrpc":"2.0","id":null,"method":"ping"}', null, -32_600],
  ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 1.5, -32_600],
  ['{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', null, -32_600],
  ['{"jsonrpc":"2.0","id":true,"method":"ping"}', null, -32_600],
  ['{"jsonrpc":"2.0","id":{"a":2},"method":"ping"}', null, -32_600],
  ['{"jsonrpc":"2.0"}', null, -32_600],
  ['null', null, -32_600],
  ['[]', null, -32_600],
  ['[1]', null, -32_600],
  ['{"jsonrpc":"2.0","id":2,"method":"ping"', null, -32_700],
  ['\u0000', null, -32_700],
])('%s is refused at once', refusedAtOnce);

async function refusedAtOnce(line: string, id: unknown, code: number): Promise<void> {
  server.write(`${line}\n`);
  expect(await server.answer(id)).toMatchObject({ error: { code, message: expect.stringMatching(/^\w.*\.$/) } });
  expect(server.problems.join('')).not.toMatch(/^ {4}at /m);
}

test('a batch without an end, and one of more than a hundred, is refused as a whole', async () => {
  await refusedAtOnce('['.repeat(1_000_000), null, -32_700);
  const many = Array.from({ length: 101 }, (_, n) => ({ jsonrpc: '2.0', id: n + 2, method: 'ping' }));
  server.write(`${JSON.stringify(many)}\n`);
  expect(await server.answer(null, 2)).toMatchObject({ error: { code: -32_600 } });
  expect(server.seen.map(({ id }) => id)).toEqual([1, null, null]);
});

test('each message of a batch is answered', async () => {
  const wrong = { jsonrpc: '2.0', id: 5, method: 'ping', params: [1] };
  const list = { jsonrpc: '2.0', id: 3, method: 'tools/list', params: { cursor: null } };
  const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
  server.write(`${JSON.stringify([{ jsonrpc: '2.0', id: 2, method: 'ping' }, list, notification, wrong])}\n`);
  expect(await server.answer(2)).toHaveProperty('result');
  expect(await server.answer(3)).toHaveProperty('result');
  expect(await server.answer(5)).toMatchObject({ error: { code: -32_600 } });
});

test('what nobody waits for gets no answer', async () => {
  for (const line of [
    '',
    ' \r',
    '{"jsonrpc":"2.0","id":2,"result":{}}',
    // What was asked under this id was asked by the server.
    '{"jsonrpc":"2.0","id":2,"result":null}',
    '{"jsonrpc":"2.0","id":null,"error":null}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":[1]}',
    // As hosts write it whose messages all have an id.
    '{"jsonrpc":"2.0","id":null,"method":"notifications/cancelled","params":{"requestId":9}}',
  ]) {
    server.write(`${line}\n`);
  }
  server.send({ id: 3, method: 'ping' });
  await server.answer(3);
  expect(server.seen.map(({ id }) => id)).toEqual([1, 3]);
  expect(server.problems.join('')).not.toMatch(/^ {4}at /m);
});

// The official clients read an error without an id as one of the transport.
test.each(['current', 'older'] as const)('the %s client goes on after an error with the id null', async (which) => {
  const start = {
    command: process.execPath,
    args: [ENTRY, '--simulate'],
    env: emptyEnvironment(),
    stderr: 'ignore' as const,
  };
  const problems: Error[] = [];
  const about = { name: 'frames', version: '1' };
  const [client, transport] =
    which === 'current'
      ? [new Client(about), new StdioClientTransport(start)]
      : [new OlderClient(about), new OlderTransport(start)];
  client.onerror = (problem: Error) => void problems.push(problem);
  await client.connect(transport as StdioClientTransport & OlderTransport);
  await transport.send({ jsonrpc: '2.0', id: true as unknown as number, method: 'ping' });
  expect((await client.listTools()).tools).toHaveLength(2);
  expect(problems).toHaveLength(1);
  await client.close();
});

test('two requests of one id get an answer each', async () => {
  server.send({ id: 2, method: 'tools/call', params: COPY });
  server.send({ id: 2, method: 'tools/call', params: { name: 'get_volume_status', arguments: {} } });
  await server.answer(2, 2);
  const both = server.seen.flatMap(({ id, result }) => (id === 2 && result ? [result.structuredContent] : []));
  const outcomes = both.map((half) => (half as { outcome: string }).outcome);
  expect(outcomes.sort()).toEqual(['found', 'would_copy']);
});

test('a call that is cancelled before, while and after it is answered ends nothing else', async () => {
  const cancel = (requestId: unknown) => server.send({ method: 'notifications/cancelled', params: { requestId } });
  cancel(2);
  server.send({ id: 2, method: 'tools/call', params: COPY });
  cancel(2);
  cancel(2);
  cancel('2');
  cancel({});
  server.send({ id: 3, method: 'tools/call', params: COPY });
  expect(await server.answer(3)).toMatchObject({ result: { structuredContent: { outcome: 'would_copy' } } });
  cancel(3);
});

test('arguments nested 400,000 deep are refused', async () => {
  const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
  const call = JSON.stringify({
    jsonrpc: '2.0',
    id: 2,
    method: 'tools/call',
    params: { ...COPY, arguments: { SourceVolumeId: 'DEEP' } },
  });
  server.write(`${call.replace('"DEEP"', deep)}\n`);
  expect(await server.answer(2)).toMatchObject({
    result: { structuredContent: { outcome: 'refused', error: { code: 'arguments-invalid' } } },
  });
});

test('a failure that nobody waits for is told on stderr, and ends nothing', async () => {
  const fail = "setTimeout(() => Promise.reject(new Error('nobody waits')), 100)";
  const other = start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fail)}` });
  await vi.waitFor(() => expect(other.problems.join('')).toContain('nobody waits'), 20_000);
  other.send({ id: 1, method: 'ping' });
  expect(await other.answer(1)).toMatchObject({ result: {} });
  expect(await other.end()).toBe(0);
});

test('a host that dies with the reader of the output first leaves no simulator behind', async () => {
  const child = spawn(process.execPath, [ENTRY, '--simulate'], { env: emptyEnvironment(), stdio: 'pipe' });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const send = (frame: object) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`);
  const answer = () => once(child.stdout, 'data');
  const clientInfo = { name: 'frames', version: '1' };
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } });
  await answer();
  send({ method: 'notifications/initialized' });
  // The first call starts the embedded EC2.
  send({ id: 2, method: 'tools/call', params: COPY });
  await answer();
  child.stdout.destroy();
  // Standard input stays open: it is an answer that finds nobody.
  send({ id: 3, method: 'ping' });
  try {
    expect(await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 4_000, 'alive'))])).toEqual([
      0,
      null,
    ]);
  } finally {
    child.kill('SIGKILL');
  }
});
