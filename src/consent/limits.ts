// Limits that only the operator sets; they hold in every mode and show up in a rehearsal. One that cannot be
// evaluated refuses.

import type { Tag, Volume } from '../volume/aws-records.ts';
import type { Finding } from '../volume/rules/finding.ts';

export interface Limits {
  /** Account ids; empty: any. */
  accounts: readonly string[];
  /** `Key` or `Key=Value`: the source must carry each. */
  requiredTags: readonly string[];
  /** `Key` or `Key=Value`: the source may carry none. */
  forbiddenTags: readonly string[];
  /** GiB. */
  largestSize?: number;
  /** USD a month by list price. */
  largestMonthlyUsd?: number;
  copiesPerDay?: number;
}

export const NO_LIMITS: Limits = { accounts: [], requiredTags: [], forbiddenTags: [] };

export interface LimitFacts {
  account?: string;
  source: Volume;
  /** Size of the copy in GiB. */
  size?: number;
  monthlyUsd?: number;
  /** Copies of this day (UTC): the larger of our record and the stamped tags; absent when not known. */
  copiesToday?: number;
}

/** A mismatch refuses before any other request. */
export function judgeAccount(account: string | undefined, limits: Limits): Finding[] {
  if (limits.accounts.length === 0 || (account !== undefined && limits.accounts.includes(account))) return [];
  return [
    limit(
      account === undefined
        ? 'The account of the credentials is not known, and the operator allows only some.'
        : `Account ${account} is not among those the operator allows.`,
    ),
  ];
}

export function judgeLimits(facts: LimitFacts, limits: Limits): Finding[] {
  const { source } = facts;
  const tags = source.Tags ?? [];
  return [
    ...judgeAccount(facts.account, limits),
    ...limits.requiredTags
      .filter((tag) => !carries(tags, tag))
      .map((tag) => limit(`The source lacks the tag ${tag}, which the operator requires.`)),
    ...limits.forbiddenTags
      .filter((tag) => carries(tags, tag))
      .map((tag) => limit(`The source carries the tag ${tag}, which the operator forbids.`)),
    ...above('size', facts.size, limits.largestSize, 'GiB'),
    ...above('monthly cost', facts.monthlyUsd, limits.largestMonthlyUsd, 'USD'),
    ...copies(facts.copiesToday, limits.copiesPerDay),
  ];
}

function carries(tags: readonly Tag[], wanted: string): boolean {
  const at = wanted.indexOf('=');
  if (at < 0) return tags.some((tag) => tag.Key === wanted);
  return tags.some((tag) => tag.Key === wanted.slice(0, at) && (tag.Value ?? '') === wanted.slice(at + 1));
}

function above(what: string, value: number | undefined, most: number | undefined, unit: string): Finding[] {
  if (most === undefined) return [];
  if (value === undefined)
    return [limit(`The ${what} of the copy is not known, and the operator allows at most ${most} ${unit}.`)];
  return value > most
    ? [limit(`The ${what} of the copy would be ${value} ${unit}; the operator allows at most ${most}.`)]
    : [];
}

function copies(made: number | undefined, most: number | undefined): Finding[] {
  if (most === undefined) return [];
  if (made === undefined)
    return [limit(`How many copies were made today is not known, and the operator allows ${most} a day.`)];
  const were = made === 1 ? 'copy was' : 'copies were';
  return made >= most ? [limit(`${made} ${were} made today (UTC); the operator allows ${most} a day.`)] : [];
}

function limit(message: string): Finding {
  return {
    level: 'block',
    code: 'operator-limit',
    by: 'us',
    message,
    fix: { advice: 'Only the operator of this server can change its limits.' },
  };
}
