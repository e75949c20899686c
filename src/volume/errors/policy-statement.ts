// The smallest policy statement that would cure a denial. Source: EBS CSI driver's managed policy (a statement for
// the source, one for the new volume) and the EBS user guide on keys, read 2026-11-22.
import type { Denial, ErrorReport, Statement } from './error-report.ts';

export interface DeniedAt {
  region: string;
  account?: string;
}

/** Actions EBS needs on a key of the caller to make an encrypted copy. */
const KEY_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncrypt*',
];

/** Narrow where EC2 checks a resource, `*` where it cannot be narrower; undefined where a policy denies outright. */
export function cureDenial(denied: Denial, at: DeniedAt): Statement | undefined {
  if (denied.explicit) return undefined;
  const arn = (account: string, resource: string) =>
    `arn:${partitionOf(at.region)}:ec2:${at.region}:${account}:${resource}`;
  const account = at.account ?? '*';
  if (denied.action.startsWith('kms:')) {
    return {
      Effect: 'Allow',
      Action: KEY_ACTIONS,
      Resource: denied.resource.startsWith('arn:') ? denied.resource : '*',
    };
  }
  if (denied.action === 'ec2:CreateTags') {
    return {
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource: arn(account, 'volume/*'),
      Condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } },
    };
  }
  if (denied.action === 'ec2:CopyVolumes') {
    const named = denied.resource.startsWith('arn:') ? denied.resource : arn(account, 'volume/*');
    return { Effect: 'Allow', Action: ['ec2:CopyVolumes'], Resource: named };
  }
  // Describe calls have no resource level.
  return { Effect: 'Allow', Action: [denied.action], Resource: '*' };
}

/** The error with the statement that would cure it, when it is a denial that one can cure. */
export function withPolicy(error: ErrorReport, region: string, account: string | undefined): ErrorReport {
  const policy = error.denied && cureDenial(error.denied, { region, ...(account ? { account } : {}) });
  return policy ? { ...error, policy } : error;
}

/** The partition a Region belongs to, by AWS's own naming. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
