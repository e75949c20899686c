// Readers that share no code with this project: AWS CLI, boto3, and the AWS SDK as it comes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CopyVolumesCommand,
  DescribeInstancesCommand,
  DescribeVolumeStatusCommand,
  DescribeVolumesCommand,
  DescribeVolumesModificationsCommand,
  EC2Client,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { hasBoto, hasCli, NO_BOTO, NO_CLI, runBoto, runCli } from '../support/foreign-readers.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';
import { LISTED, startFrozenSimulator } from '../support/simulator-requests.ts';

let simulator: RecordingSimulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator({ switches: { visibilityLagMs: 0 } });
});
afterEach(() => simulator.close());

describe.skipIf(!hasCli)(`the AWS CLI${NO_CLI}`, { timeout: 120_000 }, () => {
  const aws = (...args: string[]) => runCli(simulator.url, ...args);

  test('describes, rehearses, copies and follows the copy', async () => {
    expect((await aws('sts', 'get-caller-identity')).out).toMatchObject({ Account: '123456789012' });
    const found = await aws('ec2', 'describe-volumes', '--filters', 'Name=tag:Name,Values=prod-db-1-*');
    expect(found.out).toMatchObject({
      Volumes: [{ VolumeId: SEED_VOLUMES.prodDb1Data }, { VolumeId: SEED_VOLUMES.prodDb1Root }],
    });
    const copy = ['ec2', 'copy-volumes', '--source-volume-id', SEED_VOLUMES.prodDb1Data, '--volume-type', 'gp3'];
    expect((await aws(...copy, '--dry-run')).err).toContain('(DryRunOperation)');
    const tags = 'ResourceType=volume,Tags=[{Key=Name,Value=trial}]';
    const { out } = await aws(...copy, '--iops', '6000', '--tag-specifications', tags);
    expect(out).toMatchObject({
      Volumes: [
        {
          State: 'creating',
          SourceVolumeId: SEED_VOLUMES.prodDb1Data,
          Size: 500,
          Iops: 6000,
          SnapshotId: '',
          Tags: [{ Key: 'Name', Value: 'trial' }],
        },
      ],
    });
    simulator.advance(600_000);
    const id = simulator.requests.at(-1)?.createdVolumeId ?? '';
    const status = await aws('ec2', 'describe-volume-status', '--volume-ids', id);
    expect(status.out).toMatchObject({
      VolumeStatuses: [{ InitializationStatusDetails: { InitializationType: 'volume-copy', Progress: 15 } }],
    });
    const unknown = await aws('ec2', 'describe-volumes', '--volume-ids', 'vol-0ffffffffffffffff');
    expect(unknown.err).toContain('(InvalidVolume.NotFound)');
  });

  test('reads the defaults of the account', async () => {
    const encryption = await aws('ec2', 'get-ebs-encryption-by-default');
    expect(encryption.out).toEqual({ EbsEncryptionByDefault: false, SseType: 'none' });
    expect((await aws('ec2', 'get-ebs-default-kms-key-id')).out).toEqual({ KmsKeyId: 'alias/aws/ebs' });
  });

  test('pages by itself', async () => {
    const { out } = await aws('ec2', 'describe-volumes', '--page-size', '5', '--query', 'Volumes[].VolumeId');
    expect(out).toEqual(LISTED);
    expect(simulator.requests.map(({ params }) => params.MaxResults)).toEqual(['5', '5', '5', '5']);
  });
});

