// The smallest policy for each permission of a copy, in every partition.

import { describe, expect, test } from 'vitest';
import type { AccessDenial, CopyFacts, ErrorReport } from '../../../src/volume/errors/error-report.ts';
import { partitionOf, withPolicy } from '../../../src/volume/errors/policy-statement.ts';

const ID = 'vol-0123456789abcdef0';
/** All statements of the answer, that of what was denied first. */
const statementsOf = ({ policy, alsoNeeded = [] }: ErrorReport) => (policy ? [policy, ...alsoNeeded] : []);
const error = (denied?: AccessDenial) =>
  ({ code: 'UnauthorizedOperation', ...(denied ? { denied } : {}) }) as ErrorReport;
const PARTITIONS: [region: string, partition: string][] = [
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
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
    const cured = withPolicy(error(denied), { region, account: '111122223333', partition });
    expect([cured.policy, cured.alsoNeeded]).toEqual([statement, undefined]);
  });

  const STAMPS = ['ebs-copy-mcp:plan', 'ebs-copy-mcp:source', 'ebs-copy-mcp:by'];
  const source = `arn:${partition}:ec2:${region}:111122223333:volume/${ID}`;
  const tagging = {
    Effect: 'Allow',
    Action: ['ec2:CreateTags'],
    Resource: volumes,
    Condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } },
  };
  const copy = (more: Partial<CopyFacts> = {}): CopyFacts => ({
    source: ID,
    tags: STAMPS,
    stamps: STAMPS,
    keys: [],
    ...more,
  });
  const statements = (resource: string, facts: CopyFacts) =>
    statementsOf(
      withPolicy(error({ action: 'ec2:CopyVolumes', resource }), { region, account: '111122223333', partition }, facts),
    );

  const fromSource = { Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: source };
  const making = {
    Effect: 'Allow',
    Action: ['ec2:CopyVolumes'],
    Resource: volumes,
    Condition: { StringEquals: { 'aws:RequestTag/ebs-copy-mcp:source': ID } },
  };
  test.each([
    [volumes, [making, fromSource, tagging]],
    [source, [fromSource, making, tagging]],
    [`volume/${ID} and the new volume/*`, [fromSource, making, tagging]],
  ])('a copy denied on %s needs its source, the new volume and its tags', (resource, needed) => {
    expect(statements(resource, copy())).toEqual(needed);
  });

  test('a key: its use and its grants, that of what was denied first', () => {
    const use = {
      Effect: 'Allow',
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncrypt*',
      ],
      Resource: key,
    };
    const grants = {
      Effect: 'Allow',
      Action: ['kms:CreateGrant'],
      Resource: key,
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    };
    const needed = (action: string) =>
      statementsOf(withPolicy(error({ action, resource: key }), { region, account: '111122223333', partition }));
    expect(needed('kms:ReEncryptFrom')).toEqual([use, grants]);
    expect(needed('kms:CreateGrant')).toEqual([grants, use]);
  });

  test('without our tags no condition on them; without any no permission to tag', () => {
    const plain = { Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: volumes };
    expect(statements(source, copy({ tags: ['Name'], stamps: [] })).slice(1)).toEqual([plain, tagging]);
    expect(statements(source, copy({ tags: [], stamps: [] })).slice(1)).toEqual([plain]);
  });

  test('a shared source is its owner\u2019s', () => {
    expect(
      statements(source.replace('111122223333', '444455556666'), copy({ owner: '444455556666' }))[0]?.Resource,
    ).toBe(`arn:${partition}:ec2:${region}:444455556666:volume/${ID}`);
  });

  test('a key that nobody named is any of the account here', () => {
    const denied = { action: 'kms:CreateGrant', resource: 'volume/*' };
    const { policy } = withPolicy(error(denied), { region, account: '111122223333', partition });
    expect(policy?.Resource).toBe(`arn:${partition}:kms:${region}:111122223333:key/*`);
  });
});

test('without the account the resource leaves it open', () => {
  const denied = error({ action: 'ec2:CreateTags', resource: '*' });
  expect(withPolicy(denied, { region: 'us-east-1' }).policy?.Resource).toBe('arn:aws:ec2:us-east-1:*:volume/*');
});

test('what a policy denies outright no statement cures', () => {
  const denied = error({ action: 'ec2:CopyVolumes', resource: '*', explicit: true });
  expect(withPolicy(denied, { region: 'us-east-1' })).toEqual(denied);
});

test('an error that is no denial stays as it is', () => {
  expect(withPolicy(error(), { region: 'us-east-1' })).toEqual(error());
});

test.each([
  ['arn:aws-us-gov:iam::111122223333:user/ann', 'aws-us-gov'],
  ['arn:aws-iso-b:sts::111122223333:assumed-role/a/b', 'aws-iso-b'],
  ['arn:aws:iam::111122223333:user/ann', 'aws'],
  ['not an arn', undefined],
  [undefined, undefined],
])('the partition of %s is %s', (arn, partition) => {
  expect(partitionOf(arn)).toBe(partition);
});

test('the denied resource tells the partition where nothing else does', () => {
  const denied = error({ action: 'ec2:CreateTags', resource: 'arn:aws-cn:ec2:cn-north-1:111122223333:volume/*' });
  expect(withPolicy(denied, { region: 'cn-north-1', account: '111122223333' }).policy?.Resource).toBe(
    'arn:aws-cn:ec2:cn-north-1:111122223333:volume/*',
  );
});
