// Arguments of a call, parsed; every complaint names the argument, what is wrong and what to type instead.
import { nearest } from '../text/closest-name.ts';
import type { ToolInput } from './inputs.ts';
import type { Described, DescribedMembers } from './members.ts';

export interface Complaint {
  /** The path of the argument, such as `TagSpecifications[0].ResourceType`. */
  argument: string;
  message: string;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; complaints: Complaint[] };

/** Parses the arguments of a tool; `null` means omitted, at any depth. */
export function parseArguments<T>({ members, schema }: ToolInput, args: unknown): Parsed<T> {
  const given = withoutNulls(args ?? {});
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return {
      ok: false,
      complaints: [{ argument: 'arguments', message: `arguments: expected an object, got ${shown(given)}.` }],
    };
  }
  const result = schema.safeParse(given);
  if (result.success) return { ok: true, value: result.data as T };
  const complaints: Complaint[] = [];
  for (const issue of result.error.issues) {
    const path = issue.path as (string | number)[];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) complaints.push(unknownArgument([...path, key], describedAt(members, path)));
    } else {
      complaints.push(complaint(path, describedAt(members, path), valueAt(given, path)));
    }
  }
  return { ok: false, complaints: firstOfEach(complaints) };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .map(([key, one]) => [key, withoutNulls(one)]),
  );
}

type Node = Described | { as: 'structure'; members: DescribedMembers };

function describedAt(members: DescribedMembers, path: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = { as: 'structure', members };
  for (const step of path) {
    if (typeof step === 'number') {
      node = node?.as === 'list' ? node.of : undefined;
    } else {
      const next: Described | 'left out' | undefined = node?.as === 'structure' ? node.members[step] : undefined;
      node = next === 'left out' ? undefined : next;
    }
  }
  return node;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined;
  return at;
}

function complaint(path: readonly (string | number)[], described: Node | undefined, value: unknown): Complaint {
  const argument = pathText(path);
  const expects = expectation(described);
  if (value === undefined) return { argument, message: `${argument} is missing: give ${expects}.` };
  return { argument, message: `${argument}: expected ${expects}, got ${shown(value)}.${hint(described, value)}` };
}

function expectation(described: Node | undefined): string {
  if (!described) return 'something else';
  switch (described.as) {
    case 'flag':
      return 'true or false';
    case 'enum':
      return described.values.length === 1 ? `"${described.values[0]}"` : `one of ${described.values.join(', ')}`;
    case 'structure':
      return `an object with ${Object.keys(described.members).join(', ')}`;
    default:
      return described.expects;
  }
}

function hint(described: Node | undefined, value: unknown): string {
  if (described?.as === 'flag' && (value === 'true' || value === 'false')) return ` Write ${value} without quotes.`;
  if (described?.as === 'whole' && typeof value === 'string' && /^\d+$/.test(value))
    return ` Write ${value} without quotes.`;
  if (described?.as === 'list' && typeof value === 'string') return ' Put it into a list.';
  if (described?.as === 'enum' && typeof value === 'string') {
    const meant = nearest(value, described.values);
    return meant ? ` Did you mean ${meant}?` : '';
  }
  return '';
}

function unknownArgument(path: readonly (string | number)[], parent: Node | undefined): Complaint {
  const argument = pathText(path);
  const known =
    parent?.as === 'structure'
      ? Object.entries(parent.members).flatMap(([name, one]) => (one === 'left out' ? [] : name))
      : [];
  const meant = nearest(String(path.at(-1)), known);
  return {
    argument,
    message: `${argument} is not an argument here. ${meant ? `Did you mean ${meant}?` : `Known: ${known.join(', ')}.`}`,
  };
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${step}` : cut(step)),
    '',
  );
}

// What was given is the caller's text: one line, cut.
function shown(value: unknown): string {
  return cut(JSON.stringify(value) ?? String(value));
}

function cut(text: string): string {
  const line = text.replace(/[^\x20-\x7e]/g, '?');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function firstOfEach(complaints: readonly Complaint[]): Complaint[] {
  const seen = new Map<string, Complaint>();
  for (const one of complaints) if (!seen.has(one.argument)) seen.set(one.argument, one);
  return [...seen.values()].slice(0, 20);
}
