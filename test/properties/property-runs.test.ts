// How often the properties are tried cannot become never.
import { expect, test, vi } from 'vitest';
import { propertyRuns } from '../support/property-runs.ts';

test.each(['10,000', '', 'many', '1e4', '-5'])('PROPERTY_RUNS=%s is refused', (runs) => {
  vi.stubEnv('PROPERTY_RUNS', runs);
  expect(() => propertyRuns()).toThrow(`PROPERTY_RUNS is "${runs}": give digits alone, such as 200.`);
});

test('a share of the runs is one at least', () => {
  vi.stubEnv('PROPERTY_RUNS', '10');
  expect([propertyRuns().numRuns, propertyRuns(0.5).numRuns, propertyRuns(0.01).numRuns]).toEqual([10, 5, 1]);
});
