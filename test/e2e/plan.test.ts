// A rehearsal against the embedded EC2 with the real AWS SDK: what is sent, and the cases that AWS's guide describes
// (EBS user guide, copying a volume, encryption of volume copies, sharing volumes, volume status; read 2026-11-22).

import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import { createServer } from '../../src/server.ts';
import type { FaultRule } from '../../src/simulator/listen.ts';
import { SEED_KEYS, SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import type { Switches } from '../../src/simulator/world/switches.ts';
import type { CopyAnswer } from '../../src/volume/answers/copy-answer.ts';
import { performanceOf } from '../../src/volume/rules/settings/performance.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';
import { YES_FORM } from '../support/in-process-client.ts';
import { type RecordingSimulator, startRecordingSimulator } from '../support/recording-simulator.ts';
import { createTestDeps } from '../support/test-deps.ts';

type Plan = CopyAnswer & { where: Record<string, unknown> };

// The first use of the AWS SDK in a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let simulator: RecordingSimulator;
let client: Client;
beforeEach(async () => {
  openAwsHome(KEYS);
  simulator = await startRecordingSimulator();
  const deps = createTestDeps({
    ec2: createEc2Port({ version: '9.9.9', endpoints: { ec2: simulator.url, sts: simulator.url } }),
    settings: { mode: 'ask', regions: ['us-east-1'] },
    newToken: () => crypto.randomUUID(),
    timeout: (ms) => AbortSignal.timeout(ms),
    now: Date.now,
  });
  const server = createServer(deps.settings, {
    open: async () => ({ deps, formOf: () => YES_FORM }),
    warm: () => undefined,
    onBug: () => undefined,
  });
  client = new Client({ name: 'plan', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await client.close();
  await simulator.close();
});

async function copy(args: Record<string, unknown>): Promise<Plan> {
  const { structuredContent } = await client.callTool({ name: 'copy_volume', arguments: args });
  return structuredContent as unknown as Plan;
}

const gp3 = (SourceVolumeId: string, more: Record<string, unknown> = {}) =>
  copy({ SourceVolumeId, VolumeType: 'gp3', ...more });
const codes = (plan: Plan) => plan.findings.map((one) => `${one.level} ${one.code} ${one.by}`);
const change = (plan: Plan, setting: string) => plan.changes?.find((one) => one.setting === setting)?.copy;
const volume = (id: string) => simulator.world.volumes.find((one) => one.id === id) ?? expect.unreachable(id);
const sent = () =>
  simulator.requests.map(({ action, params }) => (params.DryRun === 'true' ? `${action} DryRun` : action));

describe('what is sent', () => {
  test('ten requests at most, each of them read-only', async () => {
    const plan = await gp3(SEED_VOLUMES.prodDb1Data, { Iops: 6000, Throughput: 250 });
    expect(plan.outcome).toBe('would_copy');
    expect(sent().sort()).toEqual([
      'CopyVolumes DryRun',
      'DescribeVolumeStatus',
      'DescribeVolumes',
      'DescribeVolumes',
      'DescribeVolumes',
      'DescribeVolumes',
      'DescribeVolumesModifications',
      'GetCallerIdentity',
      'GetEbsDefaultKmsKeyId',
      'GetEbsEncryptionByDefault',
    ]);
  });

  test('nine for the second one: the caller is known', async () => {
    await gp3(SEED_VOLUMES.prodDb1Data);
    const before = sent().length;
    await gp3(SEED_VOLUMES.prodDb1Data);
    expect(sent().slice(before)).toHaveLength(9);
    expect(sent().slice(before)).not.toContain('GetCallerIdentity');
  });

  test('nine when no instance has the source', async () => {
    await gp3(SEED_VOLUMES.reports);
    expect(sent()).toHaveLength(9);
  });

  test('no dry run for what no EC2 can accept', async () => {
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.reports, VolumeType: 'io2' });
    expect(codes(plan)).toEqual(['block iops-required us']);
    expect(sent()).not.toContain('CopyVolumes DryRun');
  });
});

describe('a read that fails takes only itself', () => {
  const READS: [action: string, line: string][] = [
    ['DescribeVolumesModifications', 'could not check a running modification: needs ec2:DescribeVolumesModifications'],
    ['GetEbsEncryptionByDefault', 'could not check encryption by default: needs ec2:GetEbsEncryptionByDefault'],
    ['GetEbsDefaultKmsKeyId', 'could not check the default key: needs ec2:GetEbsDefaultKmsKeyId'],
    [
      'GetCallerIdentity',
      "could not check the account of the credentials; the source's owner is taken for it: needs sts:GetCallerIdentity",
    ],
    ['DescribeVolumeStatus', 'could not check the status of the source and its copies: needs ec2:DescribeVolumeStatus'],
  ];
  const WAYS: [name: string, rule: FaultRule, ending: string][] = [
    ['denied', { kind: 'deny' }, ''],
    ['a 500', { kind: 'error' }, 'InternalError'],
    ['unknown to the endpoint', { kind: 'error', code: 'InvalidAction', status: 400 }, 'unknown-to-endpoint'],
  ];
  test.each(READS.flatMap(([action, line]) => WAYS.map((way) => [action, ...way, line] as const)))(
    '%s, %s',
    async (action, _, rule, ending, line) => {
      simulator.addFault({ action, ...rule });
      const plan = await gp3(SEED_VOLUMES.reports, { Iops: 4000 });
      expect(plan.outcome).toBe('would_copy');
      expect(plan.notProven[0]).toBe(ending ? `${line.replace('needs ', '')} failed (${ending})` : line);
      expect(plan.where.account).toBe('123456789012');
    },
  );

  test('DescribeVolumes denied for all but the source', async () => {
    simulator.addFault({ action: 'DescribeVolumes', kind: 'deny', after: 1 });
    const plan = await gp3(SEED_VOLUMES.prodDb1Data, { Iops: 6000, Throughput: 250 });
    expect(plan.outcome).toBe('would_copy');
    expect(plan.notProven.slice(0, 2)).toEqual([
      'could not check earlier copies of this source: needs ec2:DescribeVolumes',
      'could not check other volumes of its instance: needs ec2:DescribeVolumes',
    ]);
    expect(plan.notProven).toContain('other copies (EBS makes one of a source and five in a Region at a time)');
  });
});

describe('which sources', () => {
  test.each<[name: string, id: string, outcome: string, said: string[]]>([
    ['available', SEED_VOLUMES.scratch, 'would_copy', []],
    [
      'in use, a root volume, beside another',
      SEED_VOLUMES.prodDb1Root,
      'would_copy',
      ['warn other-volumes-on-instance us'],
    ],
    ['being modified', SEED_VOLUMES.modifying, 'would_be_refused', ['block source-being-modified us']],
    ['a copy that still initializes', SEED_VOLUMES.archiveCopy, 'would_be_refused', ['block source-initializing us']],
    ['impaired', SEED_VOLUMES.impaired, 'would_copy', ['warn source-impaired us']],
    ['in error', SEED_VOLUMES.failed, 'would_be_refused', ['block source-state us']],
    ['on an Outpost', SEED_VOLUMES.outpost, 'would_be_refused', ['block source-on-outpost us']],
    ['managed by a service', SEED_VOLUMES.managed, 'would_copy', ['warn source-managed us']],
    ['of another account', SEED_VOLUMES.shared, 'would_copy', ['warn source-of-another-account us']],
  ])('%s', async (_, id, outcome, said) => {
    const plan = await gp3(id);
    expect(plan.outcome).toBe(outcome);
    expect(codes(plan)).toEqual(said);
    expect(simulator.requests.filter((one) => one.createdVolumeId !== undefined)).toEqual([]);
  });

  test("another account's volume: no snapshot route, which only its owner has", async () => {
    const commands = (await gp3(SEED_VOLUMES.shared)).handOver.map((one) => one.command.split(' ')[2]);
    expect(commands).toEqual([]);
  });

  test('optimizing after a modification is copied', async () => {
    simulator.advance(7 * 3_600_000);
    expect((await gp3(SEED_VOLUMES.modifying)).outcome).toBe('would_copy');
  });

  test('a modification that takes hours offers a snapshot', async () => {
    const plan = await gp3(SEED_VOLUMES.modifying);
    expect(plan.handOver.map((one) => one.command.split(' --endpoint')[0])).toEqual([
      `aws ec2 create-snapshot --volume-id ${SEED_VOLUMES.modifying} --region us-east-1`,
    ]);
  });
});

describe('one copy at a time', () => {
  test('while it runs the next is refused, and the copy is named', async () => {
    const made = await gp3(SEED_VOLUMES.reports, { Iops: 4000, DryRun: false });
    const id = made.Volumes[0]?.VolumeId;
    simulator.advance(120_000);
    const plan = await gp3(SEED_VOLUMES.reports, { Iops: 4000 });
    expect(codes(plan)).toEqual(['block copy-running us']);
    expect(plan.findings[0]?.message).toContain(`A copy of this source, ${id}, is still initializing`);
    expect(plan.handOver[0]?.command).toContain('create-snapshot');
    const again = await gp3(SEED_VOLUMES.reports, { DryRun: false, Iops: 5000 });
    expect(again).toMatchObject({ outcome: 'refused', error: { code: 'findings-block' } });
  });

  test('when it is done: reuse it?', async () => {
    const made = await gp3(SEED_VOLUMES.scratch, { DryRun: false });
    simulator.advance(7 * 3_600_000);
    const plan = await gp3(SEED_VOLUMES.scratch);
    expect([plan.outcome, codes(plan)]).toEqual(['would_copy', ['warn copied-earlier us']]);
    expect(plan.findings[0]?.message).toBe(
      `This source was copied 7 hours ago → ${made.Volumes[0]?.VolumeId}. Reuse it?`,
    );
  });

  test('one that somebody else made is seen beforehand', async () => {
    const plan = await gp3(SEED_VOLUMES.archive);
    expect([plan.outcome, codes(plan)]).toEqual(['would_be_refused', ['block copy-running us']]);
    expect(plan.findings[0]?.message).toContain(SEED_VOLUMES.archiveCopy);
    expect(plan.notProven).toContain('copies by other accounts');
  });

  test('where EC2 does not list volumes by day that is said, and EC2 has the last word', async () => {
    simulator.switches.createTimeWildcard = false;
    const plan = await gp3(SEED_VOLUMES.archive);
    expect(plan.outcome).toBe('would_copy');
    expect(plan.notProven).toContain(
      'copies by others (EBS makes five in a Region at a time; EC2 listed no volume of the last days)',
    );
    const real = await gp3(SEED_VOLUMES.archive, { DryRun: false });
    expect(real).toMatchObject({ outcome: 'failed', error: { code: 'ConcurrentCopyVolumeLimitExceeded' } });
  });

  test('five in the Region stand against a sixth, and EC2 agrees', async () => {
    // The archive's copy is the fifth.
    const running = [SEED_VOLUMES.prodDb1Data, SEED_VOLUMES.prodDb2Data, SEED_VOLUMES.reports, SEED_VOLUMES.plain];
    const inProgress = {
      sourceVolumeId: SEED_VOLUMES.logs,
      createdAt: simulator.now() - 3_600_000,
      initializingMs: 2e7,
    };
    for (const id of running) Object.assign(volume(id), inProgress);
    const plan = await gp3(SEED_VOLUMES.impaired);
    expect(codes(plan)).toContain('block copies-in-region us');
    simulator.switches.createTimeWildcard = false;
    const real = await gp3(SEED_VOLUMES.impaired, { DryRun: false });
    expect(real).toMatchObject({ outcome: 'failed', error: { code: 'CopyVolumesLimitExceeded' } });
  });
});

/** The plan's prediction beside what the endpoint then makes, for each row of the guide's table. */
describe('encryption: what was predicted is what is made', () => {
  const { plain, reports, shared } = SEED_VOLUMES;
  const { awsManaged, prodData } = SEED_KEYS;
  const named = { Encrypted: true, KmsKeyId: 'alias/prod-data' };
  const byDefault = "alias/aws/ebs (the account's default EBS key)";
  test.each<
    [
      name: string,
      id: string,
      on: boolean,
      asked: object,
      switches: Partial<Switches>,
      predicted: [encrypted: string, key: string],
      made: string | undefined,
    ]
  >([
    ['plain, default off', plain, false, {}, {}, ['false', '–'], undefined],
    ['plain, Encrypted', plain, false, { Encrypted: true }, {}, ['true', byDefault], awsManaged],
    ['plain, Encrypted and a key', plain, false, named, {}, ['true', 'alias/prod-data'], prodData],
    ['plain, default on', plain, true, {}, {}, ['true', byDefault], awsManaged],
    [
      'plain, default on, Encrypted false',
      plain,
      true,
      { Encrypted: false },
      {},
      ['likely true', byDefault],
      awsManaged,
    ],
    ['encrypted, nothing said', reports, false, {}, {}, ['true', prodData], prodData],
    [
      'encrypted, another key',
      reports,
      false,
      { Encrypted: true, KmsKeyId: 'alias/aws/ebs' },
      {},
      ['true', 'alias/aws/ebs'],
      awsManaged,
    ],
    [
      'encrypted, a key alone',
      reports,
      false,
      { KmsKeyId: 'alias/aws/ebs' },
      {},
      ['true', 'alias/aws/ebs'],
      awsManaged,
    ],
    [
      'encrypted, Encrypted alone, by the guide',
      reports,
      false,
      { Encrypted: true },
      { encryptedTrue: 'source-key' },
      ['true', `${prodData} or ${byDefault}`],
      prodData,
    ],
    [
      'encrypted, Encrypted alone, by the reference',
      reports,
      false,
      { Encrypted: true },
      { encryptedTrue: 'default-key' },
      ['true', `${prodData} or ${byDefault}`],
      awsManaged,
    ],
    ['of another account', shared, false, {}, {}, ['true', byDefault], awsManaged],
    ['of another account, a key of ours', shared, false, named, {}, ['true', 'alias/prod-data'], prodData],
  ])('%s', async (_, id, on, asked, switches, predicted, key) => {
    Object.assign(simulator.switches, switches);
    simulator.world.regions.set('123456789012/us-east-1', { encryptionByDefault: on });
    const plan = await gp3(id, { Iops: 4000, ...asked });
    expect(plan.outcome).toBe('would_copy');
    expect([change(plan, 'Encrypted'), change(plan, 'KmsKeyId')]).toEqual(predicted);
    const made = await gp3(id, { Iops: 4000, ...asked, DryRun: false });
    expect(made.outcome).toBe('copied');
    expect([made.Volumes[0]?.Encrypted, made.Volumes[0]?.KmsKeyId]).toEqual([key !== undefined, key]);
  });

  test('a key alone for a plain source is not sent, and the corrected rehearsal has both', async () => {
    simulator.switches.keyWithoutEncrypted = 'refused';
    const asked = { Iops: 4000, KmsKeyId: 'alias/prod-data' };
    const plan = await gp3(plain, asked);
    expect(codes(plan)).toEqual(['block kms-key-without-encryption us']);
    expect(sent()).not.toContain('CopyVolumes DryRun');
    const corrected = plan.next[0]?.arguments ?? {};
    expect(corrected).toMatchObject({ ...asked, Encrypted: true });
    expect((await copy(corrected)).outcome).toBe('would_copy');
  });

  test('a key of another Region is not tried', async () => {
    const plan = await gp3(reports, {
      Iops: 4000,
      Encrypted: true,
      KmsKeyId: prodData.replace('us-east-1', 'eu-west-1'),
    });
    expect([plan.outcome, codes(plan)[0]]).toEqual(['would_be_refused', 'block key-of-another-region us']);
  });

  test('a key that may not be used: EC2 says AuthFailure, and it is told as a denial of the key', async () => {
    const asked = { Iops: 4000, Encrypted: true, KmsKeyId: SEED_KEYS.partner };
    const real = await gp3(reports, { ...asked, DryRun: false });
    expect(real).toMatchObject({
      outcome: 'failed',
      error: { code: 'key-denied', awsCode: 'AuthFailure', whoCanFix: 'account administrator' },
    });
    expect(JSON.stringify(real.error)).not.toContain('aws sso login');
    expect(real.error?.alsoNeeded?.[0]).toMatchObject({
      Action: ['kms:CreateGrant'],
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  });

  test('encryption cannot be taken away', async () => {
    expect(codes(await gp3(reports, { Iops: 4000, Encrypted: false }))).toEqual([
      'block encryption-cannot-be-removed us',
    ]);
  });

  test("another account's key is said aloud", async () => {
    const plan = await gp3(reports, { Iops: 4000, Encrypted: true, KmsKeyId: SEED_KEYS.partner });
    expect(codes(plan)).toEqual(['warn key-differs us', 'warn key-of-another-account us']);
    expect(plan.findings[1]?.message).toContain('account 210987654321');
  });

  test('a key that does not work is seen by the real copy alone', async () => {
    const asked = { Iops: 4000, Encrypted: true, KmsKeyId: 'alias/retired' };
    const plan = await gp3(reports, asked);
    expect([plan.outcome, plan.notProven.includes('KMS grants')]).toEqual(['would_copy', true]);
    expect((await gp3(reports, { ...asked, DryRun: false })).outcome).toBe('failed');
  });
});

describe('what carries over, by what EC2 then makes', () => {
  const KEEP = { VolumeType: 'gp3', Iops: 6000, Throughput: 250 };
  test.each<[name: string, id: string, asked: Record<string, unknown>]>([
    ['nothing named', SEED_VOLUMES.prodDb1Data, {}],
    ['type and performance named', SEED_VOLUMES.prodDb1Data, KEEP],
    ['gp3 with its defaults', SEED_VOLUMES.prodDb1Data, { VolumeType: 'gp3' }],
    ['a larger io2', SEED_VOLUMES.prodDb1Data, { VolumeType: 'io2', Iops: 20000, Size: 600, MultiAttachEnabled: true }],
    ['st1', SEED_VOLUMES.logs, { VolumeType: 'st1' }],
    ['standard', SEED_VOLUMES.scratch, { VolumeType: 'standard' }],
    ['a multi-attach source', SEED_VOLUMES.cluster, { VolumeType: 'io2', Iops: 10000 }],
  ])('%s', async (_, id, asked) => {
    const plan = await copy({ SourceVolumeId: id, ...asked });
    const made = (await copy({ SourceVolumeId: id, ...asked, DryRun: false })).Volumes[0] ?? expect.unreachable();
    const unit = (value: number | undefined, name: string) => (value === undefined ? '–' : `${value} ${name}`);
    expect([change(plan, 'VolumeType'), change(plan, 'Size')]).toEqual([made.VolumeType, `${made.Size} GiB`]);
    expect(change(plan, 'Iops')).toBe(unit(made.Iops, 'IOPS'));
    // Where EC2 tells none the type has its own.
    expect(change(plan, 'Throughput')).toBe(unit(performanceOf(made).throughput, 'MiB/s'));
    expect(change(plan, 'MultiAttachEnabled')).toBe(String(made.MultiAttachEnabled));
    expect(change(plan, 'AvailabilityZone')).toBe(made.AvailabilityZone);
    expect(made.Tags?.map((tag) => tag.Key)).toEqual(['ebs-copy-mcp:plan', 'ebs-copy-mcp:source', 'ebs-copy-mcp:by']);
  });

  test('the arguments that keep a type are in `next`, and they keep it', async () => {
    const careless = await copy({ SourceVolumeId: SEED_VOLUMES.prodDb1Data });
    expect(careless.next[0]?.arguments).toEqual({
      SourceVolumeId: SEED_VOLUMES.prodDb1Data,
      ...KEEP,
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [{ Key: 'Name', Value: expect.stringMatching(/^prod-db-1-data-copy-\d{4}-\d\d-\d\d$/) }],
        },
      ],
    });
    const kept = await copy(careless.next[0]?.arguments ?? {});
    expect(codes(kept)).toEqual(['warn other-volumes-on-instance us']);
  });

  test('a source above 16,384 GiB without a type: EC2 has the last word on the ceiling', async () => {
    volume(SEED_VOLUMES.reports).size = 20_480;
    const plan = await copy({ SourceVolumeId: SEED_VOLUMES.reports });
    expect(plan.outcome).toBe('would_be_refused');
    expect(codes(plan)).toEqual(['block ec2-refused ec2', 'warn size-ceiling us', 'warn type-defaults-to-gp2 us']);
    expect((await copy(plan.next[0]?.arguments ?? {})).outcome).toBe('would_copy');
  });
});

describe("EC2's verdict", () => {
  test.each<[permission: NonNullable<FaultRule['permission']>, action: string, resource: string]>([
    ['source', 'ec2:CopyVolumes', `arn:aws:ec2:us-east-1:123456789012:volume/${SEED_VOLUMES.scratch}`],
    ['target', 'ec2:CopyVolumes', 'arn:aws:ec2:us-east-1:123456789012:volume/*'],
    ['create-tags', 'ec2:CreateTags', 'arn:aws:ec2:us-east-1:123456789012:volume/*'],
  ])('denied on %s: action, resource, and the statement that cures it', async (permission, action, resource) => {
    simulator.addFault({ kind: 'deny', action: 'CopyVolumes', permission });
    const plan = await gp3(SEED_VOLUMES.scratch);
    expect([plan.outcome, codes(plan)]).toEqual(['would_be_refused', ['block ec2-refused ec2']]);
    const [finding] = plan.findings;
    expect(finding?.ec2).toMatchObject({ code: 'UnauthorizedOperation', denied: { action, resource } });
    expect(finding?.fix?.policy).toMatchObject({ Effect: 'Allow', Action: [action], Resource: resource });
  });

  test('denied on the key', async () => {
    const key = SEED_KEYS.prodData;
    const message = `User: x is not authorized to perform: kms:CreateGrant on resource: ${key} because no policy allows it`;
    simulator.addFault({ kind: 'deny', action: 'CopyVolumes', message });
    const [finding] = (await gp3(SEED_VOLUMES.scratch)).findings;
    expect(finding?.fix?.policy).toEqual({
      Effect: 'Allow',
      Action: ['kms:CreateGrant'],
      // Of the key that was denied, and of the one the source has.
      Resource: [key, SEED_KEYS.awsManaged],
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  });

  test('the source cannot even be read: the statement is with the error', async () => {
    simulator.addFault({ kind: 'deny', action: 'DescribeVolumes' });
    expect(await gp3(SEED_VOLUMES.scratch)).toMatchObject({
      outcome: 'failed',
      error: {
        denied: { action: 'ec2:DescribeVolumes' },
        policy: { Effect: 'Allow', Action: ['ec2:DescribeVolumes'], Resource: '*' },
      },
    });
  });

  test("a validation error is a finding with EC2's own code and words", async () => {
    simulator.addFault({
      kind: 'error',
      action: 'CopyVolumes',
      code: 'InvalidParameterValue',
      status: 400,
      message: 'Iops is bad',
    });
    const plan = await gp3(SEED_VOLUMES.scratch);
    expect(plan.outcome).toBe('would_be_refused');
    expect(plan.findings).toMatchObject([
      { by: 'ec2', ec2: { code: 'InvalidParameterValue', message: 'Iops is bad' } },
    ]);
  });

  test('an endpoint that copies on a dry run is reported as exactly that', async () => {
    simulator.switches.dryRunCopies = true;
    const plan = await gp3(SEED_VOLUMES.scratch);
    expect(plan).toMatchObject({ outcome: 'unknown', error: { code: 'dry-run-ignored' } });
    expect(plan.summary).toContain(
      'Not known whether a volume was created. The endpoint answered the dry run like a real copy.',
    );
    expect(plan.Volumes[0]?.VolumeId).toBe(simulator.world.volumes.at(-1)?.id);
  });
});
