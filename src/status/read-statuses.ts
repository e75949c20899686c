// What is read about volumes whose ids are known, beside the volumes themselves.
import type { Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Volume } from '../volume/aws-records.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import { readProgress } from '../volume/reading/progress.ts';

/** Up to so many volumes their modifications and sources are read too: `next` offers rehearsals for as many. */
const FEW = 3;
const MOST_ROUNDS = 2;

/**
 * StatusRows of DescribeVolumeStatus. A volume without a row fails the whole call: it is taken out by name and the rest is
 * asked for again.
 */
export async function readStatuses(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Pick<VolumeLookup, 'statuses' | 'statusFailure'> & { rowless: string[] }> {
  let asking = [...ids];
  const rowless: string[] = [];
  for (let round = 0; asking.length > 0; round++) {
    const reply = await deps.ec2.describeVolumeStatus(place, asking, control);
    if (reply.ok) {
      const statuses = new Map(reply.value.flatMap((row) => (row.VolumeId ? [[row.VolumeId, row] as const] : [])));
      return { statuses, rowless };
    }
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

type Modified = Pick<VolumeLookup, 'modifications' | 'modificationFailure'>;

/** Nothing when they are many, or none. A read that fails takes nothing else along: what could not be read is told. */
export async function readModifications(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  ids: readonly string[],
  control: Control,
): Promise<Modified> {
  if (ids.length === 0 || ids.length > FEW) return {};
  const reply = await deps.ec2.describeVolumesModifications(place, ids, control);
  if (!reply.ok) return { modificationFailure: reply.failure };
  return {
    modifications: new Map(reply.value.flatMap((item) => (item.VolumeId ? [[item.VolumeId, item] as const] : []))),
  };
}

/**
 * What is read of few volumes beside their state: modifications, and the sources of copies on their way. However they
 * were found, so that no two ways of asking differ.
 */
export async function addDetails(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  found: VolumeLookup,
  control: Control,
  modified = readModifications(deps, place, withRow(found.volumes), control),
): Promise<VolumeLookup> {
  const [modifications, sourced] = await Promise.all([modified, addSources(deps, place, found, control)]);
  return { ...sourced, ...modifications };
}

/** The sources of copies that are being initialized, for the speed until then; a source may be gone. */
async function addSources(
  deps: Pick<Deps, 'ec2'>,
  place: Place,
  found: VolumeLookup,
  control: Control,
): Promise<VolumeLookup> {
  if (found.volumes.length > FEW) return found;
  const wanted = found.volumes.flatMap((volume) => {
    const { phase } = readProgress(
      volume,
      found.statuses.get(volume.VolumeId ?? ''),
      found.at,
      found.statusFailure !== undefined,
    );
    const usable = volume.State === 'available' || volume.State === 'in-use';
    return usable && volume.SourceVolumeId && (phase === 'running' || phase === 'awaiting-first-report')
      ? volume.SourceVolumeId
      : [];
  });
  const here = new Map(found.volumes.flatMap((one) => (one.VolumeId ? [[one.VolumeId, one] as const] : [])));
  const unread = [...new Set(wanted)].filter((id) => !here.has(id));
  if (unread.length === 0) return { ...found, sources: here };
  const reply = await deps.ec2.describeVolumes(place, { Filters: [{ Name: 'volume-id', Values: unread }] }, control);
  if (!reply.ok) return { ...found, sources: here };
  for (const source of reply.value.items) if (source.VolumeId) here.set(source.VolumeId, source);
  return { ...found, sources: here };
}
