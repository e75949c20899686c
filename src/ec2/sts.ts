// The STS client loads when somebody asks who the caller is: most calls do not.
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

export function createStsClient(config: STSClientConfig): STSClient {
  return new STSClient(config);
}

export function identityCommand(): GetCallerIdentityCommand {
  return new GetCallerIdentityCommand({});
}
