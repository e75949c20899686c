// Start-up, first call and exit of the built server, paired with bare `node -e 0` in one run.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../src/simulator/listen.ts';
import type { Figure } from './figure.ts';
import { benchEnvironment, median, startSession, timeProcess } from './session.ts';

const VOLUME = 'vol-0a1b2c3d4e5f60001';

/** Medians over `rounds`, one start of each a round. The server runs from a folder without node_modules above it. */
export async function measureStartUp(rounds: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const simulator = await startSimulator();
  try {
    await cp('dist', join(folder, 'dist'), { recursive: true });
    const command = [process.execPath, join(folder, 'dist/main.cjs')];
    const env = benchEnvironment({
      AWS_ENDPOINT_URL: simulator.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
    });
    const seen = {
      ratio: [] as number[],
      list: [] as number[],
      peak: [] as number[],
      call: [] as number[],
      end: [] as number[],
      idleEnd: [] as number[],
    };
    let characters = 0;
    for (let round = -1; round < rounds; round++) {
      const bare = await timeProcess([process.execPath, '-e', '0'], env);
      const session = await startSession(command, env, folder);
      const { ms } = await session.call('get_volume_status', { VolumeIds: [VOLUME] });
      const end = await session.end();
      const idle = await startSession(command, env, folder);
      const idleEnd = await idle.end();
      if (round < 0) continue;
      characters = session.listCharacters;
      seen.ratio.push(session.listMs / bare);
      seen.list.push(session.listMs);
      seen.call.push(ms);
      seen.end.push(end);
      seen.idleEnd.push(idleEnd);
      if (session.peakMb !== undefined) seen.peak.push(session.peakMb);
    }
    return [
      { what: 'spawn → tools/list, × bare node', value: median(seen.ratio), most: 3.5, unit: '×' },
      { what: 'spawn → tools/list', value: median(seen.list), unit: 'ms' },
      { what: 'peak memory at tools/list', value: median(seen.peak), most: 58, unit: 'MB' },
      { what: 'first EC2 call right after the list', value: median(seen.call), most: 90, unit: 'ms' },
      { what: 'exit after end of input, after a call', value: median(seen.end), most: 25, unit: 'ms' },
      { what: 'exit after end of input, idle', value: median(seen.idleEnd), most: 25, unit: 'ms' },
      { what: 'tools/list', value: characters / 4, most: 2_500, unit: 'tokens' },
    ];
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}
