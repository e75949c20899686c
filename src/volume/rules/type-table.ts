// What EBS documents of each volume type: the only table of it, from which rules, plan, fixes and the schema's prose
// are made. Floors and "takes it or not" are grammar and forbid; maxima and ratios only warn, since AWS raises them.
// Sources: EC2 API reference (CopyVolumes, CreateVolume), AWS::EC2::Volume, EBS user guide (volume types, Multi-Attach).
import type { VolumeType } from '../../vocabulary.ts';

/** A member is absent when the type does not take or have it. */
export interface VolumeTypeFacts {
  /** The day these figures were read. */
  asOf: string;
  /** GiB. */
  size: { min: number; max: number };
  /** Provisioned IOPS; `ratio` is per GiB, `default` what an omitted Iops becomes. */
  iops?: { required: boolean; min: number; max: number; ratio: number; default?: number };
  /** IOPS that a volume has by its size alone: `ratio` per GiB, within `min` and `max`. */
  derivedIops?: { min: number; max: number; ratio: number };
  /** Provisioned MiB/s; `ratio` is per IOPS, `default` what an omitted Throughput becomes. */
  throughput?: { min: number; max: number; ratio: number; default: number };
  /** `regions` are the only ones where it is documented. */
  multiAttach?: { regions?: readonly string[] };
  media: 'SSD' | 'HDD';
  /** What the type is designed for: durability, and volumes lost in a year. */
  durability?: { yearly: string; failures: string };
  /** IOPS of every volume of the type, of 1 MiB each on an HDD; the least where the documentation has a range. */
  fixedIops?: number;
  /** Absent where an instance can boot from it. */
  bootable?: false;
  /** MiB/s that a volume has at all times by its size (GiB) and its IOPS, where nobody can set them. */
  derivedThroughput?: (sizeGiB: number, iops: number) => number;
}

const READ = { asOf: '2026-11-22' };
const TIB = 1_024;
const SSD = { media: 'SSD', durability: { yearly: '99.8 to 99.9 %', failures: '0.1 to 0.2 %' } } as const;
const HDD = { media: 'HDD', durability: SSD.durability } as const;

/** In the order in which sentences name them. */
export const VOLUME_TYPE_TABLE: Readonly<Record<VolumeType, VolumeTypeFacts>> = {
  gp3: {
    ...READ,
    size: { min: 1, max: 65_536 },
    iops: { required: false, min: 3_000, max: 80_000, ratio: 500, default: 3_000 },
    throughput: { min: 125, max: 2_000, ratio: 0.25, default: 125 },
    ...SSD,
  },
  gp2: {
    ...READ,
    size: { min: 1, max: 16_384 },
    derivedIops: { min: 100, max: 16_000, ratio: 3 },
    ...SSD,
    // 256 KiB an I/O; between 170 and 334 GiB more than 128 MiB/s depends on burst credits.
    derivedThroughput: (size, iops) => (size >= 334 ? 250 : Math.min(128, iops / 4)),
  },
  io1: {
    ...READ,
    size: { min: 4, max: 16_384 },
    iops: { required: true, min: 100, max: 64_000, ratio: 50 },
    multiAttach: { regions: ['us-east-1', 'us-west-2', 'ap-northeast-2'] },
    ...SSD,
    // 256 KiB an I/O to 500 MiB/s; above 32,000 IOPS 16 KiB for each.
    derivedThroughput: (_, iops) => Math.max(Math.min(500, iops / 4), Math.min(1_000, iops / 64)),
  },
  io2: {
    ...READ,
    size: { min: 4, max: 65_536 },
    iops: { required: true, min: 100, max: 256_000, ratio: 1_000 },
    multiAttach: {},
    media: 'SSD',
    durability: { yearly: '99.999 %', failures: '0.001 %' },
    derivedThroughput: (_, iops) => Math.min(4_000, 0.256 * iops),
  },
  st1: {
    ...READ,
    size: { min: 125, max: 16_384 },
    ...HDD,
    fixedIops: 500,
    bootable: false,
    derivedThroughput: (size) => Math.min(500, (40 * size) / TIB),
  },
  sc1: {
    ...READ,
    size: { min: 125, max: 16_384 },
    ...HDD,
    fixedIops: 250,
    bootable: false,
    derivedThroughput: (size) => (12 * size) / TIB,
  },
  // 40 to 200 IOPS and 40 to 90 MiB/s; no page states its durability.
  standard: { ...READ, size: { min: 1, max: 1_024 }, media: 'HDD', fixedIops: 40, derivedThroughput: () => 40 },
};

/** What EC2 takes when VolumeType is omitted. Source: CopyVolumes, EC2 API reference, read 2026-11-22. */
export const DEFAULT_TYPE: VolumeType = 'gp2';

/** What is documented of a type; undefined for one that AWS added since. */
export function factsOf(type: string): VolumeTypeFacts | undefined {
  return Object.hasOwn(VOLUME_TYPE_TABLE, type) ? VOLUME_TYPE_TABLE[type as VolumeType] : undefined;
}

/** Types whose facts pass, as a sentence names them: "gp3, io1 or io2". */
export function typeList(word: 'and' | 'or', passes: (facts: VolumeTypeFacts) => unknown): string {
  const types = typesWith(passes);
  return [types.slice(0, -1).join(', '), ...types.slice(-1)].filter(Boolean).join(` ${word} `);
}

/** The type to suggest: the source's own where it passes or nothing is known of it, else the first whose facts pass. */
export function firstTypeWith(passes: (facts: VolumeTypeFacts) => unknown, own?: string): string {
  const facts = factsOf(own ?? '');
  return own && (!facts || passes(facts)) ? own : (typesWith(passes)[0] ?? DEFAULT_TYPE);
}

function typesWith(passes: (facts: VolumeTypeFacts) => unknown): string[] {
  return Object.entries(VOLUME_TYPE_TABLE).flatMap(([type, facts]) => (passes(facts) ? type : []));
}

/** IOPS of a volume for which nobody named any; undefined when the type, or the size they depend on, is not known. */
export function unaskedIops(type: string, sizeGiB: number | undefined): number | undefined {
  const { derivedIops, iops } = factsOf(type) ?? {};
  if (!derivedIops || sizeGiB === undefined) return iops?.default;
  return Math.min(derivedIops.max, Math.max(derivedIops.min, sizeGiB * derivedIops.ratio));
}
