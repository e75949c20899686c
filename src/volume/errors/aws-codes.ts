// AWS's error codes, to the codes of the catalogue: AWS spells some of them in several ways. Sources: EC2 API reference,
// "Error codes" and "Common errors"; for throttling the list of the SDK (@smithy/core); read 2026-11-29.
import { FAILURES, type FailureCode } from './failure-catalogue.ts';

/** AWS's spellings that mean the same as an entry above. */
const ALIASES: Readonly<Record<string, FailureCode>> = {
  AccessDeniedException: 'AccessDenied',
  NotAuthorized: 'AccessDenied',
  UnauthorizedException: 'UnauthorizedOperation',
  ExpiredTokenException: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  'InvalidSecurity.RequestHasExpired': 'RequestExpired',
  'InvalidInstanceID.Malformed': 'InvalidInstanceID.NotFound',
  UnsupportedOperationException: 'UnsupportedOperation',
  Unsupported: 'UnsupportedOperation',
  EncryptedVolumesNotSupported: 'UnsupportedOperation',
  // A copy itself may be made of an attached volume: of this one EC2 does something else only when it is detached.
  VolumeInUse: 'UnsupportedOperation',
  InvalidState: 'IncorrectState',
  CustomerKeyHasBeenRevoked: 'key-unusable',
  'KMS.DisabledException': 'key-unusable',
  KMSInvalidStateException: 'key-unusable',
  'Client.InvalidKMSKey.InvalidState': 'key-unusable',
  'InvalidKMSKey.InvalidState': 'key-unusable',
  'InvalidKmsKey.InvalidState': 'key-unusable',
  ValidationError: 'InvalidParameterValue',
  InvalidParameter: 'InvalidParameterValue',
  InvalidCharacter: 'InvalidParameterValue',
  InvalidQueryParameter: 'MalformedQueryString',
  MissingAction: 'MalformedQueryString',
  MalformedHttpRequestException: 'MalformedQueryString',
  RequestResourceCountExceeded: 'ResourceLimitExceeded',
  ResourceCountExceeded: 'ResourceLimitExceeded',
  InternalFailure: 'InternalError',
  ServerInternal: 'InternalError',
  ServiceUnavailable: 'Unavailable',
  ThrottlingException: 'Throttling',
  SlowDown: 'Throttling',
  TooManyRequestsException: 'Throttling',
  ThrottledException: 'Throttling',
  RequestThrottled: 'Throttling',
  RequestThrottledException: 'Throttling',
  EC2ThrottledException: 'Throttling',
  InvalidAction: 'unknown-to-endpoint',
  AccountDisabled: 'Blocked',
};

/** Our code for AWS's; undefined when it is in neither table. Codes of our own have small letters, AWS's never. */
export function failureCodeOf(awsCode: string): FailureCode | undefined {
  if (Object.hasOwn(ALIASES, awsCode)) return ALIASES[awsCode];
  return /^[A-Z]/.test(awsCode) && Object.hasOwn(FAILURES, awsCode) ? (awsCode as FailureCode) : undefined;
}
