// The whole product but its process: real tools, real AWS edge, the embedded EC2 over HTTP, a real state folder, and
// one clock that only a test moves. The simulator's own record is the oracle.

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Limits } from '../../src/consent/limits.ts';
import type { Mode } from '../../src/consent/limits-table.ts';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { FormPort, PagePort } from '../../src/ports/consent.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import type { CallOptions, Deps } from '../../src/ports/tool.ts';
import { createFormHistories, formOf as formOfHost } from '../../src/serve/form.ts';
import { createStateSeal } from '../../src/serve/sealed-state.ts';
import type { ServerHooks } from '../../src/server.ts';
import type { RequestRecord } from '../../src/simulator/serve-request.ts';
import type { VolumeRecord } from '../../src/simulator/world/simulated-world.ts';
import type { Switches } from '../../src/simulator/world/switches.ts';
import { createAudit } from '../../src/state/files/audit-file.ts';
import { lazyState, type StatePorts } from '../../src/state/files/lazy-state.ts';
import { openState } from '../../src/state/files/open-state.ts';
import { ownerOf } from '../../src/state/files/owner.ts';
import { plainJson } from '../../src/text/plain-text.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { getVolumeStatus } from '../../src/tools/get-volume-status.ts';
import { formOf } from './copy-process.ts';
import { NO_LIMITS } from './no-limits.ts';
import { RULES } from './record-rules.ts';
import { type RecordingSimulator, startRecordingSimulator } from './recording-simulator.ts';
import { createTestDeps } from './test-deps.ts';

export { HOUR, MINUTE } from './simulator-requests.ts';

export const SOURCE = 'vol-0a1b2c3d4e5f60001';
const OTHER = 'vol-0a1b2c3d4e5f60003';
/** Keeps the source's type and performance, so that its rehearsal carries a token. */
export const PLAIN = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000, Throughput: 250 };
export const PLAIN_OTHER = { SourceVolumeId: OTHER, VolumeType: 'gp3', Iops: 4000, Throughput: 125 };

export interface TestServerOptions {
  mode?: Mode;
  limits?: Partial<Limits>;
  stamp?: boolean;
  auditFile?: string;
  /** A folder to share with another server; a fresh one by default. */
  stateDir?: string;
  switches?: Partial<Switches>;
  /** Another world than a fresh one. */
  simulator?: RecordingSimulator;
  page?: PagePort;
}

export interface ToolAnswer {
  outcome: string;
  structured: Record<string, unknown> & { error?: { code: string; message: string }; summary: string };
  text: string;
  /** The ClientToken that a rehearsal hands out. */
  token: string | undefined;
}

export interface TestServer {
  simulator: RecordingSimulator;
  deps: Deps;
  hooks: ServerHooks;
  stateDir: string;
  /** What the product wrote to stderr as its audit, one object a line. */
  audit: Record<string, unknown>[];
  bugs: unknown[];
  now(): number;
  advance(ms: number): void;
  /** Calls copy_volume past the protocol. */
  copy(args: Record<string, unknown>, form?: FormPort): Promise<ToolAnswer>;
  status(args: Record<string, unknown>): Promise<ToolAnswer>;
  /** A new process over the same folder and the same world. */
  restart(options?: TestServerOptions): void;
  /** CopyVolumes requests that are no dry run. */
  sends(): RequestRecord[];
  /** Volumes that this server's requests made. */
  made(): VolumeRecord[];
  close(): Promise<void>;
}

/** Nobody in front of this machine, as in a container. */
export const NO_PAGE: PagePort = {
  open: async () => ({ opened: false, why: 'there is no display here' }),
  decision: async () => ({ decided: 'expired', seen: false }),
  withdraw: async () => undefined,
};

