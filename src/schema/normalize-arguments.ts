// Arguments as hosts and models hand them over, brought to what they mean before the schema judges them: lists, objects
// and numbers given as JSON text, and optional arguments filled with nothing. What was done is told, never silent.
import type { DescribedMember, DescribedMembers } from './members.ts';

export interface NormalizedArguments {
  args: Record<string, unknown>;
  /** Sentences about what was done; empty when it was nothing. */
  notes: string[];
}

/** Only true, false, null or nothing is an answer to whether a copy is real: it is left to the schema as it came. */
const EXEMPT: ReadonlySet<string> = new Set(['DryRun']);

/** No argument is nested deeper than a tag of a copy: TagSpecifications, its item, Tags, its item. */
export const MOST_DEPTH = 20;

/** Whether it is nested deeper than functions that call themselves can follow; this one does not. */
export function isDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEPTH) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

export function normalizeArguments(
  members: DescribedMembers,
  given: Readonly<Record<string, unknown>>,
): NormalizedArguments {
  const undone: string[] = [];
  const omitted: string[] = [];
  const args: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    const described = member === 'left out' || EXEMPT.has(name) ? undefined : member;
    const meant = described ? fromJson(described, value, name, undone) : value;
    if (described && isFilledWithNothing(described, meant)) omitted.push(name);
    else args[name] = meant;
  }
  return {
    args: { ...args },
    notes: [
      ...(undone.length > 0 ? [`Read as JSON, since it came as text: ${undone.join(', ')}.`] : []),
      ...(omitted.length > 0 ? [`Taken as left out, since empty or 0: ${omitted.join(', ')}.`] : []),
    ],
  };
}

/** At any depth; only where the whole text is JSON of the described type, and never for true, false and texts. */
function fromJson(described: DescribedMember, value: unknown, path: string, undone: string[]): unknown {
  const meant = typeof value === 'string' ? parsedAs(described, value) : undefined;
  if (meant !== undefined) undone.push(path);
  const whole = meant ?? value;
  if (described.as === 'list' && Array.isArray(whole)) {
    return whole.map((item, i) => fromJson(described.of, item, `${path}[${i}]`, undone));
  }
  if (described.as === 'structure' && isObject(whole)) {
    return Object.fromEntries(
      Object.entries(whole).map(([name, item]) => {
        const member = Object.hasOwn(described.members, name) ? described.members[name] : undefined;
        const known = member === undefined || member === 'left out' ? undefined : member;
        return [name, known ? fromJson(known, item, `${path}.${name}`, undone) : item];
      }),
    );
  }
  return whole;
}

function parsedAs({ as }: DescribedMember, text: string): unknown {
  if (as !== 'list' && as !== 'structure' && as !== 'whole') return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isDeep(json)) return undefined;
  if (as === 'list') return Array.isArray(json) ? json : undefined;
  if (as === 'structure') return isObject(json) ? json : undefined;
  return Number.isSafeInteger(json) ? json : undefined;
}

function isFilledWithNothing(described: DescribedMember, value: unknown): boolean {
  if (value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return value === 0 && described.as === 'whole' && described.least > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
