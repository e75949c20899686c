// Frames on standard input as no host sends them: cut and joined, doubled ids, cancelled at any moment, answers to questions that
// nobody put. The embedded EC2's own record says whether anything was sent that must not be.
import fc from 'fast-check';
import { hostileText } from '../support/hostile-text.ts';
import { isMutating } from '../support/mutating-requests.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { messageProblems } from './message-problems.ts';
import { reached } from './reached.ts';
import { startWatched, type WatchedServer } from './watched-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const PLAIN = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6_000, Throughput: 250 };
const YES = { action: 'accept', content: { decision: 'copy this volume' } };

/** Longer than the 700 ms that no person is faster than. */
const READING_MS = 800;

const id = fc.oneof(fc.nat(6), fc.constantFrom<string | number>('a', 'alive?', -1));
const args = fc.oneof(
  fc.constantFrom<unknown>(
    {},
    PLAIN,
    { SourceVolumeId: SOURCE },
    { ...PLAIN, DryRun: false },
    { ...PLAIN, DryRun: false, ClientToken: 'p2'.padEnd(63, 'x') },
    { VolumeIds: [SOURCE], waitFor: 'initialized', waitSeconds: 1 },
    { copiesOf: '*' },
    { attachedTo: 'prod-db-1' },
  ),
  fc.jsonValue(),
  fc.dictionary(hostileText, fc.jsonValue()),
);
const call = fc
  .record({
    name: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('copy_volume', 'get_volume_status') },
      { weight: 1, arbitrary: hostileText },
    ),
    arguments: args,
  })
  .map((params) => ({ method: 'tools/call', params: params as object }));
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'fuzz', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
};
const request = fc
  .tuple(
    id,
    fc.oneof(
      { weight: 6, arbitrary: call },
      {
        weight: 4,
        arbitrary: fc.constantFrom<{ method: string; params: object }>(
          { method: 'ping', params: {} },
          { method: 'tools/list', params: {} },
          { method: 'prompts/list', params: {} },
          { method: 'prompts/get', params: { name: 'why_slow', arguments: { volume: SOURCE } } },
          { method: 'server/discover', params: {} },
          { method: 'resources/list', params: {} },
          { method: 'subscriptions/listen', params: {} },
          { method: 'constructor', params: {} },
          {
            method: 'initialize',
            params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'again', version: '1' } },
          },
        ),
      },
    ),
    fc.constantFrom(false, false, false, true),
  )
  .map(([one, { method, params }, modern]) => ({
    kind: 'request' as const,
    id: one,
    line: line({ id: one, method, params: modern ? { ...params, _meta: META } : params }),
  }));
const realCopy = id.map((one) => ({
  kind: 'request' as const,
  id: one,
  line: line({
    id: one,
    method: 'tools/call',
    params: { name: 'copy_volume', arguments: { ...PLAIN, DryRun: false } },
  }),
}));
const other = (arbitrary: fc.Arbitrary<string>) =>
  arbitrary.map((text) => ({ kind: 'other' as const, line: text.replaceAll('\n', ' ') }));
const cancel = id.map((requestId) => ({
  kind: 'cancel' as const,
  id: requestId,
  line: line({ method: 'notifications/cancelled', params: { requestId } }),
}));
/** A yes to a question that has another id: the server numbers its own from 0. */
const forgedYes = fc
  .constantFrom<string | number | null>(10_000, '0', 'question', -1, null)
  .map((one) => line({ id: one, result: YES }));
const frame = fc.oneof(
  { weight: 10, arbitrary: request },
  { weight: 3, arbitrary: cancel },
  { weight: 1, arbitrary: other(forgedYes) },
  { weight: 1, arbitrary: other(fc.json()) },
  { weight: 1, arbitrary: other(hostileText) },
  { weight: 1, arbitrary: other(fc.tuple(request, fc.nat(200)).map(([one, at]) => one.line.slice(0, at))) },
  { weight: 1, arbitrary: other(fc.array(request, { maxLength: 3 }).map((all) => `[${all.map((one) => one.line)}]`)) },
  {
    weight: 1,
    arbitrary: other(
      fc
        .tuple(request, fc.nat(200), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }))
        .map(([one, at, put]) => one.line.slice(0, at) + put + one.line.slice(at + put.length)),
    ),
  },
  {
    weight: 1,
    arbitrary: other(
      fc
        .constantFrom('[', '{"a":', '"\\u0000')
        .chain((text) => fc.constantFrom(10, 100_000, 300_000).map((times) => text.repeat(times))),
    ),
  },
);

