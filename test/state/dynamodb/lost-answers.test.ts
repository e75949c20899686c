// What a network does to the answers of a table: whatever was written is known again, and nothing is done twice.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DoorFault, type DynamoDbDoor, openDynamoDbDoor, pkOf } from '../../support/dynamodb-door.ts';
import { questionOf } from '../../support/question-records.ts';
import { claim, NOON, sendOf } from '../../support/send-records-suite.ts';
import { Clocks, startTableProcess, type TableProcess, useDynamoDbAt } from '../../support/table-process.ts';

let door: DynamoDbDoor;
let table: string;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(async () => {
  useDynamoDbAt(door.url);
  door.requests.splice(0);
  door.fault = undefined;
  table = await door.createTable();
});
afterAll(() => door.close());

const DAY = { scope: 'account', date: '2026-11-22' };
const COPIED = { kind: 'copied', VolumeId: 'vol-0bbbbbbbbbbbbbbb0' } as const;
const WRITES = ['PutItem', 'UpdateItem'];

/** The first write to an item whose key begins so, or every one. */
function onWrites(prefix: string, fault: DoorFault, times = 1): void {
  let left = times;
  door.fault = (request) => {
    if (left === 0 || !WRITES.includes(request.operation) || !pkOf(request).startsWith(prefix)) return undefined;
    left -= 1;
    return fault;
  };
}

const writesTo = (prefix: string) =>
  door.requests.filter((one) => WRITES.includes(one.operation) && pkOf(one).startsWith(prefix)).length;

describe('an answer that is lost after its write was done', () => {
  test.each(['intent#', 'send#'])('of a claim, at %s: the claim is ours, and nobody else has it', async (prefix) => {
    const [one, other] = [startTableProcess(table), startTableProcess(table)];
    onWrites(prefix, 'lost-after');
    expect(await claim(one.sends, sendOf('t1'))).toBe(true);
    // The repetition of the AWS SDK met the condition that the first attempt had made false.
    expect(writesTo(prefix)).toBe(2);
    expect(await one.sends.holds('t1', 1)).toBe(true);
    expect(await claim(other.sends, sendOf('t1'))).toBe(false);
    expect(await other.sends.claims('intent')).toBe(1);
  });

  test('twice in a row: it is read back all the same', async () => {
    const one = startTableProcess(table);
    onWrites('send#', 'lost-after', 2);
    expect(await claim(one.sends, sendOf('t1'))).toBe(true);
  });

  test('of the last look before the bytes leave', async () => {
    const one = startTableProcess(table);
    await claim(one.sends, sendOf('t1'));
    onWrites('send#', 'lost-after', 2);
    expect(await one.sends.holds('t1', 1)).toBe(true);
  });

  test('of an end', async () => {
    const one = startTableProcess(table);
    await claim(one.sends, sendOf('t1'));
    onWrites('send#', 'lost-after');
    await one.sends.finish('t1', 1, COPIED);
    expect((await startTableProcess(table).sends.byToken('t1'))?.end).toEqual(COPIED);
  });

  test('of a place of the day: it is one place', async () => {
    const one = startTableProcess(table);
    onWrites('day#', 'lost-after');
    expect(await one.sends.reserve(DAY, 't1', 1)).toBe(true);
    expect(await one.sends.count(DAY)).toBe(1);
    onWrites('day#', 'lost-after');
    await one.sends.release(DAY, 't1');
    expect(await one.sends.count(DAY)).toBe(0);
  });

  test('of a place that there is not: no', async () => {
    const one = startTableProcess(table);
    await one.sends.reserve(DAY, 't1', 1);
    onWrites('day#', 'lost-after');
    expect(await one.sends.reserve(DAY, 't2', 1)).toBe(false);
  });

  test('of a plan, of the key and of a question', async () => {
    const clocks = new Clocks();
    const one = startTableProcess(table, { clocks });
    const other = startTableProcess(table, { clocks, freshKey: new Uint8Array(32).fill(2) });
    onWrites('', 'lost-after');
    expect(await one.planKey()).toEqual(new Uint8Array(32).fill(1));
    expect(await other.planKey()).toEqual(new Uint8Array(32).fill(1));
    const plan = { token: 't1', issuedAt: NOON, expiresAt: NOON + 900_000, copies: [], isRehearsed: true };
    onWrites('plan#', 'lost-after');
    await one.plans.issue('intent', plan);
    expect(await other.plans.find('intent')).toEqual(plan);
    const { id: _, ...question } = questionOf();
    onWrites('questions#', 'lost-after');
    const begun = await one.questions.begin(question, 0);
    expect(await other.questions.byId(begun?.id ?? '')).toEqual(begun);
    onWrites('questions#', 'lost-after');
    clocks.advance(1);
    await other.questions.change(begun?.id ?? '', { state: 'yes', changedAt: NOON + 1 });
    expect(await one.questions.byId(begun?.id ?? '')).toMatchObject({ state: 'yes', changedAt: NOON + 1 });
  });
});

