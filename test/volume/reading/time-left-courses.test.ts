// The time left, judged on thousands of courses of the embedded EC2.
import { expect, test } from 'vitest';
import { judgeEstimates } from '../../../bench/status-estimates.ts';

test.each(['steady', 'slowing', 'stalling', 'late'] as const)(
  '%s: at most 10 %% end outside, of each size and however often one looks',
  (curve) => {
    const [often, once] = [judgeEstimates(curve, true), judgeEstimates(curve, false)];
    for (const { answers, outside } of [often, once]) {
      expect(answers).toBe(4_192);
      expect(outside).toBeLessThanOrEqual(0.1);
    }
    // Seen several times and steady: no wider than 2:1 after a quarter of the way.
    if (curve === 'steady') expect(often.widest).toBeLessThanOrEqual(2 + 1e-9);
  },
);
