// The smallest statement for each permission of a copy, in five partitions.

import { describe, expect, test } from 'vitest';
import type { AccessDenial, ErrorReport } from '../../../src/volume/errors/error-report.ts';
import { withPolicy } from '../../../src/volume/errors/policy-statement.ts';

const ID = 'vol-0123456789abcdef0';
const error = (denied?: AccessDenial) =>
  ({ code: 'UnauthorizedOperation', ...(denied ? { denied } : {}) }) as ErrorReport;
const PARTITIONS: [region: string, partition: string][] = [
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-isof-south-1', 'aws-iso-f'],
];

describe.each(PARTITIONS)('%s', (region, partition) => {
  const volumes = `arn:${partition}:ec2:${region}:111122223333:volume/*`;
  const key = `arn:${partition}:kms:${region}:111122223333:key/k`;

  test.each<[name: string, denied: AccessDenial, statement: object]>([
    [
      'the source',
      { action: 'ec2:CopyVolumes', resource: `arn:${partition}:ec2:${region}:111122223333:volume/${ID}` },
      {
        Effect: 'Allow',
        Action: ['ec2:CopyVolumes'],
        Resource: `arn:${partition}:ec2:${region}:111122223333:volume/${ID}`,
      },
    ],
    [
      'the new volume',
      { action: 'ec2:CopyVolumes', resource: volumes },
      { Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: volumes },
    ],
    [
      'source or new volume, when the denial is encoded',
      { action: 'ec2:CopyVolumes', resource: `volume/${ID} and the new volume/*` },
      { Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: volumes },
    ],
    [
      'its tags',
      { action: 'ec2:CreateTags', resource: volumes },
      {
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource: volumes,
        Condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } },
      },
    ],
    [
      'a key',
      { action: 'kms:ReEncryptFrom', resource: key },
      {
        Effect: 'Allow',
        Action: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncrypt*',
        ],
        Resource: key,
      },
    ],
    [
      'a grant on a key, for AWS services alone',
      { action: 'kms:CreateGrant', resource: key },
      {
        Effect: 'Allow',
        Action: ['kms:CreateGrant'],
        Resource: key,
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ],
    [
      'a role, which is never every role',
      { action: 'sts:AssumeRole', resource: `arn:${partition}:iam::111122223333:role/Copies` },
      { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: `arn:${partition}:iam::111122223333:role/Copies` },
    ],
    [
      'a read, which has no resource',
      { action: 'ec2:DescribeVolumes', resource: '*' },
      { Effect: 'Allow', Action: ['ec2:DescribeVolumes'], Resource: '*' },
    ],
  ])('%s', (_, denied, statement) => {
    expect(withPolicy(error(denied), region, '111122223333', partition).policy).toEqual(statement);
  });
});

test('without the account the resource leaves it open', () => {
  const denied = error({ action: 'ec2:CreateTags', resource: '*' });
  expect(withPolicy(denied, 'us-east-1', undefined).policy?.Resource).toBe('arn:aws:ec2:us-east-1:*:volume/*');
});

test('what a policy denies outright no statement cures', () => {
  const denied = error({ action: 'ec2:CopyVolumes', resource: '*', explicit: true });
  expect(withPolicy(denied, 'us-east-1', undefined)).toEqual(denied);
});

test('an error that is no denial stays as it is', () => {
  expect(withPolicy(error(), 'us-east-1', undefined)).toEqual(error());
});
