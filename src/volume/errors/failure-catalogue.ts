// The closed list of failures, which the README publishes: what each means, who can fix it, what to type, and whether
// the same request may be sent again. Source: EC2 API reference, "Error codes"; EC2 developer guide, idempotency and
// throttling; both read 2026-11-22.
import type { CatalogueEntry } from './error-report.ts';

export interface FailureEntry extends CatalogueEntry {
  /** What went wrong; a rehearsal asks it whether EC2 judged the request at all. */
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
  afterSeconds?: number;
}

/** Entries of one family: what its members have in common, unless one says otherwise. */
function entriesOf(family: FailureEntry['family'], shared: Pick<FailureEntry, 'who' | 'retry' | 'afterSeconds'>) {
  return (meaning: string, nextStep: string, own: Partial<typeof shared> = {}): FailureEntry => ({
    family,
    meaning,
    nextStep,
    ...shared,
    ...own,
  });
}

const credentials = entriesOf('credentials', { who: 'person', retry: 'after_fix' });
const permission = entriesOf('permission', { who: 'account administrator', retry: 'after_fix' });
const request = entriesOf('request', { who: 'caller', retry: 'after_fix' });
const state = entriesOf('state', { who: 'caller', retry: 'later' });
const quota = entriesOf('quota', { who: 'account administrator', retry: 'after_fix' });
const throttle = entriesOf('throttle', { who: 'caller', retry: 'same_request', afterSeconds: 30 });
const service = entriesOf('service', { who: 'AWS', retry: 'same_request', afterSeconds: 60 });
const network = entriesOf('network', { who: 'person', retry: 'same_request', afterSeconds: 10 });
const proxied = entriesOf('network', { who: 'person', retry: 'after_fix' });
const answer = entriesOf('answer', { who: 'person', retry: 'same_request', afterSeconds: 10 });
const ours = entriesOf('us', { who: 'operator', retry: 'after_fix' });

const DENIED = permission(
  'The credentials work, but they may not do this: a policy is missing or denies it.',
  'The administrator of the account allows what the answer names (docs/iam.md), where an Allow can cure it. An encoded message is read with `aws sts decode-authorization-message{ofProfile}`.',
);
const SAME_REQUEST_IN_A_MINUTE =
  'Send the same request with the same ClientToken again in a minute; it cannot make a second volume.';
const LOOK_AT_PROXIES = 'Check proxies and any custom endpoint; then send the same request with the same ClientToken.';
/** All that can be sent is Basic (RFC 7617), and the proxy's status alone is known. */
const OTHER_LOGINS =
  'A proxy that takes only NTLM or Kerberos needs a helper on this machine, which {from} then names.';

