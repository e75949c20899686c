// Which requests answer "which volumes, and how are they?". Ids and filters do not mix at EC2, and one unknown id
// fails a whole call by ids; a filter leaves it out silently (EC2 API reference, read 2026-11-22).
import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Filter, Volume } from '../volume/aws-records.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { PLAN_TAG, SOURCE_TAG } from '../volume/rules/tags.ts';
import {
  addDetails,
  byId,
  type ReadModifications,
  type ReadStatuses,
  readModifications,
  readStatuses,
  withRow,
} from './read-statuses.ts';
import { type Scan, scanVolumes } from './scan-volumes.ts';

type FinderDeps = Pick<Deps, 'ec2'>;

// EC2 caps a call at 200 filter values, and 200 itself has been refused (ansible/ansible issue 16184).
export const IDS_A_FILTER = 199;
const MOST_PAGES = 20;
// As many as a call takes by ids: a `*` must not ask for every volume of an account.
const MOST_ATTACHED = 500;

/** In the caller's order; ids that EC2 does not know are in `missing` and fail nothing. */
export async function findByIds(
  deps: FinderDeps,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const unique = [...new Set(ids)];
  const reads = readByIds(deps, place, unique, control);
  // Few ids need no second round: what else is read of them is asked for at the same time.
  const early = {
    ...(unique.length === 1 ? { statuses: readStatuses(deps, place, unique, control) } : {}),
    modifications: readModifications(deps, place, unique, control),
  };
  const reply = await reads;
  if (!reply.ok) return reply;
  const volumes = unique.flatMap((id) => reply.value.get(id) ?? []);
  const missing = unique.filter((id) => !reply.value.has(id));
  return addStatuses(deps, place, { volumes, missing, at: reply.at }, control, early);
}

/** Volumes by id, by a filter: by ids an unknown one would fail the call. */
export async function readByIds(
  deps: FinderDeps,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<Map<string, Volume>>> {
  const groups = Array.from({ length: Math.ceil(ids.length / IDS_A_FILTER) }, (_, i) =>
    ids.slice(i * IDS_A_FILTER, (i + 1) * IDS_A_FILTER),
  );
  const replies = await Promise.all(
    groups.map((Values) => readAllPages(deps, place, [{ Name: 'volume-id', Values }], control, true)),
  );
  const volumes: Volume[] = [];
  let at = 0;
  for (const reply of replies) {
    if (!reply.ok) return reply;
    at = Math.max(at, reply.at);
    volumes.push(...reply.value);
  }
  return { ok: true, at, value: byId(volumes) };
}

async function readAllPages(
  deps: FinderDeps,
  place: Place,
  filters: readonly Filter[],
  control: Control,
  managed = false,
): Promise<Reply<Volume[]>> {
  // What is named is read, also a volume that an AWS service keeps out of lists (EC2 API reference, 2026-04).
  const query = { Filters: filters, ...(managed ? { IncludeManagedResources: true } : {}) };
  const volumes: Volume[] = [];
  for (let NextToken: string | undefined; ; ) {
    const reply = await deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, control);
    if (!reply.ok) return reply;
    volumes.push(...reply.value.items);
    NextToken = reply.value.nextToken;
    if (!NextToken) return { ok: true, at: reply.at, value: volumes };
  }
}

/** One page that fits the filters; an empty page may still have a token, so it goes on until something was found. */
export async function findPage(
  deps: FinderDeps,
  place: Place,
  page: { filters: readonly Filter[]; most: number; nextToken?: string },
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const query = { ...(page.filters.length > 0 ? { Filters: page.filters } : {}), MaxResults: page.most };
  let nextToken = page.nextToken;
  for (let pages = 0; ; pages++) {
    const paged = { ...query, ...(nextToken ? { NextToken: nextToken } : {}) };
    const reply = await deps.ec2.describeVolumes(place, paged, control);
    if (!reply.ok) return reply;
    nextToken = reply.value.nextToken;
    const volumes = reply.value.items;
    if (volumes.length > 0 || !nextToken || pages >= MOST_PAGES)
      return addStatuses(deps, place, { volumes, ...goOn(nextToken), at: reply.at }, control);
  }
}

/** Copies of one volume: EC2 has no such filter, so first by our tag, then by a bounded scan of every volume. */
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
    : await readAllPages(deps, place, [{ Name: `tag:${SOURCE_TAG}`, Values: [source] }], control);
  if (tagged && !tagged.ok) return tagged;
  const copies = tagged?.value.filter(isCopy) ?? [];
  const scanned = await scanVolumes(deps, place, { ...scan, keep: isCopy }, control);
  // What the tag found is the answer even when the scan of the others was refused or ran out of time.
  if (!scanned.ok && copies.length === 0) return scanned;
  const { kept, looked, nextToken } = scanned.ok ? scanned.value : { kept: [], looked: 0, nextToken: undefined };
  const volumes = [...byId([...copies, ...kept]).values()];
  const at = scanned.ok ? scanned.at : (tagged?.at ?? 0);
  const complete = scanned.ok && nextToken === undefined;
  return addStatuses(deps, place, { volumes, looked, ...goOn(nextToken), complete, at }, control);
}

/** Copies that this product made, by the tag it stamps. */
export function madeHereFilters(): Filter[] {
  return [{ Name: 'tag-key', Values: [PLAN_TAG] }];
}

/** Volumes of the instances with this id or Name; several instances are all listed, none is chosen. */
export async function findAttached(
  deps: FinderDeps,
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
  if (ids.length === 0) return addStatuses(deps, place, { volumes: [], instances, complete, at: reply.at }, control);
  const found = await findByIds(deps, place, ids, control);
  return found.ok ? { ...found, value: { ...found.value, instances, complete } } : found;
}

/** An instance by its id or Name. */
export function instanceFilters(instance: string): Filter[] {
  const Name = /^i-[0-9a-f]{8,17}$/.test(instance) ? 'instance-id' : 'tag:Name';
  return [{ Name, Values: [instance] }];
}

/** Where a list goes on; complete when it does not. */
function goOn(nextToken: string | undefined): Pick<VolumeLookup, 'nextToken' | 'complete'> {
  return nextToken ? { nextToken, complete: false } : { complete: true };
}

/** How the volumes are, beside what is known of the lookup; `early` are reads under way. */
async function addStatuses(
  deps: FinderDeps,
  place: Place,
  known: Pick<VolumeLookup, 'volumes' | 'at'> & Partial<VolumeLookup>,
  control: Control,
  early: { statuses?: Promise<ReadStatuses>; modifications?: Promise<ReadModifications> } = {},
): Promise<Reply<VolumeLookup>> {
  const ids = withRow(known.volumes);
  const modifications = early.modifications ?? readModifications(deps, place, ids, control);
  const { rowless: _, ...rows } = await (early.statuses ?? readStatuses(deps, place, ids, control));
  const lookup: VolumeLookup = { instances: [], missing: [], complete: true, ...known, ...rows };
  return { ok: true, at: known.at, value: await addDetails(deps, place, lookup, control, modifications) };
}
