// How good the estimate of the time left is, on courses that were written down before it.
import { longestHours } from '../src/volume/initialization.ts';
import { estimateTimeLeft, type Look } from '../src/volume/time-left.ts';
import type { Figure } from './figure.ts';
import {
  blocksAt,
  COURSES,
  type Course,
  LAGS_MINUTES,
  LOOK_MINUTES,
  PACES,
  SIZES_GIB,
} from './initialization-courses.ts';

const MINUTE_MS = 60_000;

// With less than this left the lag of the status is most of it.
const LAG_IS_ALL_MS = 30 * MINUTE_MS;

export interface Judged {
  cases: number;
  /** Share of the cases in which the end lies inside the range. */
  covered: number;
  /** Greatest width of a range after a quarter of the way: latest over earliest time left. */
  widest: number;
}

/** One caller who looks every quarter of an hour and remembers, or one who looks once, at each of those moments. */
export function judgeEstimates(kind: keyof typeof COURSES, remembers: boolean): Judged {
  let [cases, covered, widest] = [0, 0, 0];
  for (const course of COURSES[kind])
    for (const size of SIZES_GIB)
      for (const pace of PACES)
        for (const lag of LAGS_MINUTES) {
          const total = longestHours(size) * 60 * pace * MINUTE_MS;
          const looks: Look[] = [];
          // Somewhere between two publications, as a caller comes.
          for (let at = 7 * MINUTE_MS; at < total; at += LOOK_MINUTES * MINUTE_MS) {
            const look = { at, percent: published(course, total, at, lag * MINUTE_MS) };
            looks.push(look);
            const { from, to } = estimateTimeLeft(0, remembers ? looks : [look], size, at);
            cases += 1;
            if (from <= total && total <= to) covered += 1;
            if (blocksAt(course, at / total) >= 0.25 && total - at > LAG_IS_ALL_MS)
              widest = Math.max(widest, (to - at) / Math.max(1, from - at));
          }
        }
  return { cases, covered: covered / cases, widest };
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
      const { covered, cases } = judgeEstimates(kind, remembers);
      figures.push({
        what: `time left, ${how}, ${kind}: end outside the range (${cases} cases)`,
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
