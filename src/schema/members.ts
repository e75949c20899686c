// What AWS's shapes lack: whole numbers, enums, bounds, and one line of prose each. Hand-written; derive.ts insists
// that it names exactly the members of the shape. What its prose says of volume types comes from their table.
import { DEFAULT_TYPE, typeList, VOLUME_TYPE_TABLE } from '../volume/rules/type-table.ts';
import { SHAPES } from './shapes.ts';

/** A described member. `expects` completes the sentence "expected …" of an error. */
export type DescribedMember =
  | {
      as: 'text';
      prose?: string;
      pattern?: RegExp;
      least?: number;
      most?: number;
      /** As `most`, but not told in tools/list, which has no room for it: a length that nobody reaches by mistake. */
      mostUntold?: number;
      expects: string;
      /** Values that people try, in lower case, and the one that they mean. */
      slips?: Readonly<Record<string, string>>;
    }
  /** `open`: what AWS may add has this form; it passes, and EC2 decides. */
  | { as: 'enum'; prose?: string; values: readonly [string, ...string[]]; open?: RegExp }
  | { as: 'whole'; prose?: string; least: number; most?: number; expects: string }
  | { as: 'flag'; prose?: string; default?: boolean }
  | { as: 'list'; prose?: string; of: DescribedMember; least?: number; most?: number; expects: string }
  | {
      as: 'structure';
      prose?: string;
      members: Readonly<Record<string, DescribedMember | 'left out'>>;
      required: readonly string[];
    };

export type DescribedMembers = Readonly<Record<string, DescribedMember | 'left out'>>;

// 8 hexadecimal digits in ids made before 2018, 17 since (EC2 user guide, longer ids).
const VOLUME_ID = /^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const volumeId = (prose?: string): DescribedMember => ({
  as: 'text',
  ...(prose ? { prose } : {}),
  pattern: VOLUME_ID,
  expects: 'a volume id: "vol-" and 8 or 17 hexadecimal digits, such as vol-0123456789abcdef0',
});

const rangeText = ({ min, max, default: unasked }: { min: number; max: number; default?: number }) =>
  `${min}-${max}${unasked === undefined ? '' : `, default ${unasked}`}`;

/** "io1 (100-64000), io2 (100-256000)". */
function iopsRanges(required: boolean): string {
  return Object.entries(VOLUME_TYPE_TABLE)
    .flatMap(([type, { iops }]) => (iops?.required === required ? `${type} (${rangeText(iops)})` : []))
    .join(', ');
}

function throughputRanges(): string {
  return Object.values(VOLUME_TYPE_TABLE)
    .flatMap(({ throughput }) => (throughput ? rangeText(throughput) : []))
    .join('; ');
}

export const COPY_VOLUMES: DescribedMembers = {
  SourceVolumeId: volumeId('Volume to copy'),
  Iops: {
    as: 'whole',
    least: 1,
    prose: `Required for ${iopsRanges(true)}; optional for ${iopsRanges(false)}; else omit`,
    expects: 'a whole number of 1 or more',
  },
  Size: {
    as: 'whole',
    least: 1,
    prose: "GiB, at least the source's (default)",
    expects: 'a whole number of GiB, 1 or more',
  },
  VolumeType: {
    as: 'enum',
    values: SHAPES.VolumeType,
    open: /^[a-z][a-z0-9]{1,15}$/,
    prose: `Omitted: ${DEFAULT_TYPE}. Name the source's type to keep it`,
  },
  DryRun: { as: 'flag', default: true, prose: 'Rehearsal. Only false asks for a real copy' },
  TagSpecifications: {
    as: 'list',
    prose: 'Tags of the copy; none inherited. At most 47',
    expects: 'a list of { ResourceType: "volume", Tags: [{ Key, Value }] }',
    of: {
      as: 'structure',
      required: ['ResourceType', 'Tags'],
      members: {
        ResourceType: { as: 'enum', values: ['volume'] },
        Tags: {
          as: 'list',
          expects: 'a list of { Key, Value }',
          of: {
            as: 'structure',
            required: ['Key'],
            members: {
              Key: { as: 'text', least: 1, prose: '1-128 characters', expects: 'text of 1 to 128 characters' },
              Value: { as: 'text', prose: 'Up to 256 characters', expects: 'text of up to 256 characters' },
            },
          },
        },
      },
    },
  },
  MultiAttachEnabled: {
    as: 'flag',
    prose: `${typeList('and', (facts) => facts.multiAttach)} only: attach to several instances`,
  },
  Throughput: {
    as: 'whole',
    least: 1,
    prose: `MiB/s, ${typeList('and', ({ throughput }) => throughput)} only (${throughputRanges()})`,
    expects: 'a whole number of MiB/s, 1 or more',
  },
  ClientToken: {
    as: 'text',
    // "ASCII" of the API reference, without spaces and control characters.
    pattern: /^[!-~]{1,64}$/,
    prose: 'That of the rehearsal, or omit',
    expects: '1 to 64 ASCII characters without spaces',
  },
  Encrypted: { as: 'flag', prose: 'Encrypts a copy of an unencrypted source' },
  KmsKeyId: {
    as: 'text',
    least: 1,
    // AWS KMS API reference, KeyId, read 2026-11-28.
    mostUntold: 2048,
    prose: "Id, alias or ARN, with Encrypted: true. Omitted: the source's; if shared or unencrypted, your default",
    expects: 'a KMS key id, key ARN, alias/name or alias ARN',
  },
};

