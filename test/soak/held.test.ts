// What `npm run soak -- --hours N` says of memory and handles, in made-up lives.
import { expect, test } from 'vitest';
import { judgeHeld } from './held.ts';

interface Life {
  minutes?: number;
  mbAnHour?: number;
  handlesAnHour?: number;
}

/** Every ten seconds, under a sawtooth of eight MB and of six handles, as calls under way make it. */
function live({ minutes = 30, mbAnHour = 0, handlesAnHour = 0 }: Life) {
  return Array.from({ length: minutes * 6 }, (_, n) => {
    const hours = n / 360;
    // What is kept from the first minutes is not judged.
    const warming = Math.min(n, 30);
    const tooth = (n * 7) % 9;
    return {
      at: n * 10_000,
      rssMb: 60 + warming + mbAnHour * hours + (tooth * 8) / 9,
      handles: Math.round(24 + handlesAnHour * hours) + (tooth % 7),
    };
  });
}

test('what comes and goes is no growth', () => {
  const { faults, lines } = judgeHeld(live({}));
  expect([faults, lines]).toEqual([
    [],
    [
      'memory after five minutes: 90.0 to 97.1 MB; medians of 150 s: 93.6 to 93.6 MB, 0.00 MB more an hour',
      'handles: 24 in the first third, 24 in the last',
    ],
  ]);
});

test.each([
  ['memory that grows', { mbAnHour: 3 }, ['Memory grows by 3.01 MB an hour, at most 1.']],
  ['memory that shrinks', { mbAnHour: -3 }, []],
  ['handles that stay open', { handlesAnHour: 30 }, ['27 handles became 35.']],
  ['a life too short', { minutes: 14 }, ['Too short for figures: they begin after five minutes and need ten more.']],
] satisfies [string, Life, string[]][])('%s', (_name, life, faults) => {
  expect(judgeHeld(live(life)).faults).toEqual(faults);
});
