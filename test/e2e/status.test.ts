// What a status is on the wire: what it leaves alone, what a cancel stops, and what it does when EC2 throttles.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { crowdedSeed } from '../support/crowded-seed.ts';
import { connectHost } from '../support/mcp-clients.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { requestAction } from '../support/simulator-requests.ts';
import { environmentFor, type RawSession, startRaw } from '../support/spawned-server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(...given: Parameters<typeof startRecordingSimulator>): Promise<RecordingSimulator> {
  const simulator = await startRecordingSimulator(...given);
  closing.push(() => simulator.close());
  return simulator;
}

async function connectRaw(env: Record<string, string>): Promise<RawSession> {
  const session = startRaw([], env);
  const client = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'journey', version: '1' } };
  await session.request('initialize', client);
  session.notify('notifications/initialized');
  return session;
}

const status = (args: object) => ({ name: 'get_volume_status', arguments: args });

test('it writes nothing, also not where copies are remembered', async () => {
  const simulator = await start();
  const env = environmentFor(simulator.url);
  const host = await connectHost([], env);
  for (const args of [{ VolumeIds: [SEED_VOLUMES.reports] }, { copiesOf: SEED_VOLUMES.reports }, {}])
    expect((await host.call('get_volume_status', args)).structuredContent.outcome).toMatch(/found/);
  await host.close();
  expect(existsSync(env.EBS_COPY_STATE_DIR ?? '')).toBe(false);
});

test('cancelled while EC2 is silent: the request is dropped, and no other follows', async () => {
  const heard: string[] = [];
  let dropped = 0;
  const silent = createServer((incoming, outgoing) => {
    heard.push(incoming.url ?? '');
    outgoing.once('close', () => {
      dropped += 1;
    });
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  closing.push(async () => silent.close());
  const session = await connectRaw(environmentFor(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`));
  const wait = { VolumeIds: [SEED_VOLUMES.reports], waitFor: 'initialized', waitSeconds: 45 };
  session.request('tools/call', status(wait)).catch(() => undefined);
  await vi.waitFor(() => expect(heard).toHaveLength(1), 10_000);
  session.notify('notifications/cancelled', { requestId: 2 });
  // The AWS SDK itself would give the request up after 15 s, and repeat it.
  await vi.waitFor(() => expect(dropped).toBe(1), 10_000);
  await session.request('ping');
  expect(heard).toHaveLength(1);
  const { code, stdout } = await session.end();
  expect(code).toBe(0);
  expect(stdout).not.toContain('"id":2');
});

test('cancelled in a pause: the next reading is for the others alone', async () => {
  const simulator = await start({ switches: { creationMs: 600_000, visibilityLagMs: 0 } });
  const copyOf = async (SourceVolumeId: string) => {
    return (await requestAction(simulator, { Action: 'CopyVolumes', SourceVolumeId })).one('volumeId') ?? '';
  };
  const [one, other] = [await copyOf(SEED_VOLUMES.reports), await copyOf(SEED_VOLUMES.logs)];
  const readings = () => simulator.requests.filter(({ action }) => action === 'DescribeVolumes');
  const named = (id: string) => readings().map(({ body }) => body.includes(id));
  const session = await connectRaw(environmentFor(simulator.url));
  const wait = (id: string) => status({ VolumeIds: [id], waitFor: 'available', waitSeconds: 45 });
  session.request('tools/call', wait(one)).catch(() => undefined);
  const stays = session.request('tools/call', wait(other));
  await vi.waitFor(() => expect(named(other)).toContain(true), 10_000);
  const before = readings().length;
  expect(named(one)).not.toContain(false);
  session.notify('notifications/cancelled', { requestId: 2 });
  await vi.waitFor(() => expect(named(other).slice(before)).toContain(true), 10_000);
  expect(named(one).slice(before)).toEqual([false]);
  simulator.advance(600_000);
  expect((await stays).result?.structuredContent).toMatchObject({ wait: { for: 'available', reached: true } });
  expect((await session.end()).stdout).not.toContain('"id":2,');
});

test('a look at every volume slows down when the account has no requests left, and ends', async () => {
  const begun = Date.now();
  let simulator: RecordingSimulator | undefined;
  const refused = () => simulator?.requests.filter(({ outcome }) => outcome === 'RequestLimitExceeded').length ?? 0;
  simulator = await start({
    // Each refused request brings a third of a token and nothing else does, so that the three attempts of the AWS SDK
    // are not enough, however slow this machine is.
    now: () => begun + 16 * refused(),
    seed: (now) => crowdedSeed(now, 4_000),
    switches: { requestThrottling: true },
  });
  // Of a hundred. The look takes nine: one for our tag, and eight pages.
  for (let spent = 0; spent < 92; spent++) await requestAction(simulator, { Action: 'DescribeVolumes', MaxResults: 5 });
  const host = await connectHost([], environmentFor(simulator.url));
  const { structuredContent } = await host.call('get_volume_status', { copiesOf: SEED_VOLUMES.reports });
  await host.close();
  expect(refused()).toBe(4);
  expect(structuredContent).toMatchObject({ counts: { looked: 4_000 }, searched: [{ complete: true }] });
});
