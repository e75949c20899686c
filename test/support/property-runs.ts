// How often the properties are tried. A failure prints its seed and path and the smallest case that still fails;
// PROPERTY_SEED=n begins with another seed, PROPERTY_RUNS=n tries more.
import type { Parameters } from 'fast-check';

/** The gate tries the same cases every time, so that a failure is the change's; `npm run fuzz` tries others. */
export function propertyRuns(share = 1): Parameters<unknown> {
  return {
    numRuns: Math.max(1, Math.round(givenCount('PROPERTY_RUNS', 200) * share)),
    seed: givenCount('PROPERTY_SEED', 20261128),
  };
}

/** A variable that says how often, or from which seed: what is no count would try nothing, and pass. */
export function givenCount(name: string, usual: number): number {
  const given = process.env[name];
  if (given === undefined) return usual;
  if (!/^\d+$/.test(given)) throw new Error(`${name} is "${given}": give digits alone, such as ${usual}.`);
  return Number(given);
}

/** Once for a run of the suite, as Vitest's `globalSetup`: a run that passes says by which cases it did, too. */
export function setup(): void {
  const { numRuns, seed } = propertyRuns();
  process.stdout.write(`Properties: ${numRuns} runs each, PROPERTY_SEED=${seed}\n`);
}
