// How often the properties are tried. A failure prints its seed and path and the smallest case that still fails;
// PROPERTY_SEED=n begins with another seed, PROPERTY_RUNS=n tries more.
import type { Parameters } from 'fast-check';

/** The gate tries the same cases every time, so that a failure is the change's; `npm run fuzz` tries others. */
export function propertyRuns(share = 1): Parameters<unknown> {
  const { PROPERTY_RUNS, PROPERTY_SEED } = process.env;
  return {
    numRuns: Math.max(1, Math.round(Number(PROPERTY_RUNS ?? 200) * share)),
    seed: Number(PROPERTY_SEED ?? 20261128),
  };
}

/** Once for a run of the suite, as Vitest's `globalSetup`: a run that passes says by which cases it did, too. */
export function setup(): void {
  const { numRuns, seed } = propertyRuns();
  process.stdout.write(`Properties: ${numRuns} runs each, PROPERTY_SEED=${seed}\n`);
}
