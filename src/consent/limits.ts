// Limits that only the operator sets; they hold in every mode and show up in a rehearsal. One that cannot be
// evaluated refuses.

import { plainText } from '../text/plain-text.ts';
import type { Tag, Volume } from '../volume/aws-records.ts';
import type { Finding } from '../volume/rules/finding.ts';
import { LIMIT_KEYS, LIMITS, type LimitKey, type LimitKeyOf, type LimitRow } from './limits-table.ts';

/** What the operator set, in the units of the table. An empty list and an absent number limit nothing. */
export type Limits = { readonly [K in LimitKeyOf<'list'>]: readonly string[] } & {
  readonly [K in LimitKeyOf<'number'>]?: number;
};

export interface LimitFacts {
  account?: string | undefined;
  source: Volume;
  /** Size of the copy in GiB. */
  size?: number | undefined;
  /** By list price. */
  monthlyUsd?: number | undefined;
  /** Copies of this day (UTC): the larger of our record and the stamped tags; absent when not known. */
  copiesToday?: number | undefined;
}

/** One rule a limit: a row of the table without one does not compile. */
const RULES: { [K in LimitKey]: (limit: NonNullable<Limits[K]>, facts: LimitFacts) => Finding[] } = {
  accounts: (allowed, { account }) => judgeAccount(account, { accounts: allowed }),
  requiredTags: (tags, { source }) =>
    tags.filter((tag) => !carries(source, tag)).map((tag) => refusal(LIMITS.requiredTags, tag)),
  forbiddenTags: (tags, { source }) =>
    tags.filter((tag) => mayCarry(source, tag)).map((tag) => refusal(LIMITS.forbiddenTags, tag)),
  largestSize: (most, { size }) =>
    size !== undefined && size <= most ? [] : [refusal(LIMITS.largestSize, size, most)],
  largestMonthlyUsd: (most, { monthlyUsd }) =>
    monthlyUsd !== undefined && monthlyUsd <= most ? [] : [refusal(LIMITS.largestMonthlyUsd, monthlyUsd, most)],
  copiesPerDay: (most, { copiesToday }) =>
    copiesToday !== undefined && copiesToday < most ? [] : [refusal(LIMITS.copiesPerDay, copiesToday, most)],
};

/** A finding for each limit that the copy breaks, in the order of the table. */
export function judgeLimits(facts: LimitFacts, limits: Limits): Finding[] {
  return LIMIT_KEYS.flatMap((key) => judge(key, facts, limits));
}

/** The limit of accounts alone: a mismatch refuses before any other request. */
export function judgeAccount(account: string | undefined, { accounts }: Pick<Limits, 'accounts'>): Finding[] {
  if (accounts.length === 0 || (account !== undefined && accounts.includes(account))) return [];
  return [refusal(LIMITS.accounts, account)];
}

function judge<K extends LimitKey>(key: K, facts: LimitFacts, limits: Limits): Finding[] {
  const limit: Limits[K] = limits[key];
  return limit === undefined ? [] : RULES[key](limit, facts);
}

/** To the letter, as AWS holds it: a key that only looks like another one is another tag. */
function carries({ Tags = [] }: Volume, wanted: string): boolean {
  return Tags.some((tag) => isTag(tag.written ?? tag, wanted));
}

/** Also what only looks like it: an operator types what a terminal shows. */
function mayCarry(source: Volume, wanted: string): boolean {
  const shown = shownTag(wanted);
  return carries(source, wanted) || (source.Tags ?? []).some((tag) => isTag(tag, shown));
}

function isTag({ Key, Value }: Tag, wanted: string): boolean {
  const at = wanted.indexOf('=');
  return at < 0 ? Key === wanted : Key === wanted.slice(0, at) && (Value ?? '') === wanted.slice(at + 1);
}

/** As the edge reads a tag of this key and value. */
function shownTag(wanted: string): string {
  const [, key = '', value] = /^([^=]*)(=.*)?$/s.exec(wanted) ?? [];
  return plainText(key) + (value === undefined ? '' : `=${plainText(value.slice(1))}`);
}

function refusal(row: LimitRow, found: string | number | undefined, limit?: number): Finding {
  const words = (found === undefined ? row.notKnown : undefined) ?? row.refusal;
  const values: Readonly<Record<string, unknown>> = { ...row, found, limit };
  return {
    level: 'block',
    code: 'operator-limit',
    by: 'us',
    message: words.replace(/\{(found|limit|unit)\}/g, (_, name: string) => String(values[name])),
    fix: { advice: 'Only the operator of this server can change its limits.' },
  };
}
