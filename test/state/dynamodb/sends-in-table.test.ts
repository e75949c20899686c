// The record in a table: the suite of every store, against dynalite.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { describeSendRecords } from '../../support/send-records-suite.ts';
import { recordsInTable, useDynamoDbAt } from '../../support/table-process.ts';

let door: DynamoDbDoor;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(() => useDynamoDbAt(door.url));
afterAll(() => door.close());

describeSendRecords('in a table', () => recordsInTable(door));
