// How the blocks of a copy arrive over the time that its initialization takes.

/**
 * [share of the time, share of the blocks] in between: straight lines from 0,0 over these points to 1,1, never back.
 * No point is a steady course. AWS promises "best effort" and no shape (EBS user guide, "Copy an Amazon EBS volume",
 * September 2026); other curves are for judging an estimate.
 */
export type InitializationCurve = readonly (readonly [time: number, blocks: number])[];

/** Share of the blocks (0 to 1) that has arrived after a share of the time (0 to 1). */
export function shareAt(curve: InitializationCurve, time: number): number {
  if (time >= 1) return 1;
  let [fromTime, fromBlocks] = [0, 0];
  for (const [toTime, toBlocks] of [...curve, [1, 1] as const]) {
    if (time < toTime) {
      return fromBlocks + ((toBlocks - fromBlocks) * (Math.max(0, time) - fromTime)) / (toTime - fromTime);
    }
    [fromTime, fromBlocks] = [toTime, toBlocks];
  }
  return 1;
}
