// How long a rehearsal takes when every request takes 50 ms, beside two such round trips: it asks in two rounds.
import { startSimulator } from '../src/simulator/listen.ts';
import type { Figure } from './figure.ts';
import { benchEnvironment, median, startSession } from './session.ts';

const LATENCY_MS = 50;
const WARM_UP = 5;
const ARGS = {
  SourceVolumeId: 'vol-0a1b2c3d4e5f60005',
  VolumeType: 'gp3',
  Iops: 6000,
  Throughput: 250,
  Region: 'us-east-1',
};

/** Medians over `rounds` rehearsals in one session that has made a few: the first pay for connections, STS and cold code. */
export async function measureRehearsal(rounds: number): Promise<Figure[]> {
  let received = 0;
  const simulator = await startSimulator({
    faults: [{ kind: 'latency', latencyMs: LATENCY_MS }],
    onRequest: () => {
      received += 1;
    },
  });
  const env = benchEnvironment({
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const session = await startSession([process.execPath, 'dist/main.cjs'], env, '.');
  try {
    const [rehearsals, trips]: [number[], number[]] = [[], []];
    let requests = 0;
    for (let round = -WARM_UP; round < rounds; round++) {
      const before = received;
      const { ms, result } = await session.call('copy_volume', ARGS);
      const asked = received - before;
      const { outcome } = result.structuredContent as { outcome: string };
      if (outcome !== 'would_copy') throw new Error(`The rehearsal ended ${outcome}.`);
      const trip = await roundTrip(simulator.url);
      if (round < 0) continue;
      requests = Math.max(requests, asked);
      rehearsals.push(ms);
      trips.push(trip);
    }
    return [
      {
        what: 'rehearsal at 50 ms a request, × two round trips',
        value: median(rehearsals) / (2 * median(trips)),
        most: 1.3,
        unit: '×',
      },
      { what: 'rehearsal at 50 ms a request', value: median(rehearsals), unit: 'ms' },
      { what: 'requests of a rehearsal', value: requests, most: 9, unit: '' },
    ];
  } finally {
    await session.end();
    await simulator.close();
  }
}

/** ms of one bare request to the same endpoint. */
async function roundTrip(url: string): Promise<number> {
  const begun = performance.now();
  const response = await fetch(url, { method: 'POST', body: 'Action=DescribeVolumes&Version=2016-11-15' });
  await response.text();
  return performance.now() - begun;
}
