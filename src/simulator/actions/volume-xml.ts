import { itemSet, type Xml } from '../wire/xml.ts';
import { shuffled } from '../world/identity.ts';
import type { Switches } from '../world/switches.ts';
import { stateOf } from '../world/volume-state.ts';
import { type AttachmentRecord, type OperatorRecord, type Tag, type VolumeRecord, volumeArn } from '../world/world.ts';

export interface WritingPlace {
  now: number;
  requestId: string;
  switches: Pick<Switches, 'shuffle' | 'sparseReplies' | 'copyReplyWholeSeconds'>;
}

/** ISO text with milliseconds, as EC2 writes times. */
export function writeTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A volume as DescribeVolumes shows it (EC2 API reference, Volume). */
export function describeVolume(volume: VolumeRecord, place: WritingPlace): Xml[] {
  if (place.switches.sparseReplies) return describeSparsely(volume, place.now);
  return [
    ['volumeId', volume.id],
    ['size', volume.size],
    ['snapshotId', volume.snapshotId],
    ['availabilityZone', volume.zone],
    ['availabilityZoneId', volume.zoneId],
    ['outpostArn', volume.outpostArn],
    ['status', stateOf(volume, place.now)],
    ['createTime', writeTime(volume.createdAt)],
    itemSet(
      'attachmentSet',
      inOrder(volume.attachments, place).map((attachment) => describeAttachment(volume.id, attachment)),
    ),
    ...tagSet(volume.tags, place),
    ...settings(volume),
    ['sourceVolumeId', volume.sourceVolumeId],
    describeOperator(volume.operator),
    ['volumeArn', volumeArn(volume.region, volume.ownerId, volume.id)],
    ['ownerId', volume.ownerId],
  ];
}

/** A copy as CopyVolumes returns it: no attachments, an empty snapshot id, and no operator. */
export function describeCopy(volume: VolumeRecord, place: WritingPlace): Xml[] {
  if (place.switches.sparseReplies) return describeSparsely(volume, place.now);
  const created = place.switches.copyReplyWholeSeconds
    ? Math.floor(volume.createdAt / 1_000) * 1_000
    : volume.createdAt;
  return [
    ['volumeId', volume.id],
    ['size', volume.size],
    ['snapshotId', ''],
    ['availabilityZone', volume.zone],
    ['availabilityZoneId', volume.zoneId],
    ['status', stateOf(volume, place.now)],
    ['createTime', writeTime(created)],
    ...tagSet(volume.tags, place),
    ...settings(volume),
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
export function tagSet(tags: readonly Tag[], place: WritingPlace): Xml[] {
  if (tags.length === 0) return [];
  const items = inOrder(tags, place).map(({ key, value }): Xml[] => [
    ['key', key],
    ['value', value],
  ]);
  return [itemSet('tagSet', items)];
}

/** A set in the order this reply has: EC2 promises none, also not inside nested sets. */
export function inOrder<T>(items: readonly T[], { switches, requestId }: WritingPlace): readonly T[] {
  return switches.shuffle ? shuffled(items, requestId) : items;
}

function settings(volume: VolumeRecord): Xml[] {
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
