// The STS client, which loads when somebody asks who the caller is: most calls do not.
import {
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import type { Caller } from '../../ports/ec2.ts';

export function createStsClient(config: STSClientConfig): STSClient {
  return new STSClient(config);
}

export function identityCommand(): GetCallerIdentityCommand {
  return new GetCallerIdentityCommand({});
}

/** Undefined when the answer names no account, which every answer of STS does. */
export function readCaller({ Account, Arn, UserId }: GetCallerIdentityCommandOutput): Caller | undefined {
  return Account
    ? { account: Account, ...(Arn ? { arn: Arn } : {}), ...(UserId ? { userId: UserId } : {}) }
    : undefined;
}
