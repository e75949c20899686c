// What is used of the STS client, in a module of its own: a dynamic import of the package would keep all of it.
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