/** A person who takes five seconds. */
export function personWho(answers: 'accept' | 'decline'): FormPort {
  return formOf(() => ({ answer: answers, afterMs: 5_000 }));
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  // The real time to begin with: the AWS SDK repeats what fails under a clock that is far off.
  const start = Math.floor(Date.now() / 1000) * 1000;
  let moved = 0;
  const now = () => start + moved;
  const simulator =
    options.simulator ??
    (await startRecordingSimulator({ now, ...(options.switches ? { switches: options.switches } : {}) }));
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'ebs-copy-proof-'));
  const audit: Record<string, unknown>[] = [];
  const bugs: unknown[] = [];
  const work = workOf(simulator);
  const begin = (one: TestServerOptions): Deps =>
    createTestDeps({
      settings: {
        mode: one.mode ?? 'ask',
        simulated: true,
        limits: { ...NO_LIMITS, ...one.limits },
        stamp: one.stamp ?? true,
      },
      ec2: counted(
        createEc2Port({
          version: '9.9.9',
          endpoints: {},
          simulator: { url: simulator.url, region: 'us-east-1' },
        }),
        work,
      ),
      ...openTestState(stateDir, now),
      page: one.page ?? NO_PAGE,
      audit: createAudit({
        ...(one.auditFile === undefined ? {} : { file: one.auditFile }),
        render: plainJson,
        stderr: (line) => void audit.push(JSON.parse(line)),
        now,
      }),
      newToken: randomUUID,
      // Time passes while nobody does anything: a pause that ends beside a request, or beside a call that writes its
      // record, would outrun every deadline.
      sleep: async (ms, signal) => {
        work.asleep += 1;
        for (let turns = 0; !signal.aborted; turns++) {
          await nextTurn();
          // A call that waits for another than EC2, such as the answer to a question, does nothing either.
          if (work.requests === 0 && (work.asleep >= work.calls || turns > IDLE_TURNS)) break;
        }
        work.asleep -= 1;
        if (!signal.aborted) moved += ms;
      },
      now,
    });
  const hooksFor = (deps: Deps): ServerHooks => {
    const sealKey = randomBytes(32);
    const seal = createStateSeal(async () => sealKey);
    const historyOf = createFormHistories();
    return {
      open: async () => ({
        deps,
        formOf: (server, ctx) => formOfHost({ server, ctx, seal, history: historyOf(server), now }),
      }),
      warm() {},
      onBug: (bug) => bugs.push(bug),
    };
  };
  const optionsFor = (form?: FormPort): CallOptions => ({
    cancelled: new AbortController().signal,
    signal: new AbortController().signal,
    arrivedAt: now(),
    deadline: now() + 50_000,
    ...(form ? { form } : {}),
  });
  const before = new Set(simulator.world.volumes.map((volume) => volume.id));
  const first = begin(options);
  const server: TestServer = {
    simulator,
    deps: first,
    hooks: hooksFor(first),
    stateDir,
    audit,
    bugs,
    now,
    advance: (ms) => {
      moved += ms;
    },
    copy: async (args, form) =>
      readAnswer(await callOf(work, () => copyVolume.call(args, server.deps, optionsFor(form)))),
    status: async (args) => readAnswer(await callOf(work, () => getVolumeStatus.call(args, server.deps, optionsFor()))),
    restart(changed = options) {
      server.deps = begin(changed);
      server.hooks = hooksFor(server.deps);
    },
    sends: () =>
      simulator.requests.filter(({ action, params }) => action === 'CopyVolumes' && params.DryRun !== 'true'),
    made: () => simulator.world.volumes.filter((volume) => !before.has(volume.id)),
    async close() {
      if (!options.simulator) await simulator.close();
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return server;
}

/** What is under way at an embedded EC2, whichever server began it. */
interface Work {
  requests: number;
  calls: number;
  asleep: number;
}

const works = new WeakMap<RecordingSimulator, Work>();

function workOf(simulator: RecordingSimulator): Work {
  const work = works.get(simulator) ?? { requests: 0, calls: 0, asleep: 0 };
  works.set(simulator, work);
  return work;
}

async function callOf<T>(work: Work, call: () => Promise<T>): Promise<T> {
  work.calls += 1;
  try {
    return await call();
  } finally {
    work.calls -= 1;
  }
}

// Turns of the event loop; each of a call's steps takes a few.
const IDLE_TURNS = 200;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The same port, and how many of its requests are under way. */
function counted(ec2: Ec2, work: Work): Ec2 {
  return new Proxy(ec2, {
    get(target, name: keyof Ec2) {
      const member: unknown = target[name];
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const result: unknown = member.apply(target, args);
        if (!(result instanceof Promise)) return result;
        work.requests += 1;
        return result.finally(() => {
          work.requests -= 1;
        });
      };
    },
  });
}

/** The state of one process over a folder. */
function openTestState(stateDir: string, now: () => number, owner = ownerOf(randomUUID())): StatePorts {
  const parts = { rules: RULES, now, owner, freshKey: randomBytes(32) };
  return lazyState(() => openState(stateDir, parts), owner, now);
}

export function readAnswer(result: { structured: Record<string, unknown>; text: string }): ToolAnswer {
  const structured = result.structured as ToolAnswer['structured'];
  const { Request } = structured as { Request?: { ClientToken?: string } };
  return { outcome: String(structured.outcome), structured, text: result.text, token: Request?.ClientToken };
}

/** A rehearsal that must hand out a token. */
export async function rehearse(server: TestServer, args: Record<string, unknown>): Promise<string> {
  const { token, structured } = await server.copy(args);
  if (token === undefined) throw new Error(`No token: ${structured.summary}`);
  return token;
}
