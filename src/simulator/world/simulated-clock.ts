// The clock of the simulated world, which may run faster than the wall clock and be moved forward.

/** Simulated time in ms since the epoch. */
export interface SimulatedClock {
  now(): number;
  /** The wall clock behind it, ms since the epoch. */
  wall(): number;
  /** Moves simulated time forward by simulated ms. */
  advance(ms: number): void;
}

/**
 * A clock that starts at the time of the wall clock.
 * @param realNow the wall clock, ms since the epoch
 * @param speed simulated seconds per real second
 * @throws RangeError when `speed` is not a positive number
 */
export function startSimulatedClock(realNow: () => number, speed: number): SimulatedClock {
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
