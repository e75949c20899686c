/** Simulated time in ms since the epoch. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
}

/**
 * A clock that starts at the real time and runs `speed` simulated seconds per real second.
 * @throws RangeError when `speed` is not a positive number
 * @param realNow the wall clock, ms since the epoch
 */
export function startClock(realNow: () => number, speed: number): Clock {
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`speed must be a positive number, not ${speed}`);
  const start = realNow();
  let advanced = 0;
  return {
    now: () => Math.floor(start + (realNow() - start) * speed + advanced),
    advance(ms) {
      advanced += ms;
    },
  };
}
