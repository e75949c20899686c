import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openBuckets } from './buckets.ts';
import { startClock } from './clock.ts';
import { type Answer, answer, type House, renderRefusal } from './dispatch.ts';
import { Fault, fault } from './fault.ts';
import { uuidFrom } from './identity.ts';
import { type FaultRule, openFaultBook } from './misbehave.ts';
import { decodePairs, type Pair } from './query.ts';
import { standardSeed } from './seed.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import type { World } from './world.ts';

export type { FaultRule, Switches, World };

export interface SimulatorOptions {
  /** Default 0: any free one. Always on 127.0.0.1. */
  port?: number;
  /** The wall clock, ms since the epoch; default Date.now. */
  now?: () => number;
  /** Simulated seconds per real second; default 1. */
  speed?: number;
  /** The world to begin with; default `standardSeed`. It is changed in place. */
  seed?: World;
  switches?: Partial<Switches>;
  faults?: readonly FaultRule[];
}

/** What one request was and what became of it. */
export interface RequestRecord {
  /** Simulated ms since the epoch. */
  at: number;
  action: string;
  /** Decoded flat query pairs in the order sent. */
  params: Record<string, string>;
  body: string;
  headers: Record<string, string>;
  requestId: string;
  /** `ok`, an error code, or the kind of fault that hid the answer. */
  outcome: string;
  /** 0 when the socket was cut. */
  httpStatus: number;
  /** The volume this request made; a replayed token makes none. */
  createdVolumeId?: string;
}

export interface Simulator {
  /** http://127.0.0.1:PORT, for EC2 and STS alike. */
  url: string;
  requests: readonly RequestRecord[];
  /** The live records; a test may change them. */
  world: World;
  switches: Switches;
  /** Simulated ms since the epoch. */
  now(): number;
  addFault(rule: FaultRule): void;
  clearFaults(): void;
  /** Moves the simulated clock forward. */
  advance(ms: number): void;
  close(): Promise<void>;
}

// Far above any request of ours (500 ids are 16 KB), far below what would hurt.
const BODY_MAX = 1_048_576;
// A simulator that runs for days must not keep every request.
const RECORDS_MAX = 10_000;
const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';

/**
 * Starts an EC2 endpoint on 127.0.0.1 that speaks the Query protocol over HTTP. Signatures are read, not checked.
 * @throws the socket's error when the port cannot be had
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = startClock(options.now ?? Date.now, options.speed ?? 1);
  const started = clock.now();
  const house: House = {
    world: options.seed ?? standardSeed(started),
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    buckets: openBuckets(),
  };
  const faults = openFaultBook(options.faults ?? []);
  const requests: RequestRecord[] = [];
  let received = 0;
  const timers = new Set<NodeJS.Timeout>();

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const requestId = uuidFrom(`${started}/${received}`);
    received += 1;
    const { pairs, refusal } = readForm(incoming, body);
    const action = pairs.find(([name]) => name === 'Action')?.[1] ?? '';
    const dryRun = pairs.some(([name, value]) => name === 'DryRun' && value === 'true');
    const { rule, latencyMs } = faults.plan(action, dryRun);
    const record: RequestRecord = {
      at: clock.now(),
      action,
      params: Object.fromEntries(pairs),
      body: body ?? '',
      headers: flatHeaders(incoming),
      requestId,
      outcome: '',
      httpStatus: 0,
    };
    requests.push(record);
    if (requests.length > RECORDS_MAX) requests.shift();
    if (latencyMs > 0) await pause(latencyMs);

    const commits = rule === undefined || hasEffect(rule);
    const reply: Answer | undefined = !commits
      ? undefined
      : refusal !== undefined
        ? renderRefusal(refusal, requestId, false)
        : answer(house, {
            pairs,
            authorization: incoming.headers.authorization,
            requestId,
            now: clock.now(),
            rule,
          });
    if (reply?.created !== undefined) record.createdVolumeId = reply.created.id;
    const shown = disguise(rule, reply);
    record.outcome = shown?.outcome ?? rule?.kind ?? '';
    record.httpStatus = shown?.status ?? 0;
    if (shown === undefined) {
      incoming.socket.destroy();
      return;
    }
    send(outgoing, shown, requestId, clock.now());
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((bug) => confess(incoming, outgoing, bug, clock.now()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    world: house.world,
    switches: house.switches,
    now: clock.now,
    addFault: faults.add,
    clearFaults: faults.clear,
    advance: clock.advance,
    close() {
      for (const timer of timers) clearTimeout(timer);
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

// A bug of ours is told where it is seen, instead of looking like a cut connection.
function confess(incoming: IncomingMessage, outgoing: ServerResponse, bug: unknown, now: number): void {
  if (outgoing.headersSent || incoming.socket.destroyed) return;
  const refusal = fault('InternalError', `The simulator failed: ${bug instanceof Error ? bug.stack : String(bug)}`);
  send(outgoing, renderRefusal(refusal, 'none', false), 'none', now);
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped: answering in the middle of an upload would reset the caller's socket.
    if (size <= BODY_MAX) chunks.push(chunk);
  }
  return size <= BODY_MAX ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function readForm(incoming: IncomingMessage, body: string | undefined): { pairs: Pair[]; refusal?: Fault } {
  if (incoming.method !== 'POST' || incoming.url?.split('?')[0] !== '/') {
    return { pairs: [], refusal: fault('MethodNotAllowed', 'Requests are sent by POST to /, form-encoded.') };
  }
  if (body === undefined) {
    return { pairs: [], refusal: fault('RequestEntityTooLarge', `The request is larger than ${BODY_MAX} bytes.`) };
  }
  try {
    return { pairs: decodePairs(body) };
  } catch (thrown) {
    if (thrown instanceof Fault) return { pairs: [], refusal: thrown };
    throw thrown;
  }
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
}

// False for a fault that strikes before anything happens.
function hasEffect({ kind, afterCommit }: FaultRule): boolean {
  if (kind === 'cut-before') return false;
  return !(kind === 'html' || kind === 'empty') || afterCommit === true;
}

// What the caller gets to see instead of the answer; undefined is a cut socket.
function disguise(rule: FaultRule | undefined, reply: Answer | undefined): Answer | undefined {
  switch (rule?.kind) {
    case 'cut-before':
    case 'cut-after':
      return undefined;
    case 'html':
      return { status: rule.status ?? 502, body: rule.message ?? HTML, outcome: 'html' };
    case 'empty':
      return { status: rule.status ?? 200, body: '', outcome: 'empty' };
    default:
      return reply;
  }
}

function send(outgoing: ServerResponse, shown: Answer, requestId: string, now: number): void {
  outgoing.sendDate = false;
  const common = { 'content-length': Buffer.byteLength(shown.body), date: new Date(now).toUTCString() };
  // An HTML page comes from something in between, which knows no request id.
  outgoing.writeHead(
    shown.status,
    shown.outcome === 'html'
      ? { ...common, 'content-type': 'text/html' }
      : { ...common, 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8', server: 'AmazonEC2' },
  );
  outgoing.end(shown.body);
}
