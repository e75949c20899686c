// One server into YAML text or out of it. The text around it keeps every byte; the package yaml finds the places.
import { isMap, isScalar, type Pair, parseAllDocuments, stringify, type YAMLMap } from 'yaml';
import type { Edited, EntryPath, Read } from './edit-json.ts';
import type { HostEntry } from './host-entry.ts';

type NodeRange = [start: number, valueEnd: number, nodeEnd: number];
type Ranged = { range?: NodeRange | null } | null;

/** An empty file is an empty mapping. */
export function readYaml(text: string): Read {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return { kind: 'read', data: {} };
  const [first, second] = documents;
  if (second) return { kind: 'broken', why: 'it holds several documents.' };
  const [error] = first?.errors ?? [];
  if (error) return { kind: 'broken', why: `${error.message.split('\n')[0]?.replace(/:$/, '')}.` };
  const data = (first?.toJS() ?? {}) as unknown;
  return typeof data === 'object' && !Array.isArray(data)
    ? { kind: 'read', data }
    : { kind: 'broken', why: 'it is not a mapping.' };
}

/** Sets the entry, or takes it out when there is none. The text must be one that `readYaml` reads. */
export function editYaml(text: string, { root, name }: EntryPath, entry: HostEntry | undefined): Edited {
  const documents = parseAllDocuments(text);
  const top = Array.isArray(documents) ? documents[0]?.contents : undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const block = (value: unknown, indent: string) =>
    stringify(value, { lineWidth: 0 })
      .replace(/^(?=.)/gm, indent)
      .replaceAll('\n', eol);
  if (!isMap(top)) return entry ? done(appendLines(text, block({ [root]: { [name]: entry } }, ''), eol)) : done(text);
  if (top.flow) return { kind: 'refused', why: FLOW };
  const outer = indentOf(text, top);
  const parent = pairOf(top, root);
  if (!parent) return entry ? done(appendLines(text, block({ [root]: { [name]: entry } }, outer), eol)) : done(text);
  const servers = parent.value;
  const empty = isMap(servers) ? servers.flow === true && servers.items.length === 0 : isNothing(servers);
  if (empty) return entry ? done(intoEmpty(text, parent, block({ [name]: entry }, `${outer}  `), eol)) : done(text);
  if (!isMap(servers)) return { kind: 'refused', why: `"${root}" is not a mapping.` };
  if (servers.flow) return { kind: 'refused', why: FLOW };
  const old = pairOf(servers, name);
  const indent = indentOf(text, servers);
  if (old) {
    const [from, to] = linesOf(text, old);
    const alone = servers.items.length === 1;
    if (entry) return done(text.slice(0, from) + block({ [name]: entry }, indent) + text.slice(to));
    return done(alone ? emptied(text, parent, from, to) : text.slice(0, from) + text.slice(to));
  }
  if (!entry) return done(text);
  const [, end] = linesOf(text, servers.items.at(-1) as Pair);
  return done(appendLines(text.slice(0, end), block({ [name]: entry }, indent), eol) + text.slice(end));
}

const FLOW = 'it is written in braces; only one setting a line can be edited.';

function done(text: string): Edited {
  return { kind: 'edited', text };
}

function isNothing(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Behind the last line, which gets an end if it has none. */
function appendLines(text: string, lines: string, eol: string): string {
  return `${text}${text === '' || text.endsWith('\n') ? '' : eol}${lines}`;
}

/** Below a key that has no value yet, or `{}`; a comment behind it stays. */
function intoEmpty(text: string, parent: Pair, lines: string, eol: string): string {
  const written = isScalar(parent.value) && !parent.value.source ? undefined : rangeOf(parent.value);
  const [from, to] = written ?? [0, 0];
  const bare = text.slice(0, from).replace(/[ \t]+$/, '') + text.slice(to);
  const [, keyEnd] = rangeOf(parent.key) ?? [0, 0];
  const end = endOfLine(bare, keyEnd);
  return appendLines(bare.slice(0, end), lines, eol) + bare.slice(end);
}

function emptied(text: string, parent: Pair, from: number, to: number): string {
  const rest = text.slice(0, from) + text.slice(to);
  const [, keyEnd] = rangeOf(parent.key) ?? [0, 0];
  const colon = rest.indexOf(':', keyEnd) + 1;
  return `${rest.slice(0, colon)} {}${rest.slice(colon)}`;
}

/** From the start of the key's line to the start of the line behind the value. */
function linesOf(text: string, pair: Pair): [from: number, to: number] {
  const [keyStart, keyEnd] = rangeOf(pair.key) ?? [0, 0];
  const valueEnd = Math.max(keyEnd, rangeOf(pair.value)?.[1] ?? 0);
  // The text of a block ends behind its last line already.
  const to = text[valueEnd - 1] === '\n' ? valueEnd : endOfLine(text, valueEnd);
  return [text.lastIndexOf('\n', keyStart - 1) + 1, to];
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

function indentOf(text: string, map: YAMLMap): string {
  const [start] = rangeOf(map.items[0]?.key) ?? [0];
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
}

function rangeOf(node: unknown): NodeRange | undefined {
  return (node as Ranged)?.range ?? undefined;
}
