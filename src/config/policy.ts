// The policy file: a ceiling that start-up options can only lower. It lies in the user's or the machine's own
// configuration directory, because a host's configuration file may lie in a repository that anybody can write to.
import type { Limits } from '../consent/limits.ts';

export type PolicyMode = 'plan' | 'ask' | 'auto';

export interface Policy {
  mode?: PolicyMode;
  regions?: string[];
  accounts?: string[];
  requireTags?: string[];
  forbidTags?: string[];
  maxSize?: number;
  maxMonthlyUsd?: number;
  maxCopiesPerDay?: number;
}

export interface Governed {
  mode: PolicyMode;
  regions: readonly string[];
  limits: Limits;
}

const MODES: readonly PolicyMode[] = ['plan', 'ask', 'auto'];
const LISTS = ['regions', 'accounts', 'requireTags', 'forbidTags'] as const;
const NUMBERS = ['maxSize', 'maxMonthlyUsd', 'maxCopiesPerDay'] as const;
const KNOWN: readonly string[] = ['mode', ...LISTS, ...NUMBERS];

/** Reads the text of a policy file; every complaint names the file and the key. */
export function readPolicy(text: string, file: string): { policy: Policy; complaints: string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { policy: { mode: 'plan' }, complaints: [`${file}: it is no JSON.`] };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { policy: { mode: 'plan' }, complaints: [`${file}: expected an object.`] };
  }
  const given = json as Record<string, unknown>;
  const complaints = Object.keys(given)
    .filter((key) => !KNOWN.includes(key))
    .map((key) => `${file}: "${key.slice(0, 40)}" is not known; known are ${KNOWN.join(', ')}.`);
  if (given.mode !== undefined && !MODES.includes(given.mode as PolicyMode))
    complaints.push(`${file}: mode: expected plan, ask or auto.`);
  for (const key of LISTS) {
    const value = given[key];
    if (value !== undefined && !(Array.isArray(value) && value.every((one) => typeof one === 'string'))) {
      complaints.push(`${file}: ${key}: expected a list of texts.`);
    }
  }
  for (const key of NUMBERS) {
    const value = given[key];
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      complaints.push(`${file}: ${key}: expected a number of 0 or more.`);
  }
  return complaints.length > 0 ? { policy: { mode: 'plan' }, complaints } : { policy: given as Policy, complaints };
}

/** The options under the policy: the stricter of both, setting by setting. */
export function applyPolicy(options: Governed, policy: Policy): { governed: Governed; complaints: string[] } {
  const complaints: string[] = [];
  const both = (name: string, own: readonly string[], theirs: readonly string[] | undefined): readonly string[] => {
    if (theirs === undefined) return own;
    if (own.length === 0) return theirs;
    const shared = own.filter((one) => theirs.includes(one));
    if (shared.length === 0) complaints.push(`The options and the policy file allow no common ${name}.`);
    return shared;
  };
  const least = (...values: (number | undefined)[]): number | undefined => {
    const given = values.filter((value) => value !== undefined);
    return given.length > 0 ? Math.min(...given) : undefined;
  };
  const mode = MODES[Math.min(MODES.indexOf(options.mode), MODES.indexOf(policy.mode ?? 'auto'))] ?? 'plan';
  const { limits } = options;
  const largestSize = least(limits.largestSize, policy.maxSize);
  const largestMonthlyUsd = least(limits.largestMonthlyUsd, policy.maxMonthlyUsd);
  const copiesPerDay = least(limits.copiesPerDay, policy.maxCopiesPerDay);
  const governed: Governed = {
    mode,
    regions: both('Region', options.regions, policy.regions),
    limits: {
      accounts: both('account', limits.accounts, policy.accounts),
      requiredTags: [...new Set([...limits.requiredTags, ...(policy.requireTags ?? [])])],
      forbiddenTags: [...new Set([...limits.forbiddenTags, ...(policy.forbidTags ?? [])])],
      ...(largestSize === undefined ? {} : { largestSize }),
      ...(largestMonthlyUsd === undefined ? {} : { largestMonthlyUsd }),
      ...(copiesPerDay === undefined ? {} : { copiesPerDay }),
    },
  };
  return { governed, complaints };
}
