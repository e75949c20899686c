// The action DescribeVolumes.
import { beginRead, declareAction } from '../action.ts';
import { compileFilters, FILTERS } from '../rules/filters.ts';
import { takePage } from '../rules/paging.ts';
import { listedTo, pickVolumes, validateVolumeIds, visibleTo } from '../rules/volume-id.ts';
import { itemSet } from '../wire/xml.ts';
import { narrowById, volumeFilters } from './volume-filters.ts';
import { describeVolume, inOrder } from './volume-xml.ts';

/** By ids, by filters, page by page, or all. A malformed id is InvalidParameterValue here. */
export const describeVolumes = declareAction({
  name: 'DescribeVolumes',
  shape: {
    VolumeId: { list: 'string' },
    DryRun: 'boolean',
    Filter: FILTERS,
    MaxResults: 'integer',
    NextToken: 'string',
    IncludeManagedResources: 'boolean',
  },
  run(input, context) {
    beginRead(context, 'DescribeVolumes', input.DryRun);
    const ids = input.VolumeId ?? [];
    validateVolumeIds(ids, 'InvalidParameterValue');
    const matches = compileFilters(
      input.Filter,
      volumeFilters(context.now),
      ({ tags }) => tags,
      context.switches,
      context.switches.createTimeWildcard ? [] : ['create-time'],
    );
    const listed = listedTo(context, input.IncludeManagedResources);
    const request = {
      scope: JSON.stringify(['DescribeVolumes', context.region, context.caller.accountId, input.Filter ?? []]),
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
      idsName: 'volumeIdsSet',
      hasIds: ids.length > 0,
    };
    const afterScan = (input.Filter ?? []).some(({ Name = '' }) => Name.startsWith('tag') || Name === 'status');
    const isPaged = input.MaxResults !== undefined || input.NextToken !== undefined;
    // Positions count all records, visible or not: what goes or appears between two pages must not shift them.
    const page =
      ids.length > 0
        ? takePage(
            pickVolumes(context.world.volumes, ids, visibleTo(context)),
            matches,
            request,
            context.switches,
            false,
          )
        : takePage(
            isPaged ? context.world.volumes : narrowById(context.world.volumes, input.Filter),
            (volume) => listed(volume) && matches(volume),
            request,
            context.switches,
            afterScan,
          );
    return {
      content: [
        itemSet(
          'volumeSet',
          inOrder(page.items, context).map((volume) => describeVolume(volume, context)),
        ),
        ['nextToken', page.nextToken],
      ],
    };
  },
});
