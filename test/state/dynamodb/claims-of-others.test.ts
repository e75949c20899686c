// How long the claim of another server counts: watched by one's own clock, whatever the clocks of the machines say.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { claim, NOON, sendOf } from '../../support/send-records-suite.ts';
import { Clocks, startTableProcess, useDynamoDbAt } from '../../support/table-process.ts';

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(() => useDynamoDbAt(door.url));
afterAll(() => door.close());

/** Two machines whose clocks differ by `apartMs`. */
async function twoMachines(apartMs = 0) {
  const table = await door.createTable();
  const [here, there] = [new Clocks(), new Clocks()];
  there.now += apartMs;
  const one = startTableProcess(table, { clocks: here, owner: 'one', beats: true });
  const other = startTableProcess(table, { clocks: there, owner: 'other', beats: true });
  const next = (n: number) => sendOf('t1', { claim: { n, owner: 'other', until: there.now + 60_000 } });
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      here.advance(1_000);
      there.advance(1_000);
      // Beats are on their way while a clock stands still.
      await other.sends.byToken('t1');
    }
  };
  return { one, other, here, there, next, pass };
}

test.each([0, 5 * 60_000, -5 * 60_000])(
  'a sender that lives keeps its claim for its time, and no longer; its clock %d ms apart',
  async (apartMs) => {
    const { one, other, next, pass } = await twoMachines(apartMs);
    await claim(one.sends, sendOf('t1'));
    await other.sends.byToken('t1');
    await pass(59_000);
    expect(await claim(other.sends, next(2))).toBe(false);
    await pass(1_000);
    expect(await claim(other.sends, next(2))).toBe(true);
    expect(await one.sends.holds('t1', 1)).toBe(false);
  },
);

test('one that says nothing for ten seconds is gone: its token is sent by another', async () => {
  const { one, other, there, next } = await twoMachines();
  await claim(one.sends, sendOf('t1'));
  expect((await other.sends.byToken('t1'))?.claim.dead).toBeUndefined();
  there.advance(9_999);
  expect((await other.sends.byToken('t1'))?.claim.dead).toBeUndefined();
  there.advance(1);
  expect((await other.sends.byToken('t1'))?.claim.dead).toBe(true);
  expect(await claim(other.sends, next(2))).toBe(true);
});

test('a claim of an hour ago holds up nobody who sees it for the first time', async () => {
  const { one, other, there, next } = await twoMachines();
  await claim(one.sends, sendOf('t1'));
  there.advance(3_600_000);
  expect(await claim(other.sends, next(2))).toBe(true);
});

test('a sender that wakes after its time sends nothing, though its clock was set back', async () => {
  const { one, here } = await twoMachines();
  await claim(one.sends, sendOf('t1'));
  expect(await one.sends.holds('t1', 1)).toBe(true);
  here.elapsed += 60_000;
  expect(here.now).toBe(NOON);
  expect(await one.sends.holds('t1', 1)).toBe(false);
});

test('one that ended tells nobody that it lives', async () => {
  const { one, here, other } = await twoMachines();
  await claim(one.sends, sendOf('t1'));
  await one.sends.finish('t1', 1, { kind: 'unclear' });
  door.requests.splice(0);
  here.advance(30_000);
  await other.sends.byToken('t1');
  expect(door.requests.map(({ operation }) => operation)).toEqual(['GetItem']);
});
