// What may stand in an argument of a prompt that a person has begun to type: Regions and profiles that the operator
// allows. Volumes and instances are not completed: that would ask EC2 at every letter.
import type { PromptPlaces } from './read-arguments.ts';

// MCP's limit of one answer.
const MOST_VALUES = 100;

export interface Completion {
  values: string[];
  total: number;
  hasMore: boolean;
}

/** `name` is an argument of any prompt; those that begin with `typed`, in the operator's order. */
export function completeArgument(
  name: string,
  typed: string,
  allowed: PromptPlaces & { defaultRegion?: string },
): Completion {
  const regions =
    allowed.regions.length === 0 && allowed.defaultRegion !== undefined ? [allowed.defaultRegion] : allowed.regions;
  const known: Readonly<Record<string, readonly string[]>> = { Region: regions, Profile: allowed.profiles };
  const candidates = Object.hasOwn(known, name) ? (known[name] ?? []) : [];
  const fitting = candidates.filter((one) => one.toLowerCase().startsWith(typed.toLowerCase()));
  return { values: fitting.slice(0, MOST_VALUES), total: fitting.length, hasMore: fitting.length > MOST_VALUES };
}
