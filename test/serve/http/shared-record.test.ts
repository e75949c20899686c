// Replicas of serve-http over one table: what one has done the others know, and what is told while the table fails.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { KEYS, openAwsHome } from '../../support/aws-home.ts';
import { type DoorFault, type DynamoDbDoor, openDynamoDbDoor } from '../../support/dynamodb-door.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../../support/recording-simulator.ts';
import {
  callTool,
  callWithForms,
  messageOf,
  send,
  startHttpServer,
  startTestHttpAt,
  structuredOf,
  type TestHttp,
} from '../../support/test-http.ts';

vi.setConfig({ testTimeout: 60_000 });

let door: DynamoDbDoor;
let table: string;
let aws: RecordingSimulator;
beforeAll(async () => {
  door = await openDynamoDbDoor();
});
beforeEach(async () => {
  openAwsHome({ ...KEYS, AWS_ENDPOINT_URL_DYNAMODB: door.url });
  aws = await startRecordingSimulator();
  table = await door.createTable();
  door.fault = undefined;
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await aws.close();
});
afterAll(() => door.close());

const COPY = { SourceVolumeId: 'vol-0a1b2c3d4e5f60003', VolumeType: 'gp3', Iops: 4000, Throughput: 125 };

const startReplica = () =>
  startTestHttpAt(aws.url, '--state', `dynamodb:${table}@us-east-1`, '--mode', 'auto', '--max-size', '16000');
const copy = async (server: TestHttp, args: object) => structuredOf(await callTool(server, 'copy_volume', args));

/** How many requests that may make a volume EC2 has got. */
const sends = () =>
  aws.requests.filter(({ action, params }) => action === 'CopyVolumes' && params.DryRun !== 'true').length;

async function rehearse(server: TestHttp): Promise<string> {
  const { outcome, Request } = await copy(server, COPY);
  expect(outcome).toBe('would_copy');
  return (Request as { ClientToken: string }).ClientToken;
}

test('a copy that one rehearsed is made by another, and known to a third', async () => {
  const replicas = await Promise.all([startReplica(), startReplica(), startReplica()]);
  const [one, other, third] = replicas as [TestHttp, TestHttp, TestHttp];
  const ClientToken = await rehearse(one);
  expect(await rehearse(third)).toBe(ClientToken);
  const real = { ...COPY, ClientToken, DryRun: false };
  const made = await copy(other, real);
  expect(made).toMatchObject({ outcome: 'copied', created: 'now' });
  expect(await copy(third, real)).toMatchObject({
    outcome: 'copied',
    created: 'earlier',
    Volumes: [{ VolumeId: (made.Volumes as { VolumeId: string }[])[0]?.VolumeId }],
  });
  expect(sends()).toBe(1);
});

/** The clock of whoever is called next; servers that are to go by it are started after the first time. */
const clockIs = (ms: number) =>
  vi.isFakeTimers() ? vi.setSystemTime(ms) : vi.useFakeTimers({ toFake: ['Date'], now: ms });

describe('replicas whose clocks differ', () => {
  test('by seconds: a plan of the one that is ahead is sent by the other at once', async () => {
    const now = Date.now();
    clockIs(now + 3_000);
    const [fast, exact] = [await startReplica(), await startReplica()];
    const ClientToken = await rehearse(fast);
    clockIs(now);
    expect(await rehearse(exact)).toBe(ClientToken);
    expect(await copy(exact, { ...COPY, ClientToken, DryRun: false })).toMatchObject({
      outcome: 'copied',
      created: 'now',
    });
  });

  test('by more than a minute: it is not, and the reason is true', async () => {
    const now = Date.now();
    clockIs(now + 90_000);
    const [fast, exact] = [await startReplica(), await startReplica()];
    const ClientToken = await rehearse(fast);
    clockIs(now);
    const refused = await copy(exact, { ...COPY, ClientToken, DryRun: false });
    expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'plan-expired' } });
    expect(refused.summary).toContain("is from the future by this machine's clock");
    expect(sends()).toBe(0);
  });
});

