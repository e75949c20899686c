// What a reading leaves open and other requests can tell: whose a volume without checks is, and where else the missing
// may be.

import type { Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { StatusArgs } from '../volume/answers/status-arguments.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import type { OtherPlacesResult } from '../volume/reading/other-places-result.ts';
import { listOtherPlaces } from './other-places.ts';
import { withRow } from './read-statuses.ts';
import { type SearchTarget, searchOtherPlaces } from './search-other-places.ts';

export type ResolverDeps = Pick<Deps, 'settings' | 'ec2' | 'now' | 'timeout'>;

/** Finds out what is in doubt about a reading; the same doubt of the same call is settled once. */
export type ResolveMissing = (found: VolumeLookup) => Promise<OtherPlacesResult>;

// STS is another service, which a private network may have no way to: it must not hold up what EC2 has told.
const CALLER_MS = 2_000;
const NOWHERE: OtherPlacesResult = { places: [], left: 0 };

/** `until` is local time in ms since the epoch, after which no other place is looked at. */
export function createMissingResolver(
  deps: ResolverDeps,
  place: Place,
  asked: StatusArgs,
  until: number,
  control: Control,
): ResolveMissing {
  let last: { sought: string; elsewhere: Promise<OtherPlacesResult> } | undefined;
  const searchElsewhere = (found: VolumeLookup): Promise<OtherPlacesResult> => {
    const wanted = soughtElsewhere(asked, found);
    if (!wanted) return Promise.resolve(NOWHERE);
    const sought = JSON.stringify(wanted);
    if (last?.sought !== sought) {
      const others = listOtherPlaces(place, deps.settings);
      last = { sought, elsewhere: searchOtherPlaces(deps, others, wanted, until, control) };
    }
    return last.elsewhere;
  };
  let caller: Promise<unknown> | undefined;
  // A volume that is told without its checks may be another account's; whose we are is asked only then.
  const learnAccount = async (found: VolumeLookup): Promise<void> => {
    const unexplained = withRow(found.volumes.filter(({ OwnerId }) => OwnerId !== undefined)).some(
      (id) => !found.statuses.has(id),
    );
    if (!unexplained || found.statusFailure || deps.ec2.knownCaller(place)) return;
    const signal = AbortSignal.any([control.signal, deps.timeout(CALLER_MS)]);
    caller ??= deps.ec2.callerIdentity(place, { signal });
    await caller;
  };
  return async (found) => {
    const [elsewhere] = await Promise.all([searchElsewhere(found), learnAccount(found)]);
    return elsewhere;
  };
}

/** What was asked for by name and is not here may be in another place that the operator allows. */
function soughtElsewhere(asked: StatusArgs, found: VolumeLookup): SearchTarget | undefined {
  if (found.missing.length > 0) return { VolumeIds: found.missing };
  if (asked.attachedTo && found.instances.length === 0) return { instance: asked.attachedTo };
  if (asked.copiesOf && found.volumes.length === 0 && found.complete) return { VolumeIds: [asked.copiesOf] };
  return undefined;
}
