// What is not here may be in another Region or account of the operator's: a bounded look says where.
import type { Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { Filter } from '../volume/aws-records.ts';
import type { OtherPlacesResult, SearchedPlace } from '../volume/reading/other-places-result.ts';
import { IDS_A_FILTER, instanceFilters } from './find-volumes.ts';

export type OtherPlace = Pick<Place, 'region' | 'profile'>;

const MOST_PLACES = 6;
const AT_ONCE = 3;
const LONGEST_MS = 10_000;

/** Volumes by id, or an instance by id or Name. */
export type SearchTarget = { VolumeIds: readonly string[] } | { instance: string };

/** `others` nearest first. `until` is local time in ms since the epoch; what is not reached by then is told as not looked at. */
export async function searchOtherPlaces(
  deps: Pick<Deps, 'ec2' | 'now' | 'timeout'>,
  others: readonly OtherPlace[],
  sought: SearchTarget,
  until: number,
  control: Control,
): Promise<OtherPlacesResult> {
  const places: SearchedPlace[] = [];
  const chosen = others.slice(0, MOST_PLACES);
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const left = until - deps.now();
    if (left <= 0 || control.signal.aborted) break;
    const signal = AbortSignal.any([control.signal, deps.timeout(Math.min(left, LONGEST_MS))]);
    const group = chosen.slice(from, from + AT_ONCE);
    places.push(...(await Promise.all(group.map((place) => lookAt(deps, place, sought, { signal })))));
  }
  return { places, left: others.length - places.length };
}

async function lookAt(
  deps: Pick<Deps, 'ec2'>,
  other: OtherPlace,
  sought: SearchTarget,
  control: Control,
): Promise<SearchedPlace> {
  const located = await deps.ec2.locate(other.region, other.profile);
  if (!located.ok) return { ...other, complete: false, VolumeIds: [] };
  const place = located.value;
  const account = deps.ec2.knownCaller(place)?.account;
  const seen = { ...other, ...(account ? { account } : {}) };
  if ('instance' in sought) {
    const reply = await deps.ec2.describeInstances(place, instanceFilters(sought.instance), control);
    if (!reply.ok) return { ...seen, complete: false, VolumeIds: [] };
    const devices = reply.value.items.flatMap((instance) => instance.BlockDevices);
    return { ...seen, complete: !reply.value.nextToken, VolumeIds: devices.flatMap(({ VolumeId }) => VolumeId ?? []) };
  }
  const Filters: Filter[] = [{ Name: 'volume-id', Values: sought.VolumeIds.slice(0, IDS_A_FILTER) }];
  const reply = await deps.ec2.describeVolumes(place, { Filters, IncludeManagedResources: true }, control);
  if (!reply.ok) return { ...seen, complete: false, VolumeIds: [] };
  return {
    ...seen,
    complete: sought.VolumeIds.length <= IDS_A_FILTER && !reply.value.nextToken,
    VolumeIds: reply.value.items.flatMap(({ VolumeId }) => VolumeId ?? []),
  };
}
