// Two processes of one user over one state folder, in 200 orders of their steps: requests to EC2, and what they read
// and write of the record. INTERLEAVING_SEED=n plays others, INTERLEAVING_RUNS=n more of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Question } from '../../src/consent/question-text.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import { openState } from '../../src/state/files/open-state.ts';
import { ownerOf } from '../../src/state/files/owner.ts';
import { copyVolume } from '../../src/tools/copy-volume.ts';
import { createInterleaving, type Interleaving } from '../support/interleaving.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { RULES } from '../support/record-rules.ts';
import { createSimulatedEc2Port, type SimulatedEc2Port } from '../support/simulated-ec2-port.ts';
import { createTestDeps } from '../support/test-deps.ts';
import { PLAIN, PLAIN_OTHER } from '../support/test-server.ts';

const RUNS = Number(process.env.INTERLEAVING_RUNS ?? 200);
const SEED = Number(process.env.INTERLEAVING_SEED ?? 1);
const NINE = Date.UTC(2026, 10, 22, 9);

interface Told {
  outcome: string;
  summary: string;
  created?: string;
  Request?: { ClientToken?: string };
  error?: { code: string };
}

interface Table {
  order: Interleaving['order'];
  world: SimulatedEc2Port;
  /** One call of each process, at the same moment. */
  both(one: object, other: object): Promise<[Told, Told]>;
  rehearse(process: 0 | 1, args: object): Promise<string>;
  /** The questions that the person in front of each process saw. */
  shown: [Question[], Question[]];
}

async function atTable(
  seed: number,
  settings: Partial<Settings>,
  story: (table: Table) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ebs-copy-interleaving-'));
  const turns = createInterleaving(seed, NINE);
  const world = createSimulatedEc2Port(turns.now);
  // EC2 lists a new volume at once, or after a while.
  world.visibleAfterMs = seed % 2 === 0 ? 0 : 20_000;
  const processes: Deps[] = [];
  const shown: Table['shown'] = [[], []];
  for (const name of ['one', 'other']) {
    const parts = { rules: RULES, now: turns.now, owner: ownerOf(name), freshKey: new Uint8Array(32).fill(7) };
    const { sends, plans, planKey } = await openState(folder, parts);
    processes.push(
      createTestDeps({
        settings,
        ec2: { ...turns.through(world.ec2, ['copyVolumes']), clock: () => Math.floor(turns.now() / 1000) * 1000 },
        sends: turns.through(sends),
        plans: turns.through(plans),
        planKey: async () => planKey,
        now: turns.now,
        sleep: turns.sleep,
        newToken: () => `throw-away-${name}-${turns.now()}`,
      }),
    );
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
        answered: () => undefined,
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
      both: (one, other) => Promise.all([call(0, one), call(1, other)]),
      rehearse: async (process, args) => String((await call(process, args)).Request?.ClientToken),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What holds of two calls for one copy: one volume, one maker, and nobody says "nothing". */
function expectOne(world: SimulatedEc2Port, told: readonly Told[]): void {
  expect(world.sent.filter(({ made }) => made)).toHaveLength(1);
  expect(told.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
  expect(told.map(({ created }) => created).toSorted()).toEqual(['earlier', 'now']);
}

const REAL = { ...PLAIN, DryRun: false };

const STORIES: [name: string, play: (seed: number) => Promise<number[]>][] = [
  [
    'one token in both, in mode auto',
    async (seed) => {
      let order: number[] = [];
      await atTable(seed, { mode: 'auto' }, async (table) => {
        const ClientToken = await table.rehearse(0, PLAIN);
        expectOne(table.world, await table.both({ ...REAL, ClientToken }, { ...REAL, ClientToken }));
        order = table.order;
      });
      return order;
    },
  ],
  [
    'the same words without a token in both, a person in front of each',
    async (seed) => {
      let order: number[] = [];
      await atTable(seed, { mode: 'ask' }, async (table) => {
        await table.rehearse(0, PLAIN);
        expectOne(table.world, await table.both(REAL, REAL));
        order = table.order;
      });
      return order;
    },
  ],
  [
    'two tokens of one request, a person in front of each: whoever makes the second was shown the first',
    async (seed) => {
      let order: number[] = [];
      await atTable(seed, { mode: 'ask' }, async (table) => {
        const told = await table.both({ ...REAL, ClientToken: 'mine' }, { ...REAL, ClientToken: 'yours' });
        const made = table.world.sent.filter((one) => one.made);
        expect(told.filter(({ created }) => created === 'now')).toHaveLength(made.length);
        const [first, second] = made;
        const whose = second?.request.ClientToken === 'mine' ? 0 : 1;
        if (second) expect(JSON.stringify(table.shown[whose].at(-1))).toContain(first?.made);
        order = table.order;
      });
      return order;
    },
  ],
  [
    'two requests and one place of the day',
    async (seed) => {
      let order: number[] = [];
      await atTable(seed, { mode: 'auto', limits: { ...NO_LIMITS, copiesPerDay: 1 } }, async (table) => {
        const tokens = [await table.rehearse(0, PLAIN), await table.rehearse(1, PLAIN_OTHER)];
        const told = await table.both(
          { ...REAL, ClientToken: tokens[0] },
          { ...PLAIN_OTHER, DryRun: false, ClientToken: tokens[1] },
        );
        expect(table.world.sent.filter(({ made }) => made)).toHaveLength(1);
        expect(told.map(({ outcome }) => outcome).toSorted()).toEqual(['copied', 'refused']);
        expect(told.find(({ outcome }) => outcome === 'refused')?.summary).toContain('Nothing was created.');
        order = table.order;
      });
      return order;
    },
  ],
];

test.each(STORIES)(
  '%s',
  async (_, play) => {
    const orders = new Set<string>();
    for (let seed = SEED; seed < SEED + RUNS / STORIES.length; seed++) {
      try {
        orders.add((await play(seed)).join());
      } catch (problem) {
        throw new Error(`with INTERLEAVING_SEED=${seed}: ${(problem as Error).message}`, { cause: problem });
      }
    }
    // They are no two of one order.
    expect(orders.size).toBe(Math.ceil(RUNS / STORIES.length));
  },
  240_000,
);
