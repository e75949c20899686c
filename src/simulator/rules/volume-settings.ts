// Type, size, IOPS, throughput and multi-attach of a copy: the limits of every type, and the defaults.
import { VOLUME_TYPES, type VolumeType } from '../../vocabulary.ts';
import { fault } from '../wire/fault.ts';
import type { VolumeSettings } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';

/** Sizes in GiB, throughput in MiB/s. */
interface TypeLimits {
  size: readonly [min: number, max: number];
  iops?: { min: number; max: number; perGib: number; default?: number };
  throughput?: { min: number; max: number; perIops: number; default: number };
  multiAttach?: true;
}

// EC2 API reference, CopyVolumes and CreateVolume; CloudFormation AWS::EC2::Volume for minima and the 0.25 ratio; read
// 2026-11. IOPS per GiB: constants of the EBS CSI driver, 2026-08.
const TYPE_LIMITS: Record<VolumeType, TypeLimits> = {
  gp3: {
    size: [1, 65_536],
    iops: { min: 3_000, max: 80_000, perGib: 500, default: 3_000 },
    throughput: { min: 125, max: 2_000, perIops: 0.25, default: 125 },
  },
  gp2: { size: [1, 16_384] },
  io1: { size: [4, 16_384], iops: { min: 100, max: 64_000, perGib: 50 }, multiAttach: true },
  io2: { size: [4, 65_536], iops: { min: 100, max: 256_000, perGib: 1_000 }, multiAttach: true },
  st1: { size: [125, 16_384] },
  sc1: { size: [125, 16_384] },
  standard: { size: [1, 1_024] },
};

// EBS user guide, "Attach an EBS volume to multiple EC2 instances": Regions with multi-attach for io1.
const IO1_MULTI_ATTACH_REGIONS = ['us-east-1', 'us-west-2', 'ap-northeast-2'];
// With `gp3Floor: 'lift'`: below this floor gp3 values are refused all the same (emulator, see Switches).
const GP3_LIFTED_MIN = 100;

export interface RequestedSettings {
  type: string | undefined;
  /** GiB */
  size: number | undefined;
  iops: number | undefined;
  /** MiB/s */
  throughput: number | undefined;
  multiAttach: boolean | undefined;
}

/** IOPS of a gp2 volume: 3 per GiB, at least 100, at most 16,000 (EBS user guide, "General Purpose SSD volumes"). */
export function gp2Iops(sizeGib: number): number {
  return Math.min(16_000, Math.max(100, 3 * sizeGib));
}

/**
 * The settings of a copy: what was requested, else EC2's defaults. Type gp2, the source's size, the type's IOPS and
 * throughput; nothing but the size comes from the source (EC2 API reference, CopyVolumes, 2026-11).
 * @param sourceSize GiB
 * @throws Ec2Fault UnknownVolumeType, InvalidParameterValue, InvalidParameterCombination, UnsupportedOperation
 */
export function resolveSettings(
  requested: RequestedSettings,
  sourceSize: number,
  region: string,
  switches: Pick<Switches, 'gp3Floor'>,
): VolumeSettings {
  const type = readType(requested.type);
  const rule = TYPE_LIMITS[type];
  const size = resolveSize(requested.size, sourceSize, type, rule);
  const iops = resolveIops(requested.iops, size, type, rule, switches);
  const throughput = resolveThroughput(requested.throughput, iops, type, rule);
  const multiAttach = resolveMultiAttach(requested.multiAttach, type, rule, region);
  return {
    type,
    size,
    ...(iops === undefined ? {} : { iops }),
    ...(throughput === undefined ? {} : { throughput }),
    multiAttach,
  };
}

function readType(name: string | undefined): VolumeType {
  if (name === undefined) return 'gp2';
  const type = VOLUME_TYPES.find((known) => known === name);
  if (type === undefined) throw fault('UnknownVolumeType', `Unknown volume type: ${name}`);
  return type;
}

function resolveSize(requested: number | undefined, sourceSize: number, type: VolumeType, rule: TypeLimits): number {
  const size = requested ?? sourceSize;
  const [min, max] = rule.size;
  if (size < min) throw invalid(`Volume of ${size}GiB is too small for volume type ${type}; minimum is ${min}GiB.`);
  if (size > max) throw invalid(`Volume of ${size}GiB is too large for volume type ${type}; maximum is ${max}GiB.`);
  if (size < sourceSize) {
    throw invalid(`Volume of ${size}GiB is smaller than the source volume, expected size >= ${sourceSize}GiB.`);
  }
  return size;
}

function resolveIops(
  requested: number | undefined,
  size: number,
  type: VolumeType,
  { iops: rule }: TypeLimits,
  { gp3Floor }: Pick<Switches, 'gp3Floor'>,
): number | undefined {
  if (rule === undefined) {
    if (requested !== undefined) throw combination(`The parameter iops is not supported for ${type} volumes.`);
    return type === 'gp2' ? gp2Iops(size) : undefined;
  }
  if (requested === undefined) {
    if (rule.default === undefined) throw combination(`The parameter iops must be specified for ${type} volumes.`);
    return rule.default;
  }
  const lifts = type === 'gp3' && gp3Floor === 'lift' && requested >= GP3_LIFTED_MIN;
  const iops = lifts ? Math.max(requested, rule.min) : requested;
  if (iops < rule.min) throw invalid(`Volume iops of ${iops} is too low; minimum is ${rule.min}.`);
  if (iops > rule.max) throw invalid(`Volume iops of ${iops} is too high; maximum is ${rule.max}.`);
  // The default is always allowed, also for a gp3 volume too small for the ratio.
  if (iops !== rule.default && iops > size * rule.perGib) {
    const ratio = (iops / size).toFixed(6);
    throw invalid(`Iops to volume size ratio of ${ratio} is too high; maximum is ${rule.perGib}.`);
  }
  return iops;
}

function resolveThroughput(
  requested: number | undefined,
  iops: number | undefined,
  type: VolumeType,
  { throughput: rule }: TypeLimits,
): number | undefined {
  if (rule === undefined) {
    if (requested !== undefined) throw combination(`The parameter throughput is not supported for ${type} volumes.`);
    return undefined;
  }
  const throughput = requested ?? rule.default;
  if (throughput < rule.min) throw invalid(`Throughput of ${throughput} is too low; minimum is ${rule.min}.`);
  if (throughput > rule.max) throw invalid(`Throughput of ${throughput} is too high; maximum is ${rule.max}.`);
  const ratio = throughput / (iops ?? 1);
  if (ratio > rule.perIops) {
    throw invalid(
      `Throughput (MiBps) to iops ratio of ${ratio.toFixed(6)} is too high; maximum is ${rule.perIops.toFixed(6)}.`,
    );
  }
  return throughput;
}

function resolveMultiAttach(
  requested: boolean | undefined,
  type: VolumeType,
  rule: TypeLimits,
  region: string,
): boolean {
  if (requested !== true) return false;
  if (rule.multiAttach === undefined) {
    throw combination(`The parameter MultiAttachEnabled is not supported for ${type} volumes.`);
  }
  if (type === 'io1' && !IO1_MULTI_ATTACH_REGIONS.includes(region)) {
    throw fault('UnsupportedOperation', `Multi-Attach is not supported for io1 volumes in ${region}.`);
  }
  return true;
}

function invalid(message: string) {
  return fault('InvalidParameterValue', message);
}

function combination(message: string) {
  return fault('InvalidParameterCombination', message);
}
