// Two processes over one record, in 200 orders of their steps over a state folder and 40 over a table: requests to EC2,
// and what they read and write of the record (in memory, with crashes: test/properties/record). INTERLEAVING_SEED=n plays
// others, INTERLEAVING_RUNS=n more of them.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Settings } from '../../src/ports/tool.ts';
import { type DynamoDbDoor, openDynamoDbDoor } from '../support/dynamodb-door.ts';
import { atTable, inFolder, type OpenStore, type Table, type Told } from '../support/interleaved-processes.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { givenCount } from '../support/property-runs.ts';
import type { SimulatedEc2Port } from '../support/simulated-ec2-port.ts';
import { inTable } from '../support/table-process.ts';
import { PLAIN, PLAIN_OTHER } from '../support/test-server.ts';

const RUNS = givenCount('INTERLEAVING_RUNS', 200);
const SEED = givenCount('INTERLEAVING_SEED', 1);

/** What holds of two calls for one copy: one volume, one maker, and nobody says "nothing". */
function expectOne(world: SimulatedEc2Port, told: readonly Told[]): void {
  expect(world.sent.filter(({ made }) => made)).toHaveLength(1);
  expect(told.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
  expect(told.map(({ created }) => created).toSorted()).toEqual(['earlier', 'now']);
}

// A smaller number is no simpler order.
const anySeed = fc.noShrink(fc.noBias(fc.nat()));

const REAL = { ...PLAIN, DryRun: false };

const STORIES: [name: string, play: (seed: number, store: OpenStore) => Promise<number[]>][] = [
  [
    'one token in both, in mode auto',
    async (seed, store) => {
      let order: number[] = [];
      await play(seed, { mode: 'auto' }, store, async (table) => {
        const ClientToken = await table.rehearse(0, PLAIN);
        expectOne(table.world, await table.both({ ...REAL, ClientToken }, { ...REAL, ClientToken }));
        order = table.order;
      });
      return order;
    },
  ],
  [
    'the same words without a token in both, a person in front of each',
    async (seed, store) => {
      let order: number[] = [];
      await play(seed, { mode: 'ask' }, store, async (table) => {
        await table.rehearse(0, PLAIN);
        expectOne(table.world, await table.both(REAL, REAL));
        order = table.order;
      });
      return order;
    },
  ],
  [
    'two tokens of one request, a person in front of each: whoever makes the second was shown the first',
    async (seed, store) => {
      let order: number[] = [];
      await play(seed, { mode: 'ask' }, store, async (table) => {
        const told = await table.both({ ...REAL, ClientToken: 'mine' }, { ...REAL, ClientToken: 'yours' });
        const made = table.world.sent.filter((one) => one.made);
        expect(made.length).toBeGreaterThan(0);
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
    async (seed, store) => {
      let order: number[] = [];
      await play(seed, { mode: 'auto', limits: { ...NO_LIMITS, copiesPerDay: 1 } }, store, async (table) => {
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

/** As they come: one step of the record at a time, or one item of its table. */
function play(seed: number, settings: Partial<Settings>, store: OpenStore, story: (table: Table) => Promise<void>) {
  return atTable(seed, settings, story, undefined, store);
}

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
afterAll(() => door.close());

const STORES: [name: string, runs: number, store: OpenStore][] = [
  ['a folder', RUNS, inFolder],
  ['a table', RUNS / 5, (turns) => inTable(door)(turns)],
];

describe.each(STORES)('over %s', (_, runs, store) => {
  test.each(STORIES)(
    '%s',
    async (_name, tell) => {
      const orders = new Set<string>();
      const numRuns = Math.ceil(runs / STORIES.length);
      const check = fc.asyncProperty(anySeed, async (seed) => {
        orders.add((await tell(seed, store)).join());
      });
      await fc.assert(check, { numRuns, seed: SEED });
      // They are no two of one order.
      expect(orders.size).toBe(numRuns);
    },
    240_000,
  );
});
