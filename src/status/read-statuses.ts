// What is read about volumes whose ids are known, beside the volumes themselves.
import type { Control, Place, Reply } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { ModificationRead, Volume, VolumeStatus } from '../volume/aws-records.ts';
import type { Failure } from '../volume/errors/failure.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { readPages } from '../volume/read-pages.ts';
import { progressIn } from '../volume/reading/progress.ts';
import { isInitializing } from '../volume/rules/initialization-phase.ts';

// EC2 caps a call at 200 filter values, and 200 itself has been refused (ansible/ansible issue 16184).
export const IDS_A_FILTER = 199;
// What one call by ids takes.
const IDS_A_REQUEST = 500;
// Of one filter with ids: EC2 may end a page early.
const MOST_PAGES = 20;
// Up to so many volumes their sources are read too, for the speed of a copy until it is initialized.
const FEW = 3;
const MOST_ROUNDS = 2;

export type ReadStatuses = Pick<VolumeLookup, 'statuses' | 'statusFailure'> & { rowless: string[] };
export type ReadModifications = Pick<VolumeLookup, 'modifications' | 'modificationFailure'>;

/** What a filter on ids listed. `complete` is false when ids may exist that were not listed. */
export interface ListedById<T> {
  items: T[];
  complete: boolean;
  /** Why a later page is missing. */
  failure?: Failure;
}

/** Rows of DescribeVolumeStatus, 500 ids a request. A failure is part of the result, and ends the reading. */
export async function readStatuses(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<ReadStatuses> {
  const statuses = new Map<string, VolumeStatus>();
  const rowless: string[] = [];
  for (const group of groupsOf(ids, IDS_A_REQUEST)) {
    const read = await readRows(deps, place, group, control);
    for (const [id, status] of read.statuses) statuses.set(id, status);
    rowless.push(...read.rowless);
    if (read.statusFailure) return { statuses, rowless, statusFailure: read.statusFailure };
  }
  return { statuses, rowless };
}

/** A volume without a row fails the whole call: it is taken out by name and the rest is asked for again. */
async function readRows(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<ReadStatuses> {
  let asking = [...ids];
  const rowless: string[] = [];
  for (let round = 0; asking.length > 0; round++) {
    const reply = await deps.ec2.describeVolumeStatus(place, asking, control);
    if (reply.ok) return { statuses: byId(reply.value), rowless };
    const { failure } = reply;
    const unknown = new Set(failure.code === 'InvalidVolume.NotFound' ? failure.message.match(/vol-[0-9a-f]+/g) : []);
    const rest = asking.filter((id) => !unknown.has(id));
    if (rest.length === asking.length || round >= MOST_ROUNDS)
      return { statuses: new Map(), rowless, statusFailure: failure };
    rowless.push(...asking.filter((id) => unknown.has(id)));
    asking = rest;
  }
  return { statuses: new Map(), rowless };
}

/** Ids that have a status row: EC2 has none of a volume that is going. */
export function withRow(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(({ VolumeId, State }) =>
    VolumeId && State !== 'deleting' && State !== 'deleted' ? VolumeId : [],
  );
}

/**
 * By a filter, of which a volume that was never modified is left out. A read that fails takes nothing else along: the
 * failure is part of the result, and the volumes that it was about have no entry.
 */
export async function readModifications(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<ReadModifications> {
  if (ids.length === 0) return {};
  const groups = await readByFilter(ids, (Values, token) =>
    deps.ec2.describeVolumesModifications(place, Values, control, token),
  );
  const modifications = new Map<string, ModificationRead>();
  let modificationFailure: Failure | undefined;
  for (const { ids: asked, reply } of groups) {
    if (!reply.ok) {
      modificationFailure ??= reply.failure;
      continue;
    }
    const { items, complete, failure } = reply.value;
    if (complete) for (const id of asked) modifications.set(id, 'none');
    for (const [id, modification] of byId(items)) modifications.set(id, modification);
    modificationFailure ??= failure;
  }
  return { modifications, ...(modificationFailure ? { modificationFailure } : {}) };
}

/** Volumes by id, by a filter: by ids an unknown one would fail the call. Fails when a first page does. */
export async function listById(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<ListedById<Volume>>> {
  const groups = await readByFilter(ids, (Values, NextToken) => {
    // What is named is read, also a volume that an AWS service keeps out of lists (EC2 API reference, 2026-04).
    const query = { Filters: [{ Name: 'volume-id', Values }], IncludeManagedResources: true };
    return deps.ec2.describeVolumes(place, { ...query, ...(NextToken ? { NextToken } : {}) }, control);
  });
  const value: ListedById<Volume> = { items: [], complete: true };
  let at = 0;
  for (const { reply } of groups) {
    if (!reply.ok) return reply;
    at = Math.max(at, reply.at);
    for (const item of reply.value.items) value.items.push(item);
    value.complete &&= reply.value.complete;
    if (reply.value.failure) value.failure ??= reply.value.failure;
  }
  return { ok: true, at, value };
}

/** One bounded list for each group of ids, at the same time. */
function readByFilter<T>(
  ids: readonly string[],
  read: (Values: string[], nextToken: string | undefined) => Promise<Reply<{ items: T[]; nextToken?: string }>>,
) {
  const groups = groupsOf([...new Set(ids)], IDS_A_FILTER);
  return Promise.all(
    groups.map(async (group) => ({
      ids: group,
      reply: await readPages((token) => read(group, token), MOST_PAGES),
    })),
  );
}

export type Details = ReadModifications & Pick<VolumeLookup, 'sources'>;

/** However volumes were found, the same is read of them: modifications, and the sources of few copies on their way. */
export async function readDetails(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  lookup: VolumeLookup,
  control: Control,
  modified = readModifications(deps, place, withRow(lookup.volumes), control),
): Promise<Details> {
  const [modifications, sources] = await Promise.all([modified, readSources(deps, place, lookup, control)]);
  return { ...sources, ...modifications };
}

/** The sources of copies that are being initialized, for the speed until then; a source may be gone. */
async function readSources(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  lookup: VolumeLookup,
  control: Control,
): Promise<Pick<VolumeLookup, 'sources'>> {
  const { volumes } = lookup;
  if (volumes.length > FEW) return {};
  const wanted = volumes.flatMap((volume) => {
    const usable = volume.State === 'available' || volume.State === 'in-use';
    return usable && volume.SourceVolumeId && isInitializing(progressIn(lookup, volume)) ? volume.SourceVolumeId : [];
  });
  const sources = byId(volumes);
  const unread = [...new Set(wanted)].filter((id) => !sources.has(id));
  if (unread.length === 0) return { sources };
  const reply = await listById(deps, place, unread, control);
  return { sources: reply.ok ? new Map([...sources, ...byId(reply.value.items)]) : sources };
}

/** Records by the id of their volume. */
export function byId<T extends { VolumeId?: string }>(records: readonly T[]): Map<string, T> {
  return new Map(records.flatMap((record) => (record.VolumeId ? [[record.VolumeId, record] as const] : [])));
}

export function groupsOf<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, i) => all.slice(i * most, (i + 1) * most));
}
