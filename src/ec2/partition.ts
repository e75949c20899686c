// Partitions and AWS's own hosts, from the AWS SDK's table.
import { partition } from '@aws-sdk/core/client';
import type { Place } from '../ports/ec2.ts';

/** `aws`, `aws-cn`, `aws-us-gov`, …: of a Region that the SDK does not know the likely one. */
export function partitionName(region: string): string {
  return partition(region).name;
}

/** A configured endpoint, and whether it is one of AWS's hosts for EC2 (regional, FIPS, dual-stack, private). */
export function endpointFacts(endpoint: string, region: string): Pick<Place, 'endpoint' | 'awsHost'> {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  const isAws = [dnsSuffix, dualStackDnsSuffix].some(
    (suffix) => suffix && host.endsWith(`.${suffix}`) && /(^|\.)(ec2|vpce)([.-]|$)/.test(host),
  );
  return { endpoint, ...(isAws ? { awsHost: true } : {}) };
}
