// When will a copy be initialized? AWS gives no time for copies, so it is read off the progress. Source: EBS user
// guide, "Monitor volume initialization" (up to five minutes late) and "Copy an Amazon EBS volume" (longest times, best
// effort), read 2026-11-22. bench/status-estimates.ts judges how often the end is outside, and how wide the range is.
import { LAG_MS, longestHours } from '../rules/initialization-phase.ts';
import {
  latestSteadyRun,
  type ProgressRate,
  type ProgressSample,
  rateBetween,
  standingSince,
} from './progress-rate.ts';

/** `overdue`: nothing was observed for longer than is documented, so there is no range. */
export type TimeLeft = (
  | { from: number; to: number; basis: 'documented' | 'one sample' | 'several samples' }
  | { basis: 'overdue'; from?: never; to?: never }
) & {
  /** Since when it has stood still, when it has. */
  notMovingSince?: number;
};

// A rate may halve or double: AWS promises best effort and no shape.
const CHANGE = 2;
// One sample shows an average, which may be twice the rate of now, which may halve again.
const WIDE = CHANGE * CHANGE;
// A rate seen on some blocks holds for so many times as many; of a steady copy it must have been seen twice.
const REACH = 8;

/**
 * The range in which a copy will be initialized, in ms since the epoch, as `created` and `now` are. `seen` is in order
 * of time; `sizeGiB` bounds what was written.
 */
export function estimateTimeLeft(
  created: number,
  seen: readonly ProgressSample[],
  sizeGiB: number | undefined,
  now: number,
): TimeLeft {
  // A clock that went back shows nothing that can be true.
  const samples = seen.filter((sample) => sample.at > created);
  const longestMs = longestHours(sizeGiB ?? Number.POSITIVE_INFINITY) * 3_600_000;
  const documented = created + longestMs;
  const still = standingSince(samples, created, longestMs / 100);
  const standing = still ? { notMovingSince: still.at } : {};
  // What stands still may go on to for as long as it has. What ends now is published up to five minutes late.
  const leastTo = Math.max(now + LAG_MS, still ? now + (now - still.at) : now);
  const last = samples.at(-1);
  if (!last || last.percent <= 0) {
    if (now > documented) return { basis: 'overdue', ...standing };
    return { from: now, to: Math.max(documented, leastTo), basis: 'documented', ...standing };
  }
  const { from, to, latest, basis } = extrapolate(created, samples, last, still !== undefined, now);
  // Past the documented longest time only as far as what was seen leads past it; an average errs on that side already.
  const beyond = Math.max(0, latest - documented) * (basis === 'one sample' ? 1 : CHANGE);
  const bounded = Math.min(to, documented + beyond);
  return { from, to: Math.max(from, leastTo, bounded), basis, ...standing };
}

/** `latest` is the end at the slowest rate that fits what was seen; `from` and `to` allow for a rate that changes. */
function extrapolate(
  created: number,
  samples: readonly ProgressSample[],
  last: ProgressSample,
  stands: boolean,
  now: number,
): { from: number; to: number; latest: number; basis: 'one sample' | 'several samples' } {
  const birth: ProgressSample = { at: created, percent: 0 };
  const { run, rate } = latestSteadyRun([birth, ...samples], created);
  const [start = last] = run;
  const isFar = (from: ProgressSample, to: ProgressSample) => (to.percent - from.percent) * REACH >= 100 - last.percent;
  const isSeen =
    rate.slowest > 0 &&
    (start === birth ? run.some((one) => isFar(birth, one) && isFar(one, last)) : isFar(start, last));
  const sameAsLast = samples.filter(({ percent }) => percent === last.percent);
  const ends = (of: ProgressRate, known: readonly ProgressSample[]) => ({
    // The end is not shown before it is published, and 99 % may be just short of it.
    earliest: Math.max(now, last.at - LAG_MS + Math.max(0, 99 - last.percent) / of.fastest),
    latest: Math.max(now, Math.min(...known.map(({ at, percent }) => at + (100 - percent) / of.slowest))),
  });
  if (stands || !isSeen) {
    const { earliest, latest } = ends(rateBetween(birth, last, created), stands ? [last] : sameAsLast);
    // It may have begun late: the less is done, the less its average has to do with the rate of now.
    const low = Math.min(1 / CHANGE, last.percent / 100);
    const range = { from: now + low * (earliest - now), to: now + WIDE * (latest - now), latest };
    return { ...range, basis: stands ? 'several samples' : 'one sample' };
  }
  const { earliest, latest } = ends(rate, [start, ...sameAsLast]);
  const basis = 'several samples';
  if (start === birth) {
    const from = (earliest + latest) / 2;
    return { from, to: Math.max(latest, now + CHANGE * (from - now)), latest, basis };
  }
  // A rate that changed may go on to change in the same way.
  const slowed = start.percent / (start.at - created) > (last.percent - start.percent) / (last.at - start.at);
  return slowed
    ? { from: earliest, to: now + WIDE * (latest - now), latest, basis }
    : { from: now + (earliest - now) / CHANGE, to: now + CHANGE * (latest - now), latest, basis };
}
