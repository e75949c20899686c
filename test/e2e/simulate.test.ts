// The embedded EC2: alone for any client, and inside the server with every answer marked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { CopyVolumesCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { connectHost } from '../support/mcp-clients.ts';
import { ENTRY, emptyEnvironment, run } from '../support/spawned-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'alone it serves the AWS SDK on the port asked for, until %s',
  async (signal) => {
    const port = await freePort();
    const child = spawn(process.execPath, [ENTRY, 'simulate', '--port', String(port), '--cut-after', '1'], {
      env: emptyEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    const lines: string[] = [];
    await new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        if (line.includes('aws ec2 describe-volumes')) resolve();
      });
    });
    expect(lines[0]).toContain(`SIMULATED EC2 on http://127.0.0.1:${port}`);

    const ec2 = new EC2Client({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
    });
    const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [SOURCE] }));
    expect(Volumes[0]).toMatchObject({ VolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000 });
    // The SDK sends the cut copy again with the same token; the second answer is the first volume.
    const copied = await ec2.send(new CopyVolumesCommand({ SourceVolumeId: SOURCE, ClientToken: 'journey' }));
    expect(copied.Volumes?.[0]?.SourceVolumeId).toBe(SOURCE);

    child.kill(signal);
    expect(await closed).toEqual([0, null]);
    ec2.destroy();
  },
);

test('alone with an action that it does not have it says which was meant, and ends with exit code 2', async () => {
  const { code, stdout, stderr } = await run(['simulate', '--port', '0', '--deny', 'copyvolumes,Foo,DescribeVolumes']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.split('\n')).toEqual([
    'ebs-copy-mcp: --deny: "copyvolumes" is not an action of the embedded EC2. Did you mean CopyVolumes?',
    expect.stringMatching(/^ebs-copy-mcp: --deny: "Foo" is not an action of the embedded EC2\. Known: CopyVolumes, /),
    '',
  ]);
});

test('alone on a port that is taken it says so and ends with exit code 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { code, stdout, stderr } = await run(['simulate', '--port', String(port)]);
  taken.close();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`ebs-copy-mcp: --port: ${port} on 127.0.0.1 is not available (EADDRINUSE).\n`);
});

test('inside the server every summary is marked, whatever its outcome', async () => {
  const host = await connectHost(['--simulate', '--mode', 'auto', '--speed', '1000'], emptyEnvironment());
  const outcomes = new Set<string>();
  let offered: Record<string, unknown> = {};
  for (const [tool, args] of [
    ['get_volume_status', {}],
    ['get_volume_status', { attachedTo: 'prod-db-1' }],
    ['get_volume_status', { VolumeIds: [SOURCE, 'vol-0ffffffffffffffff'] }],
    ['get_volume_status', { VolumeIds: ['vol-0ffffffffffffffff'] }],
    ['get_volume_status', { Filters: [{ Name: 'no-such-filter', Values: ['x'] }] }],
    ['get_volume_status', { bogus: 1 }],
    ['copy_volume', { SourceVolumeId: SOURCE }],
    ['copy_volume', { SourceVolumeId: SOURCE, Size: 1 }],
    ['copy_volume', { SourceVolumeId: SOURCE, Size: 1, DryRun: false }],
    ['copy_volume', { SourceVolumeId: 'vol-0ffffffffffffffff' }],
    ['copy_volume', { bogus: 1 }],
    ['copy_volume', { SourceVolumeId: SOURCE, DryRun: false }],
    ['copy_volume', { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000, Throughput: 250 }],
    ['copy_volume', 'what the call before offered'],
  ] as const) {
    const { structuredContent, text } = await host.call(tool, typeof args === 'string' ? offered : args);
    const { outcome, summary, where, next } = structuredContent;
    const calls = (next as { arguments: Record<string, unknown> }[]).map((call) => call.arguments);
    offered = calls.find(({ DryRun }) => DryRun === false) ?? {};
    outcomes.add(`${tool} ${outcome}`);
    expect(summary, `${tool} ${JSON.stringify(args)}`).toMatch(/^SIMULATED – nothing exists in AWS\. /);
    expect(text.startsWith(summary)).toBe(true);
    expect(where).toMatchObject({ simulated: true });
  }
  expect([...outcomes].sort()).toEqual([
    'copy_volume copied',
    'copy_volume failed',
    'copy_volume refused',
    'copy_volume would_be_refused',
    'copy_volume would_copy',
    'get_volume_status failed',
    'get_volume_status found',
    'get_volume_status nothing_found',
    'get_volume_status partial',
    'get_volume_status refused',
  ]);
  await host.close();
});

test('inside the server no variable of the environment leads out of it', async () => {
  const host = await connectHost(
    ['--simulate'],
    emptyEnvironment({
      AWS_REGION: 'eu-central-1',
      AWS_PROFILE: 'prod',
      AWS_ACCESS_KEY_ID: 'AKIDREAL',
      AWS_SECRET_ACCESS_KEY: 'real',
    }),
  );
  const { structuredContent } = await host.call('get_volume_status', { VolumeIds: [SOURCE] });
  expect(structuredContent).toMatchObject({ outcome: 'found', where: { region: 'us-east-1', simulated: true } });
  expect(structuredContent.where).not.toHaveProperty('profile');
  await host.close();
});

test.each([
  ['--region', ['--region', 'eu-west-1'], {}, 'eu-west-1'],
  ['several Regions: the first', ['--region', 'ap-southeast-2,us-east-1'], {}, 'ap-southeast-2'],
  ['EBS_COPY_REGIONS', [], { EBS_COPY_REGIONS: 'sa-east-1', AWS_REGION: 'us-east-1' }, 'sa-east-1'],
])('%s says where the simulated volumes are', async (_, options, variables, region) => {
  const host = await connectHost(['--simulate', ...options], emptyEnvironment(variables));
  const found = await host.call('get_volume_status', { VolumeIds: [SOURCE] });
  expect(found.structuredContent).toMatchObject({
    outcome: 'found',
    where: { region, simulated: true },
    Volumes: [{ VolumeId: SOURCE, AvailabilityZone: `${region}a` }],
  });
  const plan = await host.call('copy_volume', {
    SourceVolumeId: SOURCE,
    VolumeType: 'gp3',
    Iops: 6000,
    Throughput: 250,
  });
  expect(plan.structuredContent).toMatchObject({ outcome: 'would_copy', where: { region } });
  await host.close();
});
