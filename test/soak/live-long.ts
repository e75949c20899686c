// One server over stdio through mixed days: thousands of calls, logins that run out, Regions and profiles that are not
// there, an EC2 that throttles, cuts and is silent, a state folder that is not believed for a while, clocks that step.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Simulator, startSimulator } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { heldBy, judgeHeld, type Sample, SETTLED_MS } from './held.ts';
import { COLLECTED, type Front, STEPPING_CLOCK, startFront } from './outages.ts';

const ENTRY = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url));
/**
 * What is held is looked at when no call is under way, this long after garbage was collected and the rest moved together:
 * what a call holds for its moment, and what V8 lets lie of garbage and half-empty pages, is several MB, by which a line
 * through half an hour would lean this way or that.
 */
const COLLECTED_MS = 250;
const COLLECTING = ['--expose-gc', '--compact-on-every-full-gc'];
/** They are renewed five minutes before. */
const CREDENTIALS_SECONDS = 360;
const ADVANCE_MS = 37 * 60_000;
/** How far EC2's clock is ahead, ms. */
const AHEAD = 'ahead';

interface Answer {
  outcome: string;
  structured: Record<string, unknown>;
}

interface Day {
  /** What is copied. */
  source: string;
  ec2: Simulator;
  front: Front;
  stepClock(): void;
  /** EC2's clock goes forward, and the end of the credentials, which AWS says, with it. */
  advance(): void;
  home: string;
  call(name: string, args: object): Promise<Answer>;
  cancelled(name: string, args: object): Promise<void>;
  counts: Map<string, number>;
}

/** Faults as sentences; figures as lines. */
export async function liveLong(
  ms: number,
  say: (line: string) => void,
): Promise<{ faults: string[]; lines: string[] }> {
  const home = mkdtempSync(join(tmpdir(), 'ebs-copy-soak-'));
  const ec2 = await startSimulator({ switches: { requestThrottling: false } });
  const front = await startFront(ec2.url);
  const server = startServer(home, front.url);
  const samples: Sample[] = [];
  const begun = performance.now();
  const elapsed = () => performance.now() - begun;
  const { call, cancelled, stepClock } = server;
  let ahead = 0;
  const advance = () => {
    ahead += ADVANCE_MS;
    ec2.advance(ADVANCE_MS);
    writeFileSync(join(home, AHEAD), String(ahead));
  };
  const day: Day = {
    source: SEED_VOLUMES.plain,
    ec2,
    front,
    stepClock,
    advance,
    home,
    call,
    cancelled,
    counts: new Map(),
  };
  const faults: string[] = [];
  try {
    const warming = WARM_SOURCES.map(async (source, lane) => {
      const beside = { ...day, source, counts: new Map<string, number>() };
      for (let round = lane; elapsed() < SETTLED_MS; round++) await playHour(beside, round);
    });
    for (let round = 0; elapsed() < ms; round++) {
      await playHour(day, round);
      await server.collect();
      const held = server.held();
      samples.push({ at: elapsed(), ...held });
      if (round % 20 === 0) say(`${(elapsed() / 60_000).toFixed(1)} min, round ${round}: ${held.rssMb.toFixed(1)} MB`);
    }
    await Promise.all(warming);
  } finally {
    faults.push(...(await server.end()));
    front.close();
    await ec2.close();
  }
  if (front.ended === 0) faults.push('The endpoint of no Region was away.');
  faults.push(...judgeOutcomes(day.counts), ...readLeftovers(home));
  const held = judgeHeld(samples);
  const lines = [...held.lines, [...day.counts].map(([what, n]) => `${what} ${n}`).join(', ')];
  rmSync(home, { recursive: true, force: true });
  return { faults: [...faults, ...held.faults], lines };
}

/**
 * Quick calls come so often in a round: what leaks a little with each call shows, and the compiler is done with what they
 * run within the first minutes instead of for an hour.
 */
const QUICK_CALLS = 10;

