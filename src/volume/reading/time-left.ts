// When will a copy be initialized? AWS gives no time for copies, so it is read off the progress. Source: EBS user
// guide, "Monitor volume initialization" (up to five minutes late) and "Copy an Amazon EBS volume" (longest times, best
// effort), read 2026-11-22. The factors are judged by bench/status-estimates.ts.
import { longestHours } from '../plan/initialization.ts';
import {
  LAG_MS,
  listStandstills,
  meanPace,
  type Pace,
  type ProgressSample,
  paceBetween,
  steadyPace,
  windowBefore,
} from './progress-rate.ts';

export type { ProgressSample } from './progress-rate.ts';

interface Range {
  /** Earliest and latest end, ms since the epoch. */
  from: number;
  to: number;
}

/** `overdue`: nothing was observed for longer than is documented, so there is no range. */
export type TimeLeft = (
  | (Range & { basis: 'documented' | 'one look' | 'several looks' })
  | { basis: 'overdue'; from?: never; to?: never }
) & {
  /** Since when it has stood still, when it has. */
  notMovingSince?: number;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

// Factors on the least and on the greatest time left at the pace seen. A range is as wide as what was seen leaves
// open: one look cannot tell a steady copy from one that began late or that slows down.
const ONE_LOOK = { low: 0.38, high: 4 } as const;
const EARLY = { low: 0.12, high: 4 } as const;
const SLOWING = { low: 0.95, high: 3 } as const;
const FASTER = { low: 0.9, high: 2 } as const;
// Before a quarter is done, every course still fits.
const EARLY_PERCENT = 25;
// A steady copy may slow down or stand still yet: the greatest is twice the least.
const STEADY_WIDTH = 2;
// With less than this left, the lag is most of it, and the greatest is twice what a steady pace leaves.
const LAG_IS_MOST_MS = 30 * MINUTE_MS;
// The least is a fifth of the way into what the lag leaves open, since looks are seldom all as late as they may be; but
// never so near its end that a pace which varies by a twentieth ends before.
const LAG_SHARE = 0.2;
const EVENNESS = 0.95;
// A copy that was slower of late, though not yet beyond doubt: most of that is believed.
const DRIFT_SHARE = 0.75;

/**
 * The range in which a copy will be initialized. `seen` is in order of time, `created` and `now` in ms since the
 * epoch; `sizeGiB` bounds what was written.
 */
export function estimateTimeLeft(
  created: number,
  seen: readonly ProgressSample[],
  sizeGiB: number | undefined,
  now: number,
): TimeLeft {
  // A clock that went back shows nothing that can be true.
  const looks = seen.filter((look) => look.at > created);
  const longest = longestHours(sizeGiB ?? Number.POSITIVE_INFINITY) * HOUR_MS;
  const documented = created + longest;
  const last = looks.at(-1);
  if (!last || last.percent <= 0) {
    const still = listStandstills(looks, created, longest / 100).find((one) => one.to === last);
    const standing = still ? { notMovingSince: still.from.at } : {};
    if (now > documented) return { basis: 'overdue', ...standing };
    const to = Math.max(documented, now + LAG_MS, asLongAgain(still?.from, now));
    return { from: now, to, basis: 'documented', ...standing };
  }
  const birth: ProgressSample = { at: created, percent: 0 };
  const stills = listStandstills([birth, ...looks], created, longest / 100);
  const still = stills.find((one) => one.to === last);
  if (still) {
    const { from, to } = capped(rangeAt(last, last, paceBetween(birth, last, true), ONE_LOOK, now), documented, now);
    const notMovingSince = still.from.at;
    return { from, to: Math.max(to, asLongAgain(still.from, now)), basis: 'several looks', notMovingSince };
  }
  // What it did before it last stood still tells nothing about its pace.
  const stop = stills.at(-1)?.to;
  const moving = stop ? looks.filter((look) => look.at > stop.at) : looks;
  const start = stop ? (moving[0] ?? last) : birth;
  const reached = looks.find((look) => look.percent >= last.percent) ?? last;
  const steady = steadyPace(start, moving, !stop);
  const early = last.percent + 1 + steady.fastest * LAG_MS < EARLY_PERCENT;
  const earlier = early ? undefined : windowBefore(moving, reached);
  if (!earlier) {
    const range = rangeAt(reached, reached, paceBetween(stop ?? birth, reached, !stop), early ? EARLY : ONE_LOOK, now);
    return { ...capped(range, documented, now), basis: 'one look' };
  }
  const drift = meanPace(start, reached) / meanPace(earlier, reached);
  if (steady.slowest <= steady.fastest) {
    const { least, latest } = steadyEnd(start, last, reached, steady, !stop, now);
    const from = now + (least - now) * (1 + DRIFT_SHARE * Math.max(0, drift - 1));
    const twice = latest - now < LAG_IS_MOST_MS ? latest : from;
    return { from, to: Math.max(latest, now + STEADY_WIDTH * (twice - now)), basis: 'several looks' };
  }
  const recent = paceBetween(earlier, reached, false);
  return { ...rangeAt(last, reached, recent, drift > 1 ? SLOWING : FASTER, now), basis: 'several looks' };
}

/** While one pace fits all looks, which together bound the latest end closer than the last one alone. */
function steadyEnd(
  start: ProgressSample,
  last: ProgressSample,
  reached: ProgressSample,
  pace: Pace,
  exactStart: boolean,
  now: number,
) {
  const latest = Math.max(now + LAG_MS, start.at + (100 - start.percent) / pace.slowest);
  const { earliest } = endsAt(last, paceBetween(start, last, exactStart));
  const open = endsAt(reached, paceBetween(start, reached, exactStart)).latest - earliest;
  const inside = earliest + (exactStart ? LAG_SHARE * Math.max(0, open) : 0);
  return { least: Math.max(now, Math.min(inside, now + EVENNESS * (latest - now))), latest };
}

/** `reached` is the first look at the percentage of the last. */
function rangeAt(
  last: ProgressSample,
  reached: ProgressSample,
  pace: Pace,
  factor: { low: number; high: number },
  now: number,
): Range {
  const { earliest } = endsAt(last, pace);
  const { latest } = endsAt(reached, pace);
  const from = now + Math.max(0, earliest - now) * factor.low;
  return { from, to: Math.max(from, now + Math.max(LAG_MS, (latest - now) * factor.high)) };
}

/** What was published may be five minutes old, and the end is not shown earlier than it is published. */
function endsAt(look: ProgressSample, pace: Pace): { earliest: number; latest: number } {
  return {
    earliest: look.at - LAG_MS + Math.max(0, 99 - look.percent) / pace.fastest,
    latest: look.at + (100 - look.percent) / pace.slowest,
  };
}

/** Not past the documented longest time while the pace seen does not lead past it either. */
function capped(range: Range, documented: number, now: number): Range {
  const expected = now + (range.to - now) / ONE_LOOK.high;
  const to = Math.max(range.from, Math.min(range.to, Math.max(documented, expected)), now + LAG_MS);
  return { from: range.from, to };
}

/** What stands still may go on to for as long as it has. */
function asLongAgain(since: ProgressSample | undefined, now: number): number {
  return since ? now + (now - since.at) : now;
}
