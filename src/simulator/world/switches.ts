// What AWS leaves open, says twice or does rarely: each a named switch with the source of its default.
import type { InitializationCurve } from './initialization-curve.ts';

/**
 * Times are simulated milliseconds. Sources by their short names:
 * EBS guide: Amazon EBS user guide, revision of September 2026. SDK text: @aws-sdk/client-ec2 3.1169.0, November 2026.
 * CSI driver: kubernetes-sigs/aws-ebs-csi-driver, August 2026. Emulator: radkawar/stackd, modelled on native responses, 2026.
 * Two-account test: one author's public notes of a live CopyVolumes test between two accounts, September 2026, unreviewed.
 */
export interface Switches {
  /** Parameters are validated before the dry-run answer. On: CreateVolume does so (CSI driver, getVolumeLimits). */
  validateBeforeDryRun: boolean;
  /** A dry run uses its token up. Off: undocumented; the emulator does not. */
  dryRunBurnsToken: boolean;
  /** A dry run is answered like a real copy, volume and all. Off: never documented; the worst that could meet a client. */
  dryRunCopies: boolean;
  /** '2025': encrypted sources only, no Encrypted or KmsKeyId, as the EBS guide had it until September 2026. */
  guideRevision: '2025' | '2026';
  /** creating → available. 1.5 s: median measured by the CSI driver (p99 about 4 s). */
  creationMs: number;
  /** Longest time a new id stays unknown to Describe calls. 1 s: the EC2 guide, "Eventual consistency", has no figure; the CSI driver waits 1.25 s. */
  visibilityLagMs: number;
  /** How much later than by its id a new volume is in lists. 0: the EC2 guide, "Eventual consistency", names no difference. */
  listLagMs: number;
  /** Step in which DescribeVolumeStatus is renewed. 5 min: EBS guide, "Monitor volume initialization". */
  statusLagMs: number;
  /** Share of the documented longest initialization time that a copy takes. 1: the EBS guide's "up to 6 h for the first TiB". */
  initializationPace: number;
  /** The course of a copy's initialization. Steady: the EBS guide has no other. */
  initializationCurve: InitializationCurve;
  /** Progress of a completed initialization. 100; a sample of the EBS guide ("Monitor volume initialization") shows 75. */
  completedProgress: number;
  /**
   * The progress of a modification at which `modifying` ends. 100: it then counts to 100 again in `optimizing`; a smaller
   * one is gone on from. Undocumented: the EBS guide calls it the progress of the modification.
   */
  modifyingEndsAt: number;
  /** How a copy ends after a successful response. 'none': it stays. */
  copyFailure: 'none' | 'error' | 'vanishes';
  /** When it ends so: the share of the initialization's time that has passed. 0: as soon as it is created. */
  copyFailsAt: number;
  /** createTime in the response of CopyVolumes has whole seconds only. On: the emulator's CreateVolume. */
  copyResponseWholeSeconds: boolean;
  /** gp3 IOPS of 100 to 2,999: refused (documented floor) or lifted to 3,000 (emulator). */
  gp3Floor: 'strict' | 'lift';
  /** Encrypted=false for an encrypted source: ignored (SDK text) or refused (two-account test). */
  encryptedFalse: 'ignored' | 'refused';
  /** Encrypted=true without a key for an encrypted source: the source's key (EBS guide) or the default key (SDK text). */
  encryptedTrue: 'source-key' | 'default-key';
  /** KmsKeyId without Encrypted for a plain source: that key (EBS guide's table) or InvalidParameterDependency (CreateVolume's rule). */
  keyWithoutEncrypted: 'that-key' | 'refused';
  /** Encrypted=false, plain source, account default on. Undocumented; forced encryption is what CreateVolume does. */
  encryptedFalseUnderDefault: 'encrypted' | 'plain';
  /** A bad key: refused in the request (two-account test) or the copy vanishes later (SDK text of CreateVolume). */
  kmsFailure: 'request' | 'later';
  /** A key of another account: refused (SDK text) or usable when it exists (EBS guide). */
  foreignKey: 'refused' | 'allowed';
  /** A source that an AWS service manages: copied, or UnsupportedOperation. No rule is documented. */
  managedSource: 'copied' | 'refused';
  /** Code for a SourceVolumeId that is no volume id. Undocumented; DescribeVolumes answers InvalidParameterValue. */
  malformedSource: 'InvalidParameterValue' | 'InvalidVolumeID.Malformed';
  /** Code for a ClientToken over 64 characters or outside ASCII. EC2's list of errors has InvalidClientToken; the emulator uses the other. */
  badClientToken: 'InvalidClientToken' | 'InvalidParameterValue';
  /** Code for a NextToken of another's. EC2's list of errors has InvalidPaginationToken; the emulator uses the other. */
  badNextToken: 'InvalidPaginationToken' | 'InvalidParameterValue';
  /** Largest MaxResults. 1,000: unconfirmed for DescribeVolumes and DescribeVolumeStatus. */
  maxResults: number;
  /** Most filter values of one request. 200: the text of FilterLimitExceeded in public reports (ansible issue 16184). */
  filterValues: number;
  /**
   * A star in the filter create-time of DescribeVolumes is a wildcard, so that one value names a day. On: EC2 user guide,
   * "List and filter your resources"; the API reference shows a day so for launch-time (DescribeInstances) and
   * creation-date (DescribeImages), and shows nothing for create-time. Off: the star is a letter.
   */
  createTimeWildcard: boolean;
  /** Longest tag key. 128: AWS's general tag rule; the SDK text of Tag has 127. */
  tagKeyLength: number;
  /** Copies in progress per account and Region. 5: EBS guide, adjustable at AWS. */
  copiesPerRegion: number;
  /** Pages of tag and status filters are filtered after the scan: short or empty pages that carry a token. Off; the emulator does so. */
  emptyPages: boolean;
  /** Every set of a response is shuffled. Off for readable output; EC2 promises no order. */
  shuffle: boolean;
  /** Volumes come with the fewest members and one unknown member. Off; every member is optional in the API. */
  sparseResponses: boolean;
  /** Storage and IOPS quotas of a new account. Off: adjustable, and no subject of most uses. */
  quotas: boolean;
  /** The token buckets of EC2's throttling table, refilled by the wall clock. Off: for tests of many requests. */
  requestThrottling: boolean;
  /** A Describe request by ids alone takes from the larger bucket. On: the guide says "pagination or a filter" and is silent on ids. */
  idsCountAsFilter: boolean;
}

export const DEFAULT_SWITCHES: Switches = {
  validateBeforeDryRun: true,
  dryRunBurnsToken: false,
  dryRunCopies: false,
  guideRevision: '2026',
  creationMs: 1_500,
  visibilityLagMs: 1_000,
  listLagMs: 0,
  statusLagMs: 300_000,
  initializationPace: 1,
  initializationCurve: [],
  completedProgress: 100,
  modifyingEndsAt: 100,
  copyFailure: 'none',
  copyFailsAt: 0,
  copyResponseWholeSeconds: true,
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
  createTimeWildcard: true,
  tagKeyLength: 128,
  copiesPerRegion: 5,
  emptyPages: false,
  shuffle: false,
  sparseResponses: false,
  quotas: false,
  requestThrottling: false,
  idsCountAsFilter: true,
};
