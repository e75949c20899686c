// What copy_volume answers when nothing was planned or sent: refused by us, or nothing could be read.

import { type Failure, reportFailure } from '../errors/failure.ts';
import { withPolicy } from '../errors/policy-statement.ts';
import { type RefusalCode, reportRefusal } from '../errors/refusal.ts';
import { type CopyPlace, type CopyResult, NOTHING } from './copy-answer.ts';

export function refuseCopy(code: RefusalCode, message: string, place?: CopyPlace): CopyResult {
  return {
    outcome: 'refused',
    dryRun: false,
    summary: `${NOTHING} ${message}`,
    error: reportRefusal(code, message),
    ...(place ? { place } : {}),
  };
}

/** Nothing could be read, so nothing was judged and nothing sent. */
export function unreadCopy(
  dryRun: boolean,
  failure: Failure,
  place: CopyPlace | undefined,
  account?: string,
): CopyResult {
  const told = reportFailure(failure, {
    action: 'DescribeVolumes',
    resource: '*',
    ...(place?.profile ? { profile: place.profile } : {}),
    ...(place?.region ? { region: place.region } : {}),
  });
  const error = withPolicy(told, place?.region ?? '', account, place?.partition);
  const here = {
    ...(place?.region ? { Region: place.region } : {}),
    ...(place?.profile ? { Profile: place.profile } : {}),
  };
  return {
    outcome: 'failed',
    dryRun,
    ...(place ? { place } : {}),
    summary: `${NOTHING} ${error.meaning}`,
    error,
    next:
      failure.code === 'InvalidVolume.NotFound'
        ? [{ tool: 'get_volume_status', arguments: here, why: 'lists volumes here, to find the right id' }]
        : [],
  };
}
