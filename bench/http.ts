// serve-http as a process beside the stdio server: one caller with a verified token, throughput on one core, 200 callers.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Figure } from './figure.ts';
import { type BenchIssuer, startBenchIssuer } from './http-issuer.ts';
import { type BenchSts, startBenchSts } from './http-sts.ts';
import { benchEnvironment, median, startSession } from './session.ts';
import { type CrowdServer, startCrowd } from './status-cost.ts';

const ENTRY = join(process.cwd(), 'dist/main.cjs');
const CALLERS = 200;
const ROLE = 'arn:aws:iam::123456789012:role/bench';

interface HttpServer {
  call(args: object, subject?: string): Promise<number>;
  /** Lines of the log so far. */
  lines: { ms: number; ec2Ms: number; outcome: string }[];
  peakMb(): number;
  close(): Promise<void>;
}

interface Bench {
  crowd: CrowdServer;
  issuer: BenchIssuer;
  sts: BenchSts;
  folder: string;
}

export async function measureHttp(rounds: number): Promise<Figure[]> {
  const crowd = await startCrowd(1_000);
  const issuer = await startBenchIssuer();
  const sts = await startBenchSts();
  const folder = await mkdtemp(join(tmpdir(), 'bench-http-'));
  const bench = { crowd, issuer, sts, folder };
  try {
    return [
      ...(await measureOneCaller(bench, rounds)),
      ...(await measureThroughput(bench)),
      ...(await measureCallers(bench)),
      await measureWaiting(bench),
    ];
  } finally {
    crowd.close();
    issuer.close();
    sts.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function environment({ crowd, sts, folder }: Bench): NodeJS.ProcessEnv {
  return benchEnvironment({
    HOME: folder,
    AWS_ENDPOINT_URL_EC2: crowd.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
}

async function startHttp(bench: Bench, ...options: string[]): Promise<HttpServer> {
  const { issuer, folder } = bench;
  const login = ['--auth', 'oidc', '--issuer', issuer.url, '--audience', issuer.audience];
  const args = [ENTRY, 'serve-http', '--port', '0', '--state-dir', join(folder, 'http'), ...login, ...options];
  const child = spawn(process.execPath, args, { env: environment(bench), stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: HttpServer['lines'] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = /MCP over HTTP at (\S+)/.exec(line) ?? [];
      if (found) resolve(found);
      else if (line.startsWith('{')) lines.push(JSON.parse(line));
      else reject(new Error(line));
    });
  });
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const tokens = new Map<string, Promise<string>>();
  return {
    lines,
    async call(args, subject = 'ann') {
      const token = tokens.get(subject) ?? issuer.tokenOf(subject);
      tokens.set(subject, token);
      const authorization = `Bearer ${await token}`;
      const begun = performance.now();
      await post(url, agent, authorization, args);
      return performance.now() - begun;
    },
    peakMb: () => peakOf(child),
    async close() {
      agent.destroy();
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function post(url: string, agent: Agent, authorization: string, args: object): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'get_volume_status', arguments: args },
  });
  const headers = {
    authorization,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, async (response) => {
      let text = '';
      for await (const piece of response) text += piece;
      // A call that failed is another one than is measured.
      if (response.statusCode === 200 && !text.includes('"isError":true')) resolve();
      else reject(new Error(`${response.statusCode} ${text}`));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function peakOf(child: ChildProcess): number {
  const [, kb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1024;
}

/** The same status call of one volume, in turns. */
async function measureOneCaller(bench: Bench, rounds: number): Promise<Figure[]> {
  const http = await startHttp(bench);
  const stdio = await startSession([process.execPath, ENTRY], environment(bench), bench.folder);
  const args = { VolumeIds: bench.crowd.ids.slice(0, 1) };
  const [over, direct, ratio]: [number[], number[], number[]] = [[], [], []];
  for (let round = -30; round < rounds * 10; round++) {
    const first = (await stdio.call('get_volume_status', args)).ms;
    const second = await http.call(args);
    if (round < 0) continue;
    direct.push(first);
    over.push(second);
    ratio.push(second / first);
  }
  await stdio.end();
  await http.close();
  return [
    { what: 'status of one volume over stdio', value: median(direct), unit: 'ms' },
    { what: 'the same over HTTP, token verified', value: median(over), unit: 'ms' },
    { what: 'the same over HTTP, × stdio', value: median(ratio), most: 1.3, unit: '×' },
  ];
}

/** 20 calls at once, of as many callers, a thousand in all. */
async function measureThroughput(bench: Bench): Promise<Figure[]> {
  const http = await startHttp(bench);
  const args = { VolumeIds: bench.crowd.ids.slice(0, 1) };
  const caller = (n: number) => `caller-${n}`;
  await Promise.all(Array.from({ length: 20 }, (_, n) => http.call(args, caller(n))));
  const took: number[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      for (let calls = 0; calls < 50; calls++) took.push(await http.call(args, caller(n)));
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const shares = http.lines.slice(-1_000).map(({ ms, ec2Ms }) => (ms - ec2Ms) / ms);
  await http.close();
  took.sort((a, b) => a - b);
  return [
    { what: 'calls a second, 20 at once', value: took.length / seconds, unit: '1/s' },
    {
      what: 'of these the slowest in a hundred',
      value: took[Math.floor(took.length * 0.99)] ?? Number.NaN,
      unit: 'ms',
    },
    { what: 'share of a call that is not EC2', value: median(shares) * 100, unit: '%' },
  ];
}

/** Each caller one call, all at once: under the server's own credentials, and under a role each. */
async function measureCallers(bench: Bench): Promise<Figure[]> {
  const args = { VolumeIds: bench.crowd.ids.slice(0, 1) };
  const peakWith = async (...options: string[]) => {
    const http = await startHttp(bench, ...options);
    await Promise.all(Array.from({ length: CALLERS }, (_, n) => http.call(args, `caller-${n}`)));
    const peak = http.peakMb();
    await http.close();
    return peak;
  };
  const shared = await peakWith();
  const each = await peakWith('--assume-role', ROLE);
  return [
    { what: `peak memory, ${CALLERS} callers at once`, value: shared, most: 150, unit: 'MB' },
    { what: 'more of it with a role each', value: each - shared, most: 20, unit: 'MB' },
  ];
}

/**
 * What EC2 is asked while 200 callers of one principal wait for the same volumes, against one that waits. It takes a
 * second or two until the last of them has come, and so much longer they wait in all. Readings are begun after 5, 8 and
 * 13 seconds: waits of 10 seconds are over before another one is due, however slowly they come.
 */
async function measureWaiting(bench: Bench): Promise<Figure> {
  const args = { VolumeIds: [bench.crowd.ids[0], 'vol-00000000000000001'], waitFor: 'available', waitSeconds: 10 };
  const requestsOf = async (callers: number) => {
    const http = await startHttp(bench);
    await http.call({ VolumeIds: bench.crowd.ids.slice(1, 2) });
    const before = await bench.crowd.requests();
    await Promise.all(Array.from({ length: callers }, (_, n) => http.call(args, `caller-${n}`)));
    const requests = (await bench.crowd.requests()) - before;
    await http.close();
    return requests;
  };
  const one = await requestsOf(1);
  const many = await requestsOf(CALLERS);
  return {
    what: `${CALLERS} callers waiting on the same volumes, × the requests of one (${one})`,
    value: many / one,
    most: 1.2,
    unit: '×',
  };
}
