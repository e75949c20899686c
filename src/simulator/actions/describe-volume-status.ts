// The action DescribeVolumeStatus.
import { type ActionContext, beginRead, declareAction } from '../action.ts';
import { compileFilters, FILTERS, type FilterTable } from '../rules/filters.ts';
import { takePage } from '../rules/paging.ts';
import { listedTo, pickVolumes, validateVolumeIds, visibleTo } from '../rules/volume-id.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import { readInitialization } from '../world/copy-initialization.ts';
import { readChecks } from '../world/simulated-checks.ts';
import type { VolumeRecord } from '../world/simulated-world.ts';
import { stateOf } from '../world/volume-state.ts';
import { describeImpairment, IMPAIRMENT_ACTION, IMPAIRMENT_EVENT } from './impairment-xml.ts';
import { describeOperator, inOrder, writeTime } from './volume-xml.ts';

/**
 * A malformed id is InvalidVolumeID.Malformed here (emulator), a shared volume is not found (two-account test), and a
 * volume in `deleting` neither (emulator). Sources: see Switches.
 */
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
  run(input, context) {
    beginRead(context, 'DescribeVolumeStatus', input.DryRun);
    const ids = input.VolumeId ?? [];
    validateVolumeIds(ids, 'InvalidVolumeID.Malformed');
    const matches = compileFilters(input.Filter, statusFilters(context), undefined, context.switches);
    const listed = ids.length > 0 ? visibleTo(context) : listedTo(context, input.IncludeManagedResources);
    const hasRow = (volume: VolumeRecord) =>
      listed(volume) && volume.ownerId === context.caller.accountId && stateOf(volume, context.now) !== 'deleting';
    const request = {
      scope: JSON.stringify(['DescribeVolumeStatus', context.region, context.caller.accountId, input.Filter ?? []]),
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
      idsName: 'volumeIdsSet',
      hasIds: ids.length > 0,
    };
    const afterScan = (input.Filter ?? []).length > 0;
    const page =
      ids.length > 0
        ? takePage(pickVolumes(context.world.volumes, ids, hasRow), matches, request, context.switches, false)
        : takePage(context.world.volumes, (one) => hasRow(one) && matches(one), request, context.switches, afterScan);
    return {
      content: [
        itemSet(
          'volumeStatusSet',
          inOrder(page.items, context).map((volume) => describeStatus(volume, context)),
        ),
        ['nextToken', page.nextToken],
      ],
    };
  },
});

function describeStatus(volume: VolumeRecord, context: ActionContext): Xml[] {
  const checks = readChecks(volume, context.now, context.switches);
  const details = inOrder(checks.details, context).map(({ name, status }): Xml[] => [
    ['name', name],
    ['status', status],
  ]);
  const attachments = volume.attachments.map(({ instanceId }): Xml[] => [
    ['instanceId', instanceId],
    ['ioPerformance', 'normal'],
  ]);
  const initialization = readInitialization(volume, context.now, context.switches);
  return [
    ['volumeId', volume.id],
    ['availabilityZone', volume.zone],
    ['availabilityZoneId', volume.zoneId],
    ['outpostArn', volume.outpostArn],
    ['volumeStatus', [['status', checks.status], itemSet('details', details)]],
    ...describeImpairment(volume.impairment),
    ...(attachments.length > 0 ? [itemSet('attachmentStatuses', attachments)] : []),
    // No estimatedTimeToCompleteInSeconds: it exists for provisioned rates only (EBS user guide, "Monitor volume
    // initialization", 2026).
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

// The 14 filters of the EC2 API reference, DescribeVolumeStatus, 2026-11; none is for tags.
function statusFilters({ now, switches }: ActionContext): FilterTable<VolumeRecord> {
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
