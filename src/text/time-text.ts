// Times as text: absolute and relative, units named.

/** ISO 8601 in UTC without fractions. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** "3 minutes ago", "just now"; both arguments in ms since the epoch. */
export function formatAge(then: number, now: number): string {
  const seconds = Math.round((now - then) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 120) return `${seconds} seconds ago`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes ago`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)} hours ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** "40 min", "2.5 h": a length of time in ms as a person says it. */
export function formatDuration(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 100) return `${Math.max(1, Math.round(minutes))} min`;
  return `${Math.round((minutes / 60) * 10) / 10} h`;
}
