// How far the modification of a volume is at a moment.
import type { ModificationState } from '../../vocabulary.ts';
import type { ModificationRecord } from './simulated-world.ts';

/**
 * State and progress (0 to 100) of a modification at a moment, and its end once it is over (ms since the epoch).
 * @param endsAt see the switch modifyingEndsAt
 */
export function readModification(
  record: ModificationRecord,
  now: number,
  endsAt = 100,
): { state: ModificationState; progress: number; endedAt?: number } {
  const elapsed = Math.max(0, now - record.startedAt);
  if (elapsed < record.modifyingMs) {
    return { state: 'modifying', progress: Math.floor((endsAt * elapsed) / record.modifyingMs) };
  }
  const total = record.modifyingMs + record.optimizingMs;
  if (elapsed < total) {
    const from = endsAt === 100 ? 0 : endsAt;
    const share = (elapsed - record.modifyingMs) / record.optimizingMs;
    return { state: 'optimizing', progress: Math.floor(from + (100 - from) * share) };
  }
  return { state: 'completed', progress: 100, endedAt: record.startedAt + total };
}
