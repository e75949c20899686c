// Arguments of a call, parsed; every complaint names the argument, what is wrong and what to type instead.
import { nearest } from '../text/closest-name.ts';
import type { ToolInput } from './inputs.ts';
import type { DescribedMember, DescribedMembers } from './members.ts';

export interface Complaint {
  /** The path of the argument, such as `TagSpecifications[0].ResourceType`. */
  argument: string;
  message: string;
}

export type ParsedArguments<T> = { ok: true; value: T } | { ok: false; complaints: Complaint[] };

/** Parses the arguments of a tool; `null` means omitted, at any depth. */
export function parseArguments<T>({ members, schema }: ToolInput, args: unknown): ParsedArguments<T> {
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

function describedAt(members: DescribedMembers, path: readonly (string | number)[]): DescribedMember | undefined {
  return path.reduce<DescribedMember | undefined>(
    (described, step) => {
      if (typeof step === 'number') return described?.as === 'list' ? described.of : undefined;
      const member = described?.as === 'structure' ? described.members[step] : undefined;
      return member === 'left out' ? undefined : member;
    },
    { as: 'structure', members, required: [] },
  );
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], value);
}

function complaint(
  path: readonly (string | number)[],
  described: DescribedMember | undefined,
  value: unknown,
): Complaint {
  const argument = pathText(path);
  const expects = expectation(described);
  if (value === undefined) return { argument, message: `${argument} is missing: give ${expects}.` };
  return { argument, message: `${argument}: expected ${expects}, got ${shown(value)}.${hint(described, value)}` };
}

function expectation(described: DescribedMember | undefined): string {
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

function hint(described: DescribedMember | undefined, value: unknown): string {
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

function unknownArgument(path: readonly (string | number)[], parent: DescribedMember | undefined): Complaint {
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