describe('a write that is done when nobody waits for it any more', () => {
  test.each(['intent#', 'send#'])('of a claim, at %s: nobody sends, and it is taken over', async (prefix) => {
    const clocks = new Clocks();
    const one = startTableProcess(table, { clocks });
    const other = startTableProcess(table, { clocks, owner: 'other' });
    onWrites(prefix, 'late', 2);
    one.isPatient(false);
    await expect(claim(one.sends, sendOf('t1'))).rejects.toThrow(/does not answer/);
    one.isPatient(true);
    door.fault = undefined;
    await door.letLateOnesIn();
    // Whoever is told of an error holds nothing, though the entry is there now.
    const record = await other.sends.byToken('t1');
    const n = (record?.claim.n ?? 0) + 1;
    const mine = () => sendOf('t1', { claim: { n, owner: 'other', until: clocks.now + 60_000 } });
    if (record) {
      expect(await claim(other.sends, mine())).toBe(false);
      clocks.advance(10_000);
    }
    expect(await claim(other.sends, mine())).toBe(true);
    expect(await one.sends.holds('t1', n)).toBe(true);
    expect(await one.sends.holds('t1', n - 1)).toBe(false);
  });

  test('of a place of the day: it is held, so that the limit cannot be passed', async () => {
    const one = startTableProcess(table);
    onWrites('day#', 'late', 2);
    one.isPatient(false);
    await expect(one.sends.reserve(DAY, 't1', 1)).rejects.toThrow(/does not answer/);
    one.isPatient(true);
    door.fault = undefined;
    await door.letLateOnesIn();
    expect(await one.sends.count(DAY)).toBe(1);
    expect(await one.sends.reserve(DAY, 't1', 1)).toBe(true);
    expect(await one.sends.reserve(DAY, 't2', 1)).toBe(false);
  });
});

describe('a table that cannot be used', () => {
  const CASES: [fault: DoorFault, why: string][] = [
    ['hang', 'The record of what was sent cannot be reached: the DynamoDB table TABLE does not answer.'],
    ['error-500', 'The record of what was sent cannot be reached: the DynamoDB table TABLE does not answer.'],
    ['throttle', 'The record of what was sent cannot be reached: DynamoDB throttles the table TABLE.'],
    [
      'deny',
      'The credentials of this server may not use the DynamoDB table TABLE: they need dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem.',
    ],
  ];
  const ports = ({ sends, plans, planKey, questions }: TableProcess): Record<string, () => Promise<unknown>> => ({
    byToken: () => sends.byToken('t1'),
    byIntent: () => sends.byIntent('intent'),
    claims: () => sends.claims('intent'),
    claim: () => sends.claim(sendOf('t1'), 0),
    holds: () => sends.holds('t1', 1),
    finish: () => sends.finish('t1', 1, COPIED),
    reserve: () => sends.reserve(DAY, 't1', 2),
    release: () => sends.release(DAY, 't1'),
    count: () => sends.count(DAY),
    find: () => plans.find('intent'),
    planKey: () => planKey(),
    question: () => questions.find('copy'),
  });

  test.each(CASES)('%s: every port says why, in words of ours', async (fault, why) => {
    const server = startTableProcess(table);
    server.isPatient(fault !== 'hang');
    door.fault = () => fault;
    const sentence = why.replace('TABLE', table);
    const told = Object.values(ports(server)).map((use) => use().catch((problem: Error) => problem));
    for (const problem of await Promise.all(told))
      expect(problem).toMatchObject({ name: 'NotTrusted', message: sentence });
    expect(await server.sends.trust()).toEqual({ kept: false, why: sentence });
    door.fault = undefined;
    server.isPatient(true);
    expect(await server.sends.trust()).toEqual({ kept: true });
  });

  test('that is not there', async () => {
    const why =
      'There is no table for the record of what was sent: the DynamoDB table none-such is not in this account and Region.';
    expect(await startTableProcess('none-such').sends.trust()).toEqual({ kept: false, why });
  });

  test('a table that may be read and not written: the claim says why', async () => {
    const server = startTableProcess(table);
    door.fault = ({ operation }) => (WRITES.includes(operation) ? 'deny' : undefined);
    await expect(server.sends.claim(sendOf('t1'), 0)).rejects.toThrow(/may not use the DynamoDB table/);
    expect(await server.sends.byToken('t1')).toBeUndefined();
  });
});

test('on the wire: single items of the three operations, and every read is strongly consistent', async () => {
  const server = startTableProcess(table);
  await server.planKey();
  await claim(server.sends, sendOf('t1'));
  await server.sends.holds('t1', 1);
  await server.sends.reserve(DAY, 't1', 2);
  await server.sends.finish('t1', 1, COPIED);
  await server.sends.release(DAY, 't1');
  await server.sends.byIntent('intent');
  await server.questions.recent();
  expect(new Set(door.requests.map(({ operation }) => operation))).toEqual(
    new Set(['GetItem', 'PutItem', 'UpdateItem']),
  );
  const reads = door.requests.filter(({ operation }) => operation === 'GetItem');
  expect(reads.length).toBeGreaterThan(5);
  for (const { body } of reads) expect(body).toMatchObject({ TableName: table, ConsistentRead: true });
});
