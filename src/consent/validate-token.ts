// May the token of a rehearsal be sent now? A pure decision over the token, the time and how things are now.
import { PLAN_MS } from './answer-times.ts';
import { type Opened, openPlan, type Sealed, type SealedField, type SealedPrice } from './plan-token.ts';

/** One from the future is not fresh: this machine's clock was set back, and nobody knows how old it is. */
export function isFresh(at: number, now: number, within = PLAN_MS): boolean {
  return at <= now && now - at <= within;
}

export type Gate =
  | { pass: true }
  | { pass: false; why: 'not-ours' }
  | { pass: false; why: 'expired' }
  /** By this machine's clock it is issued only in so many ms. */
  | { pass: false; why: 'from-future'; byMs: number }
  | { pass: false; why: 'differs'; differences: Difference[] };

export interface Difference {
  field: SealedField | 'price' | 'encryption';
  /** As it is now. */
  now: string;
}

/** `price` is that of now; only a higher one of the same kind stands against the plan. */
export function judgePlan(
  token: string,
  now: Sealed,
  price: SealedPrice | undefined,
  key: Uint8Array,
  time: number,
): Gate {
  const opened: Opened = openPlan(token, now, key);
  if (!opened.ok) {
    if (opened.why === 'not-ours') return { pass: false, why: 'not-ours' };
    if (opened.why === 'other-version') return { pass: false, why: 'expired' };
    return { pass: false, why: 'differs', differences: opened.fields.map((field) => ({ field, now: now[field] })) };
  }
  const { issuedAt, price: sealed } = opened.plan;
  if (sealed && price && sealed.kind === price.kind && price.cents > sealed.cents) {
    return { pass: false, why: 'differs', differences: [{ field: 'price', now: `${price.cents / 100} USD a month` }] };
  }
  if (issuedAt > time) return { pass: false, why: 'from-future', byMs: issuedAt - time };
  return isFresh(issuedAt, time) ? { pass: true } : { pass: false, why: 'expired' };
}
