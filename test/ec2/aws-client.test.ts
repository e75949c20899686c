// The real AWS SDK against the embedded EC2: whatever goes wrong comes back as data with a code of ours.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { collectStream } from '../../src/ec2/answers/collect-stream.ts';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2, Reply } from '../../src/ports/ec2.ts';
import type { FaultRule } from '../../src/simulator/listen.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { reportFailure } from '../../src/volume/errors/failure.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const PLACE = { region: 'us-east-1' };
const REQUEST = { SourceVolumeId: SOURCE, VolumeType: 'gp3' as const, ClientToken: 'edge-1' };
const MAY_SEND = { mayStillSend: async () => true };
const patient = () => ({ signal: new AbortController().signal });

let simulator: RecordingSimulator;
let edge: Ec2;
beforeEach(async () => {
  openAwsHome(KEYS);
  simulator = await startRecordingSimulator();
  edge = createEc2Port({ version: '9.9.9', endpoints: { ec2: simulator.url, sts: simulator.url } });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.close();
});

function failureOf(reply: Reply<unknown>) {
  if (reply.ok) throw new Error('expected a failure');
  return reply.failure;
}

const OPERATIONS: Record<string, (ec2: Ec2) => Promise<Reply<unknown>>> = {
  copyVolumes: (ec2) => ec2.copyVolumes(PLACE, REQUEST, patient(), MAY_SEND),
  rehearseCopy: (ec2) => ec2.rehearseCopy(PLACE, REQUEST, patient()),
  describeVolumes: (ec2) => ec2.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, patient()),
  describeVolumeStatus: (ec2) => ec2.describeVolumeStatus(PLACE, [SOURCE], patient()),
  describeVolumesModifications: (ec2) => ec2.describeVolumesModifications(PLACE, [SOURCE], patient()),
  describeInstances: (ec2) => ec2.describeInstances(PLACE, [{ Name: 'tag:Name', Values: ['prod-db-1'] }], patient()),
  encryptionByDefault: (ec2) => ec2.encryptionByDefault(PLACE, patient()),
  defaultKey: (ec2) => ec2.defaultKey(PLACE, patient()),
  callerIdentity: (ec2) => ec2.callerIdentity(PLACE, patient()),
};

const FAULTS: [name: string, rule: FaultRule, failure: { code: string; definite: boolean; httpStatus?: number }][] = [
  ['a throttle', { kind: 'throttle' }, { code: 'RequestLimitExceeded', definite: true, httpStatus: 503 }],
  ['a 500', { kind: 'error' }, { code: 'InternalError', definite: false, httpStatus: 500 }],
  [
    'a 503',
    { kind: 'error', code: 'Unavailable', status: 503 },
    { code: 'Unavailable', definite: false, httpStatus: 503 },
  ],
  [
    'a code nobody knows',
    { kind: 'error', code: 'SomethingNew', status: 400 },
    { code: 'unlisted', definite: true, httpStatus: 400 },
  ],
  [
    'a denial of EC2',
    { kind: 'deny', code: 'UnauthorizedOperation' },
    { code: 'UnauthorizedOperation', definite: true, httpStatus: 403 },
  ],
  [
    'a denial of an organization',
    { kind: 'deny', code: 'AccessDenied' },
    { code: 'AccessDenied', definite: true, httpStatus: 403 },
  ],
  [
    'an HTML page with 200',
    { kind: 'html', status: 200 },
    { code: 'answer-not-xml', definite: false, httpStatus: 200 },
  ],
  [
    'an HTML page with 502',
    { kind: 'html', status: 502 },
    { code: 'answer-not-xml', definite: false, httpStatus: 502 },
  ],
  ['an empty answer with 200', { kind: 'empty' }, { code: 'answer-empty', definite: false, httpStatus: 200 }],
  [
    'an empty answer with 503',
    { kind: 'empty', status: 503 },
    { code: 'answer-empty', definite: false, httpStatus: 503 },
  ],
  ['a connection cut before', { kind: 'cut-before' }, { code: 'connection-cut', definite: false }],
  ['a connection cut after', { kind: 'cut-after' }, { code: 'connection-cut', definite: false }],
  [
    'an expired session',
    { kind: 'error', code: 'ExpiredToken', status: 400 },
    { code: 'ExpiredToken', definite: true, httpStatus: 400 },
  ],
];

