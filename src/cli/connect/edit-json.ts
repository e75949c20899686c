// One server into JSON text or out of it. The text around it keeps every byte: comments, trailing commas, line ends.
// jsonc-parser finds the places; its own edits would lay out the neighbours anew (3.3.1).
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { HostEntry } from './host-entry.ts';

/** The place of a server in a file. */
export interface EntryPath {
  root: string;
  name: string;
}

export type Read = { kind: 'read'; data: unknown } | { kind: 'broken'; why: string };
export type Edited = { kind: 'edited'; text: string } | { kind: 'refused'; why: string };

const BOM = '\ufeff';
// SyntaxKind of jsonc-parser, whose enum has no values at run time.
const COMMA = 5;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const BLANKS = 15;

/** An empty file is an empty object. */
export function readJson(text: string, strict: boolean): Read {
  const json = text.startsWith(BOM) ? text.slice(BOM.length) : text;
  if (json.trim() === '') return { kind: 'read', data: {} };
  const errors: ParseError[] = [];
  const tree = parseTree(json, errors, { disallowComments: strict, allowTrailingComma: !strict });
  const [error] = errors;
  if (error) return { kind: 'broken', why: `${position(json, error.offset)}: ${ERRORS[error.error] ?? fault(error)}.` };
  if (tree?.type !== 'object') return { kind: 'broken', why: 'it is not an object in braces.' };
  return { kind: 'read', data: dataOf(tree) };
}

/** Sets the entry, or takes it out when there is none. The text must be one that `readJson` reads. */
export function editJson(text: string, { root, name }: EntryPath, entry: HostEntry | undefined): Edited {
  const bom = text.startsWith(BOM) ? BOM : '';
  const json = text.slice(bom.length);
  const style = styleOf(json);
  const edited = (splices: Splice[]): Edited => ({ kind: 'edited', text: bom + splice(json, splices) });
  if (json.trim() === '')
    return edited([
      { from: 0, to: json.length, text: `${render({ [root]: { [name]: entry } }, '', style)}${style.eol}` },
    ]);
  const tree = parseTree(json, [], { allowTrailingComma: true });
  if (!tree) return { kind: 'refused', why: 'it cannot be read.' };
  const servers = member(tree, root);
  if (servers?.value?.type === 'null') {
    const { offset, length } = servers.value;
    const text = entry && render({ [name]: entry }, indentAt(json, servers.node.offset), style);
    return edited(text === undefined ? [] : [{ from: offset, to: offset + length, text }]);
  }
  if (servers?.value && servers.value.type !== 'object')
    return { kind: 'refused', why: `"${root}" is not an object in braces.` };
  const old = servers?.value && member(servers.value, name);
  if (entry === undefined) return old && servers.value ? edited(removal(json, servers.value, old.node)) : edited([]);
  if (!servers?.value) return edited(insertion(json, tree, root, { [name]: entry }, style));
  if (!old?.value) return edited(insertion(json, servers.value, name, entry, style));
  const { offset, length } = old.value;
  return edited([{ from: offset, to: offset + length, text: render(entry, indentAt(json, old.node.offset), style) }]);
}

interface Splice {
  from: number;
  to: number;
  text: string;
}

interface JsonStyle {
  eol: string;
  unit: string;
}

/** A new last member of an object, in lines of its own unless the object is one line. */
function insertion(json: string, object: Node, key: string, value: unknown, style: JsonStyle): Splice[] {
  const [open, close] = [object.offset, object.offset + object.length - 1];
  const outer = indentAt(json, open);
  const last = object.children?.at(-1);
  const line = (indent: string) => `${style.eol}${indent}${JSON.stringify(key)}: ${render(value, indent, style)}`;
  if (!last) {
    const inside = json.slice(open + 1, close).trimEnd();
    return [{ from: open + 1 + inside.length, to: close, text: `${line(outer + style.unit)}${style.eol}${outer}` }];
  }
  const end = last.offset + last.length;
  const comma = commaAfter(json, end, close);
  const missing = comma === undefined ? [{ from: end, to: end, text: ',' }] : [];
  const trailing = comma === undefined ? '' : ',';
  if (!json.slice(open, close).includes('\n')) {
    const at = comma === undefined ? end : comma + 1;
    return [...missing, { from: at, to: at, text: ` ${JSON.stringify(key)}: ${JSON.stringify(value)}${trailing}` }];
  }
  const at = endOfLineComment(json, comma === undefined ? end : comma + 1, close);
  const indent = isFirstOnLine(json, last.offset) ? indentAt(json, last.offset) : outer + style.unit;
  return [...missing, { from: at, to: at, text: `${line(indent)}${trailing}` }];
}