export const COPY_VOLUMES_REQUIRED = ['SourceVolumeId'] as const;

/** Names of filters that people and models try, and those of DescribeVolumes (EC2 API reference, read 2026-11-22). */
const FILTER_SLIPS: Readonly<Record<string, string>> = {
  state: 'status',
  'volume-state': 'status',
  type: 'volume-type',
  volumetype: 'volume-type',
  name: 'tag:Name',
  'instance-id': 'attachment.instance-id',
  instanceid: 'attachment.instance-id',
  az: 'availability-zone',
  zone: 'availability-zone',
  'volume-size': 'size',
  'volume-ids': 'volume-id',
  id: 'volume-id',
  snapshot: 'snapshot-id',
};

export const DESCRIBE_VOLUMES: DescribedMembers = {
  VolumeIds: {
    as: 'list',
    least: 1,
    most: 500,
    of: volumeId(),
    prose: 'Up to 500',
    expects: 'a list of 1 to 500 volume ids, such as ["vol-0123456789abcdef0"]',
  },
  Filters: {
    as: 'list',
    least: 1,
    most: 50,
    prose: 'As DescribeVolumes (tag:Name, status); * and ? match',
    expects: 'a list of { Name, Values }',
    of: {
      as: 'structure',
      required: ['Name', 'Values'],
      members: {
        Name: { as: 'text', least: 1, slips: FILTER_SLIPS, expects: 'the name of a filter, such as tag:Name' },
        Values: {
          as: 'list',
          least: 1,
          // EC2 caps a call at 200 values, and 200 itself has been refused (ansible/ansible issue 16184).
          most: 199,
          of: { as: 'text', expects: 'text' },
          expects: 'a list of 1 to 199 texts',
        },
      },
    },
  },
  // 5 is EC2's least (aws-ebs-csi-driver, ErrInvalidMaxResults).
  MaxResults: {
    as: 'whole',
    least: 5,
    most: 500,
    prose: 'Page size, else 50',
    expects: 'a whole number from 5 to 500',
  },
  NextToken: {
    as: 'text',
    prose: 'Next page, same filters',
    expects: 'the NextToken of an earlier answer',
  },
  DryRun: 'left out',
  IncludeManagedResources: 'left out',
};

/** Arguments of ours: which volumes are looked up, and what is waited for. */
export const LOOKUP_ARGUMENTS: Readonly<Record<string, DescribedMember>> = {
  copiesOf: {
    as: 'text',
    pattern: /^(\*|vol-([0-9a-f]{8}|[0-9a-f]{17}))$/,
    prose: 'Of this source; * any',
    expects: 'a volume id, such as vol-0123456789abcdef0, or * for the copies of any volume',
  },
  attachedTo: {
    as: 'text',
    least: 1,
    most: 256,
    prose: 'Of an instance: id or Name (* matches)',
    expects: 'an instance id or a Name',
  },
  madeHere: { as: 'flag', prose: 'Copies this server made' },
  waitFor: { as: 'enum', values: ['available', 'initialized'], prose: 'Wait until all VolumeIds are' },
  waitSeconds: { as: 'whole', least: 0, most: 45, prose: 'Default 0', expects: 'a whole number from 0 to 45' },
};
