// The action DescribeVolumesModifications.
import { beginRead, declareAction } from '../action.ts';
import { compileFilters, FILTERS, type FilterTable } from '../rules/filters.ts';
import { takePage } from '../rules/paging.ts';
import { pickVolumes, validateVolumeIds, visibleTo } from '../rules/volume-id.ts';
import { fault } from '../wire/fault.ts';
import { itemSet, type Xml } from '../wire/xml.ts';
import { readModification } from '../world/modification-progress.ts';
import type { ModificationRecord, VolumeRecord, VolumeSettings } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { narrowById } from './volume-filters.ts';
import { inOrder, writeTime } from './volume-xml.ts';

type ModifiedVolume = VolumeRecord & { modification: ModificationRecord };

// MaxResults up to 500 (EC2 API reference, DescribeVolumesModifications, 2026-11).
const PAGE_MAX = 500;

/** By id a volume that was never modified is InvalidVolumeModification.NotFound, as the EBS CSI driver expects (2026-08). */
export const describeVolumesModifications = declareAction({
  name: 'DescribeVolumesModifications',
  shape: {
    DryRun: 'boolean',
    VolumeId: { list: 'string' },
    Filter: FILTERS,
    NextToken: 'string',
    MaxResults: 'integer',
  },
  run(input, context) {
    beginRead(context, 'DescribeVolumesModifications', input.DryRun);
    const ids = input.VolumeId ?? [];
    validateVolumeIds(ids, 'InvalidVolumeID.Malformed');
    const matches = compileFilters(input.Filter, modificationFilters(context.now), undefined, context.switches);
    const sees = visibleTo(context);
    const isPaged = input.MaxResults !== undefined || input.NextToken !== undefined;
    const listed = isPaged ? context.world.volumes : narrowById(context.world.volumes, input.Filter);
    const picked = ids.length > 0 ? pickVolumes(context.world.volumes, ids, sees) : listed.filter(sees);
    const page = takePage(
      picked.flatMap((volume) => (isModified(volume) ? [volume] : [])),
      matches,
      {
        scope: JSON.stringify([
          'DescribeVolumesModifications',
          context.region,
          context.caller.accountId,
          input.Filter ?? [],
        ]),
        maxResults: input.MaxResults,
        nextToken: input.NextToken,
        idsName: 'volumeIdsSet',
        hasIds: ids.length > 0,
      },
      { ...context.switches, maxResults: Math.min(PAGE_MAX, context.switches.maxResults) },
      false,
    );
    const never = ids.length > 0 ? picked.filter((volume) => !isModified(volume)).map(({ id }) => id) : [];
    if (never.length > 0) {
      throw fault(
        'InvalidVolumeModification.NotFound',
        `Modification for volume '${never.join(', ')}' does not exist.`,
      );
    }
    return {
      content: [
        itemSet(
          'volumeModificationSet',
          inOrder(page.items, context).map((volume) => describeModification(volume, context.now, context.switches)),
        ),
        ['nextToken', page.nextToken],
      ],
    };
  },
});

function isModified(volume: VolumeRecord): volume is ModifiedVolume {
  return volume.modification !== undefined;
}

/** The members of a modification, as DescribeVolumesModifications and ModifyVolume have them. */
export function describeModification(
  { id, modification }: ModifiedVolume,
  now: number,
  { modifyingEndsAt }: Pick<Switches, 'modifyingEndsAt'>,
): Xml[] {
  const { state, progress, endedAt } = readModification(modification, now, modifyingEndsAt);
  return [
    ['volumeId', id],
    ['modificationState', state],
    ...describeSettings('target', modification.target),
    ...describeSettings('original', modification.original),
    ['progress', progress],
    ['startTime', writeTime(modification.startedAt)],
    ['endTime', endedAt === undefined ? undefined : writeTime(endedAt)],
  ];
}

function describeSettings(side: 'target' | 'original', settings: VolumeSettings): Xml[] {
  return [
    [`${side}Size`, settings.size],
    [`${side}Iops`, settings.iops],
    [`${side}VolumeType`, settings.type],
    [`${side}Throughput`, settings.throughput],
    [`${side}MultiAttachEnabled`, settings.multiAttach],
  ];
}

function modificationFilters(now: number): FilterTable<ModifiedVolume> {
  const present = (value: number | undefined) => (value === undefined ? [] : [value]);
  return {
    'modification-state': ({ modification }) => [readModification(modification, now).state],
    'original-iops': ({ modification }) => present(modification.original.iops),
    'original-size': ({ modification }) => [modification.original.size],
    'original-volume-type': ({ modification }) => [modification.original.type],
    originalMultiAttachEnabled: ({ modification }) => [modification.original.multiAttach],
    'start-time': ({ modification }) => [writeTime(modification.startedAt)],
    'target-iops': ({ modification }) => present(modification.target.iops),
    'target-size': ({ modification }) => [modification.target.size],
    'target-volume-type': ({ modification }) => [modification.target.type],
    targetMultiAttachEnabled: ({ modification }) => [modification.target.multiAttach],
    'volume-id': ({ id }) => [id],
  };
}
