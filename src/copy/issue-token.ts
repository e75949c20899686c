// The token of a plan: the one that an identical rehearsal got within its time, or a new one.
import { PLAN_MS } from '../consent/answer-times.ts';
import { openPlan, sealPlan } from '../consent/plan-token.ts';
import { intentKeyOf } from '../consent/sealed-fields.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** The earlier one serves unless it was sent or no longer fits. */
export async function issueToken({ deps, place, request }: CopyCall, made: MadePlan): Promise<string> {
  const intentKey = intentKeyOf(request, made.first.caller, place);
  const key = await deps.planKey();
  const known = (await deps.plans.find(intentKey, deps.now()))?.token;
  if (known && openPlan(known, made.sealed, key).ok && !(await deps.sent.byToken(known))) return known;
  const issuedAt = deps.now();
  const token = sealPlan(made.sealed, { issuedAt, ...(made.price ? { price: made.price } : {}) }, key);
  await deps.plans.issue(intentKey, token, issuedAt, issuedAt + PLAN_MS);
  return token;
}
