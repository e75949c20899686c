// The time left as a caller is told it, on each made-up course of an initialization: how often a copy ends outside the
// range, and how wide the range is.
import { shareAt } from '../src/simulator/world/initialization-curve.ts';
import { createSeenProgress } from '../src/state/memory/seen-progress.ts';
import { estimateTimeLeft } from '../src/volume/reading/time-left.ts';
import { longestHours } from '../src/volume/rules/initialization-phase.ts';
import { CURVES } from '../test/support/initialization-curves.ts';
import type { Figure } from './figure.ts';

const MINUTE_MS = 60_000;
type Curve = keyof typeof CURVES;

/** Of the source, all of it written: the documented longest times are 6, 10.8 and 24 hours. */
const SIZES_GIB = [1_024, 5_120, 16_384];
/** Share of the documented longest time that the copy takes. */
const PACES = [0.25, 0.6, 1];
/** How late EC2 publishes: the documented most, and not at all. */
const LAGS_MINUTES = [5, 0];
/** Minutes between two samples: of a waiting call, as soon as is worth a request, and as late as is advised. */
const CADENCES_MINUTES = [1, 5, 15];
// With less than this left the lag of the status is most of it.
const LAG_IS_MOST_MS = 30 * MINUTE_MS;
// Somewhere between two publications, as a caller comes.
const FIRST_MS = 7 * MINUTE_MS;
// A waiting call takes more samples than anybody reads answers.
const READ_MS = 5 * MINUTE_MS;

export interface Judgement {
  /** How many answers were judged. */
  answers: number;
  /** Share of them with the end outside the range, of the size and cadence where that is greatest. */
  outside: number;
  /** Greatest width of a range after a quarter of the way: latest over earliest time left. */
  widest: number;
}

/** A caller who asks again and again and whose samples are remembered, or one who asks once, at each of those moments. */
export function judgeEstimates(curve: Curve, remembers: boolean): Judgement {
  const all = SIZES_GIB.flatMap((size) =>
    CADENCES_MINUTES.map((cadence) => {
      const ranges = PACES.flatMap((pace) =>
        LAGS_MINUTES.flatMap((lag) => askUntilDone(curve, { remembers, size, cadence, pace, lag })),
      );
      const outside = ranges.filter((one) => one.outside).length / ranges.length;
      return { answers: ranges.length, outside, widest: Math.max(...ranges.map((one) => one.width)) };
    }),
  );
  return {
    answers: all.reduce((sum, one) => sum + one.answers, 0),
    outside: Math.max(...all.map((one) => one.outside)),
    widest: Math.max(...all.map((one) => one.widest)),
  };
}

function askUntilDone(
  curve: Curve,
  how: { remembers: boolean; size: number; cadence: number; pace: number; lag: number },
): { outside: boolean; width: number }[] {
  const total = longestHours(how.size) * 60 * how.pace * MINUTE_MS;
  const seen = createSeenProgress();
  const ranges = [];
  for (let at = FIRST_MS; at < total; at += how.cadence * MINUTE_MS) {
    const published = how.lag === 0 ? at : at - (at % (how.lag * MINUTE_MS));
    const sample = { at, percent: Math.floor(100 * shareAt(CURVES[curve], published / total) + 1e-9) };
    seen.record('', sample);
    if ((at - FIRST_MS) % READ_MS > 0) continue;
    const { from = at, to = at } = estimateTimeLeft(0, how.remembers ? seen.of('') : [sample], how.size, at);
    const late = shareAt(CURVES[curve], at / total) >= 0.25 && total - at > LAG_IS_MOST_MS;
    ranges.push({ outside: total < from || total > to, width: late ? (to - at) / Math.max(1, from - at) : 0 });
  }
  return ranges;
}

export function measureEstimates(): Figure[] {
  return [true, false].flatMap((remembers) => {
    const how = `time left, ${remembers ? 'several looks' : 'one look'}`;
    const judged = (Object.keys(CURVES) as Curve[]).map((curve) => ({ curve, ...judgeEstimates(curve, remembers) }));
    return [
      ...judged.map(({ curve, answers, outside }) => ({
        what: `${how}, ${curve}: end outside the range, worst size and cadence of ${answers} answers`,
        value: 100 * outside,
        most: 10,
        unit: '%',
      })),
      {
        what: `${how}, steady: widest range after a quarter, over 30 min left`,
        value: judged[0]?.widest ?? Number.NaN,
        ...(remembers ? { most: 2 } : {}),
        unit: '×',
      },
    ];
  });
}
