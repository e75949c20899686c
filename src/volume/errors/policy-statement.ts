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

/**
 * The error with the statement that would cure it, when it is a denial that one can cure. `partition` is the caller's,
 * as its ARN has it, or the Region's; `aws` when neither is known.
 */
export function withPolicy(
  error: ErrorReport,
  region: string,
  account: string | undefined,
  partition = 'aws',
): ErrorReport {
  // What a policy denies outright, no statement that allows it can cure.
  if (!error.denied || error.denied.explicit) return error;
  return { ...error, policy: statementFor(error.denied, `arn:${partition}:ec2:${region}:${account ?? '*'}:volume/*`) };
}

/** Narrow where EC2 checks a resource, `*` where it cannot be narrower. */
function statementFor({ action, resource }: AccessDenial, anyVolume: string): PolicyStatement {
  const allow = (Action: string[], Resource: string): PolicyStatement => ({ Effect: 'Allow', Action, Resource });
  const named = resource.startsWith('arn:') ? resource : undefined;
  if (action.startsWith('kms:')) return allow(KEY_ACTIONS, named ?? '*');
  if (action === 'ec2:CopyVolumes') return allow([action], named ?? anyVolume);
  if (action === 'ec2:CreateTags') {
    return { ...allow([action], anyVolume), Condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } } };
  }
  // A role is never opened to be every role.
  if (action.startsWith('sts:') && named) return allow([action], named);
  // Describe calls have no resource level.
  return allow([action], '*');
}

/** The partition that an ARN names; undefined when it is none. */
export function partitionOf(arn: string | undefined): string | undefined {
  return /^arn:(aws[\w-]*):/.exec(arn ?? '')?.[1];
}
