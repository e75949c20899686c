// What was asked of a person lately, in this process.
import type { AskedBefore } from '../ports/state.ts';

const AFTER_NO_MS = 15 * 60_000;
const WINDOW_MS = 10 * 60_000;
const MOST_IN_WINDOW = 3;

export function createAskedBefore(): AskedBefore {
  const declined = new Map<string, number>();
  let times: number[] = [];
  const saidNo = (asked: string, now: number) => now - (declined.get(asked) ?? Number.NEGATIVE_INFINITY) < AFTER_NO_MS;
  return {
    saidNo,
    mayAsk(asked, now) {
      if (saidNo(asked, now)) return 'a person said no to this within the last 15 minutes';
      times = times.filter((time) => now - time < WINDOW_MS);
      return times.length >= MOST_IN_WINDOW ? 'three questions were asked within ten minutes' : undefined;
    },
    asking: (_asked, now) => void times.push(now),
    refused: (asked, now) => void declined.set(asked, now),
  };
}
