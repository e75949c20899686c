// The IAM statements of this product, each written once: a denial answers with them, `iam-policy` prints them and
// docs/iam.md shows them. Source: managed policy of the EBS CSI driver (a statement for the source, one for the new
// volume, one for its tags with ec2:CreateAction CopyVolumes), read 2026-11-28; EBS user guide, "Requirements for Amazon
// EBS encryption" and "Share a KMS key", read 2026-11-28.
import type { PolicyCondition, PolicyStatement } from './error-report.ts';

/** Every read of both tools. sts:GetCallerIdentity is not among them: it needs no permission. */
export const READ_ACTIONS = [
  'ec2:DescribeVolumes',
  'ec2:DescribeVolumeStatus',
  'ec2:DescribeVolumesModifications',
  'ec2:DescribeInstances',
  'ec2:GetEbsEncryptionByDefault',
  'ec2:GetEbsDefaultKmsKeyId',
] as const;

/** What EBS needs of a key, beside grants. */
const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncrypt*',
];

type Resources = string | readonly string[];

export function allow(actions: readonly string[], resources: Resources, condition?: PolicyCondition): PolicyStatement {
  const [first = '*', ...more] = typeof resources === 'string' ? [resources] : resources;
  return {
    Effect: 'Allow',
    Action: [...actions],
    Resource: more.length > 0 ? [first, ...more] : first,
    ...(condition ? { Condition: condition } : {}),
  };
}

/** Reads take no resource; without Regions they hold in all of them. */
export function allowReads(actions: readonly string[], regions: readonly string[] = []): PolicyStatement {
  const condition = regions.length > 0 ? { StringEquals: { 'aws:RequestedRegion': [...regions] } } : undefined;
  return allow(actions, '*', condition);
}

/** EC2 checks a copy twice: for the source, and for the new volume, which has no id yet and is volume/*. */
export function allowCopies(volumes: Resources, condition?: PolicyCondition): PolicyStatement {
  return allow(['ec2:CopyVolumes'], volumes, condition);
}

/** Tags that come with a copy, and no others. */
export function allowTagsOfCopies(volumes: Resources): PolicyStatement {
  return allow(['ec2:CreateTags'], volumes, { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } });
}

export function allowKeyUse(keys: Resources): PolicyStatement {
  return allow(KEY_ACTIONS, keys);
}

/** A grant may only be made for an AWS service, which here is EBS. */
export function allowKeyGrants(keys: Resources): PolicyStatement {
  return allow(['kms:CreateGrant'], keys, { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
}
