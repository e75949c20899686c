import type { InitializationCurve } from './initialization-curve.ts';

/**
 * What AWS leaves open, says twice, or does rarely: each a named switch with the source of its default.
 * Times are simulated milliseconds.
 */
export interface Switches {
  /** Parameter rules are judged before the dry-run answer. On: CreateVolume does so (aws-ebs-csi-driver getVolumeLimits, 2026-08). */
  validateBeforeDryRun: boolean;
  /** A dry run uses its token up. Off: undocumented; the emulators that were compared with EC2 do not. */
  dryRunBurnsToken: boolean;
  /** A dry run is answered like a real copy, volume and all. Off: never documented; a hostile world for clients. */
  dryRunCopies: boolean;
  /** '2025': encrypted sources only, no Encrypted or KmsKeyId. '2026': the EBS guide's revision of September 2026. */
  era: '2025' | '2026';
  /** creating → available. 1.5 s: median measured by the CSI driver (p99 about 4 s). */
  creationMs: number;
  /** Longest time a new id stays unknown to Describe calls. 1 s: EC2 guide "eventual consistency" gives no figure; CSI waits 1.25 s. */
  visibilityLagMs: number;
  /** Step in which DescribeVolumeStatus is renewed. 5 min: EBS guide "Monitor volume initialization". */
  statusLagMs: number;
  /** Share of the documented longest initialization time that a copy takes. 1: the EBS guide's "up to 6 h for the first TiB". */
  initializationPace: number;
  /** The course of a copy's initialization. Steady: the EBS guide gives no other. */
  initializationCurve: InitializationCurve;
  /** Progress of a completed initialization. 100; a sample of the EBS guide ("Monitor volume initialization") shows 75. */
  completedProgress: number;
  /** What becomes of a copy after its reply. 'vanishes' and 'error' model a failure after the answer. */
  copyFate: 'available' | 'error' | 'vanishes';
  /** When such a fate strikes: the share of the initialization's time that has passed. 0: as soon as it is created. */
  copyFateAt: number;
  /** createTime of the CopyVolumes reply has whole seconds only. On: seen in CreateVolume replies. */
  copyReplyWholeSeconds: boolean;
  /** gp3 IOPS of 100 to 2,999: refused (documented floor) or lifted to 3,000 (field note). */
  gp3Floor: 'strict' | 'lift';
  /** Encrypted=false for an encrypted source: ignored (SDK text) or refused (field note, 2026-09). */
  encryptedFalse: 'ignored' | 'refused';
  /** Encrypted=true without a key for an encrypted source: the source's key (EBS guide) or the default key (SDK text). */
  encryptedTrue: 'source-key' | 'default-key';
  /** KmsKeyId without Encrypted for a plain source: that key (EBS guide's table) or InvalidParameterDependency (CreateVolume's rule). */
  keyWithoutEncrypted: 'that-key' | 'refused';
  /** Encrypted=false, plain source, account default on. Undocumented; forced encryption is what CreateVolume does. */
  encryptedFalseUnderDefault: 'encrypted' | 'plain';
  /** A bad key: refused in the request (field note for CopyVolumes) or the copy vanishes later (CreateVolume's documentation). */
  kmsFailure: 'request' | 'later';
  /** A key of another account: refused (SDK text) or usable when it exists (EBS guide, 2026-09). */
  foreignKey: 'refused' | 'allowed';
  /** A source that an AWS service manages: copied, or UnsupportedOperation. No rule is documented. */
  managedSource: 'copied' | 'refused';
  /** Code for a SourceVolumeId that is no volume id. Open; DescribeVolumes answers InvalidParameterValue. */
  malformedSource: 'InvalidParameterValue' | 'InvalidVolumeID.Malformed';
  /** Code for a ClientToken over 64 characters or outside ASCII. EC2's list of errors has InvalidClientToken; an emulator uses the other. */
  badClientToken: 'InvalidClientToken' | 'InvalidParameterValue';
  /** Code for a NextToken that is not ours. EC2's list of errors has InvalidPaginationToken; an emulator uses the other. */
  badNextToken: 'InvalidPaginationToken' | 'InvalidParameterValue';
  /** Largest MaxResults. 1,000: unconfirmed for DescribeVolumes and DescribeVolumeStatus. */
  maxResults: number;
  /** Most filter values of one call. 200: captured FilterLimitExceeded messages. */
  filterValues: number;
  /** Longest tag key. 128: AWS's general tag rule; the SDK's Tag text says 127. */
  tagKeyLength: number;
  /** Copies in progress per account and Region. 5: EBS guide, adjustable at AWS. */
  copiesPerRegion: number;
  /** Pages of tag and status filters are filtered after the scan: short or empty pages that carry a token. Off: seen in an emulator. */
  emptyPages: boolean;
  /** Every set of a reply is shuffled. Off for readable output; EC2 promises no order. */
  shuffle: boolean;
  /** Volumes come with the fewest members and one unknown member. Off: every member is optional in the API. */
  sparseReplies: boolean;
  /** Storage and IOPS quotas of a new account. Off: adjustable, and no subject of most uses. */
  quotas: boolean;
  /** Request buckets of EC2's throttling table, refilled by the wall clock. Off: for scale tests only. */
  requestBuckets: boolean;
  /** A Describe call by ids alone takes from the larger bucket. On: the guide says "pagination or a filter" and is silent on ids. */
  idsCountAsFilter: boolean;
}

export const DEFAULT_SWITCHES: Switches = {
  validateBeforeDryRun: true,
  dryRunBurnsToken: false,
  dryRunCopies: false,
  era: '2026',
  creationMs: 1_500,
  visibilityLagMs: 1_000,
  statusLagMs: 300_000,
  initializationPace: 1,
  initializationCurve: [],
  completedProgress: 100,
  copyFate: 'available',
  copyFateAt: 0,
  copyReplyWholeSeconds: true,
  gp3Floor: 'strict',
  encryptedFalse: 'ignored',
  encryptedTrue: 'source-key',
  keyWithoutEncrypted: 'that-key',
  encryptedFalseUnderDefault: 'encrypted',
  kmsFailure: 'request',
  foreignKey: 'refused',
  managedSource: 'copied',
  malformedSource: 'InvalidParameterValue',
  badClientToken: 'InvalidClientToken',
  badNextToken: 'InvalidPaginationToken',
  maxResults: 1_000,
  filterValues: 200,
  tagKeyLength: 128,
  copiesPerRegion: 5,
  emptyPages: false,
  shuffle: false,
  sparseReplies: false,
  quotas: false,
  requestBuckets: false,
  idsCountAsFilter: true,
};
