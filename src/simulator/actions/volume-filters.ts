// The filters of DescribeVolumes, and a short way for a filter by id.
import type { FilterTable, QueryFilter } from '../rules/filters.ts';
import type { VolumeRecord } from '../world/simulated-world.ts';
import { locateInOrder } from '../world/volume-index.ts';
import { stateOf } from '../world/volume-state.ts';
import { writeTime } from './volume-xml.ts';

/**
 * The filters of DescribeVolumes but those for tags (EC2 API reference, 2026-11; `owner-id`: EBS user guide, "Share an
 * Amazon EBS volume").
 * @param now simulated ms since the epoch
 */
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

/**
 * The only volumes that can pass the filters: those of a `volume-id` filter without wildcards, in the order of the
 * list, or all. One volume by filter must not cost a look at 100,000.
 */
export function narrowById(
  volumes: readonly VolumeRecord[],
  filters: readonly QueryFilter[] | undefined,
): readonly VolumeRecord[] {
  const named = filters?.find(({ Name }) => Name === 'volume-id')?.Value;
  if (named === undefined || named.some((value) => /[*?\\]/.test(value))) return volumes;
  return locateInOrder(volumes, new Set(named));
}
