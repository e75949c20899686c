// What the cases of a run came to: where nothing is ever asked, sent or found, no fault of it can show.
// From so many cases on it is missing by chance in one run of a thousand: by the share of a thousand cases that are made so
// as to reach it (2026-11-29); that of found volumes is not known. The first case of all is a slow one.
const WANTED = {
  'volumes found under broken replies': 100,
  'a real copy sent under broken replies': 55,
  'a question put to a person': 50,
  'a tool called over stdin': 50,
  'a tool called over HTTP': 45,
  'a tool called with a token': 150,
  'an answer though EC2 kept silent': 1,
};
type Wanted = keyof typeof WANTED;

const times = new Map<string, number>(Object.keys(WANTED).map((what) => [what, 0]));

export function reached(what: Wanted): void {
  times.set(what, (times.get(what) ?? 0) + 1);
}

/** How often each was reached, and those that were not though enough cases were played. */
export function reachedInAll(cases: number): { lines: string[]; missing: string[] } {
  const missing = Object.entries(WANTED).filter(([what, enough]) => times.get(what) === 0 && cases >= enough);
  return { lines: [...times].map(([what, count]) => `${what}: ${count}`), missing: missing.map(([what]) => what) };
}
