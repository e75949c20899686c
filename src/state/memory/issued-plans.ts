// Tokens of rehearsals that were not sent yet, in this process: an identical rehearsal gets the same token.
import type { IssuedPlans } from '../../ports/state.ts';

const MOST = 1_000;

export function createIssuedPlans(): IssuedPlans {
  const plans = new Map<string, { token: string; issuedAt: number; expiresAt: number }>();
  return {
    async issue(intentKey, token, issuedAt, expiresAt) {
      plans.delete(intentKey);
      plans.set(intentKey, { token, issuedAt, expiresAt });
      const oldest = plans.keys().next().value;
      if (plans.size > MOST && oldest !== undefined) plans.delete(oldest);
    },
    async find(intentKey, now) {
      const plan = plans.get(intentKey);
      return plan && plan.expiresAt > now ? plan : undefined;
    },
  };
}
