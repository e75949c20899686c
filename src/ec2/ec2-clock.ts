// EC2's clock as its answers tell it: the Date of the newest one, and what passed since on a clock that nobody sets.

export interface Ec2Clock {
  /** `date`: a Date header, ms since the epoch. */
  set(date: number): void;
  /** ms since the epoch; undefined before the first answer. */
  now(): number | undefined;
}

export function createEc2Clock(): Ec2Clock {
  let known: { date: number; at: number } | undefined;
  return {
    set: (date) => {
      known = { date, at: performance.now() };
    },
    now: () => known && known.date + (performance.now() - known.at),
  };
}
