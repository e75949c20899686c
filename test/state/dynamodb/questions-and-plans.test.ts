// Questions and issued plans in a table: what one server wrote, another finds.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IssuedPlan } from '../../../src/ports/state.ts';
import { type DynamoDbDoor, openDynamoDbDoor, pkOf } from '../../support/dynamodb-door.ts';
import { NOON, questionOf } from '../../support/question-records.ts';
import { describeQuestions } from '../../support/questions-suite.ts';
import { startTableProcess, useDynamoDbAt } from '../../support/table-process.ts';

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(() => useDynamoDbAt(door.url));
afterAll(() => door.close());

describeQuestions('in a table', async () => {
  const table = await door.createTable();
  return { one: startTableProcess(table).questions, other: startTableProcess(table).questions };
});

test('of a subject thirty questions are kept, the oldest goes first', async () => {
  const { questions } = startTableProcess(await door.createTable());
  const { id: _, ...open } = questionOf();
  const first = await questions.begin(open, 0);
  for (let n = 1; n < 31; n++) await questions.begin(open, n);
  expect(await questions.byId(first?.id ?? '')).toBeUndefined();
  expect((await questions.recent()).records).toHaveLength(30);
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
