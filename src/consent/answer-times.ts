// How long a question to a person counts, and how fast a person can answer it.

/** ms. A plan is valid for 15 minutes, and so is a question about it; after that a person must see a new rehearsal. */
export const PLAN_MS = 15 * 60_000;

/** ms. A faster answer is no person's: hosts have answered forms by machine without showing them (2026). */
export const FASTEST_ANSWER_MS = 700;
