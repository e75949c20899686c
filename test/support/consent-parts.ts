// The parts of Deps that only real copies use: a record that counts as durable, no page, an audit that keeps its lines.

import type { SentCopies } from '../../src/ports/state.ts';
import type { Deps, Settings } from '../../src/ports/tool.ts';
import { createAskedBefore } from '../../src/state/asked-before.ts';
import { createIssuedPlans } from '../../src/state/issued-plans.ts';
import { createOneAtATime } from '../../src/state/one-at-a-time.ts';
import { createSentCopies } from '../../src/state/sent-copies.ts';

export const NO_LIMITS: Pick<Settings, 'limits' | 'stamp'> = {
  limits: { accounts: [], requiredTags: [], forbiddenTags: [] },
  stamp: true,
};

type ConsentParts = Pick<Deps, 'planKey' | 'plans' | 'asked' | 'page' | 'audit' | 'oneAtATime'>;

/** Nobody sits in front of these: a question that no form answers is asked of nobody. */
export function consentParts(lines: Record<string, unknown>[] = []): ConsentParts {
  return {
    planKey: new Uint8Array(32).fill(9),
    plans: createIssuedPlans(),
    asked: createAskedBefore(),
    page: {
      open: async () => ({ opened: false, why: 'nobody is here' }),
      decision: async () => ({ decided: 'expired' }),
    },
    audit: { check: () => undefined, write: (line) => void lines.push(line) },
    oneAtATime: createOneAtATime(),
  };
}

/** In memory, taken for durable: what a server with a state directory has. */
export function durableRecord(): SentCopies {
  return { ...createSentCopies(), durable: true };
}
