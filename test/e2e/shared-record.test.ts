// A server over stdio with its record in a table: the built one, and the one of the .mcpb bundle, which has no client
// of DynamoDB.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DynamoDbDoor, openDynamoDbDoor } from '../support/dynamodb-door.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { ENTRY, environmentFor, run, startRaw } from '../support/spawned-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PLAIN } from '../support/test-server.ts';

let door: DynamoDbDoor;
let aws: RecordingSimulator;
beforeEach(async () => {
  door = await openDynamoDbDoor();
  aws = await startRecordingSimulator();
});
afterEach(async () => {
  await aws.close();
  await door.close();
});

interface Answer {
  outcome: string;
  created?: string;
  Request?: { ClientToken?: string };
  findings: { code: string; message: string }[];
}

async function start(entry = ENTRY) {
  const env = environmentFor(aws.url, {
    AWS_ENDPOINT_URL_DYNAMODB: door.url,
    EBS_COPY_STATE: `dynamodb:${await door.createTable()}`,
    EBS_COPY_MODE: 'auto',
  });
  const session = startRaw([], env, undefined, entry);
  const client = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'record', version: '1' } };
  await session.request('initialize', client);
  session.notify('notifications/initialized');
  const copy = async (args: object) => {
    const { result } = await session.request('tools/call', { name: 'copy_volume', arguments: args });
    return result?.structuredContent as Answer;
  };
  return { copy, end: session.end };
}

test('a copy over stdio is recorded in the table', async () => {
  const { copy, end } = await start();
  const { Request } = await copy(PLAIN);
  const real = { ...PLAIN, DryRun: false, ClientToken: Request?.ClientToken };
  expect(await copy(real)).toMatchObject({ outcome: 'copied', created: 'now' });
  expect(await copy(real)).toMatchObject({ outcome: 'copied', created: 'earlier' });
  expect(JSON.stringify(door.requests.map(({ body }) => body))).toContain(Request?.ClientToken);
  expect((await end()).code).toBe(0);
});

test('the .mcpb bundle says that it is no part of it, and rehearses without a token', async () => {
  const folder = temporaryFolder('ebs-copy-bundle-');
  cpSync(dirname(ENTRY), folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (/^(describe-table|dynamodb-table|open-table-state)-/.test(name)) rmSync(join(folder, name));
  const { copy, end } = await start(join(folder, 'main.cjs'));
  const { outcome, Request, findings } = await copy(PLAIN);
  expect(outcome).toBe('would_copy');
  expect(Request).not.toHaveProperty('ClientToken');
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: 'record-not-kept',
      message: expect.stringContaining(
        'A record in a DynamoDB table is not part of the .mcpb bundle: run the server from the npm package.',
      ),
    }),
  );
  expect(door.requests).toEqual([]);
  expect((await end()).code).toBe(0);
});

test('doctor looks at the table, and prints how one is made where there is none', async () => {
  const table = await door.createTable();
  const look = async (name: string) => {
    const env = environmentFor(aws.url, { AWS_ENDPOINT_URL_DYNAMODB: door.url });
    const { stdout } = await run(['doctor', '--state', `dynamodb:${name}@us-east-1`, '--json'], env);
    return JSON.parse(stdout) as { checks: Record<string, string>[]; table: Record<string, string> };
  };
  const found = await look(table);
  const shared = found.checks.filter(({ section }) => section === 'Shared record');
  expect(shared.map(({ id, level }) => `${level} ${id}`)).toEqual([
    'ok table',
    'ok table-permissions',
    'ok table-replicas',
    'warn table-expiry',
  ]);
  expect(found.checks).toContainEqual(
    expect.objectContaining({ id: 'state', level: 'ok', message: `The DynamoDB table ${table} can be written.` }),
  );
  const missing = await look('none-such');
  expect(missing.checks).toContainEqual(expect.objectContaining({ id: 'table', level: 'fail' }));
  expect(missing.checks).toContainEqual(
    expect.objectContaining({ id: 'state', level: 'fail', advice: 'See what is said of the shared record.' }),
  );
  expect(missing.table.cli).toContain('aws dynamodb create-table --table-name none-such --region us-east-1');
  expect(missing.table.policy).toContain('dynamodb:DescribeTimeToLive');
});
