// One table under several servers: a server that dies at each point of a send, one that sleeps, and two plans of one
// request. test/safety/replicas.test.ts does the same to real processes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deps } from '../../src/ports/tool.ts';
import { type DynamoDbDoor, openDynamoDbDoor } from '../support/dynamodb-door.ts';
import { atTable, type OpenStore, type Table } from '../support/interleaved-processes.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { inTable } from '../support/table-process.ts';
import { PLAIN } from '../support/test-server.ts';

const REAL = { ...PLAIN, DryRun: false };
const SETTINGS = { mode: 'auto', limits: { ...NO_LIMITS, copiesPerDay: 1 } } as const;

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
afterAll(() => door.close());

const forever = () => new Promise<never>(() => undefined);

/** The same port; whoever asks it by `name` waits for what follows. */
function followed<T extends object, K extends keyof T & string>(
  port: T,
  name: K,
  follow: (args: unknown[]) => unknown,
): T {
  const member = port[name] as unknown as (...args: unknown[]) => Promise<unknown>;
  const both = async (...args: unknown[]) => {
    const answer = await member.apply(port, args);
    await follow(args);
    return answer;
  };
  return { ...port, [name]: both };
}

const volumesIn = ({ world }: Table) => world.sent.filter(({ made }) => made).length;

/** The first process is left where it died; the second calls until it knows, and there is one volume. */
async function goOn(table: Table, ClientToken: string): Promise<void> {
  const wasMade = volumesIn(table) === 1;
  let told = await table.call(1, { ...REAL, ClientToken });
  for (let calls = 1; told.outcome === 'unknown' && calls < 4; calls++)
    told = await table.call(1, { ...REAL, ClientToken });
  expect(told, told.summary).toMatchObject({ outcome: 'copied', created: wasMade ? 'earlier' : 'now' });
  expect(volumesIn(table)).toBe(1);
  expect(new Set(table.world.sent.map(({ request }) => JSON.stringify(request))).size).toBe(1);
}

describe('a server dies, and another is asked', () => {
  /** Dies once armed, as `die` says. */
  async function dying(die: (mortal: { isArmed: boolean }) => { spoil?: (deps: Deps) => Deps; store?: OpenStore }) {
    const mortal = { isArmed: false };
    const { spoil, store = inTable(door) } = die(mortal);
    let wasMade = 0;
    await atTable(
      1,
      SETTINGS,
      async (table) => {
        const ClientToken = await table.rehearse(0, PLAIN);
        mortal.isArmed = true;
        void table.call(0, { ...REAL, ClientToken });
        await table.quiet();
        wasMade = volumesIn(table);
        await goOn(table, ClientToken);
      },
      spoil,
      store,
    );
    return wasMade;
  }

  /** Once a write to an item whose key begins so is done, and `which` holds. */
  const afterWrite = (prefix: string, which: (args: unknown[]) => boolean = () => true) =>
    dying((mortal) => ({
      store: inTable(door, (table, process) => {
        if (process === 'other') return table;
        const die = (args: unknown[]) => {
          const [first] = args as [string | { pk: { S: string } }];
          const pk = typeof first === 'string' ? first : first.pk.S;
          return mortal.isArmed && pk.startsWith(prefix) && which(args) ? forever() : undefined;
        };
        return followed(followed(table, 'put', die), 'update', die);
      }),
    }));

  test('after its claim', async () => {
    expect(await afterWrite('send#')).toBe(0);
  });

  test('after it has a place of the day', async () => {
    expect(await afterWrite('day#')).toBe(0);
  });

  test('after its line in the audit', async () => {
    const die = (mortal: { isArmed: boolean }) => ({
      spoil: (deps: Deps) => ({
        ...deps,
        audit: followed(deps.audit, 'write', () => (mortal.isArmed ? forever() : undefined)),
      }),
    });
    expect(await dying(die)).toBe(0);
  });

  test('after EC2 has made the volume', async () => {
    const die = (mortal: { isArmed: boolean }) => ({
      spoil: (deps: Deps) => ({
        ...deps,
        ec2: followed(deps.ec2, 'copyVolumes', () => (mortal.isArmed ? forever() : undefined)),
      }),
    });
    expect(await dying(die)).toBe(1);
  });

  test('after the outcome is written', async () => {
    const isEnd = ([, update]: unknown[]) => (update as { update?: string } | undefined)?.update?.includes('#outcome');
    expect(await afterWrite('send#', (args) => isEnd(args) === true)).toBe(1);
  });

  test('after each of its requests to the table', async () => {
    let [events, dies] = [0, 0];
    const dieAt = (at: number) => {
      events = 0;
      return dying((mortal) => ({
        store: inTable(door, (table, process) => {
          if (process === 'other') return table;
          const event = async () => {
            if (!mortal.isArmed) return;
            events += 1;
            if (events === at) dies += 1;
            if (events >= at) await forever();
          };
          return followed(followed(followed(table, 'get', event), 'put', event), 'update', event);
        }),
      }));
    };
    let at = 1;
    for (; dies === at - 1; at++) await dieAt(at);
    // The last round met no death: it was a whole copy.
    expect(dies).toBe(at - 2);
    expect(dies).toBeGreaterThan(12);
  });
});

test('a server that sleeps between its claim and its bytes sends nothing when it wakes', async () => {
  let wake: () => void = () => undefined;
  let isAsleep = false;
  const sleeping = new Promise<void>((resolve) => {
    wake = resolve;
  });
  await atTable(
    2,
    SETTINGS,
    async (table) => {
      const ClientToken = await table.rehearse(0, PLAIN);
      isAsleep = true;
      const woken = table.call(0, { ...REAL, ClientToken });
      await table.quiet();
      await goOn(table, ClientToken);
      const { sent } = table.world;
      expect(sent).toHaveLength(1);
      wake();
      expect(await woken).toMatchObject({ outcome: 'copied', created: 'earlier' });
      expect(sent).toHaveLength(1);
    },
    (deps) => ({ ...deps, audit: followed(deps.audit, 'write', () => (isAsleep ? sleeping : undefined)) }),
    inTable(door),
  );
});

test.each([1, 2, 3, 4, 5, 6])(
  'two servers that each handed out a plan for the same request make one volume (order %d)',
  async (seed) => {
    // As when both rehearse in the same moment: neither sees the other's plan.
    const blind: OpenStore = async (turns) => {
      const store = await inTable(door)(turns);
      return {
        ...store,
        async open(process) {
          const state = await store.open(process);
          return { ...state, plans: { ...state.plans, find: async () => undefined } };
        },
      };
    };
    await atTable(
      seed,
      { mode: 'auto', limits: NO_LIMITS },
      async (table) => {
        const tokens = [await table.rehearse(0, PLAIN), await table.rehearse(1, PLAIN)];
        expect(new Set(tokens).size).toBe(2);
        const told = await table.both({ ...REAL, ClientToken: tokens[0] }, { ...REAL, ClientToken: tokens[1] });
        expect(volumesIn(table)).toBe(1);
        expect(told.filter(({ created }) => created === 'now')).toHaveLength(1);
        // Whoever comes second was not shown that copy, or sees it being made.
        const codes = told.map(({ outcome, error }) => error?.code ?? outcome).sort();
        expect(codes).toEqual(['copied', expect.stringMatching(/^(plan-differs|findings-block)$/)]);
      },
      // A second ahead: two plans of one second are one.
      (deps) => ({ ...deps, now: () => deps.now() + 1_000 }),
      blind,
    );
  },
);
