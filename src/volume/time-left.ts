// When will a copy be initialized? AWS gives no time for copies, so it is read off the progress. Source: EBS user
// guide, "Monitor volume initialization" (up to five minutes late) and "Copy an Amazon EBS volume" (longest times, best
// effort), read 2026-11-22. The factors are judged by bench/status-estimates.ts.
import { longestHours } from './initialization.ts';

/** What EC2 published: ms since the epoch by its own clock, and percent. */
export interface Look {
  at: number;
  percent: number;
}

export interface TimeLeft {
  /** Earliest and latest end, ms since the epoch. */
  from: number;
  to: number;
  basis: 'documented' | 'one look' | 'several looks';
  /** Since when it has stood still, when it has. */
  notMovingSince?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A published percentage may be this old. */
export const LAG_MS = 5 * MINUTE_MS;

// Factors on the least and on the greatest time left at the pace seen. A range is as wide as what was seen leaves
// open: one look cannot tell a steady copy from one that began late or that slows down.
const ONE_LOOK = { low: 0.38, high: 4 } as const;
const EARLY = { low: 0.12, high: 4 } as const;
const SLOWING = { low: 0.95, high: 3 } as const;
const FASTER = { low: 0.9, high: 2 } as const;
// A steady one may come to stand: the greatest is twice the least, and more only where the lag is most of it.
const STEADY = { low: 1, high: 1 } as const;
const STEADY_WIDTH = 2;
// Before a quarter was seen, as late and as rounded as it is published, every course still fits.
const EARLY_PERCENT = 23;
// A recent pace is taken over this much, or the lag is all that is seen.
const WINDOW_PERCENT = 10;
const WINDOW_MS = 6 * LAG_MS;
const SHORT_WINDOW_MS = 2 * LAG_MS;
// Standing still: for longer than this, and than a few times what one percent has taken so far.
const STILL_MS = 3 * LAG_MS;
const STILL_PERCENTS = 3;

/**
 * The range in which a copy will be initialized. `looks` are in order of time, `created` and `now` in ms since the
 * epoch; `sizeGiB` bounds what was written.
 */
export function estimateTimeLeft(
  created: number,
  looks: readonly Look[],
  sizeGiB: number | undefined,
  now: number,
): TimeLeft {
  const documented = created + longestHours(sizeGiB ?? Number.POSITIVE_INFINITY) * HOUR_MS;
  const last = looks.at(-1);
  if (!last || last.percent <= 0) return { from: now, to: Math.max(documented, now + LAG_MS), basis: 'documented' };
  const birth: Look = { at: created, percent: 0 };
  const stills = listStandstills([birth, ...looks]);
  const still = stills.find((one) => one.to === last);
  if (still) {
    const range = rangeAt(last, paceBetween(birth, last, true), ONE_LOOK, now);
    return { ...capped(range, documented, now), basis: 'several looks', notMovingSince: still.from.at };
  }
  // What it did before it last stood still tells nothing about its pace.
  const start = stills.at(-1)?.to ?? birth;
  const reached = looks.find((look) => look.percent >= last.percent) ?? last;
  const moving = looks.filter((look) => look.at >= start.at);
  const earlier = last.percent < EARLY_PERCENT ? undefined : windowBefore(moving, reached);
  if (!earlier) {
    const spread = last.percent < EARLY_PERCENT ? EARLY : ONE_LOOK;
    return {
      ...capped(rangeAt(reached, paceBetween(birth, reached, true), spread, now), documented, now),
      basis: 'one look',
    };
  }
  const overall = paceBetween(start, reached, start === birth);
  const recent = paceBetween(earlier, reached, false);
  const spread = recent.fastest < overall.slowest ? SLOWING : recent.slowest > overall.fastest ? FASTER : STEADY;
  const { from, to } = rangeAt(reached, spread === STEADY ? overall : recent, spread, now);
  const wide = spread === STEADY ? now + (from - now) * STEADY_WIDTH : to;
  return { from, to: Math.max(to, wide), basis: 'several looks' };
}

/** Percent a millisecond: what the lag and whole percents leave possible. */
interface Pace {
  slowest: number;
  fastest: number;
}

/** The beginning of a copy is known exactly; what any other look shows may be as old as the lag. */
function paceBetween(start: Look, end: Look, exactStart: boolean): Pace {
  const percent = Math.max(0, end.percent - start.percent);
  const time = Math.max(MINUTE_MS, end.at - start.at);
  return {
    slowest: Math.max(0.1, percent - (exactStart ? 0 : 1)) / (time + (exactStart ? 0 : LAG_MS)),
    fastest: (percent + 1) / Math.max(MINUTE_MS, time - LAG_MS),
  };
}

/** Runs of looks with the same percentage that last too long for the pace until then. */
function listStandstills(looks: readonly Look[]): { from: Look; to: Look }[] {
  const [birth] = looks;
  const found: { from: Look; to: Look }[] = [];
  let from = birth;
  looks.forEach((look, i) => {
    if (!birth || !from) return;
    if (look.percent !== from.percent) from = look;
    const next = looks[i + 1];
    if (next?.percent === look.percent) return;
    const onePercent = from.percent > 0 ? (from.at - birth.at) / from.percent : 0;
    if (look.at - from.at > Math.max(STILL_MS, STILL_PERCENTS * onePercent)) found.push({ from, to: look });
  });
  return found;
}

/** The latest look far enough back to tell a pace by. */
function windowBefore(looks: readonly Look[], end: Look): Look | undefined {
  const apart = (ms: number) =>
    looks.findLast((look) => end.percent - look.percent >= WINDOW_PERCENT && end.at - look.at >= ms);
  return apart(WINDOW_MS) ?? apart(SHORT_WINDOW_MS);
}

/** What was published may be five minutes old, and the end is not shown earlier than it is published. */
function rangeAt(
  look: Look,
  pace: Pace,
  factor: { low: number; high: number },
  now: number,
): Pick<TimeLeft, 'from' | 'to'> {
  const earliest = look.at - LAG_MS + Math.max(0, 99 - look.percent) / pace.fastest;
  const latest = look.at + (100 - look.percent) / pace.slowest;
  const from = now + Math.max(0, earliest - now) * factor.low;
  return { from, to: Math.max(from, now + Math.max(LAG_MS, (latest - now) * factor.high)) };
}

/** Not past the documented longest time while the pace seen does not lead past it either. */
function capped(range: Pick<TimeLeft, 'from' | 'to'>, documented: number, now: number): Pick<TimeLeft, 'from' | 'to'> {
  const expected = now + (range.to - now) / ONE_LOOK.high;
  const to = Math.max(range.from, Math.min(range.to, Math.max(documented, expected)), now + LAG_MS);
  return { from: range.from, to };
}
