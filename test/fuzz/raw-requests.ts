// Requests over HTTP as no client sends them: as bytes, cut anywhere, one behind the other, with headers that contradict
// each other. `PORT` in them becomes the port that they go to, `TOKEN` what logs in there.
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { hostileText } from '../support/hostile-text.ts';
import { MOST_ANSWER_MS, PATIENCE_MS, punctualMs } from './server-process.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';

const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: rare });
const TOOL_CALLS: { method: string; params: unknown }[] = [
  { method: 'tools/call', params: { name: 'copy_volume', arguments: { SourceVolumeId: SOURCE, VolumeType: 'gp3' } } },
  { method: 'tools/call', params: { name: 'copy_volume', arguments: { SourceVolumeId: SOURCE, DryRun: false } } },
  { method: 'tools/call', params: { name: 'get_volume_status', arguments: {} } },
];
const CALLS: typeof TOOL_CALLS = [
  { method: 'tools/list', params: {} },
  { method: 'ping', params: {} },
  { method: 'prompts/list', params: undefined },
  { method: 'server/discover', params: {} },
  { method: 'notifications/cancelled', params: { requestId: 0 } },
  {
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  },
];
const rpc = fc
  .record({
    id: mostly<unknown>(fc.nat(3), fc.constantFrom<unknown>('a', null, {}, undefined)),
    call: mostly(
      fc.oneof(fc.constantFrom(...TOOL_CALLS), fc.constantFrom(...CALLS)),
      fc.record({ method: hostileText, params: fc.jsonValue() as fc.Arbitrary<unknown> }),
    ),
    args: mostly<unknown>(fc.constant(undefined), fc.jsonValue()),
  })
  .map(({ id, call: { method, params }, args }) => {
    const odd = args === undefined ? {} : { arguments: args };
    return JSON.stringify({
      jsonrpc: '2.0',
      id,
      method,
      params: typeof params === 'object' ? { ...params, ...odd } : params,
    });
  });
const body = fc.oneof(
  { weight: 40, arbitrary: rpc },
  { weight: 1, arbitrary: fc.array(rpc, { maxLength: 3 }).map((all) => `[${all}]`) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('[', '{"a":')
      .chain((text) => fc.constantFrom(100, 40_000).map((times) => text.repeat(times))),
  },
  { weight: 1, arbitrary: fc.constantFrom('form=x&decision=copy', 'decision=copy', `form=${'x'.repeat(5_000)}`) },
);
const tame = fc.constantFrom(
  'Origin: https://evil.example',
  'Origin: http://127.0.0.1:PORT',
  'Origin: null',
  'Sec-Fetch-Site: same-origin',
  'Accept: text/html',
  'Mcp-Session-Id: x',
  'Mcp-Protocol-Version: 2026-07-28',
  'Mcp-Protocol-Version: 1',
  'Mcp-Method: tools/list',
  'Last-Event-ID: 1',
  'Authorization: Bearer x.y.z',
  'Authorization: Bearer TOKEN',
  'X-Request-Id: a b',
);
const wild = fc.oneof(
  fc.constantFrom(
    'Host: evil.example',
    'Host: 127.0.0.1:PORT',
    'Content-Type: text/plain',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Encoding: gzip',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Content-Length: 5',
    'Content-Length: 99999999999999999999',
    'Content-Length: -1',
    'Expect: 100-continue',
    'Upgrade: websocket',
    'Connection: upgrade, keep-alive',
    `X-Long: ${'x'.repeat(20_000)}`,
  ),
  hostileText.map((text) => `X-Odd: ${text}`),
  hostileText,
);
const rawRequest = fc.record({
  method: mostly(
    fc.constant('POST'),
    fc.oneof(fc.constantFrom('GET', 'OPTIONS', 'DELETE', 'HEAD', 'TRACE', 'CONNECT', 'post'), hostileText),
  ),
  path: mostly(
    fc.constant('/mcp'),
    fc.oneof(
      fc.constantFrom(
        '/mcp/',
        '/mcp?a=%00',
        '/',
        '*',
        '/health/ready',
        '/health/live',
        '//mcp',
        'http://evil.example/mcp',
        '/.well-known/oauth-protected-resource',
        '/%',
        '/../../etc/passwd',
      ),
      hostileText,
    ),
  ),
  version: fc.oneof(
    { weight: 12, arbitrary: fc.constant('HTTP/1.1') },
    { weight: 1, arbitrary: fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9') },
  ),
  /** The headers that a good request has, before the odd ones. */
  good: mostly(fc.constant(true), fc.constant(false)),
  tame: fc.array(tame, { maxLength: 2 }),
  wild: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(wild, { maxLength: 3 }) }),
  body,
  /** In place of it: so many MB of one letter, or 100 MB of nothing in gzip. */
  large: fc.oneof(
    { weight: 12, arbitrary: fc.constant('no') },
    { weight: 1, arbitrary: fc.constantFrom('50 MB', 'gzip') },
  ),
  /** Bytes after which the client leaves. */
  cut: mostly<number | undefined>(fc.constant(undefined), fc.nat(600)),
});

