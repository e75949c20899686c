// Times as text: absolute and relative, units named.

/** ISO 8601 in UTC without fractions. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** "3 minutes ago", "just now"; both arguments in ms since the epoch. */
export function ago(then: number, now: number): string {
  const seconds = Math.round((now - then) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 120) return `${seconds} seconds ago`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes ago`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)} hours ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}
