import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, answer, type House, renderRefusal } from './dispatch.ts';
import { type FaultRule, openFaultBook } from './fault-injection.ts';
import { confess, disguise, hasEffect, sendAnswer } from './reply.ts';
import { openBuckets } from './rules/throttling.ts';
import { standardSeed } from './seed/seed.ts';
import { readBody, readForm, readHeaders } from './wire/form.ts';
import { startClock } from './world/clock.ts';
import { uuidFrom } from './world/identity.ts';
import { DEFAULT_SWITCHES, type Switches } from './world/switches.ts';
import type { World } from './world/world.ts';

export type { FaultRule, Switches, World };

export interface SimulatorOptions {
  /** Default 0: any free one. Always on 127.0.0.1. */
  port?: number;
  /** The wall clock, ms since the epoch; default Date.now. Request buckets go by it, everything else by the faster clock. */
  now?: () => number;
  /** Simulated seconds per real second; default 1. */
  speed?: number;
  /** The world to begin with, or what makes it for the simulated ms it begins at; default `standardSeed`. Changed in place. */
  seed?: World | ((now: number) => World);
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

// A simulator that runs for days must not keep every request.
const RECORDS_MAX = 10_000;

/**
 * Starts an EC2 endpoint on 127.0.0.1 that speaks the Query protocol over HTTP. Signatures are read, not checked.
 * @throws the socket's error when the port cannot be had
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = startClock(options.now ?? Date.now, options.speed ?? 1);
  const started = clock.now();
  const house: House = {
    world: typeof options.seed === 'function' ? options.seed(started) : (options.seed ?? standardSeed(started)),
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
      headers: readHeaders(incoming),
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
            wallNow: clock.wall(),
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
    sendAnswer(outgoing, shown, requestId, clock.now());
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
