// What is kept for each of many callers, within bounds: callers come and go.

// For each a client (0.04 MB, Node 20, 2026-11), or less.
const MOST_KEPT = 1_000;

/** As the newest; beyond so many the one that was not used for longest is let go. */
export function keepNewest<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}
