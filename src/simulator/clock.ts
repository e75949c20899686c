/** Simulated time in ms since the epoch. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
}

/**
 * A clock that starts at the real time and runs `speed` simulated seconds per real second.
 * @param realNow the wall clock, ms since the epoch
 */
export function startClock(realNow: () => number, speed: number): Clock {
  const start = realNow();
  let advanced = 0;
  return {
    now: () => Math.floor(start + (realNow() - start) * speed + advanced),
    advance(ms) {
      advanced += ms;
    },
  };
}
