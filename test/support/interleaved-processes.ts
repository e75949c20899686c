// Two processes over one record and one EC2, whose steps come in an order that a seed chooses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Question } from '../../src/consent/question-text.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import { openState } from '../../src/state/files/open-state.ts';
import { ownerOf } from '../../src/state/files/owner.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { createInterleaving, type Interleaving } from './interleaving.ts';
import { RULES } from './record-rules.ts';
import { createSimulatedEc2Port, type SimulatedEc2Port } from './simulated-ec2-port.ts';
import { createTestDeps } from './test-deps.ts';

const NINE = Date.UTC(2026, 10, 22, 9);

export interface Told {
  outcome: string;
  summary: string;
  created?: string;
  Request?: { ClientToken?: string };
  error?: { code: string };
}

export interface Table {
  order: Interleaving['order'];
  world: SimulatedEc2Port;
  /** One call of each process, at the same moment. */
  both(one: object, other: object): Promise<[Told, Told]>;
  quiet: Interleaving['quiet'];
  call(process: 0 | 1, args: object): Promise<Told>;
  rehearse(process: 0 | 1, args: object): Promise<string>;
  /** The questions that the person in front of each process saw. */
  shown: [Question[], Question[]];
}

type State = Pick<Deps, 'sends' | 'plans' | 'planKey'>;

/** The record that the two share; what a process asks of it are steps. */
interface SharedStore {
  open(process: 'one' | 'other'): Promise<State>;
  close(): Promise<void> | void;
}

export type OpenStore = (turns: Interleaving) => Promise<SharedStore>;

/** As two processes of one user have it. */
export const inFolder: OpenStore = async (turns) => {
  const folder = mkdtempSync(join(tmpdir(), 'ebs-copy-interleaving-'));
  return {
    async open(name) {
      const parts = { rules: RULES, now: turns.now, owner: ownerOf(name), freshKey: new Uint8Array(32).fill(7) };
      const { sends, plans, planKey } = await openState(folder, parts);
      return { sends: turns.through(sends), plans: turns.through(plans), planKey: async () => planKey };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};

export async function atTable(
  seed: number,
  settings: Partial<Settings>,
  story: (table: Table) => Promise<void>,
  /** What becomes of the ports of the first process. */
  spoil: (deps: Deps) => Deps = (deps) => deps,
  openStore: OpenStore = inFolder,
): Promise<void> {
  const turns = createInterleaving(seed, NINE);
  const world = createSimulatedEc2Port(turns.now);
  // EC2 lists a new volume at once, or after a while.
  world.visibleAfterMs = seed % 2 === 0 ? 0 : 20_000;
  const processes: Deps[] = [];
  const shown: Table['shown'] = [[], []];
  const store = await openStore(turns);
  for (const name of ['one', 'other'] as const) {
    const { sends, plans, planKey } = await store.open(name);
    const deps = createTestDeps({
      settings,
      ec2: { ...turns.through(world.ec2, ['copyVolumes']), clock: () => Math.floor(turns.now() / 1000) * 1000 },
      sends,
      plans,
      planKey,
      now: turns.now,
      sleep: turns.sleep,
      newToken: () => `throw-away-${name}-${turns.now()}`,
    });
    processes.push(name === 'one' ? spoil(deps) : deps);
  }
  const call = async (process: 0 | 1, args: object): Promise<Told> => {
    const never = new AbortController().signal;
    const { structured } = await copyVolume.call(args, processes[process] as Deps, {
      cancelled: never,
      signal: never,
      arrivedAt: turns.now(),
      deadline: turns.now() + 50_000,
      form: {
        inResult: false,
        isSilent: false,
        answered: async () => undefined,
        async ask(question) {
          shown[process].push(question);
          return { answer: 'accept', afterMs: 5_000 };
        },
      },
    });
    return structured as unknown as Told;
  };
  try {
    await story({
      order: turns.order,
      world,
      shown,
      call,
      quiet: turns.quiet,
      both: (one, other) => Promise.all([call(0, one), call(1, other)]),
      rehearse: async (process, args) => String((await call(process, args)).Request?.ClientToken),
    });
  } finally {
    await store.close();
  }
}
