// `ebs-copy-mcp iam-policy`: the policy on stdout, to save or to pipe; what a person should know of it on stderr.
import type { Config, IamPolicyConfig } from '../config/config.ts';
import { allowsCopies, type PolicyScope, smallestPolicy } from './smallest-policy.ts';

/** The exit code: 2 when the options do not go together. */
export async function runIamPolicy(config: Config, wanted: IamPolicyConfig): Promise<number> {
  const { partitionName } = await import('../ec2/partition.ts');
  const { mode, regions, limits, stamp } = config;
  const partitions = [...new Set(regions.map(partitionName))];
  if (partitions.length > 1) {
    const places = regions.map((region) => `${region} (${partitionName(region)})`).join(', ');
    process.stderr.write(`ebs-copy-mcp: --region: an account has Regions of one partition only: ${places}.\n`);
    return 2;
  }
  const scope: PolicyScope = {
    ...wanted,
    mode,
    partition: partitions[0] ?? 'aws',
    regions,
    accounts: limits.accounts,
    requiredTags: limits.requiredTags,
    stamped: stamp,
  };
  process.stdout.write(`${JSON.stringify(smallestPolicy(scope), null, 2)}\n`);
  for (const note of policyNotes(scope)) process.stderr.write(`${note}\n`);
  return 0;
}

/** What the policy does not say itself, a sentence or two each. */
export function policyNotes(scope: PolicyScope): string[] {
  const { mode, regions, accounts, keys, partition } = scope;
  const open = [...(regions.length === 0 ? ['--region'] : []), ...(accounts.length === 0 ? ['--account'] : [])];
  const copies = allowsCopies(scope);
  return [
    mode === 'plan' ? (copies ? DRY_RUN_IS_COPY : NO_DRY_RUN) : undefined,
    copies && open.length > 0
      ? `It holds in any ${open.map((option) => PLACES[option]).join(' and any ')} of the partition ${partition}; ${open.join(' and ')} narrow${open.length === 1 ? 's' : ''} it.`
      : undefined,
    copies && keys.length === 0
      ? 'To copy volumes under a KMS key of your own, name the key with --key. The key aws/ebs needs no statement.'
      : undefined,
  ].filter((note) => note !== undefined);
}

const PLACES: Record<string, string> = { '--region': 'Region', '--account': 'account' };
const NO_DRY_RUN =
  "IAM does not tell EC2's dry run from a copy, so this policy allows neither: a rehearsal shows the whole plan and ends would_be_refused. --with-dry-run adds the statements of a copy.";
const DRY_RUN_IS_COPY =
  "IAM does not tell EC2's dry run from a copy, so this policy allows both. In mode plan this server makes no copy; other programs with these credentials can.";
