// Volumes as DescribeVolumes and CopyVolumes write them, and what other actions write in the same way.
import { itemSet, type Xml } from '../wire/xml.ts';
import { shuffled } from '../world/derived-values.ts';
import {
  type AttachmentRecord,
  type OperatorRecord,
  type TagRecord,
  type VolumeRecord,
  volumeArn,
} from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { stateOf } from '../world/volume-state.ts';

/** What the written form depends on. */
export interface XmlContext {
  /** Simulated ms since the epoch. */
  now: number;
  requestId: string;
  switches: Pick<Switches, 'shuffle' | 'sparseResponses' | 'copyResponseWholeSeconds'>;
}

/** ISO text with milliseconds, as EC2 writes times, of ms since the epoch. */
export function writeTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A volume as DescribeVolumes writes it (EC2 API reference, Volume, 2026-11). */
export function describeVolume(volume: VolumeRecord, context: XmlContext): Xml[] {
  if (context.switches.sparseResponses) return describeSparsely(volume, context.now);
  return [
    ['volumeId', volume.id],
    ['size', volume.size],
    ['snapshotId', volume.snapshotId],
    ['availabilityZone', volume.zone],
    ['availabilityZoneId', volume.zoneId],
    ['outpostArn', volume.outpostArn],
    ['status', stateOf(volume, context.now)],
    ['createTime', writeTime(volume.createdAt)],
    itemSet(
      'attachmentSet',
      inOrder(volume.attachments, context).map((attachment) => describeAttachment(volume.id, attachment)),
    ),
    ...tagSet(volume.tags, context),
    ...settingElements(volume),
    ['sourceVolumeId', volume.sourceVolumeId],
    describeOperator(volume.operator),
    ['volumeArn', volumeArn(volume.region, volume.ownerId, volume.id)],
    ['ownerId', volume.ownerId],
  ];
}

/** A copy as CopyVolumes writes it: no attachments, an empty snapshot id, and no operator (EC2 API reference, CopyVolumes). */
export function describeCopy(volume: VolumeRecord, context: XmlContext): Xml[] {
  if (context.switches.sparseResponses) return describeSparsely(volume, context.now);
  const created = context.switches.copyResponseWholeSeconds
    ? Math.floor(volume.createdAt / 1_000) * 1_000
    : volume.createdAt;
  return [
    ['volumeId', volume.id],
    ['size', volume.size],
    ['snapshotId', ''],
    ['availabilityZone', volume.zone],
    ['availabilityZoneId', volume.zoneId],
    ['status', stateOf(volume, context.now)],
    ['createTime', writeTime(created)],
    ...tagSet(volume.tags, context),
    ...settingElements(volume),
    ['sourceVolumeId', volume.sourceVolumeId],
    ['volumeArn', volumeArn(volume.region, volume.ownerId, volume.id)],
    ['ownerId', volume.ownerId],
  ];
}

/** Who manages a volume. */
export function describeOperator(operator: OperatorRecord | undefined): Xml {
  return [
    'operator',
    [
      ['managed', operator !== undefined],
      ['principal', operator?.principal],
      ['hiddenByDefault', operator?.hiddenByDefault],
    ],
  ];
}

/** tagSet, left out for a thing without tags as EC2 does. */
export function tagSet(tags: readonly TagRecord[], context: XmlContext): Xml[] {
  if (tags.length === 0) return [];
  const items = inOrder(tags, context).map(({ key, value }): Xml[] => [
    ['key', key],
    ['value', value],
  ]);
  return [itemSet('tagSet', items)];
}

/** A set in the order of this response: EC2 promises none, also not inside nested sets (EC2 API reference, DescribeVolumes). */
export function inOrder<T>(items: readonly T[], { switches, requestId }: XmlContext): readonly T[] {
  return switches.shuffle ? shuffled(items, requestId) : items;
}

function settingElements(volume: VolumeRecord): Xml[] {
  return [
    ['volumeType', volume.type],
    ['iops', volume.iops],
    ['throughput', volume.throughput],
    ['encrypted', volume.encrypted],
    ['kmsKeyId', volume.kmsKeyArn],
    ['multiAttachEnabled', volume.multiAttach],
  ];
}

function describeAttachment(volumeId: string, attachment: AttachmentRecord): Xml[] {
  return [
    ['volumeId', volumeId],
    ['instanceId', attachment.instanceId],
    ['device', attachment.device],
    ['status', 'attached'],
    ['attachTime', writeTime(attachment.attachedAt)],
    ['deleteOnTermination', attachment.deleteOnTermination],
    ['associatedResource', attachment.managed?.resource],
    ['instanceOwningService', attachment.managed?.service],
  ];
}

function describeSparsely(volume: VolumeRecord, now: number): Xml[] {
  return [
    ['volumeId', volume.id],
    ['status', stateOf(volume, now)],
    ['memberOfTomorrow', 'unknown'],
  ];
}
