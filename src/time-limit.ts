/**
 * A signal that fires with a TimeoutError after `ms`, also when nothing but a combined signal holds it: Node 20 forgets
 * an AbortSignal.timeout that only AbortSignal.any knows, and the call it should have ended stays open (20.20, 2026-11).
 */
export function timeLimit(ms: number): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(new DOMException('The time is up.', 'TimeoutError')), ms).unref();
  return limit.signal;
}
