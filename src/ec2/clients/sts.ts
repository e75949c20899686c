// The STS client, which loads when somebody asks who the caller is, or a role is assumed: most calls do neither.
import {
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import type { Caller } from '../../ports/ec2.ts';
import { arn, userId } from '../answers/clean-text.ts';

export function createStsClient(config: STSClientConfig): STSClient {
  return new STSClient(config);
}

export function identityCommand(): GetCallerIdentityCommand {
  return new GetCallerIdentityCommand({});
}

/** Undefined when the answer names no account, which every answer of STS does. */
export function readCaller({ Account, Arn, UserId }: GetCallerIdentityCommandOutput): Caller | undefined {
  if (Account === undefined || !/^\d{12}$/.test(Account)) return undefined;
  const principal = arn(Arn);
  const id = userId(UserId);
  return { account: Account, ...(principal ? { arn: principal } : {}), ...(id ? { userId: id } : {}) };
}
