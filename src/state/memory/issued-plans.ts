// Plans that were handed out, in this process alone: for a simulated EC2, and for when nothing can be kept.
import type { IssuedPlan, IssuedPlans } from '../../ports/state.ts';

const MOST = 1_000;

export function createIssuedPlans(): IssuedPlans {
  const plans = new Map<string, IssuedPlan>();
  return {
    async issue(intentKey, plan) {
      plans.delete(intentKey);
      plans.set(intentKey, plan);
      const oldest = plans.keys().next().value;
      if (plans.size > MOST && oldest !== undefined) plans.delete(oldest);
    },
    find: async (intentKey) => plans.get(intentKey),
  };
}
