/** "40 min", "2.5 h": a length of time in ms as a person says it. */
export function span(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 100) return `${Math.max(1, Math.round(minutes))} min`;
  return `${Math.round((minutes / 60) * 10) / 10} h`;
}
