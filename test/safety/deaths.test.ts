// A process that dies before or after each thing that it asks of its record, twenty times in other orders: the other one
// makes the same call, and there is one volume. test/safety/kill.test.ts kills the built server for real.
import { expect, test } from 'vitest';
import type { SendRecords } from '../../src/ports/state.ts';
import type { Deps } from '../../src/ports/tool.ts';
import { atTable, type Table } from '../support/interleaved-processes.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { givenCount } from '../support/property-runs.ts';
import { PLAIN } from '../support/test-server.ts';

const ROUNDS = givenCount('SOAK_ROUNDS', 20);
const REAL = { ...PLAIN, DryRun: false };
const LIMITS = { ...NO_LIMITS, copiesPerDay: 1 };

/** Dies at its nth event, counted from when it is armed: twice a question to the record, before and after. */
function mortal(at: number) {
  let events = 0;
  let isArmed = false;
  const event = async () => {
    if (!isArmed) return;
    events += 1;
    if (events >= at) await new Promise(() => undefined);
  };
  const spoil = (deps: Deps): Deps => ({ ...deps, sends: mortalSends(deps.sends) });
  const mortalSends = (sends: SendRecords): SendRecords =>
    Object.fromEntries(
      Object.entries(sends).map(([name, member]) => [
        name,
        typeof member !== 'function'
          ? member
          : async (...args: unknown[]) => {
              await event();
              const answer = await (member as (...given: unknown[]) => unknown)(...args);
              await event();
              return answer;
            },
      ]),
    ) as unknown as SendRecords;
  return {
    spoil,
    arm: () => {
      isArmed = true;
    },
    count: () => events,
  };
}

/** How many events an undisturbed copy has. */
async function countEvents(): Promise<number> {
  const one = mortal(Number.POSITIVE_INFINITY);
  await atTable(
    0,
    { mode: 'auto', limits: LIMITS },
    async (table) => {
      const ClientToken = await table.rehearse(0, PLAIN);
      one.arm();
      expect((await table.call(0, { ...REAL, ClientToken })).outcome).toBe('copied');
    },
    one.spoil,
  );
  return one.count();
}

/** The first process is left where it died; the second calls until it knows. */
async function goOn({ call, world }: Table, ClientToken: string): Promise<void> {
  const before = world.sent.filter(({ made }) => made).length;
  let told = await call(1, { ...REAL, ClientToken });
  for (let calls = 1; told.outcome === 'unknown' && calls < 4; calls++) told = await call(1, { ...REAL, ClientToken });
  expect(told, told.summary).toMatchObject({ outcome: 'copied', created: before === 1 ? 'earlier' : 'now' });
  expect(world.sent.filter(({ made }) => made)).toHaveLength(1);
  expect(new Set(world.sent.map(({ request }) => JSON.stringify(request))).size).toBe(1);
}

const EVENTS = await countEvents();

test('an undisturbed copy asks its record what it needs: trust, claims, record, claim, place, hold, end', () => {
  expect(EVENTS).toBeGreaterThan(14);
});

test.each(Array.from({ length: EVENTS }, (_, i) => i + 1))(
  'dead at event %d of its record: the same call of the other makes one volume',
  async (at) => {
    for (let round = 0; round < ROUNDS; round++) {
      const one = mortal(at);
      await atTable(
        round,
        { mode: 'auto', limits: LIMITS },
        async (table) => {
          const ClientToken = await table.rehearse(0, PLAIN);
          one.arm();
          void table.call(0, { ...REAL, ClientToken });
          await table.quiet();
          await goOn(table, ClientToken);
        },
        one.spoil,
      );
    }
  },
  Math.max(60_000, ROUNDS * 6_000),
);
