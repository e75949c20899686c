// Courses of a copy's initialization for the embedded EC2. AWS promises none, so they are made up, to judge readings by.
import type { InitializationCurve } from '../../src/simulator/world/initialization-curve.ts';

export const CURVES = {
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
} as const satisfies Record<string, InitializationCurve>;
