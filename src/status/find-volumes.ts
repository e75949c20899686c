// Which requests answer "which volumes, and how are they?". Ids and filters do not mix at EC2, and one unknown id
// fails a whole call by ids; a filter leaves it out silently (EC2 API reference, read 2026-11-22).
import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Filter, Instance, Volume } from '../volume/aws-records.ts';
import { type Failure, isDenial } from '../volume/errors/failure.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { type PagesRead, readPages } from '../volume/read-pages.ts';
import { PLAN_TAG, SOURCE_TAG } from '../volume/rules/tags.ts';
import {
  byId,
  type ListedById,
  listById,
  type ReadModifications,
  type ReadStatuses,
  readDetails,
  readModifications,
  readStatuses,
  withRow,
} from './read-statuses.ts';
import { type Scan, type ScanResult, scanVolumes } from './scan-volumes.ts';
import { isThrottled } from './throttle-backoff.ts';

type FinderDeps = Pick<Deps, 'ec2'>;

// An empty page may be followed by another one.
const MOST_PAGES = 20;
// 1,000 instances.
const MOST_INSTANCE_PAGES = 5;
// As many as a call takes by ids: a `*` must not ask for every volume of an account.
const MOST_ATTACHED = 500;
// Of one source; more than that has no row in an answer.
const MOST_COPIES = 500;
// Of all sources: so many have a row in an answer, whatever their names are.
const MOST_LISTED = 30;

/** In the caller's order; ids that EC2 does not know are in `missing` and fail nothing. */
export async function findByIds(
  deps: FinderDeps,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const unique = [...new Set(ids)];
  const reads = listById(deps, place, unique, control);
  // What else is read by ids is asked for at the same time; statuses only of one, as an unknown id fails all of them.
  const early = {
    ...(unique.length === 1 ? { statuses: readStatuses(deps, place, unique, control) } : {}),
    modifications: readModifications(deps, place, unique, control),
  };
  const reply = await reads;
  if (!reply.ok) return reply;
  return addStatuses(deps, place, { ...lookupById(unique, reply.value), at: reply.at }, control, early);
}

/** The volumes of a list by ids, in the order of the ids. One that a list which ended early lacks may exist. */
export function lookupById(
  ids: readonly string[],
  { items, complete, failure }: ListedById<Volume>,
): Pick<VolumeLookup, 'volumes' | 'missing' | 'unlisted' | 'complete' | 'listFailure'> {
  const listed = byId(items);
  const absent = ids.filter((id) => !listed.has(id));
  return {
    volumes: ids.flatMap((id) => listed.get(id) ?? []),
    missing: complete ? absent : [],
    ...(complete || absent.length === 0 ? {} : { unlisted: absent }),
    complete: complete || absent.length === 0,
    ...(failure ? { listFailure: failure } : {}),
  };
}

/** One page that fits the filters; an empty page may still have a token, so it goes on until something was found. */
export async function findPage(
  deps: FinderDeps,
  place: Place,
  page: { filters: readonly Filter[]; most: number; nextToken?: string },
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const query = { ...(page.filters.length > 0 ? { Filters: page.filters } : {}), MaxResults: page.most };
  const reply = await readPages(
    (NextToken) => deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, control),
    MOST_PAGES,
    { ...goOn(page.nextToken), isEnough: (volumes) => volumes.length > 0 },
  );
  if (!reply.ok) return reply;
  return addStatuses(deps, place, { ...listed(reply.value), at: reply.at }, control);
}

/** Copies of one volume: EC2 has no such filter, so first by our tag, then by a bounded scan of every volume. */
export async function findCopies(
  deps: Pick<Deps, 'ec2' | 'now'>,
  place: Place,
  search: { source: string } & Omit<Scan, 'keep' | 'mostKept'>,
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const { source, ...scan } = search;
  if (source === '*') return findAllCopies(deps, place, scan, control);
  const isCopy = (volume: Volume) => volume.SourceVolumeId === source && volume.VolumeId !== undefined;
  let isRead = false;
  const keep = (volume: Volume) => {
    isRead ||= volume.VolumeId === source;
    return isCopy(volume);
  };
  const Filters = [{ Name: `tag:${SOURCE_TAG}`, Values: [source] }];
  const tagged = search.nextToken
    ? undefined
    : await readPages(
        (NextToken) => deps.ec2.describeVolumes(place, { Filters, ...(NextToken ? { NextToken } : {}) }, control),
        MOST_PAGES,
      );
  if (tagged && !tagged.ok) return tagged;
  const copies = tagged?.value.items.filter(isCopy) ?? [];
  const scanned = await scanVolumes(deps, place, { ...scan, keep, mostKept: MOST_COPIES }, control);
  // What the tag found is the answer even when the scan of the others was refused.
  if (!scanned.ok && copies.length === 0) return scanned;
  const found: ScanResult = scanned.ok ? scanned.value : { kept: [], looked: 0, failure: scanned.failure };
  const { looked, nextToken, failure = tagged?.value.failure } = found;
  const volumes = [...byId([...copies, ...found.kept]).values()];
  const at = scanned.ok ? scanned.at : (tagged?.at ?? 0);
  const complete = scanned.ok && nextToken === undefined && failure === undefined;
  const ended = failure && !isTimeUp(failure) ? { listFailure: failure } : {};
  // It may be on a page that an earlier call read.
  const fromTheFirst = complete && !search.nextToken;
  const here = isRead || fromTheFirst ? { isSourceHere: isRead } : {};
  const lookup = { volumes, looked, ...here, ...goOn(nextToken), ...ended, complete, at };
  return addStatuses(deps, place, lookup, control);
}

