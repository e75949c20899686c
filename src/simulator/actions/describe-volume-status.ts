import { beginRead, type Call, declareAction } from '../action.ts';
import { compileFilters, FILTERS, type FilterTable } from '../rules/filters.ts';
import { takePage } from '../rules/paging.ts';
import { judgeVolumeIds, listedTo, pickVolumes, visibleTo } from '../rules/volume-id.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import { readChecks } from '../world/checks.ts';
import { readInitialization } from '../world/initialization.ts';
import { stateOf } from '../world/volume-state.ts';
import type { VolumeRecord } from '../world/world.ts';
import { describeImpairment, IMPAIRMENT_ACTION, IMPAIRMENT_EVENT } from './impairment-xml.ts';
import { describeOperator, inOrder, writeTime } from './volume-xml.ts';

/** DescribeVolumeStatus. A malformed id is InvalidVolumeID.Malformed here; a shared volume is not found (field note). */
export const describeVolumeStatus = declareAction({
  name: 'DescribeVolumeStatus',
  shape: {
    MaxResults: 'integer',
    NextToken: 'string',
    VolumeId: { list: 'string' },
    IncludeManagedResources: 'boolean',
    DryRun: 'boolean',
    Filter: FILTERS,
  },
  run(input, call) {
    beginRead(call, 'DescribeVolumeStatus', input.DryRun);
    const ids = input.VolumeId ?? [];
    judgeVolumeIds(ids, 'InvalidVolumeID.Malformed');
    const matches = compileFilters(input.Filter, statusFilters(call), undefined, call.switches);
    const listed = ids.length > 0 ? visibleTo(call) : listedTo(call, input.IncludeManagedResources);
    const hasRow = (volume: VolumeRecord) =>
      listed(volume) && volume.ownerId === call.caller.accountId && stateOf(volume, call.now) !== 'deleting';
    const request = {
      scope: JSON.stringify(['DescribeVolumeStatus', call.region, call.caller.accountId, input.Filter ?? []]),
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
      idsName: 'volumeIdsSet',
      hasIds: ids.length > 0,
    };
    const afterScan = (input.Filter ?? []).length > 0;
    const page =
      ids.length > 0
        ? takePage(pickVolumes(call.world.volumes, ids, hasRow), matches, request, call.switches, false)
        : takePage(call.world.volumes, (one) => hasRow(one) && matches(one), request, call.switches, afterScan);
    return [
      itemSet(
        'volumeStatusSet',
        inOrder(page.items, call).map((volume) => describeStatus(volume, call)),
      ),
      ['nextToken', page.nextToken],
    ];
  },
});

function describeStatus(volume: VolumeRecord, call: Call): Xml[] {
  const checks = readChecks(volume, call.now, call.switches);
  const details = inOrder(checks.details, call).map(({ name, status }): Xml[] => [
    ['name', name],
    ['status', status],
  ]);
  const attachments = volume.attachments.map(({ instanceId }): Xml[] => [
    ['instanceId', instanceId],
    ['ioPerformance', 'normal'],
  ]);
  const initialization = readInitialization(volume, call.now, call.switches);
  return [
    ['volumeId', volume.id],
    ['availabilityZone', volume.zone],
    ['availabilityZoneId', volume.zoneId],
    ['outpostArn', volume.outpostArn],
    ['volumeStatus', [['status', checks.status], itemSet('details', details)]],
    ...describeImpairment(volume.impairment),
    ...(attachments.length > 0 ? [itemSet('attachmentStatuses', attachments)] : []),
    // No estimatedTimeToCompleteInSeconds: it exists for provisioned rates only (EBS guide).
    [
      'initializationStatusDetails',
      initialization && [
        ['initializationType', 'volume-copy'],
        ['progress', initialization.progress],
      ],
    ],
    ...(volume.operator === undefined ? [] : [describeOperator(volume.operator)]),
  ];
}

// EC2 API reference, DescribeVolumeStatus: 14 filters, none for tags.
function statusFilters({ now, switches }: Call): FilterTable<VolumeRecord> {
  const ifImpaired =
    (value: string): FilterTable<VolumeRecord>[string] =>
    ({ impairment }) =>
      impairment === undefined ? [] : [value];
  const eventId: FilterTable<VolumeRecord>[string] = ({ impairment }) =>
    impairment === undefined ? [] : [impairment.eventId];
  return {
    'action.code': ifImpaired(IMPAIRMENT_ACTION.code),
    'action.description': ifImpaired(IMPAIRMENT_ACTION.description),
    'action.event-id': eventId,
    'attachment-status.instance-id': ({ attachments }) => attachments.flatMap(({ instanceId }) => instanceId ?? []),
    'attachment-status.io-performance': ({ attachments }) => attachments.map(() => 'normal'),
    'availability-zone': ({ zone }) => [zone],
    'event.description': ifImpaired(IMPAIRMENT_EVENT.description),
    'event.event-id': eventId,
    'event.event-type': ifImpaired(IMPAIRMENT_EVENT.type),
    'event.not-after': () => [],
    'event.not-before': ({ impairment }) => (impairment === undefined ? [] : [writeTime(impairment.since)]),
    'volume-status.details-name': (volume) => readChecks(volume, now, switches).details.map(({ name }) => name),
    'volume-status.details-status': (volume) => readChecks(volume, now, switches).details.map(({ status }) => status),
    'volume-status.status': (volume) => [readChecks(volume, now, switches).status],
  };
}
