// The action DescribeInstances.
import { type ActionContext, beginRead, declareAction } from '../action.ts';
import { compileFilters, FILTERS, type FilterTable } from '../rules/filters.ts';
import { takePage } from '../rules/paging.ts';
import { fault } from '../wire/fault.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import type { AttachmentRecord, InstanceRecord, SimulatedWorld } from '../world/simulated-world.ts';
import { inOrder, tagSet, writeTime } from './volume-xml.ts';

// EC2 user guide, "Resource IDs".
const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;

// EC2 API reference, InstanceState: the low byte of the code.
const STATE_CODES: Record<InstanceRecord['state'], number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** As far as finding the volumes of an instance needs it. One reservation per instance. */
export const describeInstances = declareAction({
  name: 'DescribeInstances',
  shape: {
    InstanceId: { list: 'string' },
    DryRun: 'boolean',
    Filter: FILTERS,
    NextToken: 'string',
    MaxResults: 'integer',
  },
  run(input, context) {
    beginRead(context, 'DescribeInstances', input.DryRun);
    const ids = input.InstanceId ?? [];
    const mappingsOf = indexMappings(context.world);
    const visible = context.world.instances.filter(
      ({ region, ownerId }) => region === context.region && ownerId === context.caller.accountId,
    );
    const matches = compileFilters(input.Filter, instanceFilters(mappingsOf), ({ tags }) => tags, context.switches);
    const request = {
      scope: JSON.stringify(['DescribeInstances', context.region, context.caller.accountId, input.Filter ?? []]),
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
      idsName: 'instancesSet',
      hasIds: ids.length > 0,
    };
    const picked = ids.length > 0 ? pickInstances(visible, ids) : visible;
    const page = takePage(picked, matches, request, context.switches, (input.Filter ?? []).length > 0);
    return {
      content: [
        itemSet(
          'reservationSet',
          inOrder(page.items, context).map((instance) => describeReservation(instance, mappingsOf(instance), context)),
        ),
        ['nextToken', page.nextToken],
      ],
    };
  },
});

function pickInstances(visible: readonly InstanceRecord[], ids: readonly string[]): InstanceRecord[] {
  const bad = ids.find((id) => !INSTANCE_ID.test(id));
  if (bad !== undefined) throw fault('InvalidInstanceID.Malformed', `Invalid id: "${bad}" (expecting "i-...")`);
  const missing = ids.filter((id) => !visible.some((instance) => instance.id === id));
  if (missing.length > 0) {
    const [text, verb] = missing.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
    throw fault('InvalidInstanceID.NotFound', `The instance ${text} '${missing.join(', ')}' ${verb} not exist`);
  }
  return visible.filter(({ id }) => ids.includes(id));
}

function describeReservation(instance: InstanceRecord, mappings: readonly Mapping[], context: ActionContext): Xml[] {
  return [
    ['reservationId', instance.reservationId],
    ['ownerId', instance.ownerId],
    itemSet('groupSet', []),
    itemSet('instancesSet', [describeInstance(instance, mappings, context)]),
  ];
}

function describeInstance(instance: InstanceRecord, attached: readonly Mapping[], context: ActionContext): Xml[] {
  const mappings = attached.map(({ attachment, volumeId }): Xml[] => [
    ['deviceName', attachment.device],
    [
      'ebs',
      [
        ['volumeId', volumeId],
        ['status', 'attached'],
        ['attachTime', writeTime(attachment.attachedAt)],
        ['deleteOnTermination', attachment.deleteOnTermination],
      ],
    ],
  ]);
  return [
    ['instanceId', instance.id],
    ['imageId', instance.imageId],
    [
      'instanceState',
      [
        ['code', STATE_CODES[instance.state]],
        ['name', instance.state],
      ],
    ],
    ['instanceType', instance.instanceType],
    ['launchTime', writeTime(instance.launchedAt)],
    [
      'placement',
      [
        ['availabilityZone', instance.zone],
        ['availabilityZoneId', instance.zoneId],
        ['tenancy', 'default'],
      ],
    ],
    ['rootDeviceType', 'ebs'],
    ['rootDeviceName', instance.rootDeviceName],
    itemSet('blockDeviceMapping', inOrder(mappings, context)),
    ...tagSet(instance.tags, context),
  ];
}

interface Mapping {
  attachment: AttachmentRecord;
  volumeId: string;
}

// One walk over the volumes for all instances: a large world has thousands of them.
function indexMappings(world: SimulatedWorld): (instance: InstanceRecord) => readonly Mapping[] {
  let index: Map<string, Mapping[]> | undefined;
  const build = () => {
    const made = new Map<string, Mapping[]>();
    for (const { id, attachments } of world.volumes) {
      for (const attachment of attachments) {
        if (attachment.instanceId === undefined) continue;
        const mappings = made.get(attachment.instanceId) ?? [];
        mappings.push({ attachment, volumeId: id });
        made.set(attachment.instanceId, mappings);
      }
    }
    return made;
  };
  return ({ id }) => {
    index ??= build();
    return index.get(id) ?? [];
  };
}

function instanceFilters(mappingsOf: (instance: InstanceRecord) => readonly Mapping[]): FilterTable<InstanceRecord> {
  return {
    'availability-zone': ({ zone }) => [zone],
    'block-device-mapping.device-name': (one) => mappingsOf(one).flatMap(({ attachment }) => attachment.device ?? []),
    'block-device-mapping.volume-id': (one) => mappingsOf(one).map(({ volumeId }) => volumeId),
    'instance-id': ({ id }) => [id],
    'instance-state-code': ({ state }) => [STATE_CODES[state]],
    'instance-state-name': ({ state }) => [state],
    'instance-type': ({ instanceType }) => [instanceType],
    'launch-time': ({ launchedAt }) => [writeTime(launchedAt)],
    'owner-id': ({ ownerId }) => [ownerId],
    'reservation-id': ({ reservationId }) => [reservationId],
    'root-device-name': ({ rootDeviceName }) => [rootDeviceName],
  };
}
