// serve-http as a process: how it starts, what it leaves on stderr, how it ends.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { holdAnswer } from '../support/held-answer.ts';
import { openDoor } from '../support/killable-process.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { type SpawnedHttp, spawnHttp } from '../support/spawned-http.ts';
import { emptyEnvironment, environmentFor, run } from '../support/spawned-server.ts';
import { callTool, rpc, structuredOf } from '../support/test-http.ts';

async function start(env: Record<string, string>): Promise<SpawnedHttp> {
  const started = await spawnHttp([], emptyEnvironment(env));
  onTestFinished(started.kill);
  return started;
}

test('it is set by variables alone, and SIGTERM ends a wait with its answer, a silent connection, and the process with 0', async () => {
  const env = { EBS_COPY_PORT: '0', EBS_COPY_SIMULATE: 'true', EBS_COPY_SPEED: '1', EBS_COPY_CALLS_PER_CALLER: '2' };
  const { url, child, stderr } = await start(env);
  const params = {
    name: 'get_volume_status',
    arguments: { VolumeIds: ['vol-0a1b2c3d4e5f60011'], waitFor: 'initialized', waitSeconds: 45 },
    _meta: { progressToken: 1 },
  };
  let seen = '';
  const waiting = rpc({ url }, 'tools/call', params, {}, (text) => {
    seen += text;
  });
  await vi.waitFor(() => expect(seen).toMatch(/initialized \d+ %/), { timeout: 20_000 });
  const silent = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void silent.destroy());
  await once(silent, 'connect');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(structuredOf(await waiting)).toMatchObject({ outcome: 'partial', wait: { reached: false } });
  const [, ...lines] = stderr().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ tool: 'get_volume_status', outcome: 'partial' }]);
});

test('SIGTERM, also a second one, leaves a send under way its end', async () => {
  const aws = await startRecordingSimulator();
  const door = await openDoor(aws.url);
  onTestFinished(() => aws.close());
  onTestFinished(() => door.close());
  const server = await spawnHttp(['--port', '0', '--mode', 'auto', '--max-size', '16000'], environmentFor(door.url));
  onTestFinished(server.kill);
  const COPY = { SourceVolumeId: 'vol-0a1b2c3d4e5f60003', VolumeType: 'gp3', Iops: 4000, Throughput: 125 };
  const { Request } = structuredOf(await callTool(server, 'copy_volume', COPY));
  const held = holdAnswer(door, 'CopyVolumes 1');
  const real = { ...COPY, ClientToken: (Request as { ClientToken: string }).ClientToken, DryRun: false };
  const copied = callTool(server, 'copy_volume', real).then(structuredOf, () => 'the connection was closed');
  await held.reached;
  const ended = once(server.child, 'exit');
  server.child.kill('SIGTERM');
  await vi.waitFor(() => expect(rpc(server, 'tools/list')).rejects.toThrow('ECONNREFUSED'), { timeout: 20_000 });
  server.child.kill('SIGTERM');
  held.goOn();
  expect(await copied).toMatchObject({ outcome: 'copied', created: 'now' });
  expect(await ended).toEqual([0, null]);
});

test.each<[string, string[], string[]]>([
  ['an option', ['--auth', 'oidc', '--host', '0.0.0.0'], ['--issuer', '--audience', '--public-url']],
  ['copies without a person and without a limit', ['--mode', 'auto', '--simulate'], ['--mode', 'needs a limit']],
])('%s that it cannot use ends it with 2, and everything that is wrong', async (_, args, words) => {
  const { code, stdout, stderr } = await run(['serve-http', ...args], emptyEnvironment());
  expect(code).toBe(2);
  expect(stdout).toBe('');
  for (const word of words) expect(stderr).toContain(word);
});

test('a port that is taken ends it with 2 and a sentence', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const args = ['serve-http', '--simulate', '--port', String(port)];
  const { code, stderr } = await run(args, emptyEnvironment());
  expect(code).toBe(2);
  expect(stderr).toBe(
    `ebs-copy-mcp: It cannot listen at 127.0.0.1, port ${port}: another program listens there (EADDRINUSE); name another with --port.\n`,
  );
});
