// Every one of 100,000 volumes looked at by the built server: time, peak memory, and how late it answers a ping
// meanwhile; beside it the SDK's paginator alone in a process of its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import type { Figure } from './figure.ts';
import { benchEnvironment, median, startSession } from './session.ts';
import { bareClient, startCrowd } from './status-cost.ts';

const COUNT = 100_000;
const PING_MS = 100;

interface ScanFigures {
  ms: number;
  peakMb: number;
  stallMs: number;
  looked: number;
}

/** Needs the built server in dist/. */
export async function measureScan(rounds: number): Promise<Figure[]> {
  const crowd = await startCrowd(COUNT);
  try {
    const ours: ScanFigures[] = [];
    const alone: number[] = [];
    for (let round = 0; round < rounds; round++) {
      alone.push(await pageAlone(crowd.url));
      ours.push(await scanOnce(crowd.url, crowd.source));
    }
    const middle = (of: (one: ScanFigures) => number) => median(ours.map(of));
    const ratio = median(ours.map((one, i) => one.ms / (alone[i] ?? Number.NaN)));
    return [
      {
        what: `scan of ${ours[0]?.looked} volumes: peak memory`,
        value: middle((one) => one.peakMb),
        most: 160,
        unit: 'MB',
      },
      { what: 'scan: the ping answered latest', value: middle((one) => one.stallMs), most: 300, unit: 'ms' },
      { what: "scan, × the SDK's paginator alone", value: ratio, most: 1.3, unit: '×' },
      { what: 'scan', value: middle((one) => one.ms) / 1000, unit: 's' },
    ];
  } finally {
    crowd.close();
  }
}

async function scanOnce(url: string, source: string): Promise<ScanFigures> {
  const env = benchEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const session = await startSession([process.execPath, 'dist/main.cjs'], env, process.cwd());
  let stallMs = 0;
  let open = true;
  const pinging = (async () => {
    while (open) {
      stallMs = Math.max(stallMs, await session.ping());
      await new Promise((resolve) => setTimeout(resolve, PING_MS));
    }
  })();
  const { ms, result } = await session.call('get_volume_status', { copiesOf: source });
  open = false;
  await pinging;
  const peakMb = session.peakNow() ?? Number.NaN;
  await session.end();
  const { counts } = result.structuredContent as { counts: { looked: number } };
  if (counts.looked < COUNT) throw new Error(`Looked at ${counts.looked} volumes, not at all ${COUNT}.`);
  return { ms, peakMb, stallMs, looked: counts.looked };
}

function pageAlone(url: string): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), ['alone', url]);
  return new Promise((resolve) => child.once('message', (ms) => resolve(Number(ms))));
}

const [how, url] = process.argv.slice(2);
if (process.send && how === 'alone' && url) {
  process.env.AWS_ACCESS_KEY_ID ??= 'bench';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'bench';
  const begun = performance.now();
  let looked = 0;
  for await (const page of paginateDescribeVolumes({ client: bareClient(url), pageSize: 500 }, {}))
    looked += page.Volumes?.length ?? 0;
  process.send(looked >= COUNT ? performance.now() - begun : Number.NaN);
  process.disconnect();
}
