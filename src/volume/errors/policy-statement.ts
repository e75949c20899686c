// The smallest policy statement that would cure a denial.
import type { AccessDenial, ErrorReport, PolicyStatement } from './error-report.ts';
import { allow, allowCopies, allowKeyGrants, allowKeyUse, allowReads, allowTagsOfCopies } from './iam-statements.ts';

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
  const named = resource.startsWith('arn:') ? resource : undefined;
  if (action === 'kms:CreateGrant') return allowKeyGrants(named ?? '*');
  if (action.startsWith('kms:')) return allowKeyUse(named ?? '*');
  if (action === 'ec2:CopyVolumes') return allowCopies(named ?? anyVolume);
  if (action === 'ec2:CreateTags') return allowTagsOfCopies(anyVolume);
  // A role is never opened to be every role.
  if (action.startsWith('sts:') && named) return allow([action], named);
  return allowReads([action]);
}

/** The partition that an ARN names; undefined when it is none. */
export function partitionOf(arn: string | undefined): string | undefined {
  return /^arn:(aws[\w-]*):/.exec(arn ?? '')?.[1];
}
