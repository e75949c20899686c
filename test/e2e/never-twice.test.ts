// One intent, one volume: lost answers, repeated and simultaneous calls, new processes, cancels.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Mode } from '../../src/consent/limits-table.ts';
import type { Settings } from '../../src/ports/tool.ts';
import type { FaultRule } from '../../src/simulator/listen.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';
import { type InProcess, startInProcess } from '../support/in-process-client.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const TOKEN = '11111111-2222-4333-8444-555555555555';
const REAL = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000, Throughput: 250, DryRun: false };
const LOST: FaultRule = { action: 'CopyVolumes', kind: 'cut-after', realOnly: true };

let simulator: RecordingSimulator;
const servers: InProcess[] = [];
beforeEach(async () => {
  openAwsHome(KEYS);
  simulator = await startRecordingSimulator();
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    expect(server.bugs).toEqual([]);
    await server.close();
  }
  vi.unstubAllEnvs();
  await simulator.close();
});

/** A wait moves the simulated clock instead, and lets others go on. */
async function sleep(ms: number): Promise<void> {
  simulator.advance(ms);
  await new Promise((resolve) => setImmediate(resolve));
}

/** In mode ask a token of the caller's own is good, after a yes; in mode auto only that of a rehearsal is. */
async function start(mode: Mode = 'ask', settings: Partial<Settings> = {}): Promise<InProcess> {
  const server = await startInProcess(simulator.url, { sleep }, mode, settings);
  servers.push(server);
  return server;
}

const copies = () => simulator.world.volumes.filter((volume) => volume.sourceVolumeId === SOURCE);
const sends = () => simulator.requests.filter(({ action, params }) => action === 'CopyVolumes' && !params.DryRun);

/** The real call that a rehearsal offers, or one with a token of the caller's own. */
async function realCall(mode: Mode): Promise<Record<string, unknown>> {
  if (mode === 'ask') return { ...REAL, ClientToken: TOKEN };
  const { next } = await (await start(mode)).copy({ ...REAL, DryRun: true });
  return next.find((call) => call.arguments.DryRun === false)?.arguments ?? {};
}

test.each<Mode>(['ask', 'auto'])(
  '100 lost answers and one volume, in mode %s: one process, which finds no tags, the same call again and again',
  async (mode) => {
    const call = await realCall(mode);
    const server = await start(mode, { stamp: false });
    simulator.addFault({ ...LOST, times: 100 });
    let answered = await server.copy(call);
    for (; answered.outcome === 'unknown'; answered = await server.copy(call)) expect(answered.Volumes).toEqual([]);
    expect(answered).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(answered.Volumes.map(({ VolumeId }) => VolumeId)).toEqual(copies().map(({ id }) => id));
    expect(sends().map(({ outcome }) => outcome)).toEqual([...Array(100).fill('cut-after'), 'ok']);
    expect(new Set(sends().map(({ body }) => body)).size, 'every send is the same, byte by byte').toBe(1);
  },
);

test.each<Mode>(['ask', 'auto'])(
  '100 lost answers and one volume, in mode %s: every call from a new process',
  async (mode) => {
    const call = await realCall(mode);
    simulator.addFault({ ...LOST, times: 100 });
    const ids = new Set<string | undefined>();
    while (sends().length <= 100) {
      const answered = await (await start(mode)).copy(call);
      expect(answered.outcome).toBe('copied');
      ids.add(answered.Volumes[0]?.VolumeId);
    }
    expect([...ids]).toEqual(copies().map(({ id }) => id));
    expect(ids.size).toBe(1);
  },
);

describe.each<[string, FaultRule]>([
  ['a cut connection', LOST],
  ['an HTML page', { ...LOST, kind: 'html', afterCommit: true }],
  ['an empty answer', { ...LOST, kind: 'empty', afterCommit: true }],
  ['a 500', { ...LOST, kind: 'error', afterCommit: true }],
  ['a 503', { ...LOST, kind: 'error', code: 'Unavailable', status: 503, afterCommit: true }],
])('when every answer is %s', (_name, rule) => {
  test('and nothing can be looked up, it is unknown; the offered call gives certainty', async () => {
    const server = await start('auto');
    // The real call joins this plan: it has the plan's token without naming it.
    await server.copy({ ...REAL, DryRun: true });
    simulator.addFault(rule);
    simulator.addFault({ action: 'DescribeVolumes', kind: 'error', after: 1 });
    const unclear = await server.copy(REAL);
    expect(unclear).toMatchObject({ outcome: 'unknown', error: { retry: 'same_request' }, Volumes: [] });
    expect(unclear.summary).toMatch(/Not known whether a volume was created\./);
    simulator.clearFaults();
    const [offered] = unclear.next;
    expect(offered?.arguments.ClientToken).toBe(sends()[0]?.params.ClientToken);
    const clear = await server.copy(offered?.arguments ?? {});
    expect(clear).toMatchObject({ outcome: 'copied', created: 'earlier', Volumes: [{ VolumeId: copies()[0]?.id }] });
    expect(copies()).toHaveLength(1);
  });

  test('and the same is asked again without the token, it is still the same copy', async () => {
    const server = await start('auto');
    // The real call joins this plan: it has the plan's token without naming it.
    await server.copy({ ...REAL, DryRun: true });
    simulator.addFault(rule);
    simulator.addFault({ action: 'DescribeVolumes', kind: 'error', after: 1 });
    await server.copy(REAL);
    simulator.clearFaults();
    expect(await server.copy(REAL)).toMatchObject({ outcome: 'copied', created: 'earlier' });
    expect(copies()).toHaveLength(1);
  });
});

