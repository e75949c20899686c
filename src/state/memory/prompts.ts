// What a person was asked lately, in this process.
import type { Prompts } from '../../ports/state.ts';

const WINDOW_MS = 10 * 60_000;
const MOST_IN_WINDOW = 3;

/** A no counts for `declinedMs`. */
export function createPrompts(declinedMs: number): Prompts {
  const declined = new Map<string, number>();
  let times: number[] = [];
  const saidNo = (intentKey: string, now: number) =>
    now - (declined.get(intentKey) ?? Number.NEGATIVE_INFINITY) < declinedMs;
  return {
    saidNo: async (intentKey, now) => saidNo(intentKey, now),
    async whyNotNow(intentKey, now) {
      if (saidNo(intentKey, now)) return `a person said no to this within the last ${declinedMs / 60_000} minutes`;
      times = times.filter((time) => now - time < WINDOW_MS);
      return times.length >= MOST_IN_WINDOW ? 'three questions were asked within ten minutes' : undefined;
    },
    async recordPrompt(_intentKey, now) {
      times.push(now);
    },
    async recordNo(intentKey, now) {
      declined.set(intentKey, now);
    },
  };
}
