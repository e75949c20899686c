// How fast a copy is initialized, as far as published percentages show: whole percents, each up to five minutes old.
// Source: EBS user guide, "Monitor volume initialization", read 2026-11-22.

import { LAG_MS } from '../rules/initialization-phase.ts';

/** What EC2 published: ms since the epoch by its own clock, and percent. */
export interface ProgressSample {
  at: number;
  percent: number;
}

/** Percent a millisecond: what the lag and whole percents leave possible. */
export interface ProgressRate {
  slowest: number;
  fastest: number;
}

/** Nothing moved for three times the lag and what three percent have taken so far: lag and rounding look like less. */
export const STANDSTILL = 3;

/** `created` in ms since the epoch. It is known exactly; what a sample shows may be as old as the lag. */
export function rateBetween(start: ProgressSample, end: ProgressSample, created: number): ProgressRate {
  const exact = start.at <= created;
  const [percent, ms] = [end.percent - start.percent, end.at - start.at];
  return {
    slowest: Math.max(0, percent - (exact ? 0 : 1)) / (ms + (exact ? 0 : LAG_MS)),
    fastest: ms > LAG_MS ? (percent + 1) / (ms - LAG_MS) : Number.POSITIVE_INFINITY,
  };
}

/** As many of the latest samples as one rate allows, and that rate. */
export function latestSteadyRun(
  samples: readonly ProgressSample[],
  created: number,
): { run: readonly ProgressSample[]; rate: ProgressRate } {
  const rate = { slowest: 0, fastest: Number.POSITIVE_INFINITY };
  for (let first = samples.length - 1; ; first--) {
    const run = samples.slice(first);
    const before = samples[first - 1];
    if (!before) return { run, rate };
    let { slowest, fastest } = rate;
    for (const sample of run) {
      const between = rateBetween(before, sample, created);
      slowest = Math.max(slowest, between.slowest);
      fastest = Math.min(fastest, between.fastest);
    }
    if (slowest > fastest) return { run, rate };
    Object.assign(rate, { slowest, fastest });
  }
}

/**
 * The first of the samples since which the percentage has stood still, if it has. `firstPercentMs` is what one percent
 * takes while none has been seen.
 */
export function standingSince(
  samples: readonly ProgressSample[],
  created: number,
  firstPercentMs: number,
): ProgressSample | undefined {
  const last = samples.at(-1);
  if (!last) return undefined;
  const first = samples[samples.findLastIndex(({ percent }) => percent !== last.percent) + 1] ?? last;
  const onePercentMs = first.percent > 0 ? (first.at - created) / first.percent : firstPercentMs;
  return last.at - first.at > STANDSTILL * Math.max(LAG_MS, onePercentMs) ? first : undefined;
}
