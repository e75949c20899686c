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

/** Any printable character may be in it, and a user's name is unique without it (IAM API reference, User, 2026-11). */
const USER_PATH = /^(arn:aws[\w-]*:iam::\d{12}:user\/)[!-~]{1,512}\//;

/** Undefined when the answer names no account, which every answer of STS does. */
export function readCaller({ Account, Arn, UserId }: GetCallerIdentityCommandOutput): Caller | undefined {
  if (Account === undefined || !/^\d{12}$/.test(Account)) return undefined;
  const principal = arn(Arn) ?? arn(Arn?.replace(USER_PATH, '$1'));
  const id = userId(UserId);
  return { account: Account, ...(principal ? { arn: principal } : {}), ...(id ? { userId: id } : {}) };
}