/**
 * Copied as well in the first five minutes, beside the others: the compiler meets what runs rarely, an accident of eight
 * rounds, as often as in half an hour.
 */
const WARM_SOURCES = [SEED_VOLUMES.reports, SEED_VOLUMES.scratch, SEED_VOLUMES.logs];

/** Of each round: reads that find volumes, rehearsals, and two copies but in the one of seven whose record is not believed. */
const LEAST_A_ROUND = { found: 2 * QUICK_CALLS, partial: 0.7, would_copy: 0.9 * QUICK_CALLS, copied: 1.5 };

/** A server that refuses, or answers nothing, grows as little. */
function judgeOutcomes(counts: ReadonlyMap<string, number>): string[] {
  const rounds = counts.get('rounds') ?? 0;
  const faults = Object.entries(LEAST_A_ROUND).flatMap(([outcome, share]) => {
    const count = counts.get(outcome) ?? 0;
    return count > 0 && count >= Math.floor(share * rounds) ? [] : [`${rounds} rounds, but ${outcome} ${count} times.`];
  });
  const silent = counts.get('no answer') ?? 0;
  return silent === 0 ? faults : [...faults, `${silent} calls were answered without a result.`];
}

/** A few minutes of work and one accident. */
async function playHour(day: Day, round: number): Promise<void> {
  const { source, ec2, front, home, call, counts } = day;
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const status = async (args: object) => count((await call('get_volume_status', args)).outcome);
  const state = join(home, 'state');
  const accidents: (() => void)[] = [
    () => ec2.addFault({ kind: 'error', code: 'RequestLimitExceeded', status: 503, times: 3 }),
    () => ec2.addFault({ action: 'DescribeVolumes', kind: 'cut-after', times: 1 }),
    () => ec2.addFault({ action: 'CopyVolumes', kind: 'cut-after', realOnly: true, times: 1 }),
    () => ec2.addFault({ kind: 'latency', latencyMs: 2_000, times: 2 }),
    () => existsSync(state) && chmodSync(state, 0o777),
    day.advance,
    day.stepClock,
    () => undefined,
  ];
  front.away = round % 20 < 5 ? 'eu-west-1' : undefined;
  accidents[round % accidents.length]?.();
  const args = { SourceVolumeId: source, VolumeType: 'gp3', Iops: 3_000 + (round % 500) };
  for (let n = 1; n < QUICK_CALLS; n++) {
    await Promise.all([status({}), status({ VolumeIds: [SEED_VOLUMES.plain] }), status({ copiesOf: '*' })]);
    count((await call('copy_volume', args)).outcome);
  }
  await Promise.all([
    status({}),
    status({ VolumeIds: [SEED_VOLUMES.plain] }),
    status({ copiesOf: '*' }),
    status({ VolumeIds: [SEED_VOLUMES.plain, 'vol-00000000000000001'], waitFor: 'available', waitSeconds: 1 }),
    status({ VolumeIds: [SEED_VOLUMES.plain], Region: round % 2 === 0 ? 'eu-west-1' : 'xx-nowhere-1' }),
    status({ VolumeIds: ['vol-1'], Profile: 'not-there' }),
    day.cancelled('get_volume_status', { VolumeIds: [SEED_VOLUMES.plain], waitFor: 'in-use', waitSeconds: 5 }),
  ]);
  const plan = await call('copy_volume', args);
  count(plan.outcome);
  const { ClientToken } = (plan.structured.Request ?? {}) as { ClientToken?: string };
  if (ClientToken !== undefined) {
    for (let again = 0; again < 2; again++)
      count((await call('copy_volume', { ...args, DryRun: false, ClientToken })).outcome);
  }
  if (existsSync(state)) chmodSync(state, 0o700);
  ec2.clearFaults();
  // The copy is deleted, so that the next one may begin and the world stays as large as it was.
  const { volumes } = ec2.world;
  for (let n = volumes.length - 1; n >= 0; n--) if (volumes[n]?.sourceVolumeId === source) volumes.splice(n, 1);
  count('rounds');
}