/** What is whole and good, so that a tool is called. */
export const toolCall = fc.constantFrom(...TOOL_CALLS).map(
  (call): RawRequest => ({
    ...{ method: 'POST', path: '/mcp', version: 'HTTP/1.1', good: true, tame: [], wild: [], large: 'no' },
    ...{ body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...call }), cut: undefined },
  }),
);

/** Requests on one connection, one behind the other. */
export const rawConnections = fc.array(fc.array(rawRequest, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 8,
});

type RawRequest = typeof rawRequest extends fc.Arbitrary<infer Request> ? Request : never;

const GOOD = ['Host: 127.0.0.1:PORT', 'Content-Type: application/json', 'Accept: application/json, text/event-stream'];
const QUIET_MS = 300;

export interface RawReplies {
  /** Everything that came back on the connection. */
  text: string;
  /** What is wrong with the answers to good requests, as sentences. */
  faults: string[];
}

/** All answers on one connection: those that are owed, and what else comes until it is closed or quiet. */
export async function sendRaw(port: number, requests: readonly RawRequest[], token = 'x'): Promise<RawReplies> {
  const owed = requests.every(isGood) ? requests.length : 0;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const enough = new Promise<void>((resolve) => {
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (owed > 0 && statusesOf(text).length >= owed) resolve();
    });
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  const began = punctualMs();
  const filled = (line: string) => line.replaceAll('PORT', String(port)).replaceAll('TOKEN', token);
  for (const request of requests) await write(socket, request, filled, closed);
  // Node answers nobody who has said that no more comes; whoever sent what is odd is owed no answer.
  if (owed === 0) socket.end();
  else await orLate(Promise.race([closed, enough]));
  const ms = Math.round(punctualMs() - began);
  socket.end();
  await Promise.race([closed, quiet(() => text.length)]);
  socket.destroy();
  return { text, faults: owed === 0 ? [] : answerFaults(text, owed, ms) };
}

/** Whole, and odd in nothing that could keep it from an answer of its own. */
function isGood({ method, path, version, good, wild, large, cut }: RawRequest): boolean {
  const isPlain = method === 'POST' && /^\/[!-~]*$/.test(path) && version === 'HTTP/1.1';
  return isPlain && good && wild.length === 0 && large === 'no' && cut === undefined;
}

/** The first words of all answers: behind a body that ends in no line break, the next one begins in the same line. */
export function statusesOf(text: string): string[] {
  return text.match(/HTTP\/1\.1 [2-5]\d\d(?= [A-Z])/g) ?? [];
}

function answerFaults(text: string, owed: number, ms: number): string[] {
  const statuses = statusesOf(text);
  const failed = statuses.filter((one) => / 5\d\d$/.test(one)).map((one) => `A good request got ${one}.`);
  // Behind an answer that says so nothing comes.
  if (statuses.length < owed && !/^connection: close/im.test(text))
    return [...failed, `${owed} good requests got ${statuses.length} answers in ${ms} ms.`];
  return ms > MOST_ANSWER_MS ? [...failed, `${owed} good requests were answered after ${ms} ms.`] : failed;
}

/** Resolves with it, or when the patience is at its end. */
async function orLate(promise: Promise<void>): Promise<void> {
  const limit = new AbortController();
  await Promise.race([promise, wait(PATIENCE_MS, undefined, limit).catch(() => undefined)]);
  limit.abort();
}

async function write(
  socket: Socket,
  request: RawRequest,
  filled: (line: string) => string,
  closed: Promise<void>,
): Promise<void> {
  const { method, path, version, good, tame, wild, large, cut } = request;
  const sent = large === 'gzip' ? bomb() : Buffer.from(large === 'no' ? request.body : '');
  const length = large === '50 MB' ? 50_000_000 : sent.length;
  const lines = [...(good ? [...GOOD, `Content-Length: ${length}`] : []), ...tame, ...wild].map(filled);
  const head = Buffer.from(`${method} ${path} ${version}\r\n${lines.map((one) => `${one}\r\n`).join('')}\r\n`);
  const whole = Buffer.concat([head, sent]);
  socket.write(cut === undefined ? whole : whole.subarray(0, cut));
  if (large !== '50 MB' || cut !== undefined) return;
  for (let n = 0; n < 50 && !socket.destroyed; n += 1) {
    const written = new Promise<void>((resolve) => socket.write(Buffer.alloc(1_000_000, 'x'), () => resolve()));
    await Promise.race([written, closed]);
  }
}

/** Resolves when the count has not changed for a while. */
async function quiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}

let packed: Buffer | undefined;

function bomb(): Buffer {
  packed ??= gzipSync(Buffer.alloc(100_000_000));
  return packed;
}
