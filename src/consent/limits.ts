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
    tags.filter((tag) => !carries(source, readWanted(tag))).map((tag) => refusal(LIMITS.requiredTags, tag)),
  forbiddenTags: (tags, { source }) =>
    tags.filter((tag) => mayCarry(source, readWanted(tag))).map((tag) => refusal(LIMITS.forbiddenTags, tag)),
  largestSize: (most, { size }) => ((size ?? Infinity) <= most ? [] : [refusal(LIMITS.largestSize, size, most)]),
  largestMonthlyUsd: (most, { monthlyUsd }) =>
    (monthlyUsd ?? Infinity) <= most ? [] : [refusal(LIMITS.largestMonthlyUsd, monthlyUsd, most)],
  copiesPerDay: (most, { copiesToday }) =>
    (copiesToday ?? Infinity) < most ? [] : [refusal(LIMITS.copiesPerDay, copiesToday, most)],
};

/** A finding for each limit that the copy breaks, in the order of the table. */
export function judgeLimits(facts: LimitFacts, limits: Limits): Finding[] {
  return LIMIT_KEYS.flatMap((key) => judge(key, facts, limits));
}

/** The limit of accounts alone: a mismatch refuses before any other request. */
export function judgeAccount(account: string | undefined, { accounts }: Pick<Limits, 'accounts'>): Finding[] {
  if (accounts.length === 0 || accounts.some((allowed) => allowed === account)) return [];
  return [refusal(LIMITS.accounts, account)];
}

function judge<K extends LimitKey>(key: K, facts: LimitFacts, limits: Limits): Finding[] {
  const limit: Limits[K] = limits[key];
  return limit === undefined ? [] : RULES[key](limit, facts);
}

/** Key, or Key=Value. */
interface WantedTag {
  key: string;
  value?: string | undefined;
}

function readWanted(text: string): WantedTag {
  const at = text.indexOf('=');
  return at < 0 ? { key: text } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** To the letter, as AWS holds it: a key that only looks like another one is another tag. */
function carries({ Tags }: Volume, wanted: WantedTag): boolean {
  return Tags?.some((tag) => isTag(tag.written ?? tag, wanted)) ?? false;
}

/** Also what only looks like it: an operator types what a terminal shows. */
function mayCarry(source: Volume, wanted: WantedTag): boolean {
  const { key, value } = wanted;
  const shown = { key: plainText(key), value: value && plainText(value) };
  return carries(source, wanted) || (source.Tags?.some((tag) => isTag(tag, shown)) ?? false);
}

function isTag({ Key, Value = '' }: Tag, { key, value }: WantedTag): boolean {
  return Key === key && (value === undefined || Value === value);
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
