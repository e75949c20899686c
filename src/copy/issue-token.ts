import { openPlan, sealPlan } from '../consent/plan-token.ts';
import { intentOf } from '../consent/sealed-fields.ts';
import { PLAN_MS } from '../consent/validate-token.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** The token of this plan: the one an identical rehearsal got within its time, unless that was sent or no longer fits. */
export function issueToken({ deps, place, request }: CopyCall, made: MadePlan): string {
  const asked = intentOf(request, made.first.caller, place);
  const known = deps.plans.find(asked, deps.now())?.token;
  if (known && !deps.sent.byToken(known) && openPlan(known, made.sealed, deps.planKey).ok) return known;
  const issuedAt = deps.now();
  const token = sealPlan(made.sealed, { issuedAt, ...(made.price ? { price: made.price } : {}) }, deps.planKey);
  deps.plans.issue(asked, token, issuedAt, issuedAt + PLAN_MS);
  return token;
}
