// A send whose caller hung up in the middle of it: it is finished, and until then it counts.
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KEYS, openAwsHome } from '../../support/aws-home.ts';
import { holdAnswer } from '../../support/held-answer.ts';
import { type Door, openDoor } from '../../support/killable-process.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../../support/recording-simulator.ts';
import { callTool, rpc, startTestHttpAt, structuredOf, type TestHttp } from '../../support/test-http.ts';

vi.setConfig({ testTimeout: 60_000 });

const COPY = { SourceVolumeId: 'vol-0a1b2c3d4e5f60003', VolumeType: 'gp3', Iops: 4000, Throughput: 125 };

let aws: RecordingSimulator;
let door: Door;
beforeEach(async () => {
  openAwsHome(KEYS);
  aws = await startRecordingSimulator();
  door = await openDoor(aws.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await door.close();
  await aws.close();
});

const copies = (server: TestHttp) => server.lines.filter(({ outcome }) => outcome === 'copied');

/** Resolves when EC2 has made the volume and its caller has hung up; the answer of EC2 is held until `goOn`. */
async function leaveInASend(...options: string[]): Promise<{ server: TestHttp; goOn: () => void }> {
  const server = await startTestHttpAt(door.url, '--mode', 'auto', '--max-size', '16000', ...options);
  const { Request } = structuredOf(await callTool(server, 'copy_volume', COPY));
  const { ClientToken } = Request as { ClientToken: string };
  const { reached, goOn } = holdAnswer(door, 'CopyVolumes 1');
  const params = { name: 'copy_volume', arguments: { ...COPY, ClientToken, DryRun: false } };
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const caller = request(`${server.url}/mcp`, { method: 'POST', headers, agent: false });
  caller.on('error', () => undefined).end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }));
  await reached;
  expect(aws.requests.at(-1)).toMatchObject({ action: 'CopyVolumes', createdVolumeId: expect.any(String) });
  const gone = new Promise((resolve) => caller.once('close', resolve));
  caller.destroy();
  await gone;
  return { server, goOn };
}

test('told to end, the server finishes it before it ends', async () => {
  const { server, goOn } = await leaveInASend();
  const stopped = server.stop();
  // No connection is left by then.
  await vi.waitFor(() => expect(rpc(server, 'tools/list')).rejects.toThrow('ECONNREFUSED'));
  expect(copies(server)).toEqual([]);
  goOn();
  await stopped;
  expect(copies(server)).toMatchObject([{ tool: 'copy_volume', created: 'now', callerGone: true }]);
});

test('it counts as a call of its caller until it is over', async () => {
  const { server, goOn } = await leaveInASend('--calls-per-caller', '1');
  // The first of these may come before the server hears of the hang-up.
  for (let asked = 0; asked < 10; asked++) expect((await rpc(server, 'tools/list')).status).toBe(429);
  goOn();
  await vi.waitFor(async () => expect((await rpc(server, 'tools/list')).status).toBe(200));
  expect(copies(server)).toHaveLength(1);
});
