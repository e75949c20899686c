// How soon a cancelled wait of the built server lets go of EC2: from the client's notification to the end of the
// request in flight, against an EC2 that never answers.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Figure } from './figure.ts';
import { benchEnvironment, median, startSession } from './session.ts';

const WAIT = { VolumeIds: ['vol-0a1b2c3d4e5f60001'], waitFor: 'initialized', waitSeconds: 45 };

/** Needs the built server in dist/. */
export async function measureCancel(rounds: number): Promise<Figure[]> {
  let heard: (request: ServerResponse) => void = () => undefined;
  const silent = createServer((_, outgoing) => heard(outgoing)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const env = benchEnvironment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const taken: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const session = await startSession([process.execPath, 'dist/main.cjs'], env, process.cwd());
      const request = new Promise<ServerResponse>((resolve) => {
        heard = resolve;
      });
      const id = session.begin('get_volume_status', WAIT);
      const dropped = once(await request, 'close');
      const begun = performance.now();
      session.cancel(id);
      await dropped;
      taken.push(performance.now() - begun);
      await session.end();
    }
  } finally {
    silent.close();
  }
  return [{ what: 'cancel of a wait → its request is dropped', value: median(taken), most: 100, unit: 'ms' }];
}
