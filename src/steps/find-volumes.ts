// Which requests answer "which volumes, and how are they?". Ids and filters do not mix at EC2, and one unknown id
// fails a whole call by ids; a filter leaves it out silently (EC2 API reference, read 2026-11-22).
import type { Control, Deps, Place, Reply } from '../tools/tool.ts';
import type { Failure } from '../volume/failure.ts';
import type { Filter, Instance, Volume, VolumeStatus } from '../volume/records.ts';
import { PLAN_TAG, SOURCE_TAG } from '../volume/tag-rules.ts';

// EC2 caps a call at 200 filter values, and 200 itself has been refused (ansible/ansible issue 16184).
const IDS_A_FILTER = 199;
const SCAN_PAGE = 500;
const MOST_PAGES = 20;

export interface Found {
  volumes: Volume[];
  statuses: ReadonlyMap<string, VolumeStatus>;
  instances: Instance[];
  missing: string[];
  /** Absent when the statuses were read. */
  statusFailure?: Failure;
  nextToken?: string;
  /** False when the search stopped before the end. */
  complete: boolean;
  /** EC2's clock, ms since the epoch. */
  at: number;
}

/** In the caller's order; ids that EC2 does not know are in `missing` and fail nothing. */
export async function findByIds(
  deps: Deps,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Reply<Found>> {
  const unique = [...new Set(ids)];
  const groups = Array.from({ length: Math.ceil(unique.length / IDS_A_FILTER) }, (_, i) =>
    unique.slice(i * IDS_A_FILTER, (i + 1) * IDS_A_FILTER),
  );
  const reads = Promise.all(groups.map((Values) => allPages(deps, place, [{ Name: 'volume-id', Values }], control)));
  // One id needs no second round: its status is asked for at the same time.
  const early = unique.length === 1 ? readStatuses(deps, place, unique, control) : undefined;
  const replies = await reads;
  const found = new Map<string, Volume>();
  let at = 0;
  for (const reply of replies) {
    if (!reply.ok) return reply;
    at = Math.max(at, reply.at);
    for (const volume of reply.value) if (volume.VolumeId) found.set(volume.VolumeId, volume);
  }
  const volumes = unique.flatMap((id) => found.get(id) ?? []);
  const missing = unique.filter((id) => !found.has(id));
  const status = await (early ?? readStatuses(deps, place, [...found.keys()], control));
  return { ok: true, at, value: { volumes, ...status, instances: [], missing, complete: true, at } };
}

async function allPages(
  deps: Deps,
  place: Place,
  filters: readonly Filter[],
  control: Control,
): Promise<Reply<Volume[]>> {
  const volumes: Volume[] = [];
  let NextToken: string | undefined;
  let at = 0;
  do {
    const reply = await deps.ec2.describeVolumes(
      place,
      { Filters: filters, ...(NextToken ? { NextToken } : {}) },
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
  deps: Deps,
  place: Place,
  page: { filters: readonly Filter[]; most: number; nextToken?: string },
  control: Control,
): Promise<Reply<Found>> {
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
      return withStatuses(deps, place, volumes, NextToken, reply.at, control);
  }
}

/** Copies of one volume: EC2 has no such filter, so first by our tag, then by a bounded look at every volume. */
export async function findCopies(
  deps: Deps,
  place: Place,
  search: { source: string; nextToken?: string },
  control: Control,
): Promise<Reply<Found>> {
  const copies = new Map<string, Volume>();
  const keep = (volumes: readonly Volume[]) => {
    for (const volume of volumes)
      if (volume.VolumeId && volume.SourceVolumeId === search.source) copies.set(volume.VolumeId, volume);
  };
  if (!search.nextToken) {
    const tagged = await allPages(deps, place, [{ Name: `tag:${SOURCE_TAG}`, Values: [search.source] }], control);
    if (!tagged.ok) return tagged;
    keep(tagged.value);
  }
  let NextToken = search.nextToken;
  for (let pages = 1; ; pages++) {
    const reply = await deps.ec2.describeVolumes(
      place,
      { MaxResults: SCAN_PAGE, ...(NextToken ? { NextToken } : {}) },
      control,
    );
    if (!reply.ok) return reply;
    keep(reply.value.items);
    NextToken = reply.value.nextToken;
    if (!NextToken || pages >= MOST_PAGES)
      return withStatuses(deps, place, [...copies.values()], NextToken, reply.at, control);
  }
}

/** Copies that this product made, by the tag it stamps. */
export function madeHereFilters(): Filter[] {
  return [{ Name: 'tag-key', Values: [PLAN_TAG] }];
}

/** Volumes of the instances with this id or Name; several instances are all listed, none is chosen. */
export async function findAttached(
  deps: Deps,
  place: Place,
  instance: string,
  control: Control,
): Promise<Reply<Found>> {
  const name = /^i-[0-9a-f]{8,17}$/.test(instance) ? 'instance-id' : 'tag:Name';
  const reply = await deps.ec2.describeInstances(place, [{ Name: name, Values: [instance] }], control);
  if (!reply.ok) return reply;
  const instances = reply.value.items;
  const ids = instances.flatMap((one) => one.BlockDevices.flatMap((device) => device.VolumeId ?? []));
  if (ids.length === 0) {
    const { at } = reply;
    return {
      ok: true,
      at,
      value: { volumes: [], statuses: new Map(), instances, missing: [], complete: !reply.value.nextToken, at },
    };
  }
  const found = await findByIds(deps, place, ids, control);
  return found.ok ? { ...found, value: { ...found.value, instances, complete: !reply.value.nextToken } } : found;
}

async function withStatuses(
  deps: Deps,
  place: Place,
  volumes: Volume[],
  nextToken: string | undefined,
  at: number,
  control: Control,
): Promise<Reply<Found>> {
  const ids = volumes.flatMap((volume) => volume.VolumeId ?? []);
  const status = await readStatuses(deps, place, ids, control);
  return {
    ok: true,
    at,
    value: {
      volumes,
      ...status,
      instances: [],
      missing: [],
      ...(nextToken ? { nextToken } : {}),
      complete: !nextToken,
      at,
    },
  };
}

/** Rows of DescribeVolumeStatus. A volume without a row fails the whole call: it is taken out by name and asked again. */
async function readStatuses(
  deps: Deps,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Pick<Found, 'statuses' | 'statusFailure'>> {
  let asking = [...ids];
  for (let round = 0; asking.length > 0; round++) {
    const reply = await deps.ec2.describeVolumeStatus(place, asking, control);
    if (reply.ok)
      return { statuses: new Map(reply.value.flatMap((row) => (row.VolumeId ? [[row.VolumeId, row] as const] : []))) };
    const { failure } = reply;
    const unknown = new Set(failure.code === 'InvalidVolume.NotFound' ? failure.message.match(/vol-[0-9a-f]+/g) : []);
    const rest = asking.filter((id) => !unknown.has(id));
    if (rest.length === asking.length || round >= 2) return { statuses: new Map(), statusFailure: failure };
    asking = rest;
  }
  return { statuses: new Map() };
}
