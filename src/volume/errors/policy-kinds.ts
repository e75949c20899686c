// The kinds of policies by which AWS denies a request, as its messages name them. Source: IAM user guide, "Troubleshoot
// access denied error messages", read 2026-11-28.

export const POLICY_KINDS = [
  'identity-based policy',
  'session policy',
  'permissions boundary',
  'service control policy',
  'resource control policy',
  'resource-based policy',
  'VPC endpoint policy',
  'role trust policy',
] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];
