// A thousand random stories. A failure prints its seed and the shortest story that still fails.
import { expect, test } from 'vitest';
import { inventSteps, play, type Step } from '../support/random-sequence.ts';
import { COPY_FAULTS } from '../support/simulated-ec2-port.ts';

const STORIES = 1_000;
// STORY_SEED=n tells the stories from seed n on.
const FIRST_SEED = Number(process.env.STORY_SEED ?? 1);

/** mulberry32. */
function randomFrom(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

async function complaintOf(steps: readonly Step[], mode: 'ask' | 'auto'): Promise<string | undefined> {
  try {
    await play(steps, mode);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Leaves out whatever is not needed for the story to fail. */
async function shorten(steps: readonly Step[], mode: 'ask' | 'auto'): Promise<readonly Step[]> {
  for (let i = 0; i < steps.length; i++) {
    const shorter = steps.filter((_, at) => at !== i);
    if (await complaintOf(shorter, mode)) return shorten(shorter, mode);
  }
  return steps;
}

test.each(['ask', 'auto'] as const)(
  'mode %s: never two volumes for one token, never one without a yes, never one that differs, and answers that agree',
  async (mode) => {
    let made = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + STORIES / 2; seed++) {
      const steps = inventSteps(randomFrom(seed), COPY_FAULTS);
      try {
        made += await play(steps, mode);
      } catch (error) {
        const short = await shorten(steps, mode);
        throw new Error(
          `seed ${seed}: ${error} / ${await complaintOf(short, mode)}\n${JSON.stringify(short, null, 1)}`,
        );
      }
    }
    // The stories are no empty ones.
    expect(made).toBeGreaterThan(STORIES / 8);
  },
  120_000,
);
