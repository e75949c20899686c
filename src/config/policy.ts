// The policy file: a ceiling that start-up options can only lower. It lies in the user's or the machine's own
// configuration directory, because a host's configuration file may lie in a repository that anybody can write to.
import type { Limits } from '../consent/limits.ts';
import { LIMITS, type LimitKey, type LimitRow, MODES, MODES_TEXT, type Mode } from '../consent/limits-table.ts';
import { collectLimits, limitsByTags } from './collect-limits.ts';
import type { PolicyText } from './policy-file.ts';

/** A limit stands here under its key of the policy file. */
export type Policy = { mode?: Mode; regions?: string[] } & {
  [K in LimitKey as (typeof LIMITS)[K]['policyKey']]?: NonNullable<Limits[K]>;
};

export interface Governed {
  mode: Mode;
  regions: readonly string[];
  limits: Limits;
}

const ROWS: readonly LimitRow[] = Object.values(LIMITS);
const KNOWN: readonly string[] = ['mode', 'regions', ...ROWS.map((row) => row.policyKey)];

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
  if (given.mode !== undefined && !MODES.includes(given.mode as Mode))
    complaints.push(`${file}: mode: expected ${MODES_TEXT}.`);
  for (const { policyKey, kind } of [{ policyKey: 'regions', kind: 'list' }, ...ROWS]) {
    const value = given[policyKey];
    const fits =
      kind === 'list'
        ? Array.isArray(value) && value.every((one) => typeof one === 'string')
        : typeof value === 'number' && value >= 0;
    if (value !== undefined && !fits)
      complaints.push(
        `${file}: ${policyKey}: expected a ${kind === 'list' ? 'list of texts' : 'number of 0 or more'}.`,
      );
  }
  return complaints.length > 0 ? { policy: { mode: 'plan' }, complaints } : { policy: given as Policy, complaints };
}

/** The options under every policy file; what is wrong with a file means that the tools refuse and name it. */
export function applyPolicyFiles(
  options: Governed & { stamp: boolean },
  files: readonly PolicyText[],
): { governed: Governed; complaints: string[] } {
  let governed: Governed = { mode: options.mode, regions: options.regions, limits: options.limits };
  const complaints: string[] = [];
  for (const { file, text } of files) {
    if (text === undefined) {
      complaints.push(`${file}: it cannot be read.`);
      continue;
    }
    const read = readPolicy(text, file);
    const applied = applyPolicy(governed, read.policy);
    governed = applied.governed;
    complaints.push(...read.complaints, ...applied.complaints);
  }
  if (!options.stamp) {
    const own = limitsByTags(options.limits);
    for (const row of limitsByTags(governed.limits).filter((one) => !own.includes(one)))
      complaints.push(`--unstamped: ${row.policyKey} of a policy file counts by the tags that this leaves off.`);
  }
  return { governed, complaints };
}

/** The options under the policy: the stricter of both, setting by setting. */
export function applyPolicy(options: Governed, policy: Policy): { governed: Governed; complaints: string[] } {
  const complaints: string[] = [];
  const shared = (noun: string, own: readonly string[], theirs: readonly string[] | undefined): readonly string[] => {
    if (theirs === undefined) return own;
    if (own.length === 0) return theirs;
    const both = own.filter((one) => theirs.includes(one));
    if (both.length === 0) complaints.push(`The options and the policy file allow no common ${noun}.`);
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
  return { governed: { mode, regions, limits }, complaints };
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