export const stdinCase = fc.record({
  kind: fc.constant('stdin' as const),
  mode: fc.constantFrom('plan', 'ask', 'ask'),
  hello: fc.constantFrom(true, true, false),
  // A real copy is what a person is asked about.
  frames: fc
    .tuple(fc.option(realCopy), fc.array(frame, { minLength: 1, maxLength: 25 }))
    .map(([first, rest]) => (first ? [first, ...rest] : rest)),
  /** Sizes of the pieces that the bytes are written in. */
  pieces: fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 100_000 })), {
    minLength: 1,
    maxLength: 10,
  }),
  refusal: fc.constantFrom<object>(
    { result: { action: 'decline' } },
    { result: { action: 'cancel', content: YES.content } },
    { result: {} },
    { result: { action: 'accept', content: { decision: 'do not copy' } } },
    { error: { code: -32_603, message: 'copy this volume' } },
  ),
});

type StdinCase = typeof stdinCase extends fc.Arbitrary<infer Case> ? Case : never;

export async function playStdin({ mode, hello, frames, pieces, refusal }: StdinCase): Promise<string[]> {
  const simulator = await startRecordingSimulator({ speed: 3_600 });
  const server = startWatched(['--mode', mode], { AWS_ENDPOINT_URL: simulator.url });
  server.onRequest((question) => {
    if (question.method === 'elicitation/create') reached('a question put to a person');
    // What comes faster than a person reads is no answer, whatever it says.
    setTimeout(() => server.send({ id: question.id, ...refusal }), READING_MS);
  });
  if (hello) await server.greet({ elicitation: {} });
  const owed = owedIds(frames);
  for (const one of owed) server.sentNow(one);
  await writeInPieces(server, frames.map((one) => `${one.line}\n`).join(''), pieces);
  const faults = await unanswered(server, owed);
  faults.push(...(await server.end()), ...server.answers().flatMap(messageProblems));
  if (server.answers().some(({ result }) => result?.structuredContent)) reached('a tool called over stdin');
  await simulator.close();
  return [
    ...faults,
    ...simulator.requests.filter(isMutating).map(({ body }) => `This was sent in mode ${mode}: ${body}`),
  ];
}

async function writeInPieces(server: WatchedServer, text: string, sizes: readonly number[]): Promise<void> {
  let rest = Buffer.from(text);
  for (let n = 0; rest.length > 0; n += 1) {
    const size = Math.max(sizes[n % sizes.length] ?? 1, Math.ceil(rest.length / 200));
    server.write(rest.subarray(0, size));
    rest = rest.subarray(size);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Ids of whole requests, each as often as it was sent: they have an answer, unless a cancellation may have met them. */
function owedIds(frames: StdinCase['frames']): (string | number)[] {
  const cancelled = new Set(frames.flatMap((one) => (one.kind === 'cancel' ? [one.id] : [])));
  return frames.flatMap((one) => (one.kind === 'request' && !cancelled.has(one.id) ? [one.id] : []));
}

async function unanswered(server: WatchedServer, owed: readonly (string | number)[]): Promise<string[]> {
  const faults: string[] = [];
  for (const one of new Set(owed)) {
    const times = owed.filter((same) => same === one).length;
    if (!(await server.answered(one, times)))
      faults.push(`${times} requests of the id ${one} got ${server.answersTo(one).length} answers.`);
  }
  return faults;
}

function line(message: object): string {
  return JSON.stringify({ jsonrpc: '2.0', ...message });
}
