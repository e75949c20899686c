// The key that seals plans: one for all servers of a table, made once or brought by the operator.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readGivenKey } from '../../../src/state/dynamodb/given-key.ts';
import { type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { startTableProcess, useDynamoDbAt } from '../../support/table-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let door: DynamoDbDoor;
let table: string;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(async () => {
  useDynamoDbAt(door.url);
  table = await door.createTable();
  door.requests.splice(0);
});
afterAll(() => door.close());

const key = (byte: number) => new Uint8Array(32).fill(byte);
const BEGUN_WITH_ANOTHER =
  'EBS_COPY_PLAN_KEY is not the plan key that the DynamoDB table TABLE was begun with; every server of a table has the same.';
const BEGUN_WITH_ONE =
  'The DynamoDB table TABLE was begun with a plan key of the operator: set EBS_COPY_PLAN_KEY to it.';

test('of ten servers that come first at once, all have the key of one', async () => {
  const servers = Array.from({ length: 10 }, (_, n) => startTableProcess(table, { freshKey: key(n + 1) }));
  const keys = await Promise.all(servers.map(({ planKey }) => planKey()));
  expect(new Set(keys.map((one) => Buffer.from(one).toString('hex'))).size).toBe(1);
});

test('the key of the operator is never in the table, which holds a fingerprint of it', async () => {
  expect(await startTableProcess(table, { givenKey: key(9) }).planKey()).toEqual(key(9));
  expect(await startTableProcess(table, { givenKey: key(9) }).planKey()).toEqual(key(9));
  const sent = JSON.stringify(door.requests.map(({ body }) => body));
  expect(sent).toContain('fingerprint');
  expect(sent).not.toContain(Buffer.from(key(9)).toString('base64'));
  expect(sent).not.toContain(Buffer.from(key(9)).toString('hex'));
});

test('a server with another key, or with none, makes no real copies and says why', async () => {
  await startTableProcess(table, { givenKey: key(9) }).planKey();
  for (const [given, why] of [
    [{ givenKey: key(8) }, BEGUN_WITH_ANOTHER],
    [{}, BEGUN_WITH_ONE],
  ] as const) {
    const server = startTableProcess(table, given);
    expect(await server.sends.trust()).toEqual({ kept: false, why: why.replace('TABLE', table) });
    await expect(server.planKey()).rejects.toMatchObject({ name: 'NotTrusted' });
  }
});

test('whoever only asks whether the record is kept leaves a fresh table as it is, whose key is still free', async () => {
  expect(await startTableProcess(table).sends.trust()).toEqual({ kept: true });
  expect(door.requests.map(({ operation }) => operation)).toEqual(['GetItem']);
  const server = startTableProcess(table, { givenKey: key(9) });
  expect(await server.planKey()).toEqual(key(9));
  expect(await server.sends.trust()).toEqual({ kept: true });
  expect(await startTableProcess(table).sends.trust()).toMatchObject({ kept: false });
});

test('a table that was begun with a key of its own takes that key from an operator, and no other', async () => {
  await startTableProcess(table, { freshKey: key(1) }).planKey();
  expect(await startTableProcess(table, { givenKey: key(1) }).planKey()).toEqual(key(1));
  await expect(startTableProcess(table, { givenKey: key(2) }).planKey()).rejects.toThrow(/is not the plan key/);
});

test('in a file: with a line break, and a sentence for one that cannot be read or holds something else', async () => {
  const folder = temporaryFolder('ebs-copy-key-');
  const [good, short] = [join(folder, 'good'), join(folder, 'short')];
  writeFileSync(good, `${Buffer.from(key(5)).toString('base64')}\n`);
  writeFileSync(short, 'c2VjcmV0');
  expect(await readGivenKey({ keyFile: good })).toEqual(Buffer.from(key(5)));
  expect(await readGivenKey({ key: Buffer.from(key(6)).toString('base64') })).toEqual(Buffer.from(key(6)));
  expect(await readGivenKey({})).toBeUndefined();
  await expect(readGivenKey({ keyFile: short })).rejects.toMatchObject({
    name: 'NotTrusted',
    message: 'The file of EBS_COPY_PLAN_KEY_FILE does not hold 32 bytes in base64.',
  });
  await expect(readGivenKey({ keyFile: join(folder, 'none') })).rejects.toMatchObject({
    name: 'NotTrusted',
    message: 'The plan key cannot be read from EBS_COPY_PLAN_KEY_FILE (ENOENT).',
  });
});
