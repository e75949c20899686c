// Waits inside one call, together with the other waiting calls of this process.
import type { Place, Reply } from '../ports/ec2.ts';
import type { CallOptions, Deps } from '../ports/tool.ts';
import type { VolumeLookup } from '../volume/found-volumes.ts';
import type { OtherPlacesResult } from '../volume/reading/other-places-result.ts';
import { readProgress } from '../volume/reading/progress.ts';
import { judgeWait, type WaitFor } from '../volume/reading/wait.ts';
import type { ResolveMissing } from './resolve-missing.ts';

// What a last reading and the answer need of the call's time.
const RESERVE_MS = 4_000;
// EC2 may not know a new id for some seconds (EC2 developer guide, "Eventual consistency"); before that nobody looks
// for it elsewhere.
const NEW_ID_MS = 3_000;

export function waitForVolumes(
  deps: Deps,
  place: Place,
  ids: readonly string[],
  options: CallOptions & { goal: WaitFor; seconds: number; say(message: string): void; settle: ResolveMissing },
): Promise<Reply<VolumeLookup>> {
  const { goal } = options;
  const begun = deps.now();
  const isOver = (found: VolumeLookup, elsewhere?: OtherPlacesResult) => {
    const account = deps.ec2.knownCaller(place)?.account;
    const wait = judgeWait(goal, found, { account, ...(elsewhere ? { elsewhere } : {}) });
    return wait.reached || !wait.stillPossible;
  };
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    let newest: VolumeLookup | undefined;
    let settling = false;
    // One doubt at a time: the requests that settle it are for this caller alone. By then a newer reading may tell more.
    const settle = async (found: VolumeLookup) => {
      if (settling) return;
      settling = true;
      const elsewhere = await options.settle(found);
      settling = false;
      const last = newest ?? found;
      if (!isOver(last, elsewhere)) return;
      resolve({ ok: true, at: last.at, value: last });
      ended.abort();
    };
    const fail = (bug: unknown) => {
      reject(bug);
      ended.abort();
    };
    deps.reads
      .watch(place, {
        ids,
        goal,
        until: Math.min(begun + options.seconds * 1000, options.deadline - RESERVE_MS),
        signal: AbortSignal.any([options.signal, ended.signal]),
        ends: (found) => isOver(found),
        tell: (found) => {
          newest = found;
          options.say(sayWaiting(goal, found));
          if (found.missing.length === 0 || deps.now() - begun >= NEW_ID_MS) settle(found).catch(fail);
        },
      })
      .then(resolve, reject);
  });
}

/** Of several volumes the one that is furthest behind. */
function sayWaiting(goal: WaitFor, found: VolumeLookup): string {
  if (goal === 'available') return 'waiting until available';
  const percents = found.volumes.map(
    (volume) => readProgress(volume, found.statuses.get(volume.VolumeId ?? ''), found.at).percent ?? 0,
  );
  return `initialized ${Math.min(100, ...percents)} %`;
}
