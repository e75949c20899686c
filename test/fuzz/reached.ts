// What the cases of a run came to: where nothing is ever asked, sent or found, no fault of it can show.
const WANTED = [
  'volumes found under broken replies',
  'a real copy sent under broken replies',
  'a question put to a person',
  'a tool called over HTTP',
] as const;

/** In fewer cases than these one of them may be missing by chance. */
const ENOUGH_CASES = 100;

const times = new Map<string, number>(WANTED.map((what) => [what, 0]));

export function reached(what: (typeof WANTED)[number]): void {
  times.set(what, (times.get(what) ?? 0) + 1);
}

/** How often each was reached, and those that were not though enough cases were played. */
export function reachedInAll(cases: number): { lines: string[]; missing: string[] } {
  return {
    lines: [...times].map(([what, count]) => `${what}: ${count}`),
    missing: cases < ENOUGH_CASES ? [] : WANTED.filter((what) => times.get(what) === 0),
  };
}
