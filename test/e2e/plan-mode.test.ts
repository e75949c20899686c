// In mode plan, and by default where nobody can be asked, no mutating request leaves the process, whatever the arguments. Shown from what the
// endpoint received, not from what the server says.
import { expect, test } from 'vitest';
import { connectHost } from '../support/mcp-clients.ts';
import { isMutating } from '../support/mutating-requests.ts';
import { startRecordingSimulator } from '../support/recording-simulator.ts';
import { emptyEnvironment, environmentFor, startRaw } from '../support/spawned-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const TOKEN = '11111111-2222-4333-8444-555555555555';

const COPIES: Record<string, unknown>[] = [
  {},
  ...[false, true, null, 'false', 'False', 'no', 0, 1, '', [], [false], {}].map((DryRun) => ({ DryRun })),
  { dryRun: false },
  { Dryrun: false, DryRun: false },
  { ClientToken: TOKEN },
  { ClientToken: TOKEN, DryRun: false },
  { ClientToken: '', DryRun: false },
  { ClientToken: 'x'.repeat(65), DryRun: false },
  { VolumeType: 'gp3', Iops: 6000, Throughput: 250, DryRun: false },
  { VolumeType: 'gp3', Size: 1, DryRun: false },
  { Region: 'us-east-1', DryRun: false },
  { Profile: 'default', DryRun: false },
  { mode: 'auto', DryRun: false },
  { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'DryRun', Value: 'false' }] }], DryRun: false },
  { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'DryRun', Value: 'false' }] }] },
].map((more) => ({ SourceVolumeId: SOURCE, ...more }));

// What a bundle leaves in the environment when its settings were never filled in (mcpb 2.1.2).
const UNFILLED = {
  EBS_COPY_MODE: '',
  EBS_COPY_ALLOW_REAL_COPIES: `$\{user_config.allow_real_copies}`,
  EBS_COPY_REHEARSE_ONLY: `$\{user_config.rehearse_only}`,
};

test.each([
  ['mode plan', ['--mode', 'plan'], {}],
  ['rehearsals only, as a bundle says it', [], { EBS_COPY_REHEARSE_ONLY: 'true' }],
  ['no option, and nobody who could be asked', [], {}],
  ['settings that were never filled in', [], UNFILLED],
])('%s: rehearsals and reads are all that is sent', async (_name, args, settings) => {
  const simulator = await startRecordingSimulator();
  const host = await connectHost(args, environmentFor(simulator.url, settings));
  const before = simulator.world.volumes.length;
  for (const args of COPIES) {
    const { structuredContent } = await host.call('copy_volume', args);
    expect(structuredContent.outcome, JSON.stringify(args)).not.toBe('copied');
    expect(structuredContent.summary).toContain('Nothing was created.');
  }
  for (const args of [
    {},
    { copiesOf: SOURCE },
    { attachedTo: 'prod-db-1' },
    { madeHere: true },
    { VolumeIds: [SOURCE] },
  ])
    expect((await host.call('get_volume_status', args)).structuredContent.outcome).not.toBe('failed');
  await host.close();
  await simulator.close();
  expect(simulator.requests.filter(isMutating)).toEqual([]);
  expect(
    simulator.requests.some(({ action }) => action === 'CopyVolumes'),
    'a rehearsal asks EC2',
  ).toBe(true);
  expect(simulator.world.volumes).toHaveLength(before);
});

test('a real copy is refused in words that name neither the option nor its value', async () => {
  const simulator = await startRecordingSimulator();
  const host = await connectHost(['--mode', 'plan'], environmentFor(simulator.url));
  const { structuredContent, text } = await host.call('copy_volume', { SourceVolumeId: SOURCE, DryRun: false });
  expect(structuredContent).toMatchObject({ outcome: 'refused', error: { code: 'real-copies-not-arranged' } });
  for (const half of [text, JSON.stringify(structuredContent)]) expect(half).not.toMatch(/--mode|auto|ALLOW_REAL/i);
  await host.close();
  await simulator.close();
});

test('a refusal that came again is told of in the audit when the host ends its server', async () => {
  const server = startRaw(['--simulate', '--mode', 'plan'], emptyEnvironment());
  const clientInfo = { name: 'test', version: '1' };
  await server.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  server.notify('notifications/initialized');
  const copy = { name: 'copy_volume', arguments: { SourceVolumeId: SOURCE, DryRun: false } };
  for (let i = 0; i < 3; i++) await server.request('tools/call', copy);
  const { stderr } = await server.end();
  const lines = stderr.split('\n').filter((line) => line.includes('not-sent'));
  expect(lines.map((line) => JSON.parse(line).repeated)).toEqual([undefined, 2]);
});
