// Commands that a person types after a copy, as the AWS CLI and boto3 send and read them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SEED_VOLUMES } from '../../src/simulator/seed/seed-ids.ts';
import { hasBoto, hasCli, NO_BOTO, NO_CLI, runBoto, runCli } from '../support/foreign-readers.ts';
import type { RecordingSimulator } from '../support/recording-simulator.ts';
import { startFrozenSimulator } from '../support/simulator-requests.ts';

const WEB = 'i-0a1b2c3d4e5f60003';
const PROD_DB_1 = 'i-0a1b2c3d4e5f60001';

let simulator: RecordingSimulator;
beforeEach(async () => {
  simulator = await startFrozenSimulator({ switches: { visibilityLagMs: 0 } });
});
afterEach(() => simulator.close());

describe.skipIf(!hasCli)(`the AWS CLI${NO_CLI}`, { timeout: 120_000 }, () => {
  const aws = (...args: string[]) => runCli(simulator.url, 'ec2', ...args);

  test('makes a volume, attaches a copy, and deletes what is not attached', async () => {
    const tags = 'ResourceType=volume,Tags=[{Key=Name,Value=trial}]';
    const place = ['--availability-zone', 'us-east-1a', '--size', '1', '--volume-type', 'gp3'];
    const made = await aws('create-volume', ...place, '--tag-specifications', tags);
    expect(made.out).toMatchObject({
      State: 'creating',
      Size: 1,
      VolumeType: 'gp3',
      Iops: 3000,
      // Version 1 prints times as they came, version 2 in its own form.
      CreateTime: expect.stringMatching(/^2026-11-22T09:00:00/),
      Tags: [{ Key: 'Name', Value: 'trial' }],
    });
    const { VolumeId = '' } = made.out as { VolumeId?: string };
    const target = ['--instance-id', WEB, '--device', '/dev/sdx'];
    expect((await aws('attach-volume', '--volume-id', VolumeId, ...target)).err).toContain('(IncorrectState)');
    simulator.advance(1_500);
    const dryRun = await aws('delete-volume', '--volume-id', VolumeId, '--dry-run');
    expect(dryRun.err).toContain('(DryRunOperation)');
    expect(await aws('delete-volume', '--volume-id', VolumeId)).toEqual({ out: null, err: '' });
    expect((await aws('delete-volume', '--volume-id', VolumeId)).err).toContain('(InvalidVolume.NotFound)');

    const attached = await aws('attach-volume', '--volume-id', SEED_VOLUMES.reports, ...target);
    expect(attached.out).toEqual({
      VolumeId: SEED_VOLUMES.reports,
      InstanceId: WEB,
      Device: '/dev/sdx',
      State: 'attaching',
      AttachTime: expect.stringMatching(/^2026-11-22T09:00:01\.500/),
      DeleteOnTermination: false,
    });
    expect((await aws('delete-volume', '--volume-id', SEED_VOLUMES.reports)).err).toContain('(VolumeInUse)');
  });

  test('takes snapshots of one volume and of an instance', async () => {
    const one = await aws('create-snapshot', '--volume-id', SEED_VOLUMES.reports, '--description', 'before');
    expect(one.out).toMatchObject({
      VolumeId: SEED_VOLUMES.reports,
      State: 'pending',
      VolumeSize: 100,
      Description: 'before',
      Encrypted: true,
      SnapshotId: expect.stringMatching(/^snap-0[0-9a-f]{16}$/),
    });
    const all = await aws('create-snapshots', '--instance-specification', `InstanceId=${PROD_DB_1}`);
    expect(all.out).toMatchObject({
      Snapshots: [
        { VolumeId: SEED_VOLUMES.prodDb1Data, State: 'pending', VolumeSize: 500 },
        { VolumeId: SEED_VOLUMES.prodDb1Root, State: 'pending', VolumeSize: 30 },
      ],
    });
  });
});

const SCRIPT = `
import boto3, json, sys
from botocore.exceptions import ClientError
ec2 = boto3.client('ec2', endpoint_url=sys.argv[1])
source, instance = sys.argv[2], sys.argv[3]
seen = {}
made = ec2.create_volume(AvailabilityZone='us-east-1a', Size=1, ClientToken='t')
seen['made'] = [made['VolumeType'], made['State'], made['CreateTime'].isoformat(), made['Encrypted']]
seen['same'] = ec2.create_volume(AvailabilityZone='us-east-1a', Size=1, ClientToken='t')['VolumeId'] == made['VolumeId']
seen['attached'] = ec2.attach_volume(VolumeId=source, InstanceId=instance, Device='/dev/sdx')['State']
def refused(call, **params):
    try:
        call(**params)
    except ClientError as e:
        return [e.response['Error']['Code'], e.response['ResponseMetadata']['HTTPStatusCode']]
seen['refused'] = [refused(ec2.delete_volume, VolumeId=source), refused(ec2.delete_volume, VolumeId='vol-0ffffffffffffffff')]
shot = ec2.create_snapshot(VolumeId=source)
seen['snapshot'] = [shot['State'], shot['VolumeSize'], shot['StartTime'].isoformat()]
seen['snapshots'] = [s['VolumeId'] for s in ec2.create_snapshots(InstanceSpecification={'InstanceId': instance})['Snapshots']]
print(json.dumps(seen))
`;

describe.skipIf(!hasBoto)(`boto3${NO_BOTO}`, { timeout: 120_000 }, () => {
  test('makes, attaches, deletes and takes snapshots', async () => {
    expect(await runBoto(SCRIPT, simulator.url, SEED_VOLUMES.reports, WEB)).toEqual({
      made: ['gp2', 'creating', '2026-11-22T09:00:00+00:00', false],
      same: true,
      attached: 'attaching',
      refused: [
        ['VolumeInUse', 400],
        ['InvalidVolume.NotFound', 400],
      ],
      snapshot: ['pending', 100, '2026-11-22T09:00:00+00:00'],
      snapshots: [SEED_VOLUMES.reports, SEED_VOLUMES.cluster],
    });
  });
});
