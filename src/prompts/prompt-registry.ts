// The prompts there are. Whatever lists, gets, completes or documents prompts walks this table; the server loads it
// with the first request that needs it, so that a start knows no prompt.
import { cloneForTest } from './clone-for-test.ts';
import { copyBeforeChange } from './copy-before-change.ts';
import { forgottenCopies } from './forgotten-copies.ts';
import type { Prompt } from './prompt.ts';
import { whySlow } from './why-slow.ts';

export const PROMPTS: readonly Prompt[] = [cloneForTest, copyBeforeChange, forgottenCopies, whySlow];

/** Undefined when there is none of this name. */
export function findPrompt(name: string): Prompt | undefined {
  return PROMPTS.find((prompt) => prompt.name === name);
}
