// What EBS documents per volume type. Floors and "takes it or not" are grammar and forbid; maxima and ratios are
// ceilings that AWS raises now and then, so they only warn (DESIGN 5).
// Source: CopyVolumes and CreateVolume in the EC2 API reference and AWS::EC2::Volume, read 2026-11-22.
import type { VolumeType } from '../../vocabulary.ts';

export interface TypeRule {
  /** GiB. */
  size: { min: number; max: number };
  /** Absent: the type takes no Iops. Ratio: IOPS per GiB. */
  iops?: { required: boolean; min: number; max: number; ratio: number; default?: number };
  /** MiB/s; absent: the type takes no Throughput. Ratio: MiB/s per IOPS. */
  throughput?: { min: number; max: number; ratio: number; default: number };
  multiAttach: boolean;
}

export const TYPE_RULES: Readonly<Record<VolumeType, TypeRule>> = {
  gp3: {
    size: { min: 1, max: 65_536 },
    iops: { required: false, min: 3_000, max: 80_000, ratio: 500, default: 3_000 },
    throughput: { min: 125, max: 2_000, ratio: 0.25, default: 125 },
    multiAttach: false,
  },
  gp2: { size: { min: 1, max: 16_384 }, multiAttach: false },
  io1: {
    size: { min: 4, max: 16_384 },
    iops: { required: true, min: 100, max: 64_000, ratio: 50 },
    multiAttach: true,
  },
  io2: {
    size: { min: 4, max: 65_536 },
    iops: { required: true, min: 100, max: 256_000, ratio: 1_000 },
    multiAttach: true,
  },
  st1: { size: { min: 125, max: 16_384 }, multiAttach: false },
  sc1: { size: { min: 125, max: 16_384 }, multiAttach: false },
  standard: { size: { min: 1, max: 1_024 }, multiAttach: false },
};

/** What EC2 takes when VolumeType is omitted. Source: CopyVolumes, EC2 API reference, read 2026-11-22. */
export const DEFAULT_TYPE: VolumeType = 'gp2';

/** A type we have rules for, or undefined for one AWS added since. */
export function ruleOf(type: string): TypeRule | undefined {
  return Object.hasOwn(TYPE_RULES, type) ? TYPE_RULES[type as VolumeType] : undefined;
}

/** The baseline of gp2: 3 IOPS per GiB, at least 100 and at most 16,000 (EBS user guide, read 2026-11-22). */
export function gp2Iops(sizeGiB: number): number {
  return Math.min(16_000, Math.max(100, sizeGiB * 3));
}
