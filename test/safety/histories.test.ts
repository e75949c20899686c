// Properties over invented histories: crashes at any point, clocks that are set, a machine that slept, limits that were
// tightened, another endpoint, two processes, lost answers, a login renewed as somebody else. A failure prints the
// shortest history that still fails; HISTORY_SEED=n invents others, HISTORY_RUNS=n more of them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Accident, playHistory, REQUESTS, type Step, WAITS } from '../support/history.ts';
import { numbersFrom } from '../support/interleaving.ts';
import { givenCount } from '../support/property-runs.ts';
import { COPY_FAULTS } from '../support/simulated-ec2-port.ts';
import { HOUR, MINUTE } from '../support/test-server.ts';

const RUNS = givenCount('HISTORY_RUNS', 400);
const SEED = givenCount('HISTORY_SEED', 20261122);

const whichProcess = fc.nat(1);
const request = fc.nat(REQUESTS.length - 1);
// A copy comes to about fifty events, most of them reads.
const at = fc.integer({ min: 1, max: 60 });
const name = fc.constantFrom('ann' as const, 'bob' as const);
const accident: fc.Arbitrary<Accident> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('dies' as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('sleeps' as const),
      at,
      ms: fc.constantFrom(10_000, MINUTE, 20 * MINUTE, 13 * HOUR),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('logs in as' as const), at, name }) },
);
const person = fc.constantFrom(
  'yes' as const,
  'yes' as const,
  'yes' as const,
  'no' as const,
  'nothing' as const,
  'too fast' as const,
  'later yes' as const,
  'later no' as const,
);
const copy: fc.Arbitrary<Step> = fc.record(
  {
    do: fc.constant('copy' as const),
    process: whichProcess,
    request: fc.oneof(
      { weight: 4, arbitrary: fc.constant('as rehearsed' as const) },
      { weight: 1, arbitrary: request },
    ),
    token: fc.oneof(
      { weight: 6, arbitrary: fc.nat(2) },
      { weight: 3, arbitrary: fc.constant('none' as const) },
      { weight: 2, arbitrary: fc.constant('own' as const) },
    ),
    person,
    accident,
    twice: fc.constant(true as const),
  },
  { requiredKeys: ['do', 'process', 'request', 'token', 'person'] },
);
const one = <T extends Step>(step: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(step) as fc.Arbitrary<Step>;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: copy },
  { weight: 6, arbitrary: one({ do: fc.constant('rehearse' as const), process: whichProcess, request }) },
  { weight: 4, arbitrary: one({ do: fc.constant('wait' as const), ms: fc.constantFrom(...WAITS) }) },
  {
    weight: 4,
    arbitrary: one({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom(...COPY_FAULTS),
      times: fc.constantFrom(1, 2, 8),
    }),
  },
  { weight: 2, arbitrary: one({ do: fc.constant('answer late' as const), process: whichProcess }) },
  {
    weight: 2,
    arbitrary: fc.record(
      { do: fc.constant('press the page' as const), process: whichProcess, accident },
      { requiredKeys: ['do', 'process'] },
    ) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: one({
      do: fc.constant('set the clock' as const),
      ms: fc.constantFrom(-26 * HOUR, -HOUR, -5_000, 5_000, HOUR, 26 * HOUR),
    }),
  },
  { weight: 1, arbitrary: one({ do: fc.constant('restart' as const), process: whichProcess }) },
  { weight: 1, arbitrary: one({ do: fc.constant('tighten the limits' as const), process: whichProcess }) },
  { weight: 1, arbitrary: one({ do: fc.constant('change the endpoint' as const), process: whichProcess }) },
  { weight: 1, arbitrary: one({ do: fc.constant('log in as' as const), name }) },
  { weight: 1, arbitrary: one({ do: fc.constant('grow the source' as const), request }) },
  { weight: 1, arbitrary: one({ do: fc.constant('delete a copy' as const) }) },
);

test.each(['ask', 'auto'] as const)(
  'mode %s: never a second volume, nor one unasked, nor an untrue `created`, nor "nothing" about one that exists',
  async (mode) => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 16 }),
        fc.constantFrom(0, 20_000),
        fc.nat(1_000_000),
        async (steps, visibleAfterMs, seed) => {
          const first: Step = { do: 'rehearse', process: 0, request: seed % REQUESTS.length };
          made += await playHistory([first, ...steps], { mode, visibleAfterMs, jitter: numbersFrom(seed) });
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    // The histories are no empty ones.
    expect(made).toBeGreaterThan(RUNS / 4);
  },
  240_000,
);
