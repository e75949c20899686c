// Two processes of one user over one state folder, in 200 orders of their steps: requests to EC2, and what they read
// and write of the record. INTERLEAVING_SEED=n plays others, INTERLEAVING_RUNS=n more of them.
import { expect, test } from 'vitest';
import { atTable, type Told } from '../support/interleaved-processes.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import type { SimulatedEc2Port } from '../support/simulated-ec2-port.ts';
import { PLAIN, PLAIN_OTHER } from '../support/test-server.ts';

const RUNS = Number(process.env.INTERLEAVING_RUNS ?? 200);
const SEED = Number(process.env.INTERLEAVING_SEED ?? 1);

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
