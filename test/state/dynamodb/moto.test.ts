// The suites of every store against moto, where it is installed: what another reading of DynamoDB's rules says of ours.
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { hasMoto, type MotoServer, NO_MOTO, startMoto } from '../../support/moto-server.ts';
import { describeQuestions } from '../../support/questions-suite.ts';
import { describeSendRecords } from '../../support/send-records-suite.ts';
import { Clocks, recordsInTable, startTableProcess, useDynamoDbAt } from '../../support/table-process.ts';

describe.skipIf(!hasMoto)(`moto${NO_MOTO}`, () => {
  let moto: MotoServer;
  let door: DynamoDbDoor;
  beforeAll(async () => {
    moto = await startMoto();
    door = await openDynamoDbDoor(moto.url);
  }, 180_000);
  beforeEach(() => useDynamoDbAt(door.url));
  afterAll(async () => {
    await door.close();
    await moto.close();
  });

  describeSendRecords('in a table', () => recordsInTable(door));

  describeQuestions('in a table', async () => {
    const table = await door.createTable();
    const clocks = new Clocks();
    const [one, other] = [startTableProcess(table, { clocks }), startTableProcess(table, { clocks })];
    return { one: one.questions, other: other.questions, clock: clocks };
  });
});
