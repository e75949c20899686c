// What doctor says of the table that servers share.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { probeTable, type TableFacts } from '../../../src/cli/doctor/probe-table.ts';
import { tableChecks } from '../../../src/cli/doctor/table-checks.ts';
import { tableScreen, tableTexts } from '../../../src/cli/doctor/table-texts.ts';
import { tryState } from '../../../src/cli/doctor/try-storage.ts';
import { createTableProbe } from '../../../src/ec2/clients/describe-table.ts';
import type { SendRecords } from '../../../src/ports/state.ts';
import type { TableDescription, TableExpiry, TableFailure, TableReply } from '../../../src/ports/table.ts';
import { openAwsHome } from '../../support/aws-home.ts';
import { type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { useDynamoDbAt } from '../../support/table-process.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table/copies';
const GOOD: TableDescription = { arn: ARN, status: 'ACTIVE', keys: ['pk HASH S'], replicas: [], isStrong: false };
const yes = <T>(value: T): TableReply<T> => ({ ok: true, value });
const no = (kind: Exclude<TableFailure['kind'], 'refused' | 'unreachable'>): TableReply<never> => ({
  ok: false,
  failure: { kind },
});
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

interface Given {
  description?: TableReply<TableDescription>;
  expiry?: TableReply<TableExpiry>;
  denied?: string[];
  denial?: TableFailure;
  mode?: 'plan' | 'ask' | 'auto';
}

function look({ description = yes(GOOD), expiry, denied = [], denial = { kind: 'denied' }, mode = 'ask' }: Given) {
  const facts: TableFacts = {
    name: 'copies',
    description,
    expiry: expiry ?? yes({ isOn: true, attribute: 'expiresOn' }),
    requests: ACTIONS.map((action) => ({
      action,
      reply: denied.includes(action) ? { ok: false, failure: denial } : yes(undefined),
    })),
  };
  return tableChecks(facts, mode).map(({ id, level, message }) => `${level} ${id}: ${message}`);
}

const FINE = [
  `ok table: ${ARN} has the key that it needs.`,
  'ok table-permissions: Items of copies can be read and written.',
  'ok table-replicas: It is in one Region alone.',
  'ok table-expiry: Items are dropped by expiresOn.',
];

describe('each line', () => {
  test('of a table that is as it should be', () => {
    expect(look({})).toEqual(FINE);
  });

  test.each<[name: string, given: Given, line: string]>([
    [
      'another key',
      { description: yes({ ...GOOD, keys: ['id HASH S', 'at RANGE N'] }) },
      `fail table: ${ARN} has the key id HASH S and at RANGE N instead of pk, a string, alone.`,
    ],
    [
      'one that is being made',
      { description: yes({ ...GOOD, status: 'CREATING' }) },
      `fail table: ${ARN} is CREATING.`,
    ],
    [
      'replicas that follow later',
      { description: yes({ ...GOOD, replicas: ['eu-west-1'] }) },
      'fail table-replicas: It has replicas in eu-west-1 that follow later: two servers in two Regions could make one copy twice.',
    ],
    [
      'replicas in mode plan',
      { description: yes({ ...GOOD, replicas: ['eu-west-1'] }), mode: 'plan' },
      'warn table-replicas: It has replicas in eu-west-1 that follow later: two servers in two Regions could make one copy twice.',
    ],
    [
      'replicas with strong consistency',
      { description: yes({ ...GOOD, replicas: ['eu-west-1', 'eu-west-2'], isStrong: true }) },
      'ok table-replicas: It has replicas in eu-west-1, eu-west-2, strongly consistent.',
    ],
    ['no expiry', { expiry: yes({ isOn: false }) }, 'warn table-expiry: Old items are never dropped.'],
    [
      'another expiry',
      { expiry: yes({ isOn: true, attribute: 'ttl' }) },
      'warn table-expiry: Items are dropped by ttl, which they do not have.',
    ],
    [
      'writes that are denied',
      { denied: ['dynamodb:PutItem', 'dynamodb:UpdateItem'] },
      'fail table-permissions: Not with dynamodb:PutItem, dynamodb:UpdateItem: the credentials of this server may not.',
    ],
    [
      'a helper that stalls',
      { description: { ok: false, failure: { kind: 'unreachable', why: 'AWS STS did not answer in time.' } } },
      'fail table: The DynamoDB table copies cannot be used: AWS STS did not answer in time.',
    ],
    [
      'its key, which is denied',
      { denied: ['dynamodb:GetItem'], denial: { kind: 'denied', action: 'kms:Decrypt' } },
      'fail table-permissions: Not with dynamodb:GetItem: kms:Decrypt of its KMS key is denied.',
    ],
    [
      'an explicit deny',
      {
        denied: ['dynamodb:GetItem'],
        denial: { kind: 'denied', action: 'dynamodb:GetItem', explicit: true, policyKind: 'service control policy' },
      },
      'fail table-permissions: Not with dynamodb:GetItem: dynamodb:GetItem is denied by an explicit deny (service control policy).',
    ],
    [
      'a description that is denied',
      { description: no('denied') },
      'warn table: It cannot be seen what the table copies is: dynamodb:DescribeTable gave no answer or is not allowed.',
    ],
    [
      'an expiry that is denied',
      { expiry: no('denied') },
      'warn table-expiry: It cannot be seen whether it drops old items: dynamodb:DescribeTimeToLive gave no answer or is not allowed.',
    ],
  ])('%s', (_, given, line) => {
    expect(look(given)).toContain(line);
  });

  test.each<[Parameters<typeof no>[0], string]>([
    ['no-table', 'there is none of this name in this account and Region'],
    ['silent', 'it does not answer'],
    ['throttled', 'DynamoDB throttles it'],
    ['credentials', 'there are no valid credentials'],
    ['no-region', 'it is not known in which Region it is'],
  ])('%s is one line', (kind, why) => {
    expect(look({ description: no(kind) })).toEqual([`fail table: The DynamoDB table copies cannot be used: ${why}.`]);
  });
});

describe('a table that is asked', () => {
  let door: DynamoDbDoor;
  beforeAll(async () => {
    door = await openDynamoDbDoor();
  });
  beforeEach(() => {
    useDynamoDbAt(door.url);
    door.fault = undefined;
    door.requests.splice(0);
  });
  afterAll(() => door.close());

  const patient = { connectMs: 60_000, answerMs: 60_000, inAllMs: 120_000 };
  const ask = (name: string) => probeTable(name, createTableProbe({ name, version: '9.9.9', limits: patient }));

  test('is described, tried and not changed', async () => {
    const name = await door.createTable();
    const facts = await ask(name);
    expect(facts).toMatchObject({
      description: yes({ status: 'ACTIVE', keys: ['pk HASH S'], replicas: [], isStrong: false }),
      expiry: yes({ isOn: false }),
      requests: ACTIONS.map((action) => ({ action, reply: { ok: true } })),
    });
    const writes = door.requests.filter(({ operation }) => /^(Put|Update)Item$/.test(operation));
    expect(writes.map(({ body }) => body.ConditionExpression)).toEqual([
      'attribute_exists(#pk)',
      'attribute_exists(#pk)',
    ]);
    const again = createTableProbe({ name, version: '9.9.9', limits: patient });
    expect(await again.get('doctor')).toEqual(yes(undefined));
  });

  test('says which requests are denied', async () => {
    const name = await door.createTable();
    door.fault = ({ operation }) => (operation === 'UpdateItem' ? 'deny' : undefined);
    const { requests } = await ask(name);
    expect(requests.filter(({ reply }) => !reply.ok)).toEqual([{ action: ACTIONS[2], reply: no('denied') }]);
  });

  test('says what its credentials wait for, before a person has waited for ten seconds', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close().closeAllConnections());
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    openAwsHome({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: door.url, AWS_CONTAINER_CREDENTIALS_FULL_URI });
    const { description } = await probeTable(
      'copies',
      createTableProbe({ name: 'copies', version: '9.9.9', loginMs: 1 }),
    );
    expect(description).toMatchObject({
      failure: { kind: 'unreachable', why: expect.stringContaining('did not answer in time') },
    });
  });

  test('that is not there', async () => {
    expect(await ask('none-such')).toMatchObject({ description: no('no-table') });
  });
});