describe.each(Object.entries(OPERATIONS))('%s', (_operation, call) => {
  test.each(FAULTS)('answers %s as data', async (_name, rule, failure) => {
    simulator.addFault(rule);
    const got = failureOf(await call(edge));
    expect(got).toMatchObject(failure);
    expect(got.httpStatus).toBe(failure.httpStatus);
  });

  test('answers a refused connection as data', async () => {
    await simulator.close();
    expect(failureOf(await call(edge))).toMatchObject({ code: 'connection-refused', definite: true });
  });
});

describe('what a raw answer is', () => {
  /** An endpoint that writes these bytes, one of them for each connection, and hangs up. */
  async function answering(...answers: string[]) {
    let turn = 0;
    const server = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => socket.end(answers[Math.min(turn++, answers.length - 1)] ?? ''));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const raw = createEc2Port({ version: '9.9.9', endpoints: { ec2: url, sts: url } });
    const failure = failureOf(await raw.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, patient()));
    server.close();
    return [failure.code, failure.httpStatus];
  }
  const head = (status: string, ...more: string[]) =>
    [`HTTP/1.1 ${status}`, 'Connection: close', ...more, '', ''].join('\r\n');

  test.each<[name: string, answers: string[], failure: [code: string, status: number | undefined]]>([
    ['another protocol', ['SSH-2.0-OpenSSH_9.6\r\n'], ['answer-not-xml', undefined]],
    ['empty, without its length', [head('200 OK')], ['answer-empty', 200]],
    ['empty by its status', [head('204 No Content')], ['answer-empty', 204]],
    ['cut in the middle', [`${head('200 OK', 'Content-Length: 500')}<?xml version="1.0"?><Desc`], ['answer-cut', 200]],
    ['an error first, then nothing at all', [head('500 Oops', 'Content-Length: 0'), ''], ['connection-cut', undefined]],
  ])('%s', async (_, answers, failure) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
    expect(await answering(...answers)).toEqual(failure);
  });
});

test('a stream that is closed before its end is no answer', async () => {
  const stream = new Readable({ read() {} });
  const collected = collectStream(stream);
  stream.destroy();
  await expect(collected).rejects.toThrow('closed before its end');
});

test('a copy is one attempt, whatever happens: repeating is decided above', async () => {
  vi.stubEnv('AWS_MAX_ATTEMPTS', undefined);
  for (const kind of ['throttle', 'error', 'cut-after', 'empty'] as const) {
    simulator.clearFaults();
    simulator.addFault({ kind });
    await edge.copyVolumes(PLACE, REQUEST, patient(), MAY_SEND);
  }
  expect(simulator.requests.map(({ action }) => action)).toEqual(Array(4).fill('CopyVolumes'));
});

test('a read outlives a short throttle', async () => {
  vi.stubEnv('AWS_MAX_ATTEMPTS', undefined);
  simulator.addFault({ kind: 'throttle', times: 1 });
  expect(await edge.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, patient())).toMatchObject({ ok: true });
  expect(simulator.requests.map(({ outcome }) => outcome)).toEqual(['RequestLimitExceeded', 'ok']);
});

test('a denial names action and resource, also with an encoded blob', async () => {
  simulator.addFault({ kind: 'deny', times: 1 });
  const context = { action: 'CopyVolumes', resource: `volume/${SOURCE}` };
  const explicit = reportFailure(failureOf(await edge.copyVolumes(PLACE, REQUEST, patient(), MAY_SEND)), context);
  expect(explicit.denied).toMatchObject({ action: 'ec2:CopyVolumes', resource: expect.stringContaining(SOURCE) });
  const message = `You are not authorized to perform this operation. Encoded authorization failure message: ${'Zx9'.repeat(200)}`;
  simulator.addFault({ kind: 'deny', message });
  const encoded = reportFailure(failureOf(await edge.copyVolumes(PLACE, REQUEST, patient(), MAY_SEND)), context);
  expect(encoded.denied).toEqual({
    action: 'ec2:CopyVolumes',
    resource: `volume/${SOURCE}`,
    decode: `aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${'Zx9'.repeat(200)}`,
  });
  expect(encoded.message).not.toContain('Zx9Zx9');
});

test('a dry run that EC2 agrees to is permitted; one that is answered like a copy is seen', async () => {
  expect(await OPERATIONS.rehearseCopy?.(edge)).toMatchObject({ ok: true, value: 'permitted' });
  simulator.switches.dryRunCopies = true;
  expect(await OPERATIONS.rehearseCopy?.(edge)).toMatchObject({ ok: true, value: [{ SourceVolumeId: SOURCE }] });
});

