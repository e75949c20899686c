// The parameters of an action as data, and a tree of text decoded into typed members by it.
import { fault } from './fault.ts';
import type { QueryNode, QueryTree } from './query.ts';

/** The type of a parameter. */
type MemberKind = 'string' | 'integer' | 'boolean' | { readonly list: MemberKind } | { readonly struct: QueryShape };

/** The parameters of an action by their names on the wire (lists in the singular). */
export type QueryShape = { readonly [name: string]: MemberKind };

type Decoded<K> = K extends 'string'
  ? string
  : K extends 'integer'
    ? number
    : K extends 'boolean'
      ? boolean
      : K extends { readonly list: infer I }
        ? Decoded<I>[]
        : K extends { readonly struct: infer S }
          ? DecodedShape<S>
          : never;
export type DecodedShape<S> = { -readonly [N in keyof S]?: Decoded<S[N]> | undefined };

// EC2's Integer is a signed 32-bit number (EC2 API reference, "Common data types").
const INTEGER_MAX = 2_147_483_647;

/**
 * The typed members of a tree of text.
 * @param path what stands before the names in a message, with its dot
 * @throws Ec2Fault UnknownParameter for a name the shape lacks, InvalidParameterValue for text that is not of its kind
 */
export function decodeShape<const S extends QueryShape>(shape: S, tree: QueryTree, path = ''): DecodedShape<S> {
  const members: Record<string, unknown> = {};
  for (const [name, node] of tree) {
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) throw unknown(`${path}${name}`);
    members[name] = readNode(kind, node, `${path}${name}`);
  }
  return members as DecodedShape<S>;
}

function readNode(kind: MemberKind, node: QueryNode, path: string): unknown {
  if (typeof kind === 'object') {
    if (typeof node === 'string') throw unknown(path);
    return 'list' in kind ? readList(kind.list, node, path) : decodeShape(kind.struct, node, `${path}.`);
  }
  if (typeof node !== 'string') throw unknown(`${path}.${[...node.keys()][0] ?? ''}`);
  if (kind === 'string') return node;
  return kind === 'integer' ? readInteger(node, path) : readBoolean(node, path);
}

// Lists are flat and one-based on the wire: VolumeId.1, VolumeId.2. Gaps are tolerated, zero is not a position.
function readList(kind: MemberKind, tree: QueryTree, path: string): unknown[] {
  const entries = [...tree].map(([position, node]) => {
    if (!/^[1-9]\d{0,5}$/.test(position)) throw unknown(`${path}.${position}`);
    return [Number(position), node] as const;
  });
  entries.sort(([a], [b]) => a - b);
  return entries.map(([position, node]) => readNode(kind, node, `${path}.${position}`));
}

function readInteger(text: string, path: string): number {
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || Math.abs(value) > INTEGER_MAX) {
    throw fault('InvalidParameterValue', `Invalid value '${text}' for ${path}. Not a valid integer.`);
  }
  return value;
}

function readBoolean(text: string, path: string): boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw fault('InvalidParameterValue', `Invalid value '${text}' for ${path}. Must be true or false.`);
}

function unknown(path: string) {
  return fault('UnknownParameter', `The parameter ${path} is not recognized`);
}
