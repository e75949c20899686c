// Limits from wherever their values stand, by walking the table of limits.
import type { Limits } from '../consent/limits.ts';
import {
  LIMIT_KEYS,
  LIMITS,
  type LimitKey,
  type LimitKeyOf,
  type LimitRow,
  type ListLimit,
  type NumberLimit,
} from '../consent/limits-table.ts';

interface LimitReader {
  list(row: ListLimit, key: LimitKeyOf<'list'>): readonly string[];
  /** Undefined when the limit is not set. */
  number(row: NumberLimit, key: LimitKeyOf<'number'>): number | undefined;
}

/** The value of each limit, as `read` finds it. */
export function collectLimits(read: LimitReader): Limits {
  const limits: Partial<Record<LimitKey, readonly string[] | number>> = {};
  for (const key of LIMIT_KEYS) {
    const row: LimitRow = LIMITS[key];
    const value =
      row.kind === 'list' ? read.list(row, key as LimitKeyOf<'list'>) : read.number(row, key as LimitKeyOf<'number'>);
    if (value !== undefined) limits[key] = value;
  }
  return limits as Limits;
}

/** Limits in force that count by the tags of this server. */
export function limitsByTags(limits: Limits): LimitRow[] {
  return LIMIT_KEYS.flatMap((key): LimitRow[] => {
    const row: LimitRow = LIMITS[key];
    return row.needsStamp && limits[key] !== undefined ? [row] : [];
  });
}