/** Every copy among the volumes that are read, whoever made it. */
async function findAllCopies(
  deps: Pick<Deps, 'ec2' | 'now'>,
  place: Place,
  scan: Omit<Scan, 'keep' | 'mostKept'>,
  control: Control,
): Promise<Reply<VolumeLookup>> {
  const keep = ({ VolumeId, SourceVolumeId }: Volume) => VolumeId !== undefined && Boolean(SourceVolumeId);
  const reply = await scanVolumes(deps, place, { ...scan, keep, mostKept: MOST_LISTED }, control);
  if (!reply.ok) return reply;
  const { kept, looked, nextToken, failure } = reply.value;
  const ended = failure && !isTimeUp(failure) ? { listFailure: failure } : {};
  const complete = nextToken === undefined && failure === undefined;
  const lookup = { volumes: kept, looked, ...goOn(nextToken), ...ended, complete, at: reply.at };
  return addStatuses(deps, place, lookup, control);
}

/** The scan ended for want of time; going on with its token is all that there is to say. */
function isTimeUp(failure: Failure): boolean {
  return isThrottled(failure) || failure.code === 'deadline-reached' || failure.code === 'server-ending';
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
  const reply = await listInstances(deps, place, instance, control);
  if (!reply.ok) return { ...reply, failure: ofInstances(reply.failure) };
  const { living, terminated, complete: allListed, failure } = reply.value;
  const all = living.flatMap((one) => one.BlockDevices.flatMap((device) => device.VolumeId ?? []));
  const ids = all.slice(0, MOST_ATTACHED);
  const instances = {
    instances: living,
    ...(living.length === 0 && terminated.length > 0 ? { terminated } : {}),
    ...(failure ? { listFailure: failure } : {}),
  };
  const complete = allListed && ids.length === all.length;
  if (ids.length === 0) return addStatuses(deps, place, { volumes: [], ...instances, complete, at: reply.at }, control);
  const found = await findByIds(deps, place, ids, control);
  if (!found.ok) return found;
  return { ...found, value: { ...found.value, ...instances, complete: complete && found.value.complete } };
}

/** EC2 does not always name what it denied. */
function ofInstances(failure: Failure): Failure {
  const denied = { action: 'ec2:DescribeInstances', resource: '*' };
  return isDenial(failure.code) ? { ...failure, hint: { ...failure.hint, denied } } : failure;
}

/** Instances by their id or Name. A terminated one keeps its tags for about an hour, but has no volumes. */
export async function listInstances(
  deps: FinderDeps,
  place: Place,
  instance: string,
  control: Control,
): Promise<Reply<{ living: Instance[]; terminated: Instance[]; complete: boolean; failure?: Failure }>> {
  const filters = instanceFilters(instance);
  const reply = await readPages(
    (token) => deps.ec2.describeInstances(place, filters, control, token),
    MOST_INSTANCE_PAGES,
  );
  if (!reply.ok) return reply;
  const { items, complete, failure } = reply.value;
  const isOver = ({ State }: Instance) => State === 'terminated' || State === 'shutting-down';
  const value = { living: items.filter((one) => !isOver(one)), terminated: items.filter(isOver), complete };
  return { ok: true, at: reply.at, value: { ...value, ...(failure ? { failure } : {}) } };
}

/** An instance by its id or Name. */
function instanceFilters(instance: string): Filter[] {
  const Name = /^i-[0-9a-f]{8,17}$/.test(instance) ? 'instance-id' : 'tag:Name';
  return [{ Name, Values: [instance] }];
}

function goOn(nextToken: string | undefined): { nextToken?: string } {
  return nextToken ? { nextToken } : {};
}

function listed({ items, complete, nextToken, failure }: PagesRead<Volume>) {
  return { volumes: items, complete, ...goOn(nextToken), ...(failure ? { listFailure: failure } : {}) };
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
  return {
    ok: true,
    at: known.at,
    value: { ...lookup, ...(await readDetails(deps, place, lookup, control, modifications)) },
  };
}
