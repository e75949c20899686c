// What each failure means, who can mend it, what to type, and whether the same request may be sent again.
// Source: EC2 API reference, "Error codes"; EC2 developer guide, idempotency and throttling; both read 2026-11-22.

export interface Advice {
  family:
    | 'credentials'
    | 'permission'
    | 'request'
    | 'state'
    | 'quota'
    | 'throttle'
    | 'service'
    | 'network'
    | 'answer'
    | 'us';
  meaning: string;
  nextStep: string;
  who: 'caller' | 'person' | 'account administrator' | 'operator' | 'AWS';
  /** same_request: the very same request, with the same ClientToken, is safe to send again. */
  retry: 'never' | 'same_request' | 'after_fix' | 'later';
  afterSeconds?: number;
}

const credentials = (meaning: string, nextStep: string): Advice => ({
  family: 'credentials',
  meaning,
  nextStep,
  who: 'person',
  retry: 'after_fix',
});
const request = (meaning: string, nextStep: string): Advice => ({
  family: 'request',
  meaning,
  nextStep,
  who: 'caller',
  retry: 'after_fix',
});
const state = (meaning: string, nextStep: string, afterSeconds: number): Advice => ({
  family: 'state',
  meaning,
  nextStep,
  who: 'caller',
  retry: 'later',
  afterSeconds,
});
const quota = (meaning: string, nextStep: string): Advice => ({
  family: 'quota',
  meaning,
  nextStep,
  who: 'account administrator',
  retry: 'after_fix',
});
const service = (meaning: string): Advice => ({
  family: 'service',
  meaning,
  nextStep: 'Send the same request with the same ClientToken again in a minute; it cannot make a second volume.',
  who: 'AWS',
  retry: 'same_request',
  afterSeconds: 60,
});
const network = (meaning: string, nextStep: string): Advice => ({
  family: 'network',
  meaning,
  nextStep,
  who: 'person',
  retry: 'same_request',
  afterSeconds: 10,
});
const answer = (meaning: string): Advice => ({
  family: 'answer',
  meaning,
  nextStep: 'Look at proxies and at the endpoint in `where`; then send the same request with the same ClientToken.',
  who: 'person',
  retry: 'same_request',
  afterSeconds: 10,
});
const denial = (meaning: string): Advice => ({
  family: 'permission',
  meaning,
  nextStep:
    'Ask for `denied.action` on `denied.resource` (README, "IAM policies"). An encoded message can be read with `aws sts decode-authorization-message`.',
  who: 'account administrator',
  retry: 'after_fix',
});

