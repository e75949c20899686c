// The token of a plan: the one that an identical rehearsal got within its time, or a new one.
import { PLAN_MS } from '../consent/answer-times.ts';
import { openPlan, sealPlan } from '../consent/plan-token.ts';
import { isFresh } from '../consent/validate-token.ts';
import { intentKeyOf } from '../consent/world.ts';
import type { IssuedPlan } from '../ports/state.ts';
import { encryptionOf } from './check-plan.ts';
import type { CopyCall, MadePlan } from './make-plan.ts';

/** The earlier one serves unless it was sent, is too old, or no longer fits. */
export async function issueToken(
  { deps, request }: Pick<CopyCall, 'deps' | 'request'>,
  made: MadePlan,
  isRehearsed: boolean,
): Promise<Pick<IssuedPlan, 'token' | 'expiresAt'>> {
  const intentKey = intentKeyOf(request, made.world);
  const { copies } = made;
  const encryption = encryptionOf(made.planned.plan);
  const key = await deps.planKey();
  const known = await deps.plans.find(intentKey);
  const issuedAt = deps.now();
  if (known && isFresh(known.issuedAt, issuedAt) && openPlan(known.token, made.sealed, key).ok) {
    if (!(await deps.sends.byToken(known.token))) {
      await deps.plans.issue(intentKey, {
        ...known,
        copies,
        encryption,
        isRehearsed: isRehearsed || known.isRehearsed,
      });
      return known;
    }
  }
  const token = sealPlan(made.sealed, { issuedAt, ...(made.price ? { price: made.price } : {}) }, key);
  const plan: IssuedPlan = { token, issuedAt, expiresAt: issuedAt + PLAN_MS, copies, encryption, isRehearsed };
  await deps.plans.issue(intentKey, plan);
  return plan;
}
