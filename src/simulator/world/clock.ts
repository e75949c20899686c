/** Simulated time in ms since the epoch. */
export interface Clock {
  now(): number;
  /** The wall clock behind it, ms since the epoch. */
  wall(): number;
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
    wall: realNow,
    advance(ms) {
      advanced += ms;
    },
  };
}
