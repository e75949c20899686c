// Waits inside one call, together with the other waiting calls of this process.
import type { Place, Reply } from '../ports/ec2.ts';
import type { WaitReading } from '../ports/reads.ts';
import type { CallOptions, Deps } from '../ports/tool.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import type { OtherPlacesResult } from '../volume/reading/other-places-result.ts';
import { progressIn } from '../volume/reading/progress.ts';
import { judgeWait, type WaitFor } from '../volume/reading/wait.ts';
import type { ResolveMissing } from './resolve-missing.ts';
import { withUnseen } from './unseen-copies.ts';

// What a last reading and the answer need of the call's time.
const RESERVE_MS = 4_000;
// EC2 may not know a new id for some seconds (EC2 developer guide, "Eventual consistency"); before that nobody searches
// for it elsewhere.
const NEW_ID_MS = 3_000;

export type WaitOptions = CallOptions & {
  goal: WaitFor;
  seconds: number;
  notify(message: string): void;
  resolveMissing: ResolveMissing;
};

/** The reading that ends the wait, reached or not, or the last one when the time is up. */
export async function waitForVolumes(
  deps: Deps,
  place: Place,
  ids: readonly string[],
  options: WaitOptions,
): Promise<Reply<WaitReading>> {
  const { goal, signal, deadline } = options;
  const begun = deps.now();
  const until = Math.min(begun + options.seconds * 1000, deadline - RESERVE_MS);
  const isOver = (lookup: VolumeLookup, otherPlaces?: OtherPlacesResult) => {
    const account = deps.ec2.knownCaller(place)?.account;
    const wait = judgeWait(goal, withUnseen(deps, place, { VolumeIds: [...ids] }, lookup), {
      account,
      ...(otherPlaces ? { otherPlaces } : {}),
    });
    return wait.reached || !wait.stillPossible;
  };
  const registration = deps.reads.register(place, { ids, goal, until, signal });
  try {
    let next = registration.next();
    let newest: Extract<Reply<WaitReading>, { ok: true }> | undefined;
    // Run one search at a time (they serve this caller only); when it returns, judge the newest reading, not the one
    // that started it.
    let search: Promise<OtherPlacesResult> | undefined;
    for (;;) {
      const event = await Promise.race(search ? [next, search] : [next]);
      if ('places' in event) {
        if (newest && isOver(newest.value, event)) return newest;
        search = undefined;
        continue;
      }
      const { reply, final } = event;
      if (final || !reply.ok || isOver(reply.value)) return reply;
      newest = reply;
      next = registration.next();
      options.notify(progressMessage(goal, reply.value));
      const { missing, hidden = [] } = withUnseen(deps, place, { VolumeIds: [...ids] }, reply.value);
      if (missing.length === 0 || hidden.length > 0 || deps.now() - begun >= NEW_ID_MS)
        search ??= options.resolveMissing(reply.value);
    }
  } finally {
    registration.leave();
  }
}

/** The figure is that of the volume which is furthest behind; a volume without one is told in words. */
function progressMessage(goal: WaitFor, lookup: VolumeLookup): string {
  if (goal === 'available') return 'waiting until available';
  const { volumes, missing, unlisted = [] } = lookup;
  const percents = volumes.flatMap((volume) => {
    const { phase, percent } = progressIn(lookup, volume);
    return phase === 'done' ? 100 : (percent ?? []);
  });
  const silent = volumes.length - percents.length + unlisted.length;
  const isOne = volumes.length + unlisted.length + missing.length === 1;
  return [
    ...(percents.length > 0 ? [`initialized ${Math.min(...percents)} %`] : []),
    ...(silent > 0 ? [`progress ${isOne ? '' : `of ${silent} `}not shown yet`] : []),
    ...(missing.length > 0 ? [`${isOne ? '' : `${missing.length} `}not known to EC2 yet`] : []),
  ].join('; ');
}