export const FAILURES = {
  // Permission.
  UnauthorizedOperation: DENIED,
  AccessDenied: DENIED,
  AuthFailure: credentials(
    'AWS did not accept the credentials; for an encrypted volume it can also mean that the key may not be used.',
    'Check `aws sts get-caller-identity{ofProfile}`, then the policy of the KMS key. If the login is at fault: {renew}.',
  ),
  OptInRequired: permission(
    'This account has not enabled the Region or the service.',
    'Enable the Region in the account settings, or choose another Region.',
  ),
  RegionDisabledException: permission(
    'AWS STS is not active in {region}: the account has not enabled this Region, or has switched STS off in it.',
    'Enable the Region, or activate STS in it (IAM console, account settings); or choose another Region, also in the profile or AWS_REGION.',
  ),
  PendingVerification: permission(
    'AWS is still verifying the account.',
    'Wait for the verification, or ask AWS Support.',
    { who: 'AWS', retry: 'later', afterSeconds: 3600 },
  ),
  Blocked: permission('AWS has blocked the account.', 'Ask AWS Support.', { retry: 'never' }),
  DeclarativePolicyViolation: permission(
    'A declarative policy of the organization forbids this.',
    'The message says more; the administrator of the organization can change the policy.',
  ),
  // Credentials.
  'credentials-missing': credentials(
    'No AWS credentials were found.',
    'Log in with `{login}` (no restart needed), or start the server with --profile (Claude Desktop: setting AWS profiles).',
  ),
  'login-missing': credentials(
    'Nobody is logged in for {profile}.',
    'Log in with `{login}` (no restart needed), then repeat the call.',
  ),
  'credentials-expired': credentials('The AWS login has expired.', '{renew}, then repeat the call.'),
  'mfa-needed': credentials(
    'The role of {profile} needs an MFA code, and this server cannot ask anybody for one.',
    'In a terminal type `aws sts get-caller-identity --profile {name}` and the code: the AWS CLI keeps that session. Then add a profile with `credential_process = aws configure export-credentials --profile {name} --format process` and start the server with it. Temporary keys (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN) work as well.',
  ),
  'sso-access-missing': credentials(
    'The login of {profile} is valid, but it is not assigned the account or the permission set that the profile names.',
    'Whoever manages IAM Identity Center assigns it, or sso_account_id and sso_role_name of the profile are corrected. Another login does not help.',
    { who: 'account administrator' },
  ),
  'credential-process-failed': credentials(
    'The credential_process of {profile} gave no credentials.',
    'Run the command of credential_process in a terminal: it has to print credentials without asking anything.',
  ),
  'role-denied': credentials(
    'The credentials behind {profile} may not assume its role.',
    'Allow sts:AssumeRole on the role for the caller, and the caller in the trust policy of the role.',
    { who: 'account administrator' },
  ),
  'caller-role-denied': credentials(
    'The credentials of this server may not assume the role of the caller.',
    'Allow sts:AssumeRole on the role, and sts:SetSourceIdentity unless the server runs with --source-identity off, to the credentials of this server and in the trust policy of the role.',
    { who: 'account administrator' },
  ),
  'caller-role-refused': credentials(
    'AWS STS refused to assume the role of the caller.',
    'Correct what the message names: --assume-role, or the role itself.',
    { who: 'operator' },
  ),
  'role-not-assumed': credentials(
    'AWS STS refused to assume the role of {profile}.',
    'Correct in the profile what the message names (role_arn, external_id, duration_seconds, role_session_name).',
  ),
  'profile-missing': credentials(
    '{profile} is not in the AWS configuration files.',
    'Check the spelling of {from}, or create it: `aws configure sso --profile {name}`.',
  ),
  'source-profile-missing': credentials(
    '{profile} names a source_profile that does not exist.',
    'Correct source_profile, or create the profile that the message names.',
  ),
  'profile-incomplete': credentials(
    'The settings of {profile} give no credentials: {setting}.',
    'Correct the profile in the AWS configuration files (~/.aws/config, ~/.aws/credentials); no restart is needed.',
  ),
  'web-identity-failed': credentials(
    'The web identity token gave no credentials of the role{because}.',
    'Check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and the trust policy of the role (in EKS: the annotation of the service account). A token that has expired is written anew by whoever made it, such as the CI job.',
    { who: 'operator' },
  ),
  'container-credentials-failed': credentials(
    'The credential endpoint of the container gave no credentials.',
    'Check the role of the task or pod, and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI.',
    { who: 'operator' },
  ),
  'instance-role-missing': credentials(
    'The instance metadata service gave no credentials of a role.',
    'Attach an instance profile to the instance; in a container on it the hop limit of the metadata must be 2 or more.',
    { who: 'operator' },
  ),
  'credentials-stalled': credentials(
    '{what} did not answer in time, so there are no credentials.',
    'Check {what}; the same request may be sent again.',
    { retry: 'same_request', afterSeconds: 10 },
  ),
  ExpiredToken: credentials('The AWS session has expired.', '{renew}, then repeat the call.'),
  RequestExpired: credentials(
    "The session has expired, or this machine's clock is off by more than five minutes.",
    'Check the clock of this machine. If it is right: {renew}.',
  ),
  InvalidClientTokenId: credentials(
    'AWS does not know this access key.',
    'Check which keys are used: `aws configure list{ofProfile}`. If they are the wrong ones: {renew}.',
  ),
  SignatureDoesNotMatch: credentials('The secret key does not fit the access key.', '{renew}.'),
  IncompleteSignature: credentials('AWS could not read the signature.', '{renew}.'),
  MissingAuthenticationToken: credentials('The request reached AWS without credentials.', '{renew}.'),
  'region-missing': credentials(
    'No AWS Region is known.',
    'Give Region, set AWS_REGION or a profile with a region, or start the server with --region (Claude Desktop: setting AWS Regions).',
  ),
  // The request.
  MissingParameter: request('A required parameter is missing.', 'Add what the message names.'),
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
    'Check the id, the Region and the account; right after a copy, ask again within a minute.',
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
  IdempotentParameterMismatch: request(
    'This ClientToken was used before: with other parameters, or for a volume that is gone.',
    'Look for the copy first (get_volume_status with copiesOf); then begin with a new rehearsal.',
    { retry: 'never' },
  ),
  InvalidClientToken: request(
    'EC2 does not take this ClientToken.',
    'Leave ClientToken out, or give the one a rehearsal returned.',
  ),
  UnsupportedOperation: request(
    'EC2 does not do this for this volume.',
    'Read the message; a snapshot may be the way.',
  ),
  OperationNotPermitted: request(
    'EC2 does not permit this for this volume, such as one that an AWS service manages.',
    'Read the message; a snapshot may be the way.',
  ),
  VolumeTypeNotAvailableInZone: request(
    'This type is not offered in the zone of the source.',
    'Choose another VolumeType.',
  ),
  'key-denied': permission(
    'A policy does not let these credentials use the encryption key.',
    "The administrator of the account allows the use of the key in IAM and in the key's own policy; the answer names the action and the key.",
  ),
  'key-unusable': permission(
    'The encryption key is disabled, being deleted, revoked or not allowed.',
    'Enable the key or correct its grants; the message says which.',
  ),
  // The state of things.
  IncorrectState: state(
    'The source is not in a state that can be copied.',
    'Look at its status; try again when it is available or in-use.',
    { afterSeconds: 60 },
  ),
  IncorrectModificationState: state(
    'The source is being modified.',
    'Try again when the modification is optimizing or completed.',
    { afterSeconds: 300 },
  ),
  ConcurrentCopyVolumeLimitExceeded: state(
    'This source is being copied already; EBS makes one copy of a volume at a time.',
    'Look at that copy (get_volume_status with copiesOf) and wait until it is initialized, or take a snapshot instead.',
    { afterSeconds: 900 },
  ),
  CopyVolumesLimitExceeded: state(
    'Five copies are already being initialized in {region}.',
    'Wait until one is done, or have the quota raised (Service Quotas, Amazon EBS).',
    { afterSeconds: 900 },
  ),
  ConcurrentTagAccess: state('Somebody else is changing tags at the same moment.', 'Send the same request again.', {
    afterSeconds: 5,
  }),
  // Quotas.
  VolumeLimitExceeded: quota(
    'The storage quota of the account is used up.',
    'Have the quota raised (Service Quotas, Amazon EBS), or delete volumes that nobody needs.',
  ),
  MaxIOPSLimitExceeded: quota(
    'The IOPS quota of the account is used up.',
    'Ask for fewer Iops, or have the quota raised.',
  ),
  VolumeIOPSLimit: quota('More IOPS than one volume can have.', 'Ask for fewer Iops.'),
  ResourceLimitExceeded: quota('A quota of the account is used up.', 'Have the quota raised that the message names.'),
  InsufficientVolumeCapacity: quota(
    'AWS has no room for this volume in the zone at the moment.',
    'Send the same request later, or choose another VolumeType.',
    { who: 'AWS', retry: 'same_request', afterSeconds: 300 },
  ),
  // Throttling and faults of the service.
  RequestLimitExceeded: throttle(
    'The account sends more requests than {service} allows in {region}; others in it count too.',
    'Wait, then send the same request with the same ClientToken.',
  ),
  Throttling: throttle(
    'AWS asks for fewer requests{toWhat}.',
    'Wait, then send the same request with the same ClientToken.',
  ),
  InternalError: service('A fault inside {service}.', SAME_REQUEST_IN_A_MINUTE),
  Unavailable: service('{service} is not available at the moment.', SAME_REQUEST_IN_A_MINUTE),
  'unknown-to-endpoint': request(
    'The endpoint does not know this operation; an emulator or an old Region may lack it.',
    'Choose another Region or endpoint.',
    { who: 'operator', retry: 'never' },
  ),
  // The network.
  'name-not-found': network(
    'The name of {what} was not found.',
    'Check the network, DNS and the spelling of the Region.',
  ),
  'connection-refused': network(
    '{what} refused the connection.',
    'Check the network, proxies and any custom endpoint.',
  ),
  'connection-cut': network(
    'The connection was cut before an answer came{fromWhat}.',
    'Send the same request again, a copy with the same ClientToken.',
  ),
  'timed-out': network(
    'No answer came in time{fromWhat}.',
    'Send the same request again, a copy with the same ClientToken.',
  ),
  'certificate-invalid': network(
    'The certificate of {what} is not trusted; a proxy that opens connections may stand between.',
    'Name the company certificate in AWS_CA_BUNDLE, or in ca_bundle of the profile (NODE_EXTRA_CA_CERTS works as well).',
  ),
  'certificate-out-of-date': network(
    "The certificate of {what} has expired or is not valid yet, or this machine's clock is wrong.",
    "Compare this machine's clock with the true time first. If it is right, whoever runs what answered (a custom endpoint, or a proxy in between) has to renew the certificate.",
  ),
  'certificate-of-another-host': network(
    'The certificate of {what} is for another host name, so something else answered in its place.',
    'Check any custom endpoint, the hosts file and DNS, and proxies or login pages of this network.',
  ),
  'proxy-unreachable': network(
    'The proxy that {from} names could not be reached, so nothing was sent.',
    'Check {from}; hosts that need no proxy belong in NO_PROXY.',
  ),
  'proxy-refused': proxied(
    'The proxy that {from} names refused to connect to AWS, so nothing was sent.',
    'Ask whoever runs the proxy to allow the endpoint. Hosts that need no proxy belong in NO_PROXY.',
  ),
  'proxy-failed': network(
    'The proxy that {from} names could not reach AWS, so nothing was sent.',
    'Send the same request again. If it stays so, ask whoever runs the proxy to check its DNS and its way out; hosts that need no proxy belong in NO_PROXY.',
  ),
  'proxy-login-missing': proxied(
    'The proxy that {from} names wants a login, so nothing was sent.',
    `Its user name and password belong in {from}: http://user:password@host:port. ${OTHER_LOGINS}`,
  ),
  'proxy-login-refused': proxied(
    'The proxy did not take the user name and the password of {from}, so nothing was sent.',
    `Correct them in {from}. ${OTHER_LOGINS}`,
  ),
  'proxy-login-page': proxied(
    'The proxy that {from} names sends requests to another page, so nothing was sent.',
    'A person may have to log in with a browser on this machine, at any page outside; then send the same request again.',
  ),
  // Answers that are none.
  'answer-not-xml': answer(
    'Something other than {service} answered: HTML or text instead of XML, as proxies and login pages do.',
    LOOK_AT_PROXIES,
  ),
  MalformedQueryString: answer(
    'The request did not arrive as it was sent; a proxy or a custom endpoint may have changed it.',
    LOOK_AT_PROXIES,
  ),
  'answer-empty': answer('The answer was empty.', LOOK_AT_PROXIES),
  'answer-cut': answer('The answer ended in the middle, or could not be read.', LOOK_AT_PROXIES),
  'answer-redirected': answer(
    'The endpoint sent the request elsewhere; a signed request does not follow.',
    LOOK_AT_PROXIES,
  ),
  'answer-too-large': answer(
    'The answer is larger than any of AWS, so it was not read to its end.',
    'Ask for fewer volumes at once, and check any custom endpoint.',
  ),
  'dry-run-ignored': {
    family: 'answer',
    meaning: 'The endpoint answered the dry run like a real copy, so a volume may exist. AWS itself does not do this.',
    nextStep: 'Look for the volume with get_volume_status and copiesOf, and check the endpoint.',
    who: 'operator',
    retry: 'never',
  },
  // Ours.
  'not-sent': ours(
    'The request was held back right before it was sent: another process had taken it over, or the credentials were renewed meanwhile.',
    'Make the same call again with the same ClientToken.',
    { who: 'caller', retry: 'same_request' },
  ),
  'copy-in-error': ours('EC2 made the volume, and its state is error.', 'Delete the volume, then rehearse again.', {
    who: 'person',
  }),
  'token-too-old': ours(
    'This ClientToken was sent more than 11 hours ago; EC2 may have forgotten it, so it is not sent again, and no volume with its tag was found.',
    'Look at the copies of the source (get_volume_status with copiesOf) before a new rehearsal.',
    { who: 'person', retry: 'never' },
  ),
  'setting-invalid': ours(
    'An AWS setting cannot be used, so nothing was sent: {setting} ({from}).',
    'A person corrects or removes it; a variable needs a restart of the server, a file does not.',
    { who: 'person' },
  ),
  'region-invalid': ours('This is not the name of an AWS Region.', 'Give a Region such as us-east-1.', {
    who: 'caller',
  }),
  'endpoint-refused': ours(
    'The endpoint uses plain http outside this machine; others could read credentials and data on the way.',
    'Use https, or an endpoint on 127.0.0.1.',
  ),
  cancelled: ours('The caller cancelled the call.', 'Nothing.', { who: 'caller', retry: 'same_request' }),
  'server-ending': ours(
    'This server was told to end while the call waited for an answer.',
    'Make the same call again, a copy with the same ClientToken: another replica answers it, or this server once it runs again.',
    { who: 'caller', retry: 'same_request', afterSeconds: 5 },
  ),
  'deadline-reached': network(
    'The time for one call was used up before an answer came.',
    'Send the same request with the same ClientToken.',
  ),
  unlisted: {
    family: 'service',
    meaning: 'AWS answered with an error code that this version does not know.',
    nextStep: 'Look the code up in the EC2 API reference before anything is sent again.',
    who: 'person',
    retry: 'never',
  },
} as const satisfies Record<string, FailureEntry>;
export type FailureCode = keyof typeof FAILURES;
