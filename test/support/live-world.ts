// A world for the experiments of live/: the standard one without a copy in progress, and a volume with data to follow.
import type { RunPlan } from '../../live/run-plan.ts';
import { createSend } from '../../live/wire/send.ts';
import { standardSeed } from '../../src/simulator/seed/seed.ts';
import { SEED_ACCOUNT, SEED_KEYS, SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { gp3, seedVolume } from '../../src/simulator/seed/seed-record.ts';
import type { SimulatedWorld } from '../../src/simulator/world/simulated-world.ts';
import type { Switches } from '../../src/simulator/world/switches.ts';
import { type RecordingSimulator, startRecordingSimulator } from './recording-simulator.ts';

/** 20 GiB, all of them written: a copy takes the documented longest time, 422 s. */
export const WRITTEN = 'vol-0a1b2c3d4e5f60099';
/** Beside the whole second, so that a reply with whole seconds differs. */
const START = Date.UTC(2026, 10, 22, 9, 0, 0, 250);

export const USED: RunPlan['uses'] = {
  source: WRITTEN,
  key: SEED_KEYS.prodData,
  'foreign-key': SEED_KEYS.partner,
  'managed-source': SEED_VOLUMES.managed,
  'modifying-source': SEED_VOLUMES.modifying,
};

function liveWorld(now: number): SimulatedWorld {
  const world = standardSeed(now);
  world.volumes = world.volumes.filter(({ id }) => id !== SEED_VOLUMES.archiveCopy);
  world.volumes.push(seedVolume(now, WRITTEN, 'written', 5, gp3(20), 20));
  return world;
}

/** The wall clock stands still; the simulated one moves when a run waits. */
export function startLiveSimulator(
  switches: Partial<Switches> = {},
  change: (world: SimulatedWorld) => void = () => undefined,
): Promise<RecordingSimulator> {
  const seed = (now: number) => {
    const world = liveWorld(now);
    change(world);
    return world;
  };
  return startRecordingSimulator({ now: () => START, seed, switches });
}

export const LIVE_ACCOUNT = SEED_ACCOUNT;

let runs = 0;

/** What a run uses, with the simulator's clock in place of waiting. */
export function simulatedEdges(simulator: RecordingSimulator) {
  runs += 1;
  const end = `${runs}`;
  return {
    createSend: (region: string) => createSend(region, simulator.url),
    now: simulator.now,
    sleep: async (ms: number) => simulator.advance(ms),
    stopped: () => false,
    randomEnd: () => end,
  };
}
