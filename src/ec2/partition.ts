// Partitions and AWS's own hosts, from the AWS SDK's table.
import { partition } from '@aws-sdk/core/client';
import type { Place } from '../ports/ec2.ts';
import { plainText } from '../text/plain-text.ts';

/** `aws`, `aws-cn`, `aws-us-gov`, …: of a Region that the SDK does not know the likely one. */
export function partitionName(region: string): string {
  return partition(region).name;
}

/**
 * What stands before the suffix of a partition: not the name of an instance (ec2-203-0-113-25.compute-1), of a load
 * balancer or of somebody's own endpoint service, behind which anything may answer. Sources: AWS general reference,
 * "Amazon EC2 endpoints"; AWS PrivateLink guide, "Access an AWS service"; 2026-11.
 */
const OF_EC2 = /^(?:vpce-[\w-]+\.ec2(?:-fips)?\.[\w-]+\.vpce|ec2(?:-fips)?(?:\.[\w-]+)?|[\w-]+\.ec2)\.$/;

/** A configured endpoint, and whether it is one of AWS's hosts for EC2 (regional, FIPS, dual-stack, private). */
export function endpointFacts(endpoint: string, region: string): Pick<Place, 'endpoint' | 'awsHost'> {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  const isAws = [dnsSuffix, dualStackDnsSuffix].some(
    (suffix) => suffix && host.endsWith(`.${suffix}`) && OF_EC2.test(host.slice(0, -suffix.length)),
  );
  return { endpoint: shownEndpoint(endpoint), ...(isAws ? { awsHost: true } : {}) };
}

/** As it is where it is visible ASCII. The WHATWG URL leaves line breaks out and encodes what nobody sees, as the request does. */
function shownEndpoint(endpoint: string): string {
  if (/^[!-~]+$/.test(endpoint)) return endpoint;
  return URL.canParse(endpoint) ? new URL(endpoint).href : plainText(endpoint);
}

/**
 * Regions of the partition `aws` that every account has. All launched since March 2019 are opt-in Regions, but Osaka.
 * Source: AWS account management guide, "Enable or disable AWS Regions in your account", read 2026-11-28.
 */
const ALWAYS_ON = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

/** Whether an account has to enable the Region. The other partitions have no such Regions. */
export function isOptInRegion(region: string): boolean {
  return partitionName(region) === 'aws' && !ALWAYS_ON.has(region);
}
