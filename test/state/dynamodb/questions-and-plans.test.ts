// Questions and issued plans in a table: what one server wrote, another finds.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { QuestionRecord } from '../../../src/consent/question-states.ts';
import type { IssuedPlan } from '../../../src/ports/state.ts';
import { type DynamoDbDoor, openDynamoDbDoor, pkOf } from '../../support/dynamodb-door.ts';
import { NOON, questionOf } from '../../support/question-records.ts';
import { describeQuestions } from '../../support/questions-suite.ts';
import { claim, sendOf } from '../../support/send-records-suite.ts';
import { Clocks, startTableProcess, useDynamoDbAt } from '../../support/table-process.ts';

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(() => useDynamoDbAt(door.url));
afterAll(() => door.close());

describeQuestions('in a table', async () => {
  const table = await door.createTable();
  const clocks = new Clocks();
  const [one, other] = [startTableProcess(table, { clocks }), startTableProcess(table, { clocks })];
  return { one: one.questions, other: other.questions, clock: clocks };
});

/** A question about a request with as many tags, and as long ones, as EC2 takes. */
function longQuestion(): Omit<QuestionRecord, 'id'> {
  const { id: _, ...open } = questionOf();
  const sealed = { ...open.shown.sealed, request: '😀'.repeat(50 * 384) };
  return { ...open, shown: { ...open.shown, sealed } };
}

test('of long questions that were decided any number finds room in an item', async () => {
  const { questions } = startTableProcess(await door.createTable());
  for (let n = 0; n < 8; n++) {
    const begun = await questions.begin(longQuestion(), n);
    expect(begun).toMatchObject({ state: 'open' });
    await questions.change(begun?.id ?? '', { state: 'no', changedAt: NOON });
  }
  expect((await questions.recent()).records).toHaveLength(8);
});

test('where the questions that may still be answered leave no room none begins, and none is lost', async () => {
  const { questions } = startTableProcess(await door.createTable());
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) ids.push((await questions.begin(longQuestion(), n))?.id ?? '');
  await expect(questions.begin(longQuestion(), 4)).rejects.toThrow(
    /^No more questions can be asked now: those that wait for an answer fill their item in the DynamoDB table /,
  );
  expect((await questions.recent()).records.map(({ id }) => id)).toEqual(ids);
  await questions.change(ids[0] ?? '', { state: 'expired', withdrawn: true, changedAt: NOON });
  expect(await questions.begin(longQuestion(), 4)).toMatchObject({ state: 'open' });
});

test('the newest plan of an intent is found by every server, with the copies that it showed', async () => {
  const table = await door.createTable();
  const [one, other] = [startTableProcess(table).plans, startTableProcess(table).plans];
  const plan = (token: string): IssuedPlan => ({
    token,
    issuedAt: NOON,
    expiresAt: NOON + 15 * 60_000,
    copies: ['vol-1'],
    isRehearsed: true,
  });
  await one.issue('a', plan('t1'));
  await other.issue('a', plan('t2'));
  expect(await one.find('a')).toEqual(plan('t2'));
  expect(await one.find('b')).toBeUndefined();
});

describe('what a server wrote whose clock is ahead', () => {
  test.each([
    [60_000, 0],
    [60_001, 60_001],
  ])('%d ms: it lies %d ms ahead by the clock of the one that reads it', async (ahead, told) => {
    const table = await door.createTable();
    const fast = new Clocks();
    fast.advance(ahead);
    const [one, other] = [startTableProcess(table, { clocks: fast }), startTableProcess(table)];
    const { now } = fast;
    const { id: _, ...open } = questionOf({ openedAt: now, changedAt: now, shownAt: [now] });
    const { id = '' } = (await one.questions.begin(open, 0)) ?? {};
    const at = NOON + told;
    expect(await other.questions.byId(id)).toMatchObject({ openedAt: at, changedAt: at, shownAt: [at] });
    await one.plans.issue('a', { token: 't', issuedAt: now, expiresAt: now, copies: [], isRehearsed: true });
    expect(await other.plans.find('a')).toMatchObject({ issuedAt: at, expiresAt: now });
    expect(await one.plans.find('a')).toMatchObject({ issuedAt: now });
    await claim(one.sends, sendOf('t', { consent: { how: 'form', at: now } }));
    expect((await other.sends.byToken('t'))?.consent).toEqual({ how: 'form', at });
  });

  test('stays as it was written, whatever a slower server writes beside it or changes in it', async () => {
    const table = await door.createTable();
    const fast = new Clocks();
    fast.advance(30_000);
    const [one, other] = [startTableProcess(table, { clocks: fast }), startTableProcess(table)];
    const times = { openedAt: fast.now, changedAt: fast.now, shownAt: [fast.now] };
    const { id: _, ...open } = questionOf(times);
    const { id = '' } = (await one.questions.begin(open, 0)) ?? {};
    await other.questions.begin(open, 1);
    await other.questions.change(id, { form: 'odd' });
    expect(await one.questions.byId(id)).toMatchObject({ form: 'odd', ...times });
    await other.questions.change(id, { state: 'no', changedAt: NOON });
    expect(await one.questions.byId(id)).toMatchObject({ ...times, changedAt: NOON });
  });
});

test('every item says in whole seconds when it may be dropped, but the key', async () => {
  door.requests.splice(0);
  const server = startTableProcess(await door.createTable());
  const { id: _, ...open } = questionOf();
  await server.planKey();
  await server.questions.begin(open, 0);
  await server.plans.issue('a', { token: 't', issuedAt: NOON, expiresAt: NOON, copies: [], isRehearsed: true });
  const puts = door.requests.filter(({ operation }) => operation === 'PutItem');
  const expires = Object.fromEntries(
    puts.map((one) => [pkOf(one).split('#')[0], (one.body.Item as { expiresOn?: { N: string } }).expiresOn?.N]),
  );
  expect(expires).toEqual({
    key: undefined,
    questions: String((NOON + 24 * 3600_000) / 1000),
    plan: String((NOON + 15 * 60_000) / 1000),
  });
});
