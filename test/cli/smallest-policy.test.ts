// The smallest policy, statement by statement.
import { expect, test } from 'vitest';
import { policyNotes } from '../../src/cli/iam-policy.ts';
import { type PolicyScope, smallestPolicy } from '../../src/cli/smallest-policy.ts';

const SCOPE: PolicyScope = {
  mode: 'ask',
  withDryRun: false,
  partition: 'aws',
  regions: ['us-east-1'],
  accounts: ['111122223333'],
  requiredTags: [],
  keys: [],
  stamped: true,
};
const VOLUMES = 'arn:aws:ec2:us-east-1:111122223333:volume/';
const statement = (scope: Partial<PolicyScope>, sid: string) =>
  smallestPolicy({ ...SCOPE, ...scope }).Statement.find(({ Sid }) => Sid === sid);

test('reads, source, new volume and its tags', () => {
  expect(smallestPolicy(SCOPE)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadVolumes',
        Effect: 'Allow',
        Action: [
          'ec2:DescribeVolumes',
          'ec2:DescribeVolumeStatus',
          'ec2:DescribeVolumesModifications',
          'ec2:DescribeInstances',
          'ec2:GetEbsEncryptionByDefault',
          'ec2:GetEbsDefaultKmsKeyId',
        ],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
      },
      { Sid: 'CopyFromTheseSources', Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: `${VOLUMES}vol-*` },
      {
        Sid: 'MakeTheCopies',
        Effect: 'Allow',
        Action: ['ec2:CopyVolumes'],
        Resource: `${VOLUMES}*`,
        Condition: { StringLike: { 'aws:RequestTag/ebs-copy-mcp:source': 'vol-*' } },
      },
      {
        Sid: 'TagCopiesAsTheyAreMade',
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource: `${VOLUMES}*`,
        Condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } },
      },
    ],
  });
});

test('mode plan reads, and no more', () => {
  expect(smallestPolicy({ ...SCOPE, mode: 'plan' }).Statement.map(({ Sid }) => Sid)).toEqual(['ReadVolumes']);
});

test('a key is used by EBS, and grants are made for AWS services alone', () => {
  const key = 'arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
  expect(statement({ keys: [key] }, 'UseTheKeys')).toEqual({
    Sid: 'UseTheKeys',
    Effect: 'Allow',
    Action: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncrypt*',
    ],
    Resource: key,
  });
  expect(statement({ keys: [key] }, 'LetEbsUseTheKeys')).toEqual({
    Sid: 'LetEbsUseTheKeys',
    Effect: 'Allow',
    Action: ['kms:CreateGrant'],
    Resource: key,
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
});

test('each required tag is a condition of the source, and a denial of its own', () => {
  const tags = { requiredTags: ['env=test', 'owner'] };
  expect(statement(tags, 'CopyFromTheseSources')?.Condition).toEqual({
    StringEquals: { 'aws:ResourceTag/env': 'test' },
    Null: { 'aws:ResourceTag/owner': 'false' },
  });
  expect(statement(tags, 'DenySourcesWithoutTag1')).toEqual({
    Sid: 'DenySourcesWithoutTag1',
    Effect: 'Deny',
    Action: ['ec2:CopyVolumes'],
    Resource: `${VOLUMES}vol-*`,
    Condition: { StringNotEquals: { 'aws:ResourceTag/env': 'test' } },
  });
  expect(statement(tags, 'DenySourcesWithoutTag2')?.Condition).toEqual({ Null: { 'aws:ResourceTag/owner': 'true' } });
});

test('every Region and account has its own resource, and the condition on our tag goes with --unstamped', () => {
  const wide = { regions: ['us-east-1', 'us-west-2'], accounts: ['111122223333', '444455556666'], stamped: false };
  expect(statement(wide, 'MakeTheCopies')).toEqual({
    Sid: 'MakeTheCopies',
    Effect: 'Allow',
    Action: ['ec2:CopyVolumes'],
    Resource: [
      'arn:aws:ec2:us-east-1:111122223333:volume/*',
      'arn:aws:ec2:us-east-1:444455556666:volume/*',
      'arn:aws:ec2:us-west-2:111122223333:volume/*',
      'arn:aws:ec2:us-west-2:444455556666:volume/*',
    ],
  });
});

test('what is narrow already needs no words', () => {
  expect(policyNotes({ ...SCOPE, keys: ['arn:aws:kms:us-east-1:111122223333:key/1'] })).toEqual([]);
  expect(policyNotes({ ...SCOPE, regions: [] })[0]).toBe(
    'It holds in any Region of the partition aws; --region narrows it.',
  );
});
