/**
 * What EC2 answers when it says no: code, HTTP status, and where the pair is known from.
 * Statuses: EC2 API reference "Errors" (client errors 4xx, server errors 5xx); 412, 403 and 503 seen in production.
 * The two copy limits are documented without a status; 400 is the plain client error.
 */
export const FAULT_STATUS = {
  AuthFailure: 403,
  AccessDenied: 403,
  ConcurrentCopyVolumeLimitExceeded: 400,
  CopyVolumesLimitExceeded: 400,
  CustomerKeyHasBeenRevoked: 400,
  DryRunOperation: 412,
  FilterLimitExceeded: 400,
  IdempotentParameterMismatch: 400,
  IncompleteSignature: 400,
  IncorrectModificationState: 400,
  IncorrectState: 400,
  InsufficientVolumeCapacity: 500,
  InternalError: 500,
  InvalidAction: 400,
  InvalidClientToken: 400,
  'InvalidInstanceID.Malformed': 400,
  'InvalidInstanceID.NotFound': 400,
  InvalidPaginationToken: 400,
  InvalidParameterCombination: 400,
  InvalidParameterDependency: 400,
  InvalidParameterValue: 400,
  'InvalidTagKey.Malformed': 400,
  'InvalidVolume.NotFound': 400,
  'InvalidVolumeID.Malformed': 400,
  'InvalidVolumeModification.NotFound': 400,
  MalformedQueryString: 400,
  MaxIOPSLimitExceeded: 400,
  MethodNotAllowed: 405,
  MissingAction: 400,
  MissingAuthenticationToken: 403,
  MissingParameter: 400,
  NoSuchVersion: 400,
  RequestEntityTooLarge: 413,
  RequestLimitExceeded: 503,
  TagLimitExceeded: 400,
  UnauthorizedOperation: 403,
  UnknownParameter: 400,
  UnknownVolumeType: 400,
  UnsupportedOperation: 400,
  VolumeLimitExceeded: 400,
} as const;

export type FaultCode = keyof typeof FAULT_STATUS;

/** A refusal on its way to the wire. `code` may be any word when a test injects one. */
export class Fault extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A fault with the status its code has in the table. */
export function fault(code: FaultCode, message: string): Fault {
  return new Fault(code, message, FAULT_STATUS[code]);
}

/** The status of any code; 400 where the table is silent, as EC2's client errors are. */
export function statusOf(code: string): number {
  return code in FAULT_STATUS ? FAULT_STATUS[code as FaultCode] : 400;
}
