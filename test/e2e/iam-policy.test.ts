// `iam-policy`: its statements against the requests that the server really sends.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RequestRecord } from '../../src/simulator/serve-request.ts';
import { checksOf, isAllowed, type Policy, type Where } from '../support/iam-evaluation.ts';
import { connectHost } from '../support/mcp-clients.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { emptyEnvironment, environmentFor, run } from '../support/spawned-server.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const HERE: Where = {
  region: 'us-east-1',
  account: '123456789012',
  sourceTags: { Name: 'prod-db-1-data', Environment: 'production', Team: 'database' },
  requestTagsOnSource: false,
};
const PLACE = ['--region', 'us-east-1', '--account', '123456789012'];

async function print(...options: string[]): Promise<{ policy: Policy; notes: string }> {
  const { code, stdout, stderr } = await run(['iam-policy', ...options]);
  expect(code).toBe(0);
  return { policy: JSON.parse(stdout), notes: stderr };
}

let simulator: RecordingSimulator;
let requests: readonly RequestRecord[];

beforeAll(async () => {
  simulator = await startRecordingSimulator();
  const host = await connectHost(['--mode', 'auto', '--max-copies-per-day', '5'], environmentFor(simulator.url));
  const { structuredContent } = await host.call('copy_volume', {
    SourceVolumeId: SOURCE,
    VolumeType: 'gp3',
    Iops: 6000,
    Throughput: 250,
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'a copy' }] }],
  });
  const next = structuredContent.next as { arguments: Record<string, unknown> }[];
  await host.call('copy_volume', next.find((call) => call.arguments.DryRun === false)?.arguments);
  for (const args of [
    {},
    { copiesOf: SOURCE },
    { attachedTo: 'prod-db-1' },
    { madeHere: true },
    { VolumeIds: [SOURCE] },
  ])
    await host.call('get_volume_status', args);
  await host.close();
  requests = [...simulator.requests];
  expect(requests.filter(({ action }) => action === 'CopyVolumes')).toHaveLength(2);
});
afterAll(() => simulator.close());

const denied = (policy: Policy, where = HERE, some = requests) => [
  ...new Set(some.filter((one) => !checksOf(one, where).every((check) => isAllowed(policy, check))).map(nameOf)),
];
const nameOf = ({ action, params }: RequestRecord) => `${action}${params.DryRun === 'true' ? ' (dry run)' : ''}`;

describe('against the requests that were recorded', () => {
  test('mode plan allows every read, and neither a copy nor its dry run', async () => {
    const { policy, notes } = await print('--mode', 'plan', ...PLACE);
    expect(denied(policy)).toEqual(['CopyVolumes (dry run)', 'CopyVolumes']);
    expect(notes).toContain('ends would_be_refused');
    expect(notes).toContain('--with-dry-run');
  });

  test.each([[['--mode', 'plan', '--with-dry-run']], [['--mode', 'ask']], [['--mode', 'auto']], [[]]])(
    '%j allows every request',
    async (options) => {
      expect(denied((await print(...options, ...PLACE)).policy)).toEqual([]);
    },
  );

  test('no statement is there that no request needs', async () => {
    const { policy } = await print('--mode', 'auto', ...PLACE);
    const checks = requests.flatMap((one) => checksOf(one, HERE));
    for (const statement of policy.Statement) {
      const rest = { ...policy, Statement: policy.Statement.filter((one) => one !== statement) };
      expect(
        checks.some((check) => !isAllowed(rest, check)),
        statement.Sid,
      ).toBe(true);
    }
    const needed = new Set(checks.map(({ action }) => action));
    expect(policy.Statement.flatMap(({ Action }) => Action).filter((action) => !needed.has(action))).toEqual([]);
  });

  test.each([
    ['another Region', { ...HERE, region: 'eu-west-1' }],
    ['another account', { ...HERE, account: '999999999999' }],
  ])('in %s nothing is copied', async (_, where) => {
    const { policy } = await print('--mode', 'auto', ...PLACE);
    expect(denied(policy, where)).toEqual(expect.arrayContaining(['CopyVolumes (dry run)', 'CopyVolumes']));
  });

  test.each([
    ['Environment=production', []],
    ['Environment=test', ['CopyVolumes (dry run)', 'CopyVolumes']],
    ['Team', []],
    ['may-be-copied', ['CopyVolumes (dry run)', 'CopyVolumes']],
    ['Team,may-be-copied=yes', ['CopyVolumes (dry run)', 'CopyVolumes']],
  ])('--require-tag %s', async (tags, expected) => {
    const { policy } = await print('--mode', 'auto', ...PLACE, '--require-tag', tags);
    expect(denied(policy)).toEqual(expected);
    expect(denied(policy, { ...HERE, requestTagsOnSource: true })).toEqual(expected);
  });

  test('a tag of its own on a finished volume is not allowed', async () => {
    const { policy } = await print('--mode', 'auto', ...PLACE);
    const resource = `arn:aws:ec2:us-east-1:123456789012:volume/${SOURCE}`;
    expect(isAllowed(policy, { action: 'ec2:CreateTags', resource, context: {} })).toBe(false);
  });
});

describe('under the policy a rehearsal', () => {
  test.each([
    ['would be refused by EC2 in mode plan', ['--mode', 'plan'], 'would_be_refused'],
    ['would copy with the dry run', ['--mode', 'plan', '--with-dry-run'], 'would_copy'],
  ])('%s', async (_, options, outcome) => {
    const { policy } = await print(...options, ...PLACE);
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    const deny = ['CopyVolumes', 'DescribeVolumes', 'DescribeInstances', 'GetEbsDefaultKmsKeyId'].filter(
      (action) => !allowed.includes(`ec2:${action}`),
    );
    const guarded = await startRecordingSimulator({ faults: deny.map((action) => ({ kind: 'deny', action })) });
    const host = await connectHost(['--mode', 'plan'], environmentFor(guarded.url));
    const { structuredContent } = await host.call('copy_volume', { SourceVolumeId: SOURCE, VolumeType: 'gp3' });
    expect(structuredContent.outcome).toBe(outcome);
    await host.close();
    await guarded.close();
  });
});

test('the partition is that of the Region, and the keys are of the Region and account', async () => {
  const key = '1234abcd-12ab-34cd-56ef-1234567890ab';
  const { policy } = await print('--region', 'eusc-de-east-1', '--account', '111122223333', '--key', key);
  const arns = policy.Statement.flatMap(({ Resource }) => Resource).filter((one) => one !== '*');
  expect(new Set(arns)).toEqual(
    new Set([
      'arn:aws-eusc:ec2:eusc-de-east-1:111122223333:volume/vol-*',
      'arn:aws-eusc:ec2:eusc-de-east-1:111122223333:volume/*',
      `arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/${key}`,
    ]),
  );
});

test('without Region and account it says how to narrow it, and settings of AWS change nothing', async () => {
  const { stdout, stderr } = await run(['iam-policy'], emptyEnvironment({ AWS_REGION: 'cn-north-1' }));
  expect(stdout).toContain('arn:aws:ec2:*:*:volume/vol-*');
  expect(stderr).toContain('any Region and any account of the partition aws; --region and --account narrow it.');
});

test.each([
  [['--region', 'us-east-1,cn-north-1'], 'us-east-1 (aws), cn-north-1 (aws-cn)'],
  [['--key', 'alias/mine'], 'a policy takes no alias'],
  [['--mode', 'atuo'], '--mode'],
])('%j ends with exit code 2 and no policy', async (options, words) => {
  const { code, stdout, stderr } = await run(['iam-policy', ...options]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
});
