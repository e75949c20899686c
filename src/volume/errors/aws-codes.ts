// AWS's error codes, to the codes of the catalogue: AWS spells some of them in several ways.
import { FAILURES, type FailureCode } from './failure-catalogue.ts';

/** AWS's spellings that mean the same as an entry above. */
const ALIASES: Readonly<Record<string, FailureCode>> = {
  AccessDeniedException: 'AccessDenied',
  UnauthorizedException: 'UnauthorizedOperation',
  ExpiredTokenException: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  'InvalidInstanceID.Malformed': 'InvalidInstanceID.NotFound',
  UnsupportedOperationException: 'UnsupportedOperation',
  CustomerKeyHasBeenRevoked: 'key-unusable',
  'KMS.DisabledException': 'key-unusable',
  KMSInvalidStateException: 'key-unusable',
  'Client.InvalidKMSKey.InvalidState': 'key-unusable',
  ValidationError: 'InvalidParameterValue',
  InternalFailure: 'InternalError',
  ServerInternal: 'InternalError',
  ServiceUnavailable: 'Unavailable',
  ThrottlingException: 'Throttling',
  SlowDown: 'Throttling',
  TooManyRequestsException: 'Throttling',
  InvalidAction: 'unknown-to-endpoint',
  AccountDisabled: 'Blocked',
};

/** Our code for AWS's; undefined when it is in neither table. Codes of our own have small letters, AWS's never. */
export function failureCodeOf(awsCode: string): FailureCode | undefined {
  if (Object.hasOwn(ALIASES, awsCode)) return ALIASES[awsCode];
  return /^[A-Z]/.test(awsCode) && Object.hasOwn(FAILURES, awsCode) ? (awsCode as FailureCode) : undefined;
}
