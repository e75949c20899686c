// Arguments of a call, parsed; every complaint names the argument, what is wrong and what to type instead.
import { nearest } from '../text/closest-name.ts';
import { ARGUMENT_SLIPS } from './argument-slips.ts';
import type { ToolInput } from './inputs.ts';
import type { DescribedMember, DescribedMembers } from './members.ts';
import { isDeep, MOST_DEPTH, normalizeArguments } from './normalize-arguments.ts';

export interface Complaint {
  /** The path of the argument, such as `TagSpecifications[0].ResourceType`. */
  argument: string;
  message: string;
}

/** `notes` are sentences about arguments that were taken for what they mean. */
export type ParsedArguments<T> = { ok: true; value: T; notes: string[] } | { ok: false; complaints: Complaint[] };

/** Parses the arguments of a tool; `null` means omitted, at any depth. */
export function parseArguments<T>({ members, schema }: ToolInput, args: unknown): ParsedArguments<T> {
  if (isDeep(args)) {
    const message = `arguments: expected at most ${MOST_DEPTH} objects and lists inside each other.`;
    return { ok: false, complaints: [{ argument: 'arguments', message }] };
  }
  const asGiven = withoutNulls(args ?? {});
  if (typeof asGiven !== 'object' || asGiven === null || Array.isArray(asGiven)) {
    return {
      ok: false,
      complaints: [{ argument: 'arguments', message: `arguments: expected an object, got ${shown(asGiven)}.` }],
    };
  }
  const { args: given, notes } = normalizeArguments(members, asGiven as Record<string, unknown>);
  const result = schema.safeParse(given);
  const complaints = listSlips({ as: 'structure', members, required: [] }, given, []);
  if (result.success && complaints.length === 0) return { ok: true, value: result.data as T, notes };
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path as (string | number)[];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) complaints.push(unknownArgument([...path, key], describedAt(members, path)));
    } else {
      complaints.push(complaint(path, describedAt(members, path), valueAt(given, path)));
    }
  }
  return { ok: false, complaints: firstOfEach(complaints) };
}

/** Values of texts that AWS does not know, though their meaning is plain. */
function listSlips(described: DescribedMember, value: unknown, path: readonly (string | number)[]): Complaint[] {
  if (described.as === 'text' && typeof value === 'string') {
    const meant = own(described.slips, value.toLowerCase());
    if (meant === undefined || meant === value) return [];
    const argument = pathText(path);
    return [{ argument, message: `${argument}: AWS knows no ${shown(value)} here. Did you mean ${meant}?` }];
  }
  if (described.as === 'list' && Array.isArray(value))
    return value.flatMap((item, i) => listSlips(described.of, item, [...path, i]));
  if (described.as !== 'structure' || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const member = Object.hasOwn(described.members, name) ? described.members[name] : undefined;
    return member === undefined || member === 'left out' ? [] : listSlips(member, item, [...path, name]);
  });
}

/** A member of the table itself: `constructor` is none. */
function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
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
      return described.values.length === 1
        ? shown(described.values[0])
        : `one of ${described.values.map(nameOf).join(', ')}`;
    case 'structure':
      return `an object with ${Object.keys(described.members).join(', ')}`;
    default:
      return described.expects;
  }
}

function hint(described: DescribedMember | undefined, value: unknown): string {
  if (described?.as === 'flag' && (value === 'true' || value === 'false')) return ` Write ${value} without quotes.`;
  if (described?.as === 'list' && typeof value === 'string') return ' Put it into a list.';
  if (described?.as === 'enum' && typeof value === 'string') {
    const meant = nearest(value, described.values);
    return meant ? ` Did you mean ${nameOf(meant)}?` : '';
  }
  return '';
}

function unknownArgument(path: readonly (string | number)[], parent: DescribedMember | undefined): Complaint {
  const argument = pathText(path);
  const known =
    parent?.as === 'structure'
      ? Object.entries(parent.members).flatMap(([name, one]) => (one === 'left out' ? [] : name))
      : [];
  const name = String(path.at(-1));
  const slips =
    path.length === 1 ? Object.entries(own(ARGUMENT_SLIPS, name.toLowerCase().replaceAll(/[_-]/g, '')) ?? {}) : [];
  const [, slip] = slips.find(([about]) => known.includes(about)) ?? [];
  if (slip) return { argument, message: `${argument} is not an argument here. ${slip}` };
  const meant = nearest(name, known);
  return {
    argument,
    message: `${argument} is not an argument here. ${meant ? `Did you mean ${meant}?` : `Known: ${known.join(', ')}.`}`,
  };
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${nameOf(step)}` : nameOf(step)),
    '',
  );
}

/** A name begins the sentence about it: quoted unless it is one, so that it does not read as our own words. */
function nameOf(step: string): string {
  return /^[\w$.:-]{1,60}$/.test(step) ? step : `"${cut(step).replaceAll('"', "'")}"`;
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
