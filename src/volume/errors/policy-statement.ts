// The smallest policy statement that would cure a denial. Source: EBS CSI driver's managed policy (a statement for
// the source, one for the new volume) and the EBS user guide on keys, read 2026-11-22.
import type { AccessDenial, ErrorReport, PolicyStatement } from './error-report.ts';

/** Actions EBS needs on a key of the caller to make an encrypted copy. */
const KEY_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncrypt*',
];

/** The error with the statement that would cure it, when it is a denial that one can cure. */
export function withPolicy(error: ErrorReport, region: string, account: string | undefined): ErrorReport {
  // What a policy denies outright, no statement that allows it can cure.
  if (!error.denied || error.denied.explicit) return error;
  return { ...error, policy: statementFor(error.denied, region, account ?? '*') };
}

/** Narrow where EC2 checks a resource, `*` where it cannot be narrower. */
function statementFor({ action, resource }: AccessDenial, region: string, account: string): PolicyStatement {
  const allow = (Action: string[], Resource: string): PolicyStatement => ({ Effect: 'Allow', Action, Resource });
  const named = resource.startsWith('arn:') ? resource : undefined;
  const anyVolume = `arn:${partitionOf(region)}:ec2:${region}:${account}:volume/*`;
  if (action.startsWith('kms:')) return allow(KEY_ACTIONS, named ?? '*');
  if (action === 'ec2:CopyVolumes') return allow([action], named ?? anyVolume);
  if (action === 'ec2:CreateTags') {
    return { ...allow([action], anyVolume), Condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } } };
  }
  // Describe calls have no resource level.
  return allow([action], '*');
}

/** The partition a Region belongs to, by AWS's own naming. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
