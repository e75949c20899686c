// Text into lines of a bounded width. Pure; colours come later, because they have no width.
import { wrapWords } from '../text/wrap-words.ts';

/** Columns of a page where no terminal says how many it has. */
export const WIDTH = 96;
// What the last column of a table needs to stand beside the others.
const LEAST_LAST = 20;
// The columns of a plan: a setting, its source, its copy; what is left is the note's.
const CELLS = [24, 16, 26];
// The same in every column, so that equal values still look equal.
const SHORTENED = 16;
const GAP = '  ';

/** The words of a text in lines of a page of `width`, with every line after the first pushed in by `hang` more. */
export function paragraph(text: string, width: number, indent = 2, hang = 0): string[] {
  return wrapWords(text, width - indent - hang).map(
    (line, index) => `${' '.repeat(indent + (index > 0 ? hang : 0))}${line}`,
  );
}

/** Keeps the beginning and the end: what tells one ARN from another is at its end. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
}

/** The lines of each row: the last column wraps, below the others where they leave no room; the others are shortened. */
export function tableRows(rows: readonly (readonly string[])[], width: number, indent = 2): string[][] {
  const cells = rows.map((row) => row.map((cell, column) => (column < row.length - 1 ? fitCell(cell, column) : cell)));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const before = indent + widths.reduce((sum, width) => sum + width + GAP.length, 0);
  return cells.map((row) => {
    const head = ' '.repeat(indent) + widths.map((width, column) => (row[column] ?? '').padEnd(width) + GAP).join('');
    const last = row[columns - 1] ?? '';
    if (width - before < LEAST_LAST) return [head.trimEnd(), ...paragraph(last, width, indent + GAP.length)];
    const [first = '', ...more] = wrapWords(last, width - before);
    return [`${head}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(before) + line)];
  });
}

function fitCell(cell: string, column: number): string {
  return cell.length > (CELLS[column] ?? Number.POSITIVE_INFINITY) ? shorten(cell, SHORTENED) : cell;
}

/** A tool call as a person reads it: its arguments broken between members, a long list also within. */
export function callLines(tool: string, args: Readonly<Record<string, unknown>>, width: number): string[] {
  const members = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const lines = [`  → ${tool}  {`];
  const add = (piece: string, indent: string) => {
    const last = lines.at(-1) ?? '';
    if (last.length + piece.length > width) lines.push(indent + piece);
    else lines[lines.length - 1] = last + piece;
  };
  for (const [index, member] of members.entries()) {
    const piece = ` ${member}${index < members.length - 1 ? ',' : ' }'}`;
    const [head = '', ...rest] = piece.length > width - 8 ? piece.split(/(?<=,)(?=")/) : [piece];
    add(head, ' '.repeat(6));
    for (const one of rest) add(one, ' '.repeat(9));
  }
  if (members.length === 0) lines[0] += ' }';
  return lines;
}

/** A shell command over several lines, broken before options: still one command when it is pasted. */
export function commandLines(command: string, width: number, indent = 4): string[] {
  const lines: string[] = [];
  for (const piece of command.split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(' '.repeat(indent) + piece);
    else if (last.length + piece.length + 3 > width) lines.push(' '.repeat(indent + 2) + piece);
    else lines[lines.length - 1] = `${last} ${piece}`;
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

/** `[######------]  50 %` */
export function progressBar(percent: number, width: number, glyphs: { full: string; empty: string }): string {
  const whole = Math.min(100, Math.max(0, Math.floor(percent)));
  // Full only at 100: a bar that looks done before it is would be a lie.
  const full = Math.floor((width * whole) / 100);
  return `[${glyphs.full.repeat(full)}${glyphs.empty.repeat(width - full)}] ${`${whole}`.padStart(3)} %`;
}
