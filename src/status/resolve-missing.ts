// Resolves what one status read leaves unexplained: which account owns a volume without a status row, and whether
// missing ids exist in another allowed Region or profile.

import type { Control, Place } from '../ports/ec2.ts';
import type { Deps } from '../ports/tool.ts';
import type { StatusArgs } from '../volume/answers/status-arguments.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import type { OtherPlacesResult } from '../volume/reading/other-places-result.ts';
import { withRow } from './read-statuses.ts';
import { listOtherPlaces, type SearchTarget, searchOtherPlaces } from './search-other-places.ts';
import { withUnseen } from './unseen-copies.ts';

export type ResolverDeps = Pick<Deps, 'settings' | 'ec2' | 'now' | 'timeout' | 'madeCopies'>;

/** The same thing of the same call is searched for once. */
export type ResolveMissing = (lookup: VolumeLookup) => Promise<OtherPlacesResult>;

// STS is another service, which a private network may have no way to: it must not hold up what EC2 replied.
const CALLER_MS = 2_000;

/** `until` is local time in ms since the epoch, after which no other place is searched. */
export function createMissingResolver(
  deps: ResolverDeps,
  place: Place,
  args: StatusArgs,
  until: number,
  control: Control,
): ResolveMissing {
  let last: { key: string; result: Promise<OtherPlacesResult> } | undefined;
  const search = async (lookup: VolumeLookup): Promise<OtherPlacesResult> => {
    const target = missingTarget(args, lookup);
    if (!target) return { places: [], left: 0 };
    const key = JSON.stringify(target);
    if (last?.key !== key) {
      const others = listOtherPlaces(place, deps.settings);
      last = { key, result: searchOtherPlaces(deps, others, target, until, control) };
    }
    return last.result;
  };
  let caller: Promise<unknown> | undefined;
  // A volume without its checks may be another account's, and so may a copy that this process made and EC2 does not show
  // after another login; only then is the account of the credentials read.
  const learnAccount = async (lookup: VolumeLookup): Promise<void> => {
    if (deps.ec2.knownCaller(place)) return;
    const owned = lookup.volumes.filter(({ OwnerId }) => OwnerId !== undefined);
    const unexplained = withRow(owned).some((id) => !lookup.statuses.has(id));
    const { awaited = [], hidden = [] } = withUnseen(deps, place, args, lookup);
    if (!unexplained && awaited.length + hidden.length === 0) return;
    const signal = AbortSignal.any([control.signal, deps.timeout(CALLER_MS)]);
    caller ??= deps.ec2.callerIdentity(place, { signal });
    await caller;
  };
  return async (lookup) => {
    const [otherPlaces] = await Promise.all([search(lookup), learnAccount(lookup)]);
    return otherPlaces;
  };
}

/** What was named and is not here may be in another place that the operator allows. */
function missingTarget(args: StatusArgs, lookup: VolumeLookup): SearchTarget | undefined {
  if (lookup.missing.length > 0) return { VolumeIds: lookup.missing };
  if (args.attachedTo && lookup.instances.length === 0) return { instance: args.attachedTo };
  // A copy is made in the zone of its source. EC2 would take `*` for any id.
  const { copiesOf = '*' } = args;
  const isAway = lookup.volumes.length === 0 && lookup.complete && !lookup.isSourceHere;
  return copiesOf !== '*' && isAway ? { VolumeIds: [copiesOf] } : undefined;
}
