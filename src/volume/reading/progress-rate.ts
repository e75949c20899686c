// How fast a copy is initialized, as far as published percentages tell: whole percents, each up to five minutes old.
// Source: EBS user guide, "Monitor volume initialization", read 2026-11-22.

/** What EC2 published: ms since the epoch by its own clock, and percent. */
export interface ProgressSample {
  at: number;
  percent: number;
}

/** Percent a millisecond: what the lag and whole percents leave possible. */
export interface Pace {
  slowest: number;
  fastest: number;
}

const MINUTE_MS = 60_000;
/** A published percentage may be this old. */
export const LAG_MS = 5 * MINUTE_MS;

// A recent pace is taken over this much, or the lag is all that is seen.
const WINDOW_PERCENT = 10;
const WINDOW_MS = 6 * LAG_MS;
const SHORT_WINDOW_MS = 2 * LAG_MS;
// Standing still: for longer than this, and than a few times what one percent has taken so far.
const STILL_MS = 3 * LAG_MS;
const STILL_PERCENTS = 3;

/** The beginning of a copy is known exactly; what any other look shows may be as old as the lag. */
export function paceBetween(start: ProgressSample, end: ProgressSample, exactStart: boolean): Pace {
  const percent = Math.max(0, end.percent - start.percent);
  const time = Math.max(MINUTE_MS, end.at - start.at);
  return {
    slowest: Math.max(0.1, percent - (exactStart ? 0 : 1)) / (time + (exactStart ? 0 : LAG_MS)),
    fastest: (percent + 1) / Math.max(MINUTE_MS, time - LAG_MS),
  };
}

/** The one pace that all looks since `start` allow; `slowest` above `fastest` when there is none. */
export function steadyPace(start: ProgressSample, looks: readonly ProgressSample[], exactStart: boolean): Pace {
  let [slowest, fastest] = [0, Number.POSITIVE_INFINITY];
  for (const look of looks) {
    if (look.at <= start.at) continue;
    const pace = paceBetween(start, look, exactStart);
    slowest = Math.max(slowest, pace.slowest);
    fastest = Math.min(fastest, pace.fastest);
  }
  return { slowest, fastest };
}

/** As if nothing lagged: for comparing two. */
export function meanPace(start: ProgressSample, end: ProgressSample): number {
  return (end.percent - start.percent) / (end.at - start.at);
}

/**
 * Runs of looks with the same percentage that last too long for the pace until then; before the first percent for
 * `slowestPercentMs`, what one takes at the documented slowest.
 */
export function listStandstills(
  looks: readonly ProgressSample[],
  created: number,
  slowestPercentMs: number,
): { from: ProgressSample; to: ProgressSample }[] {
  const found: { from: ProgressSample; to: ProgressSample }[] = [];
  let [from] = looks;
  looks.forEach((look, i) => {
    if (!from || look.percent !== from.percent) from = look;
    if (looks[i + 1]?.percent === look.percent) return;
    const onePercent = from.percent > 0 ? (from.at - created) / from.percent : slowestPercentMs;
    if (look.at - from.at > Math.max(STILL_MS, STILL_PERCENTS * onePercent)) found.push({ from, to: look });
  });
  return found;
}

/** The latest look far enough back to tell a pace by. */
export function windowBefore(looks: readonly ProgressSample[], end: ProgressSample): ProgressSample | undefined {
  const apart = (ms: number) =>
    looks.findLast((look) => end.percent - look.percent >= WINDOW_PERCENT && end.at - look.at >= ms);
  return apart(WINDOW_MS) ?? apart(SHORT_WINDOW_MS);
}
