import { beginRead, declareAction } from '../action.ts';
import { compileFilters, FILTERS } from '../rules/filters.ts';
import { takePage } from '../rules/paging.ts';
import { judgeVolumeIds, listedTo, pickVolumes, visibleTo } from '../rules/volume-id.ts';
import { itemSet } from '../wire/xml.ts';
import { narrowById, volumeFilters } from './volume-filters.ts';
import { describeVolume, inOrder } from './volume-xml.ts';

/** DescribeVolumes: by ids, by filters, page by page, or all. A malformed id is InvalidParameterValue here. */
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
  run(input, call) {
    beginRead(call, 'DescribeVolumes', input.DryRun);
    const ids = input.VolumeId ?? [];
    judgeVolumeIds(ids, 'InvalidParameterValue');
    const matches = compileFilters(input.Filter, volumeFilters(call.now), ({ tags }) => tags, call.switches);
    const listed = listedTo(call, input.IncludeManagedResources);
    const request = {
      scope: JSON.stringify(['DescribeVolumes', call.region, call.caller.accountId, input.Filter ?? []]),
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
      idsName: 'volumeIdsSet',
      hasIds: ids.length > 0,
    };
    const afterScan = (input.Filter ?? []).some(({ Name = '' }) => Name.startsWith('tag') || Name === 'status');
    const isPaged = input.MaxResults !== undefined || input.NextToken !== undefined;
    // Positions count records, seen or not: what goes or appears between two pages must not shift them.
    const page =
      ids.length > 0
        ? takePage(pickVolumes(call.world.volumes, ids, visibleTo(call)), matches, request, call.switches, false)
        : takePage(
            isPaged ? call.world.volumes : narrowById(call.world.volumes, input.Filter),
            (volume) => listed(volume) && matches(volume),
            request,
            call.switches,
            afterScan,
          );
    return [
      itemSet(
        'volumeSet',
        inOrder(page.items, call).map((volume) => describeVolume(volume, call)),
      ),
      ['nextToken', page.nextToken],
    ];
  },
});
