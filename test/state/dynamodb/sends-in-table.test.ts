// The record in a table: the suite of every store, against dynalite.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { describeSendRecords, NOON } from '../../support/send-records-suite.ts';
import { Clocks, startTableProcess, useDynamoDbAt } from '../../support/table-process.ts';

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(() => useDynamoDbAt(door.url));
afterAll(() => door.close());

describeSendRecords('in a table', async () => {
  const table = await door.createTable();
  const clocks = new Clocks();
  return {
    one: startTableProcess(table, { clocks, owner: 'one' }).sends,
    other: startTableProcess(table, { clocks, owner: 'other' }).sends,
    setClock: (now) => clocks.advance(now - NOON - clocks.elapsed),
    silentMs: 10_000,
  };
});