test('a volume that was never modified has no modification, which is no failure', async () => {
  expect(await OPERATIONS.describeVolumesModifications?.(edge)).toMatchObject({ ok: true, value: { items: [] } });
});

test('one that was never modified does not hide one that was', async () => {
  const reply = await edge.describeVolumesModifications(PLACE, [SOURCE, SEED_VOLUMES.modifying], patient());
  expect(reply).toMatchObject({ ok: true, value: { items: [{ VolumeId: SEED_VOLUMES.modifying }] } });
});

test('the time of an answer is the clock of EC2, not ours', async () => {
  simulator.advance(3_600_000);
  const reply = await edge.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, patient());
  expect(reply.ok && reply.at).toBeGreaterThan(Date.now() + 3_500_000);
});

test('who the caller is, is asked once', async () => {
  expect(edge.knownCaller(PLACE)).toBeUndefined();
  const asked = [await edge.callerIdentity(PLACE, patient()), await edge.callerIdentity(PLACE, patient())];
  for (const reply of asked) expect(reply).toMatchObject({ ok: true, value: { account: '123456789012' } });
  expect(edge.knownCaller(PLACE)).toMatchObject({ account: '123456789012' });
  expect(simulator.requests).toHaveLength(1);
});

test.each([
  ['a login of IAM Identity Center', 'AROAEXAMPLEROLE0001:ann@corp.example'],
  ['a session with the longest name', `AROAEXAMPLEROLE0001:${'=+,.@-_x'.repeat(8)}`],
  ['a federated user', '123456789012:ann'],
])('whom %s belongs to is known by the whole id', async (_, userId) => {
  simulator.world.principal = { ...simulator.world.principal, userId };
  expect(await edge.callerIdentity(PLACE, patient())).toMatchObject({ ok: true, value: { userId } });
});

test('a user in a path with any letters is named without it', async () => {
  const arn = 'arn:aws:iam::123456789012:user/~team!/(a)/ann';
  simulator.world.principal = { ...simulator.world.principal, arn };
  const value = { arn: 'arn:aws:iam::123456789012:user/ann' };
  expect(await edge.callerIdentity(PLACE, patient())).toMatchObject({ ok: true, value });
});

test('what the account does by default is read', async () => {
  expect(await OPERATIONS.encryptionByDefault?.(edge)).toMatchObject({ ok: true, value: false });
  expect(await OPERATIONS.defaultKey?.(edge)).toMatchObject({
    ok: true,
    value: expect.stringMatching(/^arn:aws:kms:|^alias\//),
  });
  simulator.world.regions.set('123456789012/us-east-1', { encryptionByDefault: true });
  expect(await OPERATIONS.encryptionByDefault?.(edge)).toMatchObject({ ok: true, value: true });
});

test('an endpoint that does not know an action says so', async () => {
  simulator.addFault({ kind: 'error', code: 'InvalidAction', status: 400 });
  expect(failureOf(await edge.encryptionByDefault(PLACE, patient()))).toMatchObject({ code: 'unknown-to-endpoint' });
});

test('a deadline ends a request that hangs', async () => {
  simulator.addFault({ kind: 'latency', latencyMs: 600_000 });
  const deadline = new AbortController();
  const reading = edge.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, { signal: deadline.signal });
  await vi.waitFor(() => expect(simulator.requests).toHaveLength(1));
  deadline.abort(new DOMException('The time is up.', 'TimeoutError'));
  expect(failureOf(await reading)).toMatchObject({ code: 'deadline-reached', definite: false });
});

test('a cancel ends a read under way, and one before it sends nothing', async () => {
  simulator.addFault({ kind: 'latency', latencyMs: 600_000 });
  const cancel = new AbortController();
  const reading = edge.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, { signal: cancel.signal });
  await vi.waitFor(() => expect(simulator.requests).toHaveLength(1));
  cancel.abort();
  expect(failureOf(await reading)).toMatchObject({ code: 'cancelled', definite: false });
  const again = await edge.describeVolumes(PLACE, { VolumeIds: [SOURCE] }, { signal: cancel.signal });
  expect(failureOf(again)).toMatchObject({ code: 'cancelled' });
  expect(simulator.requests).toHaveLength(1);
});
