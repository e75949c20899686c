// What a rehearsal and a copy are on the wire, parameter by parameter.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { version } from '../../package.json' with { type: 'json' };
import type { RequestRecord } from '../../src/simulator/serve-request.ts';
import { connectHost, type Host, type ToolAnswer } from '../support/mcp-clients.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { environmentFor } from '../support/spawned-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ASKED = {
  SourceVolumeId: SOURCE,
  VolumeType: 'gp3',
  Iops: 6000,
  Throughput: 250,
  TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'a copy & more' }] }],
};

let simulator: RecordingSimulator;
let host: Host;
let dryRun: RequestRecord;
let copy: RequestRecord;
let planned: Record<string, unknown>;
let plan: ToolAnswer;

beforeAll(async () => {
  simulator = await startRecordingSimulator();
  host = await connectHost(['--mode', 'auto'], environmentFor(simulator.url));
  plan = await host.call('copy_volume', ASKED);
  const next = plan.structuredContent.next as { arguments: Record<string, unknown> }[];
  planned = next.find((call) => call.arguments.DryRun === false)?.arguments ?? {};
  await host.call('copy_volume', planned);
  const copies = simulator.requests.filter(({ action }) => action === 'CopyVolumes');
  expect(copies).toHaveLength(2);
  [dryRun, copy] = copies as [RequestRecord, RequestRecord];
});
afterAll(async () => {
  await host.close();
  await simulator.close();
});

function pairs({ body }: RequestRecord): [string, string][] {
  return [...new URLSearchParams(body)];
}

/** What both requests say, in the order of the wire, given their token. */
function expected(token: string, dry: boolean): [string, string][] {
  const tags = [
    ['Name', 'a copy & more'],
    ['ebs-copy-mcp:plan', token],
    ['ebs-copy-mcp:source', SOURCE],
    ['ebs-copy-mcp:by', version],
  ];
  return [
    ['Action', 'CopyVolumes'],
    ['Version', '2016-11-15'],
    ['SourceVolumeId', SOURCE],
    ['Iops', '6000'],
    ['VolumeType', 'gp3'],
    ...(dry ? [['DryRun', 'true'] as [string, string]] : []),
    ['TagSpecification.1.ResourceType', 'volume'],
    ...tags.flatMap(([key = '', value = ''], index): [string, string][] => [
      [`TagSpecification.1.Tag.${index + 1}.Key`, key],
      [`TagSpecification.1.Tag.${index + 1}.Value`, value],
    ]),
    ['Throughput', '250'],
    ['ClientToken', token],
  ];
}

test('a rehearsal sends what was asked with DryRun=true, our tags and a throw-away token', () => {
  const token = dryRun.params.ClientToken ?? '';
  expect(token).toMatch(UUID);
  expect(pairs(dryRun)).toEqual(expected(token, true));
});

test('a copy sends the same without DryRun, with the token of the plan', () => {
  const token = String(planned.ClientToken);
  expect(token).toMatch(/^p2[\w-]{61}$/);
  expect(pairs(copy)).toEqual(expected(token, false));
});

test('the token of the rehearsal is never that of the copy, nor are its tags', () => {
  expect(dryRun.body).not.toContain(String(planned.ClientToken));
  expect(copy.body).not.toContain(dryRun.params.ClientToken);
});

test('the volume carries the tags that were asked for and ours', () => {
  const made = simulator.world.volumes.find(({ id }) => id === copy.createdVolumeId);
  expect(made?.tags).toEqual([
    { key: 'Name', value: 'a copy & more' },
    { key: 'ebs-copy-mcp:plan', value: planned.ClientToken },
    { key: 'ebs-copy-mcp:source', value: SOURCE },
    { key: 'ebs-copy-mcp:by', value: version },
  ]);
});

test('an omitted member is sent omitted', async () => {
  await host.call('copy_volume', { SourceVolumeId: 'vol-0a1b2c3d4e5f60003', VolumeType: null, Size: null });
  const bare = simulator.requests.filter(({ action }) => action === 'CopyVolumes').at(-1);
  expect(Object.keys(bare?.params ?? {}).filter((name) => !name.startsWith('TagSpecification'))).toEqual([
    'Action',
    'Version',
    'SourceVolumeId',
    'DryRun',
    'ClientToken',
  ]);
});

test('every request names this server and its version', () => {
  const agents = simulator.requests.map(({ headers }) => headers['user-agent'] ?? '');
  expect(agents.length).toBeGreaterThan(4);
  for (const agent of agents) expect(agent).toContain(`ebs-copy-mcp/${version}`);
});

test('an endpoint that is not AWS is told first, and in `where`', () => {
  for (const half of [plan.structuredContent.summary, plan.text])
    expect(half.startsWith(`CUSTOM ENDPOINT ${simulator.url} – not AWS's own. `)).toBe(true);
  expect(plan.structuredContent.where).toMatchObject({ endpoint: simulator.url, simulated: false });
});
