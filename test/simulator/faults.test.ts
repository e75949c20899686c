// Injected faults: what a caller gets, and whether the world has changed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultRule } from '../../src/simulator/fault-injection.ts';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { FAULT_STATUS, statusOf } from '../../src/simulator/wire/fault.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';
import { requestAction, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: RecordingSimulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator();
});
afterEach(() => simulator.close());

const COPY = { Action: 'CopyVolumes', SourceVolumeId: SEED_VOLUMES.reports, ClientToken: 'one' };
const copies = () => simulator.world.volumes.filter(({ sourceVolumeId }) => sourceVolumeId === COPY.SourceVolumeId);

test.each<[FaultRule, number, string]>([
  [{ kind: 'throttle' }, 503, 'RequestLimitExceeded'],
  [{ kind: 'error' }, 500, 'InternalError'],
  [{ kind: 'error', code: 'Unavailable', status: 503 }, 503, 'Unavailable'],
  [{ kind: 'error', code: 'InsufficientVolumeCapacity' }, 500, 'InsufficientVolumeCapacity'],
  [{ kind: 'error', code: 'RequestExpired' }, 400, 'RequestExpired'],
  [{ kind: 'deny' }, 403, 'UnauthorizedOperation'],
])('%o', async (rule, status, code) => {
  simulator.addFault(rule);
  const response = await requestAction(simulator, COPY);
  expect([response.status, response.code, copies().length]).toEqual([status, code, 0]);
  expect(response.headers.get('x-amzn-requestid')).toBe(response.one('RequestID'));
  expect(simulator.requests.at(-1)).toMatchObject({ action: 'CopyVolumes', outcome: code, httpStatus: status });
});

test('an HTML answer and an empty one', async () => {
  simulator.addFault({ kind: 'html', times: 1 });
  simulator.addFault({ kind: 'empty', times: 1 });
  const html = await requestAction(simulator, COPY);
  expect([html.status, html.headers.get('content-type'), html.body.startsWith('<html>')]).toEqual([
    502,
    'text/html',
    true,
  ]);
  const empty = await requestAction(simulator, COPY);
  expect([empty.status, empty.body, copies().length]).toEqual([200, '', 0]);
  expect((await requestAction(simulator, COPY)).code).toBe('ok');
});

test('cut before: nothing happened; cut after: it did', async () => {
  simulator.addFault({ kind: 'cut-before', times: 1 });
  simulator.addFault({ kind: 'cut-after', times: 1 });
  await expect(requestAction(simulator, COPY)).rejects.toThrow();
  expect(copies()).toHaveLength(0);
  await expect(requestAction(simulator, COPY)).rejects.toThrow();
  expect(copies()).toHaveLength(1);
  expect(simulator.requests.map(({ outcome, httpStatus }) => [outcome, httpStatus])).toEqual([
    ['cut-before', 0],
    ['cut-after', 0],
  ]);
  expect(simulator.requests[1]?.createdVolumeId).toBe(copies()[0]?.id);
});

test.each<FaultRule>([
  { kind: 'error', afterCommit: true, times: 1 },
  { kind: 'html', afterCommit: true, times: 1 },
  { kind: 'empty', afterCommit: true, times: 1 },
])('an answer lost after the commit: %o', async (rule) => {
  simulator.addFault(rule);
  await requestAction(simulator, COPY);
  expect(copies()).toHaveLength(1);
  expect((await requestAction(simulator, COPY)).one('volumeId')).toBe(copies()[0]?.id);
});

test('the first n, after the first m, of one action', async () => {
  simulator.addFault({ kind: 'throttle', action: 'DescribeVolumes', after: 1, times: 2 });
  const codes: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    codes.push((await requestAction(simulator, { Action: 'DescribeVolumes' })).code);
    await requestAction(simulator, { Action: 'GetCallerIdentity' });
  }
  expect(codes).toEqual(['ok', 'RequestLimitExceeded', 'RequestLimitExceeded', 'ok']);
});

test('only dry runs, only real ones, and no more of it', async () => {
  simulator.addFault({ kind: 'throttle', dryRunOnly: true });
  simulator.addFault({ kind: 'error', realOnly: true });
  expect((await requestAction(simulator, { ...COPY, DryRun: true })).code).toBe('RequestLimitExceeded');
  expect((await requestAction(simulator, COPY)).code).toBe('InternalError');
  simulator.clearFaults();
  expect((await requestAction(simulator, COPY)).code).toBe('ok');
});

test('a denial names who, what and on which resource', async () => {
  simulator.addFault({ kind: 'deny', action: 'CopyVolumes' });
  const { message } = await requestAction(simulator, COPY);
  expect(message).toContain('arn:aws:iam::123456789012:user/simulated');
  expect(message).toContain('ec2:CopyVolumes');
  expect(message).toContain(`arn:aws:ec2:us-east-1:123456789012:volume/${SEED_VOLUMES.reports}`);
  simulator.clearFaults();
  simulator.addFault({ kind: 'deny', message: 'Encoded authorization failure message: abc' });
  expect((await requestAction(simulator, COPY)).message).toBe('Encoded authorization failure message: abc');
});

test.each([
  ['target', {}, 'ec2:CopyVolumes on resource: arn:aws:ec2:us-east-1:123456789012:volume/*'],
  ['create-tags', {}, undefined],
  [
    'create-tags',
    { 'TagSpecification.1.ResourceType': 'volume', 'TagSpecification.1.Tag.1.Key': 'k' },
    'ec2:CreateTags on resource: arn:aws:ec2:us-east-1:123456789012:volume/*',
  ],
] as const)('the permission on %s, with %o', async (permission, tags, text) => {
  simulator.addFault({ kind: 'deny', action: 'CopyVolumes', permission });
  const response = await requestAction(simulator, { ...COPY, ...tags });
  expect(response.code).toBe(text === undefined ? 'ok' : 'UnauthorizedOperation');
  expect(response.message).toContain(text ?? '');
});

test('STS has its own error document', async () => {
  simulator.addFault({ kind: 'deny', action: 'GetCallerIdentity' });
  const response = await requestAction(simulator, { Action: 'GetCallerIdentity' });
  expect([response.status, response.code, response.one('Type')]).toEqual([403, 'AccessDenied', 'Sender']);
  expect(response.body).toContain('<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
});

test('a late answer is late, and closing does not wait for it', async () => {
  simulator.addFault({ kind: 'latency', latencyMs: 3_600_000, times: 1 });
  const pending = requestAction(simulator, { Action: 'DescribeVolumes' });
  pending.catch(() => undefined);
  while (simulator.requests.length === 0) await new Promise(setImmediate);
  await simulator.close();
  await expect(pending).rejects.toThrow();
  simulator = await startFrozenSimulator();
  simulator.addFault({ kind: 'latency', latencyMs: 1 });
  expect((await requestAction(simulator, { Action: 'DescribeVolumes' })).code).toBe('ok');
});

// EC2 API reference "Errors": 4xx for the caller's, 5xx for EC2's own.
test.each([
  ['DryRunOperation', 412],
  ['UnauthorizedOperation', 403],
  ['RequestLimitExceeded', 503],
  ['InternalError', 500],
  ['InvalidVolume.NotFound', 400],
  ['CopyVolumesLimitExceeded', 400],
  ['SomethingNew', 400],
])('%s has status %d', (code, status) => {
  expect(statusOf(code)).toBe(status);
});

test('every status in the table is an error', () => {
  for (const status of Object.values(FAULT_STATUS)) expect(status).toBeGreaterThanOrEqual(400);
});