const BOTO_SCRIPT = `
import boto3, json, sys
from botocore.exceptions import ClientError
ec2 = boto3.client('ec2', endpoint_url=sys.argv[1])
source = sys.argv[2]
seen = {}
seen['volumes'] = [v['VolumeId'] for p in ec2.get_paginator('describe_volumes').paginate(PaginationConfig={'PageSize': 5}) for v in p['Volumes']]
try:
    ec2.copy_volumes(SourceVolumeId=source, DryRun=True)
except ClientError as e:
    seen['dry'] = [e.response['Error']['Code'], e.response['ResponseMetadata']['HTTPStatusCode']]
first = ec2.copy_volumes(SourceVolumeId=source, ClientToken='boto')['Volumes'][0]
again = ec2.copy_volumes(SourceVolumeId=source, ClientToken='boto')['Volumes'][0]
seen['same'] = first['VolumeId'] == again['VolumeId']
seen['copy'] = [first['State'], first['VolumeType'], first['Iops'], first['Size'], first['CreateTime'].isoformat()]
status = ec2.describe_volume_status(VolumeIds=[first['VolumeId']])['VolumeStatuses'][0]
seen['status'] = [status['VolumeStatus']['Status'], status['InitializationStatusDetails']['InitializationType']]
seen['instances'] = [m['Ebs']['VolumeId'] for r in ec2.describe_instances(Filters=[{'Name': 'tag:Name', 'Values': ['prod-db-1']}])['Reservations'] for i in r['Instances'] for m in i['BlockDeviceMappings']]
seen['defaults'] = [ec2.get_ebs_encryption_by_default()['EbsEncryptionByDefault'], ec2.get_ebs_default_kms_key_id()['KmsKeyId']]
print(json.dumps(seen))
`;

describe.skipIf(!hasBoto)(`boto3${NO_BOTO}`, { timeout: 120_000 }, () => {
  test('describes, rehearses, copies and replays', async () => {
    expect(await runBoto(BOTO_SCRIPT, simulator.url, SEED_VOLUMES.reports)).toEqual({
      volumes: LISTED,
      dry: ['DryRunOperation', 412],
      same: true,
      copy: ['creating', 'gp2', 300, 100, '2026-11-22T09:00:00+00:00'],
      status: ['insufficient-data', 'volume-copy'],
      instances: [SEED_VOLUMES.prodDb1Data, SEED_VOLUMES.prodDb1Root],
      defaults: [false, 'alias/aws/ebs'],
    });
  });
});