function startServer(home: string, url: string) {
  const [clock, collected] = [join(home, 'clock.cjs'), join(home, COLLECTED)];
  writeFileSync(clock, STEPPING_CLOCK);
  const args = [...COLLECTING, '--require', clock, ENTRY, '--mode', 'auto', '--audit-file', join(home, 'audit.jsonl')];
  const child = spawn(process.execPath, args, {
    env: environment(home, url),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { id?: number };
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  let last = 0;
  const write = (frame: object) => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`);
  const ask = (method: string, params: object) => {
    last += 1;
    const id = last;
    write({ id, method, params });
    return new Promise<Record<string, unknown>>((resolve, reject) => {
      waiting.set(id, (message) => {
        waiting.delete(id);
        resolve(message);
      });
      void closed.then((code) => reject(new Error(`The server ended with ${code}.`)));
    });
  };
  const clientInfo = { name: 'soak', version: '1' };
  const ready = ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }).then(() =>
    write({ method: 'notifications/initialized' }),
  );
  return {
    async call(name: string, args: object): Promise<Answer> {
      await ready;
      const { result } = await ask('tools/call', { name, arguments: args });
      const { structuredContent = {} } = (result ?? {}) as { structuredContent?: Record<string, unknown> };
      return { outcome: String(structuredContent.outcome ?? 'no answer'), structured: structuredContent };
    },
    async cancelled(name: string, args: object): Promise<void> {
      await ready;
      last += 1;
      const requestId = last;
      write({ id: requestId, method: 'tools/call', params: { name, arguments: args } });
      await pause(50);
      write({ method: 'notifications/cancelled', params: { requestId, reason: 'soak' } });
    },
    stepClock: () => void child.kill('SIGUSR2'),
    /** Until the pages are given back; a busy machine takes its time for it. */
    async collect(): Promise<void> {
      child.kill('SIGCONT');
      while (!existsSync(collected) && child.exitCode === null) await pause(50);
      rmSync(collected, { force: true });
      await pause(COLLECTED_MS);
    },
    held: () => heldBy(child.pid ?? 0),
    async end(): Promise<string[]> {
      child.stdin.end();
      const code = await closed;
      return code === 0 ? [] : [`It ended with ${code}.`];
    },
  };
}

/** Credentials of a helper process, which are renewed every minute, as those of a company every hour. */
function environment(home: string, url: string): NodeJS.ProcessEnv {
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, AHEAD), '0');
  const helper = join(home, 'credentials.cjs');
  writeFileSync(
    helper,
    `const ahead = Number(require('node:fs').readFileSync(${JSON.stringify(join(home, AHEAD))}, 'utf8'));
process.stdout.write(JSON.stringify({ Version: 1, AccessKeyId: 'AKIDSOAK', SecretAccessKey: 'made-up', SessionToken: 'made-up', Expiration: new Date(Date.now() + ahead + ${CREDENTIALS_SECONDS}e3).toISOString() }));
`,
  );
  writeFileSync(
    join(home, '.aws', 'config'),
    `[default]\nregion = us-east-1\ncredential_process = "${process.execPath}" "${helper}"\n`,
  );
  return {
    HOME: home,
    EBS_COPY_STATE_DIR: join(home, 'state'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: url,
  };
}

/** Whether the audit and the record can be read in the end, line by line and file by file. */
function readLeftovers(home: string): string[] {
  const faults: string[] = [];
  const file = join(home, 'audit.jsonl');
  if (!existsSync(file)) return ['There is no audit.'];
  const audit = readFileSync(file, 'utf8').trimEnd().split('\n');
  for (const [n, line] of audit.entries()) if (!isJson(line)) faults.push(`Line ${n + 1} of the audit cannot be read.`);
  const sends = join(home, 'state', 'sends');
  if (!existsSync(sends)) return [...faults, 'There is no record.'];
  for (const name of readdirSync(sends, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.json') && !isJson(readFileSync(join(sends, name), 'utf8')))
      faults.push(`${name} cannot be read.`);
  }
  return faults;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
