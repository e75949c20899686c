// Who signs a request and for which Region, read from its Authorization header.
import { fault } from './fault.ts';

/**
 * The credential scope of a Signature Version 4 header (IAM user guide, "Elements of an AWS API request signature"). The
 * signature itself is not checked.
 */
export interface CredentialScope {
  accessKey: string;
  region: string;
  service: string;
}

const SCOPE = /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\b/;

/**
 * Reads `Credential=AKID/DATE/REGION/SERVICE/aws4_request`.
 * @throws Ec2Fault MissingAuthenticationToken without the header, IncompleteSignature when it has another form
 */
export function readCredential(header: string | undefined): CredentialScope {
  if (header === undefined || header === '') {
    throw fault('MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const [, accessKey, region, service] = SCOPE.exec(header) ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) {
    throw fault('IncompleteSignature', 'The Authorization header has no AWS Signature Version 4 credential scope.');
  }
  return { accessKey, region, service };
}