/** Undoes what an insertion does. */
function removal(json: string, object: Node, property: Node): Splice[] {
  const close = object.offset + object.length - 1;
  const members = object.children ?? [];
  const at = members.indexOf(property);
  const end = property.offset + property.length;
  const comma = commaAfter(json, end, close);
  const from = startOfLineBreak(json, property.offset);
  const before = members[at - 1];
  if (
    members.length === 1 &&
    json.slice(object.offset + 1, property.offset).trim() === '' &&
    json.slice((comma ?? end - 1) + 1, close).trim() === ''
  )
    return [{ from: object.offset + 1, to: close, text: '' }];
  const lost = { from, to: comma === undefined ? end : comma + 1, text: '' };
  // The comma before it was only needed because of it.
  const earlier =
    before && comma === undefined ? commaAfter(json, before.offset + before.length, property.offset) : undefined;
  return earlier === undefined ? [lost] : [{ from: earlier, to: earlier + 1, text: '' }, lost];
}

function member(object: Node, key: string): { node: Node; value?: Node } | undefined {
  // Of two members with one name parsers take the last.
  const node = object.children?.findLast((one) => one.children?.[0]?.value === key);
  const value = node?.children?.[1];
  return node && { node, ...(value ? { value } : {}) };
}

function render(value: unknown, indent: string, { eol, unit }: JsonStyle): string {
  return JSON.stringify(value, null, unit).replaceAll('\n', `${eol}${indent}`);
}

function styleOf(json: string): JsonStyle {
  return { eol: json.includes('\r\n') ? '\r\n' : '\n', unit: /\n([ \t]+)\S/.exec(json)?.[1] ?? '  ' };
}

/** Where the comma between `from` and `to` is, past comments. */
function commaAfter(json: string, from: number, to: number): number | undefined {
  const scanner = createScanner(json, false);
  scanner.setPosition(from);
  for (let kind = scanner.scan(); scanner.getTokenOffset() < to; kind = scanner.scan()) {
    if (kind === COMMA) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Past the comments that stand on the same line, which belong to what is before them. */
function endOfLineComment(json: string, from: number, to: number): number {
  const scanner = createScanner(json, false);
  scanner.setPosition(from);
  let end = from;
  for (let kind = scanner.scan(); scanner.getTokenOffset() < to; kind = scanner.scan()) {
    const tail = scanner.getTokenOffset() + scanner.getTokenLength();
    const comment = kind === LINE_COMMENT || kind === BLOCK_COMMENT;
    if (comment && !json.slice(from, tail).includes('\n')) end = tail;
    else if (kind !== BLANKS) break;
  }
  return end;
}

function isFirstOnLine(json: string, offset: number): boolean {
  return /(^|\n)[ \t]*$/.test(json.slice(0, offset));
}

function indentAt(json: string, offset: number): string {
  return /(?:^|\n)([ \t]*)[^\n]*$/.exec(json.slice(0, offset))?.[1] ?? '';
}

/** Back over blanks, and over the end of the line before when nothing else is on this one. */
function startOfLineBreak(json: string, offset: number): number {
  return offset - (/(?:\r?\n)?[ \t]*$/.exec(json.slice(0, offset))?.[0].length ?? 0);
}

function splice(text: string, splices: readonly Splice[]): string {
  return splices
    .toReversed()
    .toSorted((one, other) => other.from - one.from)
    .reduce((whole, { from, to, text: piece }) => whole.slice(0, from) + piece + whole.slice(to), text);
}

function dataOf(node: Node): unknown {
  if (node.type === 'array') return node.children?.map(dataOf) ?? [];
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(
    (node.children ?? []).map(({ children: [key, value] = [] }) => [key?.value, value && dataOf(value)]),
  );
}

function position(json: string, offset: number): string {
  const lines = json.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** Those that people make; the others by the parser's own names. */
const ERRORS: Readonly<Record<number, string>> = {
  3: 'a name in quotes is missing',
  4: 'a value is missing',
  5: 'a colon is missing',
  6: 'a comma is missing',
  7: 'a closing brace is missing',
  8: 'a closing bracket is missing',
  9: 'something stands behind the end',
  10: 'comments are not allowed here',
};

function fault({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
}
