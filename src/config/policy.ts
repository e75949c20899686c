// The policy file: a ceiling that start-up options can only lower. It lies in the user's or the machine's own
// configuration directory, because a host's configuration file may lie in a repository that anybody can write to.
import type { Limits } from '../consent/limits.ts';
import {
  LIMITS,
  type LimitKey,
  type LimitRow,
  type ListLimit,
  MODES,
  MODES_TEXT,
  type Mode,
} from '../consent/limits-table.ts';
import { collectLimits, limitsByTags } from './collect-limits.ts';
import { printable } from './config-errors.ts';
import { faultsOfForm, REGION_FORM } from './option-values.ts';
import { placeholderIn } from './placeholders.ts';
import type { PolicyText } from './policy-file.ts';

/** A limit stands here under its key of the policy file. */
export type Policy = { mode?: Mode; regions?: string[] } & {
  [K in LimitKey as (typeof LIMITS)[K]['policyKey']]?: NonNullable<Limits[K]>;
};

export interface Permitted {
  mode: Mode;
  regions: readonly string[];
  limits: Limits;
}

const ROWS: readonly LimitRow[] = Object.values(LIMITS);
const KNOWN: readonly string[] = ['mode', 'regions', ...ROWS.map((row) => row.policyKey)];

/** Reads the text of a policy file; every error names the file and the key. */
export function readPolicy(text: string, file: string): { policy: Policy; configErrors: string[] } {
  let json: unknown;
  try {
    // Editors of Windows begin a file with a mark that JSON does not know.
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { policy: { mode: 'plan' }, configErrors: [`${file}: it is not valid JSON.`] };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { policy: { mode: 'plan' }, configErrors: [`${file}: expected an object.`] };
  }
  const given = json as Record<string, unknown>;
  const configErrors = [
    ...Object.keys(given)
      .filter((key) => !KNOWN.includes(key))
      .map((key) => `${file}: "${printable(key)}" is not known; known are ${KNOWN.join(', ')}.`),
    ...keysTwice(text).map((key) => `${file}: "${printable(key)}" stands there twice; leave one out.`),
  ];
  if (given.mode !== undefined && !MODES.includes(given.mode as Mode))
    configErrors.push(`${file}: mode: expected ${MODES_TEXT}.`);
  for (const row of [{ policyKey: 'regions', kind: 'list', form: REGION_FORM } as const, ...ROWS]) {
    const value = given[row.policyKey];
    const faults = value === undefined ? [] : row.kind === 'list' ? faultsOfList(value, row) : faultsOfNumber(value);
    configErrors.push(...faults.map((fault) => `${file}: ${row.policyKey}: ${fault}`));
  }
  return configErrors.length > 0
    ? { policy: { mode: 'plan' }, configErrors }
    : { policy: given as Policy, configErrors };
}

/** JSON.parse takes the last of several and says nothing. In sound JSON only a key stands before a colon. */
function keysTwice(json: string): string[] {
  const keys = [...json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)].flatMap(([, key = '', colon]): string[] =>
    colon ? [JSON.parse(key)] : [],
  );
  return [...new Set(keys.filter((key, i) => keys.indexOf(key) < i))];
}

function faultsOfNumber(value: unknown): string[] {
  return typeof value === 'number' && value >= 0 ? [] : ['expected a number of 0 or more.'];
}

/** The same as of an option: an entry that nothing can be equal to is a limit that does not hold. */
function faultsOfList(value: unknown, { form }: Pick<ListLimit, 'form'>): string[] {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return ['expected a list of texts.'];
  if (value.length === 0) return ['the list is empty; name what is allowed, or leave the key out.'];
  const faults = (value as string[]).flatMap((one) => faultOfEntry(one) ?? []);
  return faults.length > 0 ? faults : faultsOfForm(value, form);
}

function faultOfEntry(entry: string): string | undefined {
  if (entry.trim() === '') return 'an entry is empty.';
  if (entry.trim() !== entry) return `"${printable(entry)}" begins or ends with a space.`;
  if (placeholderIn(entry) !== undefined) return `"${printable(entry)}" is a placeholder; give the value itself.`;
  return undefined;
}

/** The options under every policy file; what is wrong with a file means that the tools refuse and name it. */
export function applyPolicyFiles(
  options: Permitted & { stamp: boolean },
  files: readonly PolicyText[],
): { permitted: Permitted; configErrors: string[] } {
  let permitted: Permitted = { mode: options.mode, regions: options.regions, limits: options.limits };
  const configErrors: string[] = [];
  for (const { file, text } of files) {
    if (text === undefined) {
      configErrors.push(`${file}: it cannot be read.`);
      continue;
    }
    const read = readPolicy(text, file);
    const applied = applyPolicy(permitted, read.policy);
    permitted = applied.permitted;
    configErrors.push(...read.configErrors, ...applied.configErrors);
  }
  if (!options.stamp) {
    const own = limitsByTags(options.limits);
    for (const row of limitsByTags(permitted.limits).filter((one) => !own.includes(one)))
      configErrors.push(`--unstamped: ${row.policyKey} of a policy file counts by the tags that this leaves off.`);
  }
  return { permitted, configErrors };
}

/** The options under the policy: the stricter of both, setting by setting. */
export function applyPolicy(options: Permitted, policy: Policy): { permitted: Permitted; configErrors: string[] } {
  const configErrors: string[] = [];
  const shared = (noun: string, own: readonly string[], theirs: readonly string[] | undefined): readonly string[] => {
    if (theirs === undefined) return own;
    if (own.length === 0) return theirs;
    const both = own.filter((one) => theirs.includes(one));
    if (both.length === 0) configErrors.push(`The options and the policy file allow no common ${noun}.`);
    return both;
  };
  const mode = MODES[Math.min(MODES.indexOf(options.mode), MODES.indexOf(policy.mode ?? 'auto'))] ?? 'plan';
  const regions = shared('Region', options.regions, policy.regions);
  const limits = collectLimits({
    list(row, key) {
      const [own, ceiling] = [options.limits[key], policy[LIMITS[key].policyKey]];
      return row.stricter === 'shared' ? shared(row.noun, own, ceiling) : [...new Set([...own, ...(ceiling ?? [])])];
    },
    number: (_, key) => smaller(options.limits[key], policy[LIMITS[key].policyKey]),
  });
  return { permitted: { mode, regions, limits }, configErrors };
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
