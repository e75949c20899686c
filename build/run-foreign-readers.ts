// Readers that are not ours and that nothing here depends on: run-foreign-readers.ts NODE FOLDER. NODE, of 22 or newer,
// runs the Inspector; FOLDER has them installed by
//   npm install ec2-oldest@npm:@aws-sdk/client-ec2@3.910.0 ec2-newest@npm:@aws-sdk/client-ec2@latest
//     @modelcontextprotocol/inspector@2.12.0 @cyclonedx/cyclonedx-library@10.3.0 ajv@8 ajv-formats@3
//     ajv-formats-draft2019@1
// Needs dist/. The first surprise ends it with an error.
import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator } from '../src/simulator/listen.ts';

type Sdk = typeof import('@aws-sdk/client-ec2');

// 3.910.0 of 14 October 2025 is the first release of the SDK with CopyVolumes: it knows neither Encrypted nor KmsKeyId.
const SDKS = ['ec2-oldest', 'ec2-newest'];
const INSPECTOR = '@modelcontextprotocol/inspector/clients/launcher/build/index.js';
const TOOLS = ['copy_volume', 'get_volume_status'];
const SOURCE = 'vol-0a1b2c3d4e5f60003';
const INSTANCE = 'i-0a1b2c3d4e5f60003';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const run = promisify(execFile);
const [, , node, folder] = process.argv;
if (!node || !folder) throw new Error('Usage: run-foreign-readers.ts NODE FOLDER');
const from = createRequire(join(folder, 'package.json'));

for (const name of SDKS) {
  await readBySdk(from(name) as Sdk);
  const { version } = from(`${name}/package.json`) as { version: string };
  process.stdout.write(`@aws-sdk/client-ec2 ${version} reads the embedded EC2\n`);
}
await validateBill(from('@cyclonedx/cyclonedx-library') as CycloneDx);
process.stdout.write('The bill of materials is valid CycloneDX\n');
for (const era of ['legacy', 'modern']) {
  await listByInspector(node, join(folder, 'node_modules', INSPECTOR), era);
  process.stdout.write(`The Inspector's strict listing has nothing to say, ${era} era\n`);
}

interface CycloneDx {
  Validation: { JsonStrictValidator: new (version: string) => { validate(text: string): Promise<unknown> } };
}

async function validateBill({ Validation }: CycloneDx): Promise<void> {
  const text = await readFile(join(dist, 'bill-of-materials.cdx.json'), 'utf8');
  assert.equal(await new Validation.JsonStrictValidator('1.6').validate(text), null);
}

/** Every request of this product's and of the commands that it hands over, by one version of the SDK. */
async function readBySdk(sdk: Sdk): Promise<void> {
  const simulator = await startSimulator({ switches: { visibilityLagMs: 0 } });
  const ec2 = new sdk.EC2Client({
    region: 'us-east-1',
    endpoint: simulator.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' },
  });
  try {
    const ids: (string | undefined)[] = [];
    for await (const page of sdk.paginateDescribeVolumes({ client: ec2, pageSize: 5 }, {}))
      ids.push(...(page.Volumes ?? []).map(({ VolumeId }) => VolumeId));
    assert.equal(ids.length, 17);
    const dryRun = ec2.send(new sdk.CopyVolumesCommand({ SourceVolumeId: SOURCE, DryRun: true }));
    await assert.rejects(dryRun, { name: 'DryRunOperation' });
    const request = { SourceVolumeId: SOURCE, VolumeType: 'gp3' as const, ClientToken: 'one' };
    const [copy] = (await ec2.send(new sdk.CopyVolumesCommand(request))).Volumes ?? [];
    const [again] = (await ec2.send(new sdk.CopyVolumesCommand(request))).Volumes ?? [];
    assert.ok(copy?.VolumeId);
    assert.equal(again?.VolumeId, copy.VolumeId);
    assert.deepEqual([copy.State, copy.SourceVolumeId, copy.Size, copy.Iops], ['creating', SOURCE, 100, 3000]);
    assert.ok(copy.CreateTime instanceof Date);
    await readCopy(sdk, ec2, copy.VolumeId, () => simulator.advance(600_000));
  } finally {
    ec2.destroy();
    await simulator.close();
  }
}

async function readCopy(sdk: Sdk, ec2: InstanceType<Sdk['EC2Client']>, id: string, later: () => void): Promise<void> {
  later();
  const status = await ec2.send(new sdk.DescribeVolumeStatusCommand({ VolumeIds: [id] }));
  const details = status.VolumeStatuses?.[0]?.InitializationStatusDetails;
  assert.deepEqual([details?.InitializationType, details?.Progress], ['volume-copy', 71]);
  const none = ec2.send(new sdk.DescribeVolumesModificationsCommand({ VolumeIds: [id] }));
  await assert.rejects(none, { name: 'InvalidVolumeModification.NotFound' });
  const { Reservations = [] } = await ec2.send(new sdk.DescribeInstancesCommand({ InstanceIds: [INSTANCE] }));
  assert.equal(Reservations[0]?.Instances?.[0]?.InstanceId, INSTANCE);
  const target = { VolumeId: id, InstanceId: INSTANCE, Device: '/dev/sdx' };
  assert.equal((await ec2.send(new sdk.AttachVolumeCommand(target))).State, 'attaching');
  const deletion = ec2.send(new sdk.DeleteVolumeCommand({ VolumeId: id }));
  await assert.rejects(deletion, { name: 'VolumeInUse' });
  assert.equal((await ec2.send(new sdk.CreateSnapshotCommand({ VolumeId: id }))).State, 'pending');
}

interface Listing {
  result: { tools: { name: string }[] };
  /** Absent when there are none. */
  schemaFindings?: unknown[];
}

/** `--strict` is a lint of schemas that some hosts refuse: it ends with 6 for an error, and lists what is a warning. */
async function listByInspector(node: string, inspector: string, era: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'ebs-copy-inspector-'));
  const server = [process.execPath, join(dist, 'main.cjs'), '--simulate'];
  const listing = ['--method', 'tools/list', '--format', 'json', '--strict', '--protocol-era', era];
  try {
    const env = { PATH: process.env.PATH, HOME: home };
    const { stdout } = await run(node, [inspector, '--cli', ...server, ...listing], { env });
    const { result, schemaFindings = [] } = JSON.parse(stdout) as Listing;
    assert.deepEqual(
      result.tools.map(({ name }) => name),
      TOOLS,
    );
    assert.deepEqual(schemaFindings, []);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
