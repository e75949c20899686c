// What is read about volumes whose ids are known, beside the volumes themselves.
import type { Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Volume } from '../volume/aws-records.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { isInitializing, progressIn } from '../volume/reading/progress.ts';

/** Up to so many volumes their modifications and sources are read too: `next` offers rehearsals for as many. */
const FEW = 3;
const MOST_ROUNDS = 2;

export type ReadStatuses = Pick<VolumeLookup, 'statuses' | 'statusFailure'> & { rowless: string[] };
export type ReadModifications = Pick<VolumeLookup, 'modifications' | 'modificationFailure'>;

/**
 * Rows of DescribeVolumeStatus. A volume without a row fails the whole call: it is taken out by name and the rest is
 * asked for again. A failure is part of the result.
 */
export async function readStatuses(
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

/** Nothing when they are many, or none. A read that fails takes nothing else along: the failure is part of the result. */
export async function readModifications(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<ReadModifications> {
  if (ids.length === 0 || ids.length > FEW) return {};
  const reply = await deps.ec2.describeVolumesModifications(place, ids, control);
  return reply.ok ? { modifications: byId(reply.value.items) } : { modificationFailure: reply.failure };
}

/**
 * What is read of few volumes beside their state: modifications, and the sources of copies on their way. However they
 * were found, so that no two ways of asking differ.
 */
export async function addDetails(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  lookup: VolumeLookup,
  control: Control,
  modified = readModifications(deps, place, withRow(lookup.volumes), control),
): Promise<VolumeLookup> {
  const [modifications, sources] = await Promise.all([modified, readSources(deps, place, lookup, control)]);
  return { ...lookup, ...sources, ...modifications };
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
  const reply = await deps.ec2.describeVolumes(place, { Filters: [{ Name: 'volume-id', Values: unread }] }, control);
  return { sources: reply.ok ? new Map([...sources, ...byId(reply.value.items)]) : sources };
}

/** Records by the id of their volume. */
export function byId<T extends { VolumeId?: string }>(records: readonly T[]): Map<string, T> {
  return new Map(records.flatMap((record) => (record.VolumeId ? [[record.VolumeId, record] as const] : [])));
}
