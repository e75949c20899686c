// The errors of EC2: every code the simulator answers with, and its HTTP status.

/**
 * Codes and statuses: EC2 API reference, "Error codes", 2026-11 (client errors 4xx, server errors 5xx, mostly no figure).
 * 412 of DryRunOperation: moto's tests, 2026-08. 403 of UnauthorizedOperation: aws/containers-roadmap issue 2812.
 * 503 of RequestLimitExceeded: EC2 developer guide, "Request throttling". AuthFailure 403 for a key, and
 * ConcurrentCopyVolumeLimitExceeded: see the two-account test in switches.ts. The copy limits have no documented status;
 * 400 is the plain client error.
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
  'InvalidVolume.ZoneMismatch': 400,
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
  VolumeInUse: 400,
  VolumeLimitExceeded: 400,
} as const;

export type FaultCode = keyof typeof FAULT_STATUS;

/** An EC2 error on its way to the caller. `code` may be any word when an injected rule names one. */
export class Ec2Fault extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** An EC2 error with the status that its code has in the table. */
export function fault(code: FaultCode, message: string): Ec2Fault {
  return new Ec2Fault(code, message, FAULT_STATUS[code]);
}

/** The HTTP status of any code; 400, the plain client error, where the table has none. */
export function statusOf(code: string): number {
  return code in FAULT_STATUS ? FAULT_STATUS[code as FaultCode] : 400;
}
