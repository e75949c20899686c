// The ARN of a key that does not exist.
import type { Lab } from '../experiment.ts';

/** ARN of a key that does not exist in the account of the run. */
export function nobodysKey({ region, account }: Pick<Lab, 'region' | 'account'>): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;
}
