// Which requests answer "which volumes, and how are they?". Ids and filters do not mix at EC2, and one unknown id
// fails a whole call by ids; a filter leaves it out silently (EC2 API reference, read 2026-11-22).
import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Filter, Volume } from '../volume/aws-records.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { PLAN_TAG, SOURCE_TAG } from '../volume/rules/tags.ts';
import { addDetails, readModifications, readStatuses, withRow } from './read-statuses.ts';
import { type Scan, scanVolumes } from './scan-volumes.ts';

// EC2 caps a call at 200 filter values, and 200 itself has been refused (ansible/ansible issue 16184).
export const IDS_A_FILTER = 199;
const MOST_PAGES = 20;
// As many as a call takes by ids: a `*` must not ask for every volume of an account.
const MOST_ATTACHED = 500;

/** In the caller's order; ids that EC2 does not know are in `missing` and fail nothing. */
export async function findByIds(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const unique = [...new Set(ids)];
  const reads = readByIds(deps, place, unique, control);
  // Few ids need no second round: what else is read of them is asked for at the same time.
  const early = unique.length === 1 ? readStatuses(deps, place, unique, control) : undefined;
  const modified = readModifications(deps, place, unique, control);
  const reply = await reads;
  if (!reply.ok) return reply;
  const { at } = reply;
  const found = reply.value;
  const volumes = unique.flatMap((id) => found.get(id) ?? []);
  const missing = unique.filter((id) => !found.has(id));
  const { statuses, statusFailure } = await (early ?? readStatuses(deps, place, withRow(volumes), control));
  const value = await addDetails(
    deps,
    place,
    {
      volumes,
      statuses,
      ...(statusFailure ? { statusFailure } : {}),
      instances: [],
      missing,
      complete: true,
      at,
    },
    control,
    modified,
  );
  return { ok: true, at, value };
}

/** Volumes by id, by a filter: by ids an unknown one would fail the call. */
export async function readByIds(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<Map<string, Volume>>> {
  const groups = Array.from({ length: Math.ceil(ids.length / IDS_A_FILTER) }, (_, i) =>
    ids.slice(i * IDS_A_FILTER, (i + 1) * IDS_A_FILTER),
  );
  const replies = await Promise.all(
    groups.map((Values) => allPages(deps, place, [{ Name: 'volume-id', Values }], control, true)),
  );
  const found = new Map<string, Volume>();
  let at = 0;
  for (const reply of replies) {
    if (!reply.ok) return reply;
    at = Math.max(at, reply.at);
    for (const volume of reply.value) if (volume.VolumeId) found.set(volume.VolumeId, volume);
  }
  return { ok: true, at, value: found };
}

async function allPages(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  filters: readonly Filter[],
  control: Control,
  managed = false,
): Promise<Reply<Volume[]>> {
  // What is named is told, also a volume that an AWS service keeps out of lists (EC2 API reference, 2026-04).
  const more = managed ? { IncludeManagedResources: true } : {};
  const volumes: Volume[] = [];
  let NextToken: string | undefined;
  let at = 0;
  do {
    const reply = await deps.ec2.describeVolumes(
      place,
      { Filters: filters, ...more, ...(NextToken ? { NextToken } : {}) },
      control,
    );
    if (!reply.ok) return reply;
    at = reply.at;
    volumes.push(...reply.value.items);
    NextToken = reply.value.nextToken;
  } while (NextToken);
  return { ok: true, at, value: volumes };
}

/** One page that fits the filters; an empty page may still have a token, so it goes on until something was found. */
export async function findPage(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  page: { filters: readonly Filter[]; most: number; nextToken?: string },
  control: Control,
): Promise<Reply<VolumeLookup>> {
  let NextToken = page.nextToken;
  for (let pages = 0; ; pages++) {
    const reply = await deps.ec2.describeVolumes(
      place,
      {
        ...(page.filters.length > 0 ? { Filters: page.filters } : {}),
        MaxResults: page.most,
        ...(NextToken ? { NextToken } : {}),
      },
      control,
    );
    if (!reply.ok) return reply;
    NextToken = reply.value.nextToken;
    const volumes = reply.value.items;
    if (volumes.length > 0 || !NextToken || pages >= MOST_PAGES)
      return withStatuses(deps, place, volumes, { nextToken: NextToken, at: reply.at }, control);
  }
}

/** Copies of one volume: EC2 has no such filter, so first by our tag, then by a bounded look at every volume. */
export async function findCopies(
  deps: Pick<Deps, 'ec2' | 'now'>,
  place: Place,
  search: { source: string } & Omit<Scan, 'keep'>,
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const { source, ...scan } = search;
  const isCopy = (volume: Volume) => volume.SourceVolumeId === source && volume.VolumeId !== undefined;
  const tagged = search.nextToken
    ? undefined
    : await allPages(deps, place, [{ Name: `tag:${SOURCE_TAG}`, Values: [source] }], control);
  if (tagged && !tagged.ok) return tagged;
  const scanned = await scanVolumes(deps, place, { ...scan, keep: isCopy }, control);
  // What the tag found is told even when the look at the others was refused or ran out of time.
  if (!scanned.ok && !tagged?.value.some(isCopy)) return scanned;
  const { kept, looked, nextToken } = scanned.ok ? scanned.value : { kept: [], looked: 0, nextToken: undefined };
  const all = [...(tagged?.value.filter(isCopy) ?? []), ...kept];
  const copies = [...new Map(all.map((volume) => [volume.VolumeId, volume])).values()];
  const at = scanned.ok ? scanned.at : (tagged?.at ?? 0);
  const reply = await withStatuses(deps, place, copies, { nextToken, at }, control);
  return reply.ok
    ? { ...reply, value: { ...reply.value, looked, complete: scanned.ok && nextToken === undefined } }
    : reply;
}

/** Copies that this product made, by the tag it stamps. */
export function madeHereFilters(): Filter[] {
  return [{ Name: 'tag-key', Values: [PLAN_TAG] }];
}

/** Volumes of the instances with this id or Name; several instances are all listed, none is chosen. */
export async function findAttached(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  instance: string,
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const reply = await deps.ec2.describeInstances(place, instanceFilters(instance), control);
  if (!reply.ok) return reply;
  const instances = reply.value.items;
  const all = instances.flatMap((one) => one.BlockDevices.flatMap((device) => device.VolumeId ?? []));
  const ids = all.slice(0, MOST_ATTACHED);
  const complete = !reply.value.nextToken && ids.length === all.length;
  if (ids.length === 0) {
    const { at } = reply;
    return { ok: true, at, value: { volumes: [], statuses: new Map(), instances, missing: [], complete, at } };
  }
  const found = await findByIds(deps, place, ids, control);
  return found.ok ? { ...found, value: { ...found.value, instances, complete } } : found;
}

export function instanceFilters(instance: string): Filter[] {
  const Name = /^i-[0-9a-f]{8,17}$/.test(instance) ? 'instance-id' : 'tag:Name';
  return [{ Name, Values: [instance] }];
}

async function withStatuses(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  volumes: Volume[],
  page: { nextToken: string | undefined; at: number },
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const { nextToken, at } = page;
  const modified = readModifications(deps, place, withRow(volumes), control);
  const { statuses, statusFailure } = await readStatuses(deps, place, withRow(volumes), control);
  const found: VolumeLookup = {
    volumes,
    statuses,
    ...(statusFailure ? { statusFailure } : {}),
    instances: [],
    missing: [],
    ...(nextToken ? { nextToken } : {}),
    complete: !nextToken,
    at,
  };
  return { ok: true, at, value: await addDetails(deps, place, found, control, modified) };
}
