// What a process holds while it lives long, and whether that grows.
import { readdirSync, readFileSync } from 'node:fs';

/** Until then caches fill and the compiler works. */
export const SETTLED_MS = 5 * 60_000;
const WINDOW_MS = 150_000;
const LEAST_WINDOWS = 4;
const MOST_MB_AN_HOUR = 1;
const MOST_MORE_HANDLES = 2;

export interface Sample {
  /** ms since the start. */
  at: number;
  rssMb: number;
  handles: number;
}

/** Linux tells. */
export function heldBy(pid: number): Omit<Sample, 'at'> {
  const [, kb] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { rssMb: Number(kb) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** Faults as sentences; figures as lines. */
export function judgeHeld(samples: readonly Sample[]): { faults: string[]; lines: string[] } {
  const settled = samples.filter(({ at }) => at >= SETTLED_MS);
  const medians = mediansOf(settled);
  if (medians.length < LEAST_WINDOWS)
    return { faults: ['Too short for figures: they begin after five minutes and need ten more.'], lines: [] };
  const growth = slope(medians.map(({ at, rssMb }) => [at / 3_600_000, rssMb]));
  const third = Math.floor(settled.length / 3);
  const fewest = (some: readonly Sample[]) => Math.min(...some.map(({ handles }) => handles));
  const [early, late] = [fewest(settled.slice(0, third)), fewest(settled.slice(-third))];
  const range = (some: readonly Sample[]) => {
    const all = some.map(({ rssMb }) => rssMb);
    return `${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)} MB`;
  };
  const faults: string[] = [];
  if (growth > MOST_MB_AN_HOUR)
    faults.push(`Memory grows by ${growth.toFixed(2)} MB an hour, at most ${MOST_MB_AN_HOUR}.`);
  if (late - early > MOST_MORE_HANDLES) faults.push(`${early} handles became ${late}.`);
  return {
    faults,
    lines: [
      `memory after five minutes: ${range(settled)}; medians of ${WINDOW_MS / 1000} s: ${range(medians)}, ${growth.toFixed(2)} MB more an hour`,
      `handles: ${early} in the first third, ${late} in the last`,
    ],
  };
}

/** The median of each window, which a single look does not move. The last window counts when most of it was lived. */
function mediansOf(settled: readonly Sample[]): Sample[] {
  const end = settled.at(-1)?.at ?? 0;
  const medians: Sample[] = [];
  for (let from = SETTLED_MS; from + 0.9 * WINDOW_MS <= end; from += WINDOW_MS) {
    const some = settled.filter(({ at }) => at >= from && at < from + WINDOW_MS);
    const middle = some.sort((one, other) => one.rssMb - other.rssMb)[Math.floor(some.length / 2)];
    if (middle) medians.push({ ...middle, at: from + WINDOW_MS / 2 });
  }
  return medians;
}

/** Of the straight line through the points, by least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([one]) => one), mean(([, one]) => one)];
  return mean((point) => (point[0] - x) * (point[1] - y)) / mean((point) => (point[0] - x) ** 2);
}
