import { expect, test } from 'vitest';
import { endpointFacts, partitionName } from '../../src/ec2/partition.ts';

test.each([
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
])('the partition of %s is %s', (region, partition) => {
  expect(partitionName(region)).toBe(partition);
});

test.each([
  ['https://ec2.us-east-1.amazonaws.com', 'us-east-1', true],
  ['https://ec2-fips.us-east-1.amazonaws.com', 'us-east-1', true],
  ['https://ec2.us-east-1.api.aws', 'us-east-1', true],
  ['https://vpce-0123-abc.ec2.us-east-1.vpce.amazonaws.com', 'us-east-1', true],
  ['https://vpce-0123-abc-us-east-1a.ec2-fips.us-east-1.vpce.amazonaws.com', 'us-east-1', true],
  ['https://ec2.amazonaws.com', 'us-east-1', true],
  ['https://eu-west-1.ec2.amazonaws.com', 'eu-west-1', true],
  ['https://ec2.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1', true],
  // Behind these anything may answer: an instance, a load balancer, somebody's own endpoint service.
  ['https://ec2-203-0-113-25.compute-1.amazonaws.com', 'us-east-1', false],
  ['https://ec2-203-0-113-25.us-west-2.compute.amazonaws.com', 'us-west-2', false],
  ['https://ec2-1234567890.us-east-1.elb.amazonaws.com', 'us-east-1', false],
  ['https://vpce-0123-abc.vpce-svc-0456.us-east-1.vpce.amazonaws.com', 'us-east-1', false],
  ['https://vpce-0123-abc.execute-api.us-east-1.vpce.amazonaws.com', 'us-east-1', false],
  ['https://ec2.cn-north-1.amazonaws.com.cn', 'cn-north-1', true],
  ['http://127.0.0.1:4566', 'us-east-1', false],
  ['https://ec2.us-east-1.amazonaws.com.evil.example', 'us-east-1', false],
  ['https://ec2.evil-amazonaws.com', 'us-east-1', false],
  ['not an address', 'us-east-1', false],
])("%s in %s is one of AWS's own: %s", (endpoint, region, isAws) => {
  expect(endpointFacts(endpoint, region)).toEqual({ endpoint, ...(isAws ? { awsHost: true } : {}) });
});
