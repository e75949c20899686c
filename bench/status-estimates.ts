// How good the estimate of the time left is, on courses that were written down before it.
import { createSeenProgress } from '../src/state/memory/seen-progress.ts';
import { longestHours } from '../src/volume/plan/initialization.ts';
import { estimateTimeLeft } from '../src/volume/reading/time-left.ts';
import type { Figure } from './figure.ts';
import {
  blocksAt,
  CADENCES_MINUTES,
  COURSES,
  type Course,
  LAGS_MINUTES,
  PACES,
  SIZES_GIB,
} from './initialization-courses.ts';

const MINUTE_MS = 60_000;

// With less than this left the lag of the status is most of it.
const LAG_IS_ALL_MS = 30 * MINUTE_MS;

/** Over the sizes and the cadences, each on its own: a mean over them would hide the worst. */
export interface Judged {
  cases: number;
  /** Least share of the cases in which the end lies inside the range. */
  covered: number;
  /** The size and the cadence of that. */
  worst: string;
  /** Greatest width of a range after a quarter of the way: latest over earliest time left. */
  widest: number;
}

/** One caller who looks again and again and remembers, or one who looks once, at each of those moments. */
export function judgeEstimates(kind: keyof typeof COURSES, remembers: boolean): Judged {
  const judged: Judged = { cases: 0, covered: 1, worst: '', widest: 0 };
  for (const size of SIZES_GIB)
    for (const cadence of CADENCES_MINUTES) {
      const one = judgeOne(kind, remembers, size, cadence * MINUTE_MS);
      judged.cases += one.cases;
      judged.widest = Math.max(judged.widest, one.widest);
      if (one.inside / one.cases >= judged.covered && judged.worst) continue;
      judged.covered = one.inside / one.cases;
      judged.worst = `${size / 1_024} TiB, every ${cadence} min`;
    }
  return judged;
}

function judgeOne(kind: keyof typeof COURSES, remembers: boolean, size: number, cadence: number) {
  let [cases, inside, widest] = [0, 0, 0];
  for (const course of COURSES[kind])
    for (const pace of PACES)
      for (const lag of LAGS_MINUTES) {
        const total = longestHours(size) * 60 * pace * MINUTE_MS;
        // What a process remembers of its looks.
        const seen = createSeenProgress();
        // Somewhere between two publications, as a caller comes.
        for (let at = 7 * MINUTE_MS; at < total; at += cadence) {
          const look = { at, percent: published(course, total, at, lag * MINUTE_MS) };
          seen.record('', look);
          const { from, to } = estimateTimeLeft(0, remembers ? seen.of('') : [look], size, at);
          cases += 1;
          if (from === undefined) continue;
          if (from <= total && total <= to) inside += 1;
          if (blocksAt(course, at / total) >= 0.25 && total - at > LAG_IS_ALL_MS)
            widest = Math.max(widest, (to - at) / Math.max(1, from - at));
        }
      }
  return { cases, inside, widest };
}

function published(course: Course, total: number, at: number, lag: number): number {
  const known = lag === 0 ? at : Math.floor(at / lag) * lag;
  return Math.floor(100 * blocksAt(course, known / total) + 1e-9);
}

const KINDS = Object.keys(COURSES) as (keyof typeof COURSES)[];

export function measureEstimates(): Figure[] {
  const figures: Figure[] = [];
  for (const remembers of [true, false]) {
    const how = remembers ? 'several looks' : 'one look';
    for (const kind of KINDS) {
      const { covered, cases, worst } = judgeEstimates(kind, remembers);
      figures.push({
        what: `time left, ${how}, ${kind}: end outside the range at worst (${worst}; ${cases} cases in all)`,
        value: 100 * (1 - covered),
        most: 10,
        unit: '%',
      });
    }
  }
  figures.push({
    what: 'time left, several looks, steady: widest range after a quarter, over 30 min left',
    value: judgeEstimates('steady', true).widest,
    most: 2,
    unit: '× ',
  });
  figures.push({
    what: 'time left, one look, steady: widest range after a quarter, over 30 min left',
    value: judgeEstimates('steady', false).widest,
    unit: '× ',
  });
  return figures;
}