describe('a question that one replica asked', () => {
  const YES = { consent: { action: 'accept', content: { decision: 'copy this volume' } } };
  const startAsking = () =>
    startTestHttpAt(
      aws.url,
      ...['--state', `dynamodb:${table}@us-east-1`, '--mode', 'ask', '--behind-gateway', '--caller-header', 'x-caller'],
    );
  const call = (server: TestHttp, args: object, more: object = {}) => callWithForms(server, 'ann', args, more);
  /** People read for a while. */
  const read = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 });
  async function ask(server: TestHttp) {
    const rehearsed = structuredOf(await call(server, COPY)).Request as { ClientToken: string };
    const args = { ...COPY, ClientToken: rehearsed.ClientToken, DryRun: false };
    const { result } = messageOf(await call(server, args));
    return { args, requestState: String(result?.requestState) };
  }

  test('is answered through another, and the answer counts once', async () => {
    const [one, other] = [await startAsking(), await startAsking()];
    const { args, requestState } = await ask(one);
    read();
    const answered = { requestState, inputResponses: YES };
    const both = await Promise.all([call(one, args, answered), call(other, args, answered)]);
    const created = both.map(messageOf).map(({ result }) => {
      const { structuredContent } = result as { structuredContent?: { created?: string } };
      return structuredContent?.created ?? 'asked';
    });
    expect(created.filter((one) => one === 'now')).toHaveLength(1);
    expect(structuredOf(await call(one, args, answered))).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(structuredOf(await call(other, args, answered))).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(sends()).toBe(1);
  });

  test.each<[decision: string, readMs: number, aheadMs: number, outcome: string]>([
    ['copy this volume', 3_800, 3_000, 'copied'],
    ['do not copy', 3_800, 3_000, 'declined'],
    // It may be a machine's: nobody knows when it was asked.
    ['copy this volume', 1_200, 3_000, 'refused'],
    ['copy this volume', 20, 3_000, 'refused'],
    ['copy this volume', 1_200, 90_000, 'refused'],
    ['copy this volume', 100, 300, 'refused'],
  ])('"%s" after %d ms, of one whose clock is %d ms ahead: %s', async (decision, readMs, aheadMs, outcome) => {
    const now = Date.now();
    clockIs(now + aheadMs);
    const [fast, exact] = [await startAsking(), await startAsking()];
    const { args, requestState } = await ask(fast);
    clockIs(now + readMs);
    const inputResponses = { consent: { action: 'accept', content: { decision } } };
    const { result } = messageOf(await call(exact, args, { requestState, inputResponses }));
    expect((result as { structuredContent?: { outcome: string } }).structuredContent?.outcome).toBe(outcome);
    expect(sends()).toBe(outcome === 'copied' ? 1 : 0);
  });

  test('is not answered by what another table knows', async () => {
    const one = await startAsking();
    const { requestState } = await ask(one);
    table = await door.createTable();
    const other = await startAsking();
    const own = await ask(other);
    read();
    const { result } = messageOf(await call(other, own.args, { requestState, inputResponses: YES }));
    expect(result).toHaveProperty('inputRequests');
    expect(sends()).toBe(0);
  });
});

describe('while the table cannot be used', () => {
  const REACHED = 'The record of what was sent cannot be reached:';
  test.each<[DoorFault, string]>([
    ['hang', `${REACHED} the DynamoDB table TABLE does not answer.`],
    ['throttle', `${REACHED} DynamoDB throttles the table TABLE.`],
    [
      'deny',
      'The credentials of this server may not use the DynamoDB table TABLE: they need dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem.',
    ],
  ])('%s: reads go on, a rehearsal says it, and a real copy is refused with the cause', async (fault, sentence) => {
    const why = sentence.replace('TABLE', table);
    const server = await startReplica();
    const ClientToken = await rehearse(server);
    door.fault = () => fault;
    const [status, rehearsal, real] = await Promise.all([
      callTool(server, 'get_volume_status', { VolumeIds: [COPY.SourceVolumeId] }).then(structuredOf),
      copy(server, COPY),
      copy(server, { ...COPY, ClientToken, DryRun: false }),
    ]);
    expect(status.outcome).toBe('found');
    expect(rehearsal.outcome).toBe('would_copy');
    expect(rehearsal.Request).not.toHaveProperty('ClientToken');
    expect(JSON.stringify(rehearsal.findings)).toContain(`"code":"record-not-kept"`);
    expect(JSON.stringify(rehearsal.findings)).toContain(why);
    expect(real).toMatchObject({ outcome: 'refused', error: { code: 'record-not-durable' } });
    expect((real.error as { message: string }).message).toContain(why);
    door.fault = undefined;
    expect(await copy(server, { ...COPY, ClientToken, DryRun: false })).toMatchObject({ created: 'now' });
    expect(server.problems).toEqual([]);
  });

  test('of two replicas of a fresh table that have different plan keys, one becomes ready', async () => {
    const ready = async (byte: number) => {
      const key = Buffer.alloc(32, byte).toString('base64');
      const env = { AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-east-1', EBS_COPY_PLAN_KEY: key };
      const server = await startHttpServer(['--state', `dynamodb:${table}@us-east-1`], env);
      return (await send(`${server.url}/health/ready`, { method: 'GET' })).status;
    };
    expect([await ready(1), await ready(2), await ready(1)]).toEqual([200, 503, 200]);
  });

  test('a replica is ready when it has reached its table once; until then a line of the log says why it is not', async () => {
    const server = await startReplica();
    const ready = () => send(`${server.url}/health/ready`, { method: 'GET' });
    door.fault = () => 'deny';
    expect((await ready()).status).toBe(503);
    expect(server.lines).toEqual([
      {
        time: expect.any(String),
        outcome: 'check-fails',
        check: 'record',
        why: `The credentials of this server may not use the DynamoDB table ${table}: they need dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem.`,
      },
    ]);
    door.fault = undefined;
    await vi.waitFor(async () => expect((await ready()).status).toBe(200), { timeout: 50_000, interval: 500 });
    expect((await send(`${server.url}/health/live`, { method: 'GET' })).status).toBe(200);
  });
});
