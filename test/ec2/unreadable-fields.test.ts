// One field that is no time or no number hides nothing else of an answer.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEc2Port } from '../../src/ec2/aws-client.ts';
import type { Ec2 } from '../../src/ports/ec2.ts';
import { type AwsEndpoint, ec2Xml, SOURCE, startAwsEndpoint } from '../support/aws-endpoint.ts';
import { KEYS, openAwsHome } from '../support/aws-home.ts';

const PLACE = { region: 'us-east-1' };
const patient = () => ({ signal: new AbortController().signal });

let aws: AwsEndpoint;
let ec2: Ec2;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
beforeEach(() => {
  openAwsHome({ AWS_ENDPOINT_URL: aws.url, ...KEYS });
  ec2 = createEc2Port({ version: '1', endpoints: {} });
});
afterEach(() => {
  vi.unstubAllEnvs();
  ec2.close();
});

const volumes = (fields: string) =>
  aws.answerWith(({ action }) =>
    ec2Xml(action, `<volumeSet><item><volumeId>${SOURCE}</volumeId><size>5</size>${fields}</item></volumeSet>`),
  );

describe('a volume', () => {
  test.each([
    '<createTime/>',
    '<createTime></createTime>',
    '<createTime>yesterday</createTime>',
    '<createTime>2026-13-45T00:00:00.000Z</createTime>',
    '<iops>many</iops><throughput/>',
  ])('with %s is read without it', async (fields) => {
    volumes(fields);
    expect(await ec2.describeVolumes(PLACE, {}, patient())).toMatchObject({
      ok: true,
      value: { items: [{ VolumeId: SOURCE, Size: 5 }] },
    });
  });

  test.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T00:00:00Z'])(
    'with a creation at %s, which no volume has, is read without it',
    async (time) => {
      volumes(`<createTime>${time}</createTime>`);
      const reply = await ec2.describeVolumes(PLACE, {}, patient());
      expect(reply.ok && reply.value.items).toEqual([{ VolumeId: SOURCE, Size: 5 }]);
    },
  );

  test('a time that is one stays, and what people wrote is not touched', async () => {
    volumes(
      '<createTime>2026-11-22T10:00:00.000Z</createTime><tagSet><item><key>n\u00f6te</key><value>&lt;createTime/&gt; \u00fc</value></item></tagSet><iops/>',
    );
    expect(await ec2.describeVolumes(PLACE, {}, patient())).toMatchObject({
      value: {
        items: [
          { CreateTime: '2026-11-22T10:00:00.000Z', Tags: [{ Key: 'n\u00f6te', Value: '<createTime/> \u00fc' }] },
        ],
      },
    });
  });
});

test.each([
  ['-1', {}],
  ['101', {}],
  ['NaN', {}],
  ['', {}],
  ['0', { Progress: 0 }],
  ['100', { Progress: 100 }],
])('a progress of "%s" percent', async (percent, known) => {
  aws.answerWith(({ action }) =>
    action === 'DescribeVolumeStatus'
      ? ec2Xml(
          action,
          `<volumeStatusSet><item><volumeId>${SOURCE}</volumeId><initializationStatusDetails><initializationType>volume-copy</initializationType><progress>${percent}</progress></initializationStatusDetails></item></volumeStatusSet>`,
        )
      : ec2Xml(
          action,
          `<volumeModificationSet><item><volumeId>${SOURCE}</volumeId><modificationState>modifying</modificationState><progress>${percent}</progress></item></volumeModificationSet>`,
        ),
  );
  const statuses = await ec2.describeVolumeStatus(PLACE, [SOURCE], patient());
  expect(statuses).toMatchObject({ ok: true });
  expect(statuses.ok && statuses.value[0]?.Initialization).toEqual({ Type: 'volume-copy', ...known });
  const modifications = await ec2.describeVolumesModifications(PLACE, [SOURCE], patient());
  expect(modifications.ok && modifications.value.items).toEqual([
    { VolumeId: SOURCE, ModificationState: 'modifying', ...known },
  ]);
});

test('where a volume is, whose it is, and who manages it and its instance', async () => {
  volumes(
    '<ownerId>111122223333</ownerId><availabilityZoneId>use1-az4</availabilityZoneId><outpostArn>arn:aws:outposts:us-east-1:111122223333:outpost/op-1</outpostArn><operator><managed>true</managed><principal>workspaces.amazonaws.com</principal></operator><attachmentSet><item><status>attached</status><associatedResource>arn:aws:ecs:us-east-1:111122223333:task/a</associatedResource><instanceOwningService>ecs.amazonaws.com</instanceOwningService></item></attachmentSet>',
  );
  expect(await ec2.describeVolumes(PLACE, {}, patient())).toMatchObject({
    value: {
      items: [
        {
          OwnerId: '111122223333',
          AvailabilityZoneId: 'use1-az4',
          OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1',
          Operator: { Managed: true, Principal: 'workspaces.amazonaws.com' },
          Attachments: [
            {
              State: 'attached',
              AssociatedResource: 'arn:aws:ecs:us-east-1:111122223333:task/a',
              InstanceOwningService: 'ecs.amazonaws.com',
            },
          ],
        },
      ],
    },
  });
});