test('how the table is made, and what servers need of it, can be copied from the page', () => {
  const page = tableScreen(tableTexts('copies', 'eu-west-1', ARN));
  expect(page).toContain(
    'aws dynamodb create-table --table-name copies --region eu-west-1 --billing-mode PAY_PER_REQUEST',
  );
  expect(page).toContain('--time-to-live-specification Enabled=true,AttributeName=expiresOn');
  const { cloudFormation, policy } = tableTexts('copies', undefined, undefined);
  expect(JSON.parse(cloudFormation).Resources.EbsCopyRecord.Properties).toEqual({
    TableName: 'copies',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    TimeToLiveSpecification: { AttributeName: 'expiresOn', Enabled: true },
  });
  expect(JSON.parse(policy).Statement).toEqual([
    {
      Effect: 'Allow',
      Action: [...ACTIONS, 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'],
      Resource: 'arn:aws:dynamodb:*:*:table/copies',
    },
  ]);
});

test('a record that is waited for in vain is not said to be the table that does not answer', async () => {
  const sends = { trust: () => new Promise<never>(() => {}) } as unknown as SendRecords;
  expect(await tryState({ sends }, { table: 'copies' }, async () => undefined)).toMatchObject({
    why: 'It was not seen in time whether the DynamoDB table copies can be used.',
  });
});
