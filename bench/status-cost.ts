// What get_volume_status costs beside the AWS SDK alone, in one process: the real tool over the real edge, against the
// embedded EC2 in a process of its own.

import type { Ec2 } from '../src/ports/ec2.ts';
import { createSeenProgress } from '../src/state/memory/seen-progress.ts';
import { createTestDeps } from '../test/support/test-deps.ts';
import '../src/schema/zod-jitless.ts';

import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DescribeVolumeStatusCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { createEc2Port } from '../src/ec2/aws-client.ts';
import type { Deps } from '../src/ports/tool.ts';
import { getVolumeStatus } from '../src/tools/get-volume-status.ts';
import type { Figure } from './figure.ts';
import { median } from './session.ts';

export interface CrowdServer {
  url: string;
  ids: string[];
  source: string;
  /** How many requests it has had. */
  requests(): Promise<number>;
  close(): void;
}

/** The embedded EC2 with so many volumes, in its own process so that its work is not measured. */
export async function startCrowd(count: number): Promise<CrowdServer> {
  const child: ChildProcess = fork(fileURLToPath(new URL('status-crowd.ts', import.meta.url)), [String(count)]);
  const message = <T>() => new Promise<T>((resolve) => child.once('message', resolve as () => void));
  const started = await message<Omit<CrowdServer, 'close' | 'requests'>>();
  return {
    ...started,
    requests() {
      child.send('requests');
      return message<number>();
    },
    close: () => child.kill(),
  };
}

function createBenchDeps(url: string): { deps: Deps; requests(): number } {
  let requests = 0;
  const edge = createEc2Port({ version: 'bench', endpoints: { ec2: url, sts: url } });
  const ec2 = Object.fromEntries(
    Object.entries(edge).map(([name, method]) => [
      name,
      (...args: unknown[]) => {
        if (name.startsWith('describe')) requests += 1;
        return (method as (...all: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Ec2;
  const shared: Pick<Deps, 'ec2' | 'progressSeen' | 'now' | 'sleep'> = {
    ec2,
    progressSeen: createSeenProgress(),
    now: Date.now,
    sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
  };
  const deps = createTestDeps({
    ...shared,
    settings: { mode: 'plan', regions: ['us-east-1'] },
    newToken: randomUUID,
    timeout: (ms) => AbortSignal.timeout(ms),
  });
  return { deps, requests: () => requests };
}

async function callStatus(deps: Deps, args: object, deadlineMs = 50_000): Promise<Record<string, unknown>> {
  const cancelled = new AbortController().signal;
  const arrivedAt = Date.now();
  const { structured } = await getVolumeStatus.call(args, deps, {
    cancelled,
    signal: cancelled,
    arrivedAt,
    deadline: arrivedAt + deadlineMs,
  });
  if (structured.error !== undefined) throw new Error(JSON.stringify(structured));
  return structured;
}

export function bareClient(url: string): EC2Client {
  return new EC2Client({ endpoint: url, region: 'us-east-1' });
}

/** Medians over `rounds`, one of each a round. The environment needs credentials; the embedded EC2 reads none. */
export async function measureStatus(rounds: number): Promise<Figure[]> {
  process.env.AWS_ACCESS_KEY_ID ??= 'bench';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'bench';
  const crowd = await startCrowd(2_000);
  try {
    const many = crowd.ids.slice(0, 500);
    return [
      await measureOne(crowd, rounds * 3),
      await measureMany(crowd.url, many, rounds),
      await measureWaiting(crowd.url, many),
    ];
  } finally {
    crowd.close();
  }
}

async function measureOne({ url, ids }: CrowdServer, rounds: number): Promise<Figure> {
  const [alone, { deps }] = [sdkAlone(url), createBenchDeps(url)];
  const one = ids.slice(0, 1);
  const over: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const bare = await timeOf(() => alone(one));
    const ours = await timeOf(() => callStatus(deps, { VolumeIds: one }));
    if (round >= 0) over.push(ours - bare);
  }
  return { what: 'one volume, over the SDK making the same two calls', value: median(over), most: 3, unit: 'ms' };
}

async function measureMany(url: string, ids: string[], rounds: number): Promise<Figure> {
  const [alone, { deps }] = [sdkAlone(url), createBenchDeps(url)];
  const ratio: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const bare = await timeOf(() => alone(ids));
    const ours = await timeOf(() => callStatus(deps, { VolumeIds: ids }));
    if (round >= 0) ratio.push(ours / bare);
  }
  return { what: '500 volumes, × the SDK making the same two calls', value: median(ratio), most: 1.5, unit: '×' };
}

function sdkAlone(url: string): (ids: string[]) => Promise<unknown> {
  const client = bareClient(url);
  return (ids) =>
    Promise.all([
      client.send(new DescribeVolumesCommand({ VolumeIds: ids })),
      client.send(new DescribeVolumeStatusCommand({ VolumeIds: ids })),
    ]);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** 100 callers with five volumes each, against one with all 500; 7 s of waiting each. */
async function measureWaiting(url: string, ids: string[]): Promise<Figure> {
  const wait = { waitFor: 'available', waitSeconds: 7 };
  const missing = 'vol-00000000000000001';
  const single = createBenchDeps(url);
  await callStatus(single.deps, { VolumeIds: [...ids.slice(0, 499), missing], ...wait });
  const many = createBenchDeps(url);
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      callStatus(many.deps, { VolumeIds: [...ids.slice(5 * n, Math.min(499, 5 * n + 5)), missing], ...wait }),
    ),
  );
  return {
    what: `100 callers waiting on 500 volumes, × the requests of one (${single.requests()})`,
    value: many.requests() / single.requests(),
    most: 1.2,
    unit: '×',
  };
}