describe('the AWS SDK for JavaScript', () => {
  const options = () => ({
    region: 'us-east-1',
    endpoint: simulator.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' },
    maxAttempts: 1,
  });

  function frozen(name: string): string {
    return readFileSync(fileURLToPath(new URL(`../wire/requests/${name}.txt`, import.meta.url)), 'utf8');
  }

  test('sends the frozen requests, byte for byte', async () => {
    const ec2 = new EC2Client(options());
    const token = '4c94ff23-2cd3-4315-8669-b994ee9752fa';
    const send = async (name: string, sending: Promise<unknown>) => {
      await sending.catch(() => undefined);
      expect(simulator.requests.at(-1)?.body).toBe(frozen(name));
    };
    const source = SEED_VOLUMES.reports;
    await send(
      'copy-volumes-minimal',
      ec2.send(new CopyVolumesCommand({ SourceVolumeId: source, ClientToken: token })),
    );
    const full = new CopyVolumesCommand({
      SourceVolumeId: source,
      Iops: 4000,
      Size: 120,
      VolumeType: 'gp3',
      DryRun: false,
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'Name', Value: 'a b+c/é' },
            { Key: 'Empty', Value: '' },
          ],
        },
      ],
      MultiAttachEnabled: false,
      Throughput: 250,
      ClientToken: '5d3a0f3e-61b8-4f0c-9d0e-6a8c5e1f7b20',
      Encrypted: true,
      KmsKeyId: 'alias/prod-data',
    });
    await send('copy-volumes-full', ec2.send(full));
    const byFilter = new DescribeVolumesCommand({
      Filters: [
        { Name: 'tag:Name', Values: ['log-*', 'unencrypted'] },
        { Name: 'status', Values: ['available'] },
      ],
      MaxResults: 50,
    });
    await send('describe-volumes-by-filter', ec2.send(byFilter));
    await send('get-ebs-encryption-by-default', ec2.send(new GetEbsEncryptionByDefaultCommand({})));
    await send('get-ebs-default-kms-key-id', ec2.send(new GetEbsDefaultKmsKeyIdCommand({})));
    await send('get-ebs-default-kms-key-id-dry-run', ec2.send(new GetEbsDefaultKmsKeyIdCommand({ DryRun: true })));
    await send('get-caller-identity', new STSClient(options()).send(new GetCallerIdentityCommand({})));
  });

  test('reads every kind of reply', async () => {
    const ec2 = new EC2Client(options());
    const { Volumes: [copy] = [] } = await ec2.send(new CopyVolumesCommand({ SourceVolumeId: SEED_VOLUMES.reports }));
    expect(copy).toMatchObject({
      State: 'creating',
      SnapshotId: '',
      SourceVolumeId: SEED_VOLUMES.reports,
      CreateTime: new Date(simulator.now()),
      OwnerId: '123456789012',
    });
    expect(copy?.Attachments).toBeUndefined();
    expect(copy?.Tags).toBeUndefined();
    const { Volumes: [described] = [] } = await ec2.send(
      new DescribeVolumesCommand({ VolumeIds: [copy?.VolumeId ?? ''] }),
    );
    expect(described?.Attachments).toEqual([]);
    const { VolumeStatuses: [status] = [] } = await ec2.send(
      new DescribeVolumeStatusCommand({ VolumeIds: [SEED_VOLUMES.impaired] }),
    );
    expect(status).toMatchObject({
      VolumeStatus: { Status: 'impaired' },
      Events: [{ EventType: 'potential-data-inconsistency' }],
      Actions: [{ Code: 'enable-volume-io' }],
    });
    const { VolumesModifications: [modification] = [] } = await ec2.send(
      new DescribeVolumesModificationsCommand({ VolumeIds: [SEED_VOLUMES.modifying] }),
    );
    expect(modification).toMatchObject({ ModificationState: 'modifying', Progress: 40, TargetSize: 200 });
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['web'] }] }),
    );
    expect(Reservations.flatMap(({ Instances = [] }) => Instances)).toHaveLength(2);
    const encryption = await ec2.send(new GetEbsEncryptionByDefaultCommand({}));
    expect(encryption).toMatchObject({ EbsEncryptionByDefault: false, SseType: 'none' });
    expect(await ec2.send(new GetEbsDefaultKmsKeyIdCommand({}))).toMatchObject({ KmsKeyId: 'alias/aws/ebs' });
    const caller = await new STSClient(options()).send(new GetCallerIdentityCommand({}));
    expect(caller).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/simulated' });
  });

  test('sees a refusal with its code, status and request id', async () => {
    const ec2 = new EC2Client(options());
    const dryRun = ec2.send(new CopyVolumesCommand({ SourceVolumeId: SEED_VOLUMES.reports, DryRun: true }));
    await expect(dryRun).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('repeats a cut request with the same token: one volume', async () => {
    simulator.addFault({ kind: 'cut-after', action: 'CopyVolumes', times: 1 });
    const ec2 = new EC2Client({ ...options(), maxAttempts: 3 });
    await ec2.send(new CopyVolumesCommand({ SourceVolumeId: SEED_VOLUMES.reports }));
    expect(simulator.requests.map(({ outcome }) => outcome)).toEqual(['cut-after', 'ok']);
    expect(
      simulator.world.volumes.filter(({ sourceVolumeId }) => sourceVolumeId === SEED_VOLUMES.reports),
    ).toHaveLength(1);
  });

  test('pages to the end', async () => {
    const ids: (string | undefined)[] = [];
    for await (const page of paginateDescribeVolumes({ client: new EC2Client(options()), pageSize: 5 }, {})) {
      ids.push(...(page.Volumes ?? []).map(({ VolumeId }) => VolumeId));
    }
    expect(ids).toEqual(LISTED);
  });
});
