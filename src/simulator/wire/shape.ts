import { fault } from './fault.ts';
import type { Node, Tree } from './query.ts';

/** What an action takes, as data: member names as they stand on the wire (lists in the singular). */
export type Kind = 'string' | 'integer' | 'boolean' | { readonly list: Kind } | { readonly struct: Shape };
export type Shape = { readonly [name: string]: Kind };

export type Read<K> = K extends 'string'
  ? string
  : K extends 'integer'
    ? number
    : K extends 'boolean'
      ? boolean
      : K extends { readonly list: infer I }
        ? Read<I>[]
        : K extends { readonly struct: infer S }
          ? ReadShape<S>
          : never;
export type ReadShape<S> = { -readonly [N in keyof S]?: Read<S[N]> | undefined };

// EC2's Integer is a signed 32-bit number (EC2 API reference, "Common data types").
const INTEGER_MAX = 2_147_483_647;

/**
 * The third step of decoding: a tree of text becomes typed members.
 * @throws Fault UnknownParameter for a name the shape lacks, InvalidParameterValue for text that is not of its kind
 */
export function readShape<const S extends Shape>(shape: S, tree: Tree, path = ''): ReadShape<S> {
  const members: Record<string, unknown> = {};
  for (const [name, node] of tree) {
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) throw unknown(`${path}${name}`);
    members[name] = readNode(kind, node, `${path}${name}`);
  }
  return members as ReadShape<S>;
}

function readNode(kind: Kind, node: Node, path: string): unknown {
  if (typeof kind === 'object') {
    if (typeof node === 'string') throw unknown(path);
    return 'list' in kind ? readList(kind.list, node, path) : readShape(kind.struct, node, `${path}.`);
  }
  if (typeof node !== 'string') throw unknown(`${path}.${[...node.keys()][0] ?? ''}`);
  if (kind === 'string') return node;
  return kind === 'integer' ? readInteger(node, path) : readBoolean(node, path);
}

// Lists are flat and one-based on the wire: VolumeId.1, VolumeId.2. Gaps are tolerated, zero is not a position.
function readList(kind: Kind, tree: Tree, path: string): unknown[] {
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
