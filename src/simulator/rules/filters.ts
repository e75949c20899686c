// The Filter parameters of Describe actions: their shape, and a test for things that they match.
import { fault } from '../wire/fault.ts';
import type { DecodedShape } from '../wire/query-shape.ts';
import type { TagRecord } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';

/** Filter.N.Name and Filter.N.Value.M. */
export const FILTERS = { list: { struct: { Name: 'string', Value: { list: 'string' } } } } as const;

export type QueryFilter = DecodedShape<(typeof FILTERS)['list']['struct']>;

/** The values of a thing under each filter name. A thing without a value matches nothing. */
export type FilterTable<T> = { readonly [name: string]: (thing: T) => readonly (string | number | boolean)[] };

/**
 * A test for things: every filter must match, each by any of its values; `*` is any text, `?` at most one character,
 * a backslash makes either literal (EC2 user guide, "List and filter your resources"). Case matters.
 * @param tagsOf makes `tag:<key>`, `tag-key` and `tag-value` known
 * @param literal names of filters whose values have no wildcards
 * @throws Ec2Fault InvalidParameterValue for an unknown filter or one without values, FilterLimitExceeded above 200 values
 */
export function compileFilters<T>(
  filters: readonly QueryFilter[] | undefined,
  table: FilterTable<T>,
  tagsOf: ((thing: T) => readonly TagRecord[]) | undefined,
  { filterValues }: Pick<Switches, 'filterValues'>,
  literal: readonly string[] = [],
): (thing: T) => boolean {
  const given = filters ?? [];
  if (given.reduce((sum, { Value: values = [] }) => sum + values.length, 0) > filterValues) {
    const text = `The maximum number of filter values specified on a single call is ${filterValues}`;
    throw fault('FilterLimitExceeded', text);
  }
  const tests = given.map(({ Name: name = '', Value: values = [] }) => {
    const read = readerFor(name, table, tagsOf);
    if (read === undefined) throw fault('InvalidParameterValue', `The filter '${name}' is invalid`);
    if (values.length === 0) throw fault('InvalidParameterValue', `The filter '${name}' must have at least one value`);
    const accepts = literal.includes(name) ? (value: string) => values.includes(value) : compileValues(values);
    return (thing: T) => read(thing).some((value) => accepts(String(value)));
  });
  return (thing) => tests.every((test) => test(thing));
}

function readerFor<T>(
  name: string,
  table: FilterTable<T>,
  tagsOf: ((thing: T) => readonly TagRecord[]) | undefined,
): FilterTable<T>[string] | undefined {
  if (tagsOf !== undefined) {
    if (name === 'tag-key') return (thing) => tagsOf(thing).map(({ key }) => key);
    if (name === 'tag-value') return (thing) => tagsOf(thing).map(({ value }) => value);
    if (name.startsWith('tag:') && name.length > 4) {
      const wanted = name.slice(4);
      return (thing) => {
        const tag = tagsOf(thing).find(({ key }) => key === wanted);
        return tag === undefined ? [] : [tag.value];
      };
    }
  }
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function compileValues(values: readonly string[]): (value: string) => boolean {
  const plain = new Set(values.filter((value) => !/[*?\\]/.test(value)));
  const patterns = values.filter((value) => /[*?\\]/.test(value)).map(compileWildcards);
  return (value) => plain.has(value) || patterns.some((pattern) => pattern(value));
}

// Not a regular expression: one made from a caller's stars can take exponential time.
function compileWildcards(pattern: string): (text: string) => boolean {
  const parts = [...pattern.matchAll(/\\([*?\\])|(.)/gsu)].map(([, escaped, plain]) =>
    escaped !== undefined
      ? { literal: escaped }
      : plain === '*' || plain === '?'
        ? { wild: plain }
        : { literal: plain ?? '' },
  );
  const firstWild = parts.findIndex(({ wild }) => wild !== undefined);
  const start = parts.slice(0, firstWild < 0 ? parts.length : firstWild);
  const prefix = start.map(({ literal = '' }) => literal).join('');
  return (text) => {
    // Most things fail here: one name is looked for among 100,000 volumes.
    if (!text.startsWith(prefix)) return false;
    const characters = [...text];
    // reachable[i]: the parts read so far can match the first i characters
    let reachable = characters.map(() => false);
    reachable = [true, ...reachable];
    for (const part of parts) {
      if (part.wild === '*') {
        const first = reachable.indexOf(true);
        reachable = reachable.map((_, i) => first >= 0 && i >= first);
      } else if (part.wild === '?') {
        reachable = reachable.map((here, i) => here || (reachable[i - 1] ?? false));
      } else {
        reachable = reachable.map((_, i) => (reachable[i - 1] ?? false) && characters[i - 1] === part.literal);
      }
    }
    return reachable.at(-1) ?? false;
  };
}
