/**
 * How the blocks of a copy arrive over its time: [share of the time, share of the blocks], straight between the points.
 * AWS promises "best effort" and no shape (EBS guide, "Copy a volume", 2026-09), so these are made up, to judge
 * estimates by; each begins at 0, ends at 1 and never goes back, and the end is where `steady` has it.
 */
const CURVES = {
  steady: [],
  /** Ever slower: the second half of the blocks takes three quarters of the time. */
  slowing: [
    [0.1, 0.3],
    [0.25, 0.5],
    [0.5, 0.75],
    [0.75, 0.9],
  ],
  /** Stands still in the middle for three tenths of the time. */
  stalling: [
    [0.35, 0.5],
    [0.65, 0.5],
  ],
  /** Nothing for three tenths of the time, then steady. */
  late: [[0.3, 0]],
} as const satisfies Record<string, readonly (readonly [time: number, blocks: number])[]>;

export type InitializationCurve = keyof typeof CURVES;

/** Share of the blocks (0 to 1) that has arrived after a share of the time (0 to 1). */
export function shareAt(curve: InitializationCurve, time: number): number {
  if (time >= 1) return 1;
  let [fromTime, fromBlocks] = [0, 0];
  for (const [toTime, toBlocks] of [...CURVES[curve], [1, 1] as const]) {
    if (time < toTime) {
      return fromBlocks + ((toBlocks - fromBlocks) * (Math.max(0, time) - fromTime)) / (toTime - fromTime);
    }
    [fromTime, fromBlocks] = [toTime, toBlocks];
  }
  return 1;
}