export const FAILURES = {
  // Permission.
  UnauthorizedOperation: denial('The credentials work, but they may not do this: a policy is missing or denies it.'),
  AccessDenied: denial('The credentials work, but they may not do this: a policy is missing or denies it.'),
  AuthFailure: credentials(
    'AWS did not accept the credentials; for an encrypted volume it can also mean that the key may not be used.',
    'Check `aws sts get-caller-identity`, then the policy of the KMS key. To log in anew: `{login}`.',
  ),
  OptInRequired: {
    family: 'permission',
    meaning: 'This account has not enabled the Region or the service.',
    nextStep: 'Enable the Region in the account settings, or choose another Region.',
    who: 'account administrator',
    retry: 'after_fix',
  },
  PendingVerification: {
    family: 'permission',
    meaning: 'AWS is still verifying the account.',
    nextStep: 'Wait for the verification, or ask AWS Support.',
    who: 'AWS',
    retry: 'later',
    afterSeconds: 3600,
  },
  Blocked: {
    family: 'permission',
    meaning: 'AWS has blocked the account.',
    nextStep: 'Ask AWS Support.',
    who: 'account administrator',
    retry: 'never',
  },
  // Credentials.
  'credentials-missing': credentials(
    'No AWS credentials were found.',
    'Log in with `{login}`, or name a profile at start-up; nothing needs a restart.',
  ),
  'credentials-expired': credentials(
    'The AWS login has expired.',
    'Log in again with `{login}`, then repeat the call; nothing needs a restart.',
  ),
  ExpiredToken: credentials(
    'The AWS session has expired.',
    'Log in again with `{login}`, then repeat the call; nothing needs a restart.',
  ),
  RequestExpired: credentials(
    "The session has expired, or this machine's clock is off by more than five minutes.",
    'Check the clock, then log in again with `{login}`.',
  ),
  InvalidClientTokenId: credentials(
    'AWS does not know this access key.',
    'Check which keys are used: `aws configure list`. To log in anew: `{login}`.',
  ),
  SignatureDoesNotMatch: credentials(
    'The secret key does not fit the access key.',
    'Set the key pair again: `aws configure`.',
  ),
  IncompleteSignature: credentials('AWS could not read the signature.', 'Set the key pair again: `aws configure`.'),
  MissingAuthenticationToken: credentials('The request reached AWS without credentials.', 'Log in with `{login}`.'),
  'region-missing': credentials(
    'No AWS Region is known.',
    'Give Region, or set AWS_REGION or a profile with a region.',
  ),
  // The request.
  MissingParameter: request('EC2 misses a parameter.', 'Add what the message names.'),
  InvalidParameterValue: request('EC2 refuses a value.', 'Correct the value that the message names.'),
  InvalidParameterCombination: request(
    'EC2 refuses these parameters together.',
    'Take away or add what the message names.',
  ),
  InvalidParameterDependency: request(
    'EC2 wants another parameter beside one that was given.',
    'With KmsKeyId also give Encrypted: true.',
  ),
  UnknownParameter: request(
    'EC2 here does not know a parameter; a member can be newer than the Region or the endpoint.',
    'Leave out what the message names.',
  ),
  UnknownVolumeType: request('EC2 does not know this VolumeType.', 'Choose a type from the schema.'),
  'InvalidVolumeID.Malformed': request(
    'EC2 cannot read a volume id.',
    'Give ids as they are shown: vol- and 17 hexadecimal digits.',
  ),
  'InvalidVolume.NotFound': request(
    'EC2 does not know this volume in {region} with these credentials.',
    'Check id, Region and account; right after a copy, ask again in a few seconds.',
  ),
  'InvalidInstanceID.NotFound': request('EC2 does not know this instance in {region}.', 'Check id and Region.'),
  InvalidFilter: request('EC2 does not know a filter.', 'Use a filter name of DescribeVolumes.'),
  FilterLimitExceeded: request('Too many values in a filter; EC2 takes at most 200.', 'Ask in smaller groups.'),
  InvalidPaginationToken: request('EC2 does not take this NextToken any more.', 'Begin again without NextToken.'),
  'InvalidTagKey.Malformed': request(
    'EC2 refuses a tag key.',
    'Keys have up to 127 characters and do not begin with aws:.',
  ),
  TagLimitExceeded: request('More tags than one volume holds.', 'Give fewer tags.'),
  TagPolicyViolation: request(
    'A tag policy of the organization forbids these tags.',
    'Change the tags as the message says.',
  ),
  IdempotentParameterMismatch: {
    family: 'request',
    meaning: 'This ClientToken was used before: with other parameters, or for a volume that is gone.',
    nextStep: 'Look for the copy first (get_volume_status with copiesOf); then begin with a new rehearsal.',
    who: 'caller',
    retry: 'never',
  },
  InvalidClientToken: request(
    'EC2 does not take this ClientToken.',
    'Leave ClientToken out, or give the one a rehearsal returned.',
  ),
  UnsupportedOperation: request(
    'EC2 does not do this for this volume.',
    'Read the message; a snapshot may be the way.',
  ),
  VolumeTypeNotAvailableInZone: request(
    'This type is not offered in the zone of the source.',
    'Choose another VolumeType.',
  ),
  'key-unusable': {
    family: 'permission',
    meaning: 'The encryption key is disabled, being deleted, revoked or not allowed.',
    nextStep: 'Enable the key or mend its grants; the message says which.',
    who: 'account administrator',
    retry: 'after_fix',
  },
  // The state of things.
  IncorrectState: state(
    'The source is not in a state that can be copied.',
    'Look at its status; try again when it is available or in-use.',
    60,
  ),
  IncorrectModificationState: state(
    'The source is being modified.',
    'Try again when the modification is optimizing or completed.',
    300,
  ),
  ConcurrentCopyVolumeLimitExceeded: state(
    'This source is being copied already; EBS makes one copy of a volume at a time.',
    'Look at that copy (get_volume_status with copiesOf) and wait until it is initialized, or take a snapshot instead.',
    900,
  ),
  CopyVolumesLimitExceeded: state(
    'Five copies are already being initialized in {region}.',
    'Wait until one is done, or have the quota raised (Service Quotas, Amazon EBS).',
    900,
  ),
  ConcurrentTagAccess: state('Somebody else is changing tags at the same moment.', 'Send the same request again.', 5),
  // Quotas.
  VolumeLimitExceeded: quota(
    'The storage quota of the account is used up. An earlier attempt may have made the volume all the same.',
    'Look first (get_volume_status with copiesOf); then have the quota raised (Service Quotas, Amazon EBS).',
  ),
  MaxIOPSLimitExceeded: quota(
    'The IOPS quota of the account is used up.',
    'Ask for fewer Iops, or have the quota raised.',
  ),
  VolumeIOPSLimit: quota('More IOPS than one volume can have.', 'Ask for fewer Iops.'),
  ResourceLimitExceeded: quota('A quota of the account is used up.', 'Have the quota raised that the message names.'),
  InsufficientVolumeCapacity: {
    family: 'quota',
    meaning: 'AWS has no room for this volume in the zone at the moment.',
    nextStep: 'Send the same request later, or choose another VolumeType.',
    who: 'AWS',
    retry: 'same_request',
    afterSeconds: 300,
  },
  // Throttling and faults of the service.
  RequestLimitExceeded: {
    family: 'throttle',
    meaning: 'The account sends more requests than EC2 allows in {region}; others in it count too.',
    nextStep: 'Wait, then send the same request with the same ClientToken.',
    who: 'caller',
    retry: 'same_request',
    afterSeconds: 30,
  },
  Throttling: {
    family: 'throttle',
    meaning: 'AWS asks for fewer requests.',
    nextStep: 'Wait, then send the same request with the same ClientToken.',
    who: 'caller',
    retry: 'same_request',
    afterSeconds: 30,
  },
  InternalError: service('A fault inside EC2.'),
  Unavailable: service('EC2 is not available at the moment.'),
  'unknown-to-endpoint': {
    family: 'request',
    meaning: 'The endpoint does not know this operation; an emulator or an old Region may lack it.',
    nextStep: 'Look at `where.endpoint`; choose another Region or endpoint.',
    who: 'operator',
    retry: 'never',
  },
  // The network.
  'name-not-found': network(
    'The name of the endpoint was not found.',
    'Check the network, DNS and the spelling of the Region.',
  ),
  'connection-refused': network(
    'The endpoint refused the connection.',
    'Check the network, proxies and the endpoint in `where`.',
  ),
  'connection-cut': network(
    'The connection was cut before an answer came.',
    'Send the same request again, a copy with the same ClientToken.',
  ),
  'timed-out': network('No answer came in time.', 'Send the same request again, a copy with the same ClientToken.'),
  'certificate-invalid': network(
    'The certificate of the endpoint is not trusted; a proxy may stand between.',
    'Give Node the company certificate (NODE_EXTRA_CA_CERTS).',
  ),
  // Answers that are none.
  'answer-not-xml': answer(
    'Something other than EC2 answered: HTML or text instead of XML, as proxies and login pages do.',
  ),
  'answer-empty': answer('The answer was empty.'),
  'answer-cut': answer('The answer ended in the middle, or could not be read.'),
  'dry-run-ignored': {
    family: 'answer',
    meaning: 'The endpoint answered the dry run like a real copy, so a volume may exist. AWS itself does not do this.',
    nextStep: 'Look for the volume with get_volume_status and copiesOf; check `where.endpoint`.',
    who: 'operator',
    retry: 'never',
  },
  // Ours.
  'token-too-old': {
    family: 'us',
    meaning:
      'This ClientToken was sent more than 11 hours ago; EC2 may have forgotten it, so it is not sent again, and no volume with its tag was found.',
    nextStep: 'Look at the copies of the source (get_volume_status with copiesOf) before a new rehearsal.',
    who: 'person',
    retry: 'never',
  },
  'endpoint-refused': {
    family: 'us',
    meaning: 'The endpoint uses plain http outside this machine; credentials and data would travel readable.',
    nextStep: 'Use https, or an endpoint on 127.0.0.1.',
    who: 'operator',
    retry: 'after_fix',
  },
  cancelled: {
    family: 'us',
    meaning: 'The caller cancelled the call.',
    nextStep: 'Nothing.',
    who: 'caller',
    retry: 'same_request',
  },
  'deadline-reached': network(
    'The time for one call was used up before an answer came.',
    'Send the same request with the same ClientToken.',
  ),
  unlisted: {
    family: 'service',
    meaning: 'AWS answered with a code that this version does not know; see awsCode and message.',
    nextStep: 'Look the code up in the EC2 API reference before anything is sent again.',
    who: 'person',
    retry: 'never',
  },
} as const satisfies Record<string, Advice>;
export type FailureCode = keyof typeof FAILURES;

/** AWS's spellings that mean the same as an entry above. */
export const ALIASES: Readonly<Record<string, FailureCode>> = {
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
export function catalogued(awsCode: string): FailureCode | undefined {
  if (Object.hasOwn(ALIASES, awsCode)) return ALIASES[awsCode];
  return /^[A-Z]/.test(awsCode) && Object.hasOwn(FAILURES, awsCode) ? (awsCode as FailureCode) : undefined;
}
