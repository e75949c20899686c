// Copies that anybody made lately. EC2 has no filter for copies; it has one for the time of creation, and a copy that
// is still being initialized was made within the last day: EBS takes 24 h at most (EBS user guide, "Copy an Amazon EBS
// volume", read 2026-11-28).
import type { Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Volume } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import { readPages } from '../volume/read-pages.ts';

export const DAY_MS = 86_400_000;
const PAGE = 500;
const MOST_PAGES = 2;

/** What the look saw: every volume that is a copy, and why more of them may exist. */
export interface RecentLook {
  copies: Volume[];
  failure?: Failure;
  /** Why this may not be all of them, as a part of a sentence; absent when it is. */
  gap?: string;
}

/**
 * The UTC days on which a copy that is still being initialized was made, as values of the filter `create-time`: from
 * two days ago to tomorrow, so that a clock that is off by some hours does no harm. `moments`: ms since the epoch.
 *
 * That a day is enough is EC2's general form (`2021-09-29T*` in DescribeInstances and DescribeImages; EC2 user guide,
 * "List and filter your resources", read 2026-11-28); for this filter no page of AWS shows it.
 */
export function recentDays(...moments: number[]): string[] {
  const days = moments.flatMap((now) => [-2, -1, 0, 1].map((away) => new Date(now + away * DAY_MS)));
  return [...new Set(days.map((day) => `${day.toISOString().slice(0, 10)}*`))].sort();
}

/** One filtered read of at most two pages, over all zones. */
export async function readRecentCopies(
  { ec2, now }: Pick<Deps, 'ec2' | 'now'>,
  place: Place,
  control: Control,
): Promise<(known: readonly Volume[]) => RecentLook> {
  // EC2's clock is counted on between answers, and stands still while a machine sleeps; the machine's own may be wrong.
  const here = now();
  const Values = recentDays(ec2.clock() ?? here, here);
  const query = { Filters: [{ Name: 'create-time', Values }], MaxResults: PAGE };
  const reply = await readPages(
    (NextToken) => ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, control),
    MOST_PAGES,
  );
  if (!reply.ok) return () => ({ copies: [], failure: reply.failure });
  const { items, complete, failure } = reply.value;
  const copies = items.filter((volume) => volume.SourceVolumeId !== undefined && volume.SourceVolumeId !== '');
  return (known) => {
    const gap = failure ? undefined : gapOf(items, complete, known, Values);
    return { copies, ...(failure ? { failure } : {}), ...(gap ? { gap } : {}) };
  };
}

/** `known` are volumes that other reads returned: one that was made on these days must be in the list too. */
function gapOf(
  listed: readonly Volume[],
  complete: boolean,
  known: readonly Volume[],
  days: readonly string[],
): string | undefined {
  if (!complete) return `more than ${PAGE * MOST_PAGES} volumes were made in the last days`;
  const ids = new Set(listed.map(({ VolumeId }) => VolumeId));
  const isRecent = ({ CreateTime }: Volume) => days.some((day) => CreateTime?.startsWith(day.slice(0, 10)));
  if (known.some((volume) => isRecent(volume) && !ids.has(volume.VolumeId)))
    return 'this endpoint does not list volumes by day';
  // An endpoint that does not know the filter, or takes the star for a letter, answers with an empty list too.
  return listed.length === 0 ? 'EC2 listed no volume of the last days' : undefined;
}
