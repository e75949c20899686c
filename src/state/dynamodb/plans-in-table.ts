// Plans that were handed out, in a table: another replica gives an identical rehearsal the same token, and knows which
// copies it showed.
import type { IssuedPlan, IssuedPlans } from '../../ports/state.ts';
import { AHEAD_MS, byThisClock, expiresOn, hashOf, parsed, readItem, type Store, textOf, writeItem } from './store.ts';

/** Somebody who comes late is still told that the plan is too old. */
const KEPT_AFTER_MS = 15 * 60_000;

export function createPlansInTable(store: Store, now: () => number): IssuedPlans {
  const keyOf = (intentKey: string) => `plan#${hashOf(intentKey)}`;
  return {
    aheadMs: AHEAD_MS,
    async issue(intentKey, plan) {
      const pk = keyOf(intentKey);
      const text = JSON.stringify(plan);
      const item = { pk: { S: pk }, plan: { S: text }, expiresOn: expiresOn(plan.expiresAt + KEPT_AFTER_MS) };
      await writeItem(
        store,
        pk,
        (table) => table.put(item),
        (found) => textOf(found, 'plan') === text,
      );
    },
    async find(intentKey) {
      const plan = parsed<IssuedPlan>(textOf(await readItem(store, keyOf(intentKey)), 'plan'));
      return plan && { ...plan, issuedAt: byThisClock(plan.issuedAt, now()) };
    },
  };
}
