// Findings: one observation about a copy each, with a code from a closed list that the README publishes.
import type { AccessDenial, PolicyStatement } from '../errors/error-report.ts';
import { DEFAULT_TYPE, typeList } from './type-table.ts';

export const FINDING_CODES = {
  'iops-required': `${typeList('and', ({ iops }) => iops?.required)} need Iops`,
  'iops-not-for-type': 'Iops given for a type that takes none',
  'iops-out-of-range': 'Iops below the floor of the type',
  'iops-ceiling': 'Iops above the documented maximum or ratio; EC2 decides',
  'throughput-not-for-type': `Throughput given for a type other than ${typeList('or', ({ throughput }) => throughput)}`,
  'throughput-out-of-range': `Throughput below the floor of ${typeList('or', ({ throughput }) => throughput)}`,
  'throughput-ceiling': 'Throughput above the documented maximum or ratio; EC2 decides',
  'multi-attach-not-for-type': `MultiAttachEnabled on a type other than ${typeList('or', (facts) => facts.multiAttach)}`,
  'multi-attach-region': `Multi-Attach for ${typeList('or', (facts) => facts.multiAttach?.regions)} in a Region that is not documented for it; EC2 decides`,
  'size-below-source': 'Size smaller than the source',
  'size-below-type': 'Size below the smallest volume of the type',
  'size-ceiling': 'Size above the documented maximum of the type; EC2 decides',
  'type-not-known': 'a VolumeType that this version does not know; EC2 decides',
  'type-defaults-to-gp2': `VolumeType omitted: EC2 makes a ${DEFAULT_TYPE} volume`,
  'performance-not-inherited': 'IOPS or throughput of the source would be lost, since they are omitted',
  'performance-lower': 'fewer IOPS or less throughput than the source',
  'multi-attach-lost': 'the source has Multi-Attach, the copy would not',
  'durability-lower': 'a type that is designed for less durability than that of the source',
  'ssd-to-hdd': 'the source is an SSD, the copy would be an HDD',
  'kms-key-without-encryption': 'KmsKeyId with Encrypted switched off or omitted',
  'encryption-cannot-be-removed': 'Encrypted: false for an encrypted source',
  'tag-key-invalid': 'a tag key that EC2 or this server does not take',
  'tag-value-invalid': 'a tag value longer than EC2 takes',
  'tag-key-repeated': 'the same tag key twice',
  'tag-key-long': 'a tag key of 128 characters, which one page of AWS allows and another does not',
  'cluster-tags': 'tags by which a cluster takes the copy for its own',
  'tag-limit': 'more tags than one volume holds',
  'source-state': 'the source is neither available nor in-use',
  'source-being-modified': 'the source is being modified',
  'source-initializing': 'the source is itself a copy that is still initializing',
  'source-on-outpost': 'the source is on an Outpost',
  'source-in-wavelength-zone': 'the source is in a Wavelength Zone',
  'source-in-local-zone': 'the source is in a Local Zone; only some of them have copies',
  'source-multi-attached': 'several instances have the source attached',
  'source-impaired': 'the status checks of the source do not pass',
  'encryption-undocumented': 'Encrypted: false where encryption by default is on',
  'encrypted-without-key': 'Encrypted: true without KmsKeyId',
  'source-of-another-account': 'the source is shared by another account',
  'key-malformed': 'KmsKeyId has none of the forms of a key, or is the AWS managed key of another service',
  'key-of-another-region': 'KmsKeyId is a key of another Region or partition',
  'key-differs': 'the copy would have another key than the source',
  'key-of-another-account': 'KmsKeyId belongs to another account',
  'source-managed': 'an AWS service manages the source',
  'copy-running': 'a copy of this source is being created or initialized',
  'copies-in-region': 'the Region has as many copies in progress as EBS documents at a time',
  'copied-earlier': 'a copy of this source exists already',
  'other-volumes-on-instance': 'the instance has more volumes; one copy is not consistent with them',
  'operator-limit': 'a limit set by the operator of this server',
  'ec2-refused': "EC2's dry run found a reason",
  'copy-differs': 'EC2 made something else than was asked for',
  'profile-overridden': 'keys in the environment are used although a variable names a profile',
  'record-not-kept': 'what is sent cannot be recorded, so real copies are refused',
  'audit-not-writable': 'the audit file cannot be written, so real copies are refused',
  'send-unresolved': 'an earlier real copy of this source may have made a volume',
} as const;
export type FindingCode = keyof typeof FINDING_CODES;

export interface Fix {
  /** Arguments of the same tool that would cure it; null takes an argument away. */
  arguments?: Readonly<Record<string, unknown>>;
  /** What else to do, in words. */
  advice?: string;
  afterSeconds?: number;
  /** A volume to look at with get_volume_status. */
  volume?: string;
  /** Volumes of which one is waited for. */
  volumes?: readonly string[];
  /** A snapshot is the other way, at once. */
  snapshot?: true;
  /** The statement that would cure a denial. */
  policy?: PolicyStatement;
  /** What else the copy needs. */
  alsoNeeded?: PolicyStatement[];
}

export interface Finding {
  level: 'block' | 'warn' | 'info';
  code: FindingCode;
  by: 'us' | 'ec2';
  message: string;
  fix?: Fix;
  /** EC2's own code and words, as data, when the finding is EC2's. */
  ec2?: { code: string; message: string; requestId?: string; denied?: AccessDenial };
  /** What this rests on: section and date. */
  source?: string;
}

/** One finding of ours that forbids the copy, as the list that a rule answers with. */
export const blockFinding = findingAs('block');
/** One finding of ours that a person should read before the copy. */
export const warnFinding = findingAs('warn');
/** One finding of ours that is good to know. */
export const infoFinding = findingAs('info');

function findingAs(level: Finding['level']) {
  return (code: FindingCode, message: string, fix: Fix, source?: string): Finding[] => [
    { level, code, by: 'us', message, fix, ...(source ? { source } : {}) },
  ];
}

const WEIGHT = { block: 0, warn: 1, info: 2 } as const;

/** Worst first; the order within one level is kept. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => WEIGHT[a.level] - WEIGHT[b.level]);
}

/** Whether one of them forbids the copy. */
export function blocks(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.level === 'block');
}
