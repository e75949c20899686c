// The embedded EC2: an HTTP endpoint on 127.0.0.1 that speaks the EC2 and STS Query protocols over a simulated world.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatorState } from './dispatch.ts';
import { createFaultRules, type FaultRule } from './fault-injection.ts';
import { createThrottling } from './rules/throttling.ts';
import { standardSeed } from './seed/seed.ts';
import { moveToRegion } from './seed/seed-region.ts';
import { createRequestListener, type RequestRecord } from './serve-request.ts';
import { startSimulatedClock } from './world/simulated-clock.ts';
import type { SimulatedWorld } from './world/simulated-world.ts';
import { DEFAULT_SWITCHES, type Switches } from './world/switches.ts';

// The command line, which may import this file alone, writes rules too.
export type { FaultRule };

export interface SimulatorOptions {
  /** Default 0: any free one. Always on 127.0.0.1. */
  port?: number;
  /** The wall clock, ms since the epoch; default Date.now. Throttling goes by it, everything else by the faster clock. */
  now?: () => number;
  /** Simulated seconds per real second; default 1. */
  speed?: number;
  /** The world to begin with, or what makes it for the simulated ms it begins at; default `standardSeed`. Changed in place. */
  seed?: SimulatedWorld | ((now: number) => SimulatedWorld);
  /** The Region that the standard seed is in; default us-east-1. */
  region?: string | undefined;
  switches?: Partial<Switches>;
  faults?: readonly FaultRule[];
  /**
   * Gets the record of every request as it arrives; what became of it is filled in when it is answered. Without it no
   * record is made: a simulator that runs for days must not keep what it was sent.
   */
  onRequest?: (request: RequestRecord) => void;
}

export interface Simulator {
  /** http://127.0.0.1:PORT, for EC2 and STS alike. */
  url: string;
  /** The live records; a test may change them. */
  world: SimulatedWorld;
  switches: Switches;
  /** Simulated ms since the epoch. */
  now(): number;
  addFault(rule: FaultRule): void;
  clearFaults(): void;
  /** Moves the simulated clock forward. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/**
 * Starts an EC2 endpoint on 127.0.0.1 that speaks the Query protocol over HTTP. Signatures are read, not checked.
 * @throws the socket's error when the port cannot be had; RangeError for a speed that is no positive number
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = startSimulatedClock(options.now ?? Date.now, options.speed ?? 1);
  const started = clock.now();
  const state: SimulatorState = {
    world: worldOf(options, started),
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    throttling: createThrottling(),
  };
  const faults = createFaultRules(options.faults ?? []);
  const closing = new AbortController();
  const { onRequest } = options;
  const server = createServer(createRequestListener({ state, clock, faults, closing: closing.signal, onRequest }));
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    world: state.world,
    switches: state.switches,
    now: clock.now,
    addFault: faults.add,
    clearFaults: faults.clear,
    advance: clock.advance,
    close() {
      closing.abort();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** The port that the server listens on. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function worldOf({ seed, region }: SimulatorOptions, now: number): SimulatedWorld {
  if (seed !== undefined) return typeof seed === 'function' ? seed(now) : seed;
  return region === undefined ? standardSeed(now) : moveToRegion(standardSeed(now), region);
}
