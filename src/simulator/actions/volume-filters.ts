import type { FilterTable } from '../wire/filter.ts';
import { stateOf } from '../world/volume-state.ts';
import type { VolumeRecord } from '../world/world.ts';
import { writeTime } from './volume-xml.ts';

/** The filters of DescribeVolumes (EC2 API reference; `owner-id` from the EBS guide on shared volumes). */
export function volumeFilters(now: number): FilterTable<VolumeRecord> {
  return {
    'attachment.attach-time': ({ attachments }) => attachments.map(({ attachedAt }) => writeTime(attachedAt)),
    'attachment.delete-on-termination': ({ attachments }) => attachments.map((a) => a.deleteOnTermination),
    'attachment.device': ({ attachments }) => attachments.flatMap(({ device }) => device ?? []),
    'attachment.instance-id': ({ attachments }) => attachments.flatMap(({ instanceId }) => instanceId ?? []),
    'attachment.status': ({ attachments }) => attachments.map(() => 'attached'),
    'availability-zone': ({ zone }) => [zone],
    'availability-zone-id': ({ zoneId }) => [zoneId],
    'create-time': ({ createdAt }) => [writeTime(createdAt)],
    encrypted: ({ encrypted }) => [encrypted],
    'fast-restored': () => [false],
    'multi-attach-enabled': ({ multiAttach }) => [multiAttach],
    'operator.managed': ({ operator }) => [operator !== undefined],
    'operator.principal': ({ operator }) => (operator === undefined ? [] : [operator.principal]),
    'owner-id': ({ ownerId }) => [ownerId],
    size: ({ size }) => [size],
    'snapshot-id': ({ snapshotId }) => (snapshotId === '' ? [] : [snapshotId]),
    status: (volume) => [stateOf(volume, now) ?? 'deleted'],
    'volume-id': ({ id }) => [id],
    'volume-type': ({ type }) => [type],
  };
}