test('an answer lost before the copy was made: the repeated send makes it', async () => {
  const server = await start();
  simulator.addFault({ ...LOST, kind: 'cut-before', times: 3 });
  expect(await server.copy(REAL)).toMatchObject({ outcome: 'copied', created: 'now' });
  expect(sends()).toHaveLength(4);
  expect(copies()).toHaveLength(1);
});

test('twenty calls at once with one token make one volume', async () => {
  const server = await start();
  const calls = Array.from({ length: 20 }, () => server.copy({ ...REAL, ClientToken: TOKEN }));
  for (const answered of await Promise.all(calls)) expect(answered.outcome).toBe('copied');
  expect(copies()).toHaveLength(1);
});

test('twenty calls at once of the same words without a token are one copy with one token', async () => {
  const server = await start();
  const calls = await Promise.all(Array.from({ length: 20 }, () => server.copy(REAL)));
  expect(new Set(sends().map(({ params }) => params.ClientToken)).size).toBe(1);
  for (const answered of calls) expect(answered.outcome).toBe('copied');
  expect(calls.filter(({ created }) => created === 'now')).toHaveLength(1);
  expect(copies()).toHaveLength(1);
});

test('a token goes with its own request only', async () => {
  const server = await start();
  await server.copy({ ...REAL, ClientToken: TOKEN });
  const other = await server.copy({ ...REAL, Iops: 7000, ClientToken: TOKEN });
  expect(other).toMatchObject({ outcome: 'refused', error: { code: 'token-of-another-request' } });
  expect(sends()).toHaveLength(1);
  const elsewhere = await (await start()).copy({ ...REAL, Iops: 7000, ClientToken: TOKEN });
  // EC2 knows the token of the caller's own with another request: this one has made nothing.
  expect(elsewhere).toMatchObject({ outcome: 'failed', error: { code: 'IdempotentParameterMismatch' } });
  expect(copies()).toHaveLength(1);
});

test('a volume older than the call is not told as new, also by a process that knows nothing', async () => {
  await (await start()).copy({ ...REAL, ClientToken: TOKEN });
  simulator.advance(60_000);
  expect(await (await start()).copy({ ...REAL, ClientToken: TOKEN })).toMatchObject({ created: 'earlier' });
  // Without that token it is another copy, and the first still runs.
  const other = await (await start()).copy(REAL);
  expect(other).toMatchObject({ outcome: 'refused', error: { code: 'findings-block' } });
  expect(copies()).toHaveLength(1);
});

test('a definite no is a failure, and its token is free again', async () => {
  const server = await start();
  simulator.addFault({ ...LOST, kind: 'deny', times: 1 });
  const denied = await server.copy({ ...REAL, ClientToken: TOKEN });
  expect(denied).toMatchObject({ outcome: 'failed', error: { code: 'UnauthorizedOperation' } });
  expect(denied.summary).toContain('Nothing was created.');
  expect(await server.copy({ ...REAL, ClientToken: TOKEN })).toMatchObject({ outcome: 'copied', created: 'now' });
});

test('a cancel before the send sends nothing', async () => {
  const server = await start();
  // The least important read is late: everything that a copy needs is there when the cancel comes.
  simulator.addFault({ action: 'GetEbsDefaultKmsKeyId', kind: 'latency', latencyMs: 200 });
  const cancel = new AbortController();
  const call = server.copy(REAL, { signal: cancel.signal });
  const open = () => simulator.requests.filter(({ outcome }) => outcome === '').map(({ action }) => action);
  await vi.waitFor(() => expect([simulator.requests.length > 1, open()]).toEqual([true, ['GetEbsDefaultKmsKeyId']]));
  cancel.abort();
  await expect(call).rejects.toThrow();
  // A rehearsal takes longer than what was left of the cancelled call.
  await server.copy({ ...REAL, DryRun: true });
  expect(sends()).toEqual([]);
  expect(copies()).toEqual([]);
});

test('a cancel during the send does not stop it: the lost answer is asked for again', async () => {
  const server = await start();
  simulator.addFault({ ...LOST, times: 1 });
  simulator.addFault({ action: 'CopyVolumes', kind: 'latency', latencyMs: 100, times: 1 });
  const cancel = new AbortController();
  const call = server.copy({ ...REAL, ClientToken: TOKEN }, { signal: cancel.signal });
  await vi.waitFor(() => expect(sends()).toHaveLength(1));
  cancel.abort();
  await expect(call).rejects.toThrow();
  await vi.waitFor(() => expect(sends().map(({ outcome }) => outcome)).toEqual(['cut-after', 'ok']));
  expect(copies()).toHaveLength(1);
});
