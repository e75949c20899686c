// What a person reads when the table cannot be used: the cause that AWS or the network told, none besides.
import { expect, test } from 'vitest';
import { failBeforeSending } from '../../../src/ec2/answers/known-failure.ts';
import { readTableFailure } from '../../../src/ec2/answers/read-table-failure.ts';
import { problemOf } from '../../../src/state/dynamodb/table-problem.ts';

const denied = (message: string) =>
  Object.assign(new Error(message), {
    name: 'AccessDeniedException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
const WHO = 'User: arn:aws:sts::111122223333:assumed-role/ebs/x is not authorized to perform:';
const KEY = 'on resource: arn:aws:kms:us-east-1:111122223333:key/abc';
const GET = 'dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:111122223333:table/copies';

test.each<[string, unknown, string]>([
  [
    'a denial',
    denied(`${WHO} ${GET} because no identity-based policy allows the dynamodb:GetItem action`),
    'The credentials of this server may not use the DynamoDB table copies: they need dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem.',
  ],
  [
    'a denial of its key',
    denied(`KMS key access denied error: ${WHO} kms:Decrypt ${KEY} because no identity-based policy allows it`),
    'The credentials of this server may not use the KMS key of the DynamoDB table copies: kms:Decrypt is denied.',
  ],
  [
    'an explicit deny',
    denied(`${WHO} ${GET} with an explicit deny in a service control policy`),
    'The credentials of this server may not use the DynamoDB table copies: dynamodb:GetItem is denied by an explicit deny (service control policy), which no Allow outweighs.',
  ],
  [
    'an explicit deny with words that nobody knows',
    denied('\u001b[31mno, with an explicit deny in \u202eyour dreams'),
    'The credentials of this server may not use the DynamoDB table copies: the request is denied by an explicit deny, which no Allow outweighs.',
  ],
  [
    'a silent STS',
    failBeforeSending('timed-out', { what: 'AWS STS' }),
    'The record of what was sent, the DynamoDB table copies, could not be reached. No answer came in time from AWS STS.',
  ],
  [
    'a proxy',
    failBeforeSending('proxy-unreachable', { from: 'HTTPS_PROXY' }),
    'The record of what was sent, the DynamoDB table copies, could not be reached. The proxy that HTTPS_PROXY names could not be reached, so nothing was sent.',
  ],
  [
    'a helper that stalls',
    failBeforeSending('credentials-stalled', { what: 'the credential_process' }),
    'The record of what was sent, the DynamoDB table copies, could not be reached. The credential_process did not answer in time, so there are no credentials.',
  ],
  [
    'a login that ended',
    failBeforeSending('credentials-expired'),
    'This server has no AWS credentials that are valid for the DynamoDB table copies.',
  ],
])('%s', (_, thrown, sentence) => {
  expect(problemOf('copies', readTableFailure(thrown)).message).toBe(sentence);
});
