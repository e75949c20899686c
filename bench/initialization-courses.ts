// Courses of initialization that the estimate of the time left is judged by. Written before the estimator and not
// fitted to it: AWS promises "best effort" and no shape (EBS user guide, "Copy an Amazon EBS volume", read 2026-11-22).

/** [share of the time, share of the blocks], straight between the points; from 0,0 to 1,1. */
export type Course = readonly (readonly [time: number, blocks: number])[];

export const COURSES: Readonly<Record<'steady' | 'slowing' | 'stalling' | 'late', readonly Course[]>> = {
  steady: [[]],
  // Ever slower.
  slowing: [
    [
      [0.1, 0.3],
      [0.25, 0.5],
      [0.5, 0.75],
      [0.75, 0.9],
    ],
    [
      [0.3, 0.45],
      [0.6, 0.75],
    ],
  ],
  // Stands still for a while, early or late.
  stalling: [
    [
      [0.35, 0.5],
      [0.65, 0.5],
    ],
    [
      [0.15, 0.2],
      [0.35, 0.2],
    ],
    [
      [0.6, 0.75],
      [0.8, 0.75],
    ],
  ],
  // Nothing at first, then steady.
  late: [[[0.3, 0]], [[0.15, 0]]],
};

/** GiB of the source, all of it written; the documented longest time of each is 6, 10.8 and 24 hours. */
export const SIZES_GIB = [1_024, 5_120, 16_384] as const;

/** Share of the documented longest time that the copy takes. */
export const PACES = [0.25, 0.6, 1] as const;

/** How long the status lags, minutes: the documented most, and none. */
export const LAGS_MINUTES = [5, 0] as const;

/** Minutes between two looks: of a waiting call, of one that looks as soon as is worth it, and as late as is advised. */
export const CADENCES_MINUTES = [1, 5, 15] as const;

/** Share of the blocks that has arrived after a share of the time. */
export function blocksAt(course: Course, time: number): number {
  if (time >= 1) return 1;
  let [fromTime, fromBlocks] = [0, 0];
  for (const [toTime, toBlocks] of [...course, [1, 1] as const]) {
    if (time < toTime) return fromBlocks + ((toBlocks - fromBlocks) * (time - fromTime)) / (toTime - fromTime);
    [fromTime, fromBlocks] = [toTime, toBlocks];
  }
  return 1;
}
