// Text into lines of a bounded width. Pure; colours come later, because they have no width.

export const WIDTH = 96;
// The columns of a plan: a setting, its source, its copy; what is left is the note's.
const CELLS = [24, 16, 26];
// The same in every column, so that equal values still look equal.
const SHORTENED = 16;
const GAP = '  ';

/** Lines of at most `width` characters; a word that is longer stays whole. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The same, with every line after the first pushed in by `hang` more. */
export function paragraph(text: string, indent = 2, hang = 0): string[] {
  return wrapWords(text, WIDTH - indent - hang).map(
    (line, index) => `${' '.repeat(indent + (index > 0 ? hang : 0))}${line}`,
  );
}

/** Keeps the beginning and the end: what tells one ARN from another is at its end. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
}

/** The lines of each row: the last column wraps, the others are shortened. */
export function tableRows(rows: readonly (readonly string[])[], indent = 2): string[][] {
  const cells = rows.map((row) => row.map((cell, column) => (column < row.length - 1 ? fitCell(cell, column) : cell)));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const before = indent + widths.reduce((sum, width) => sum + width + GAP.length, 0);
  return cells.map((row) => {
    const head = ' '.repeat(indent) + widths.map((width, column) => (row[column] ?? '').padEnd(width) + GAP).join('');
    const [first = '', ...more] = wrapWords(row[columns - 1] ?? '', WIDTH - before);
    return [`${head}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(before) + line)];
  });
}

function fitCell(cell: string, column: number): string {
  return cell.length > (CELLS[column] ?? WIDTH) ? shorten(cell, SHORTENED) : cell;
}

/** A tool call as a person reads it: its arguments broken between members only. */
export function callLines(tool: string, args: Readonly<Record<string, unknown>>): string[] {
  const members = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const lines = [`  → ${tool}  {`];
  for (const [index, member] of members.entries()) {
    const piece = ` ${member}${index < members.length - 1 ? ',' : ' }'}`;
    const last = lines.at(-1) ?? '';
    if (last.length + piece.length > WIDTH) lines.push(`      ${piece}`);
    else lines[lines.length - 1] = last + piece;
  }
  if (members.length === 0) lines[0] += ' }';
  return lines;
}

/** A shell command over several lines, broken before options: still one command when it is pasted. */
export function commandLines(command: string, indent = 4): string[] {
  const lines: string[] = [];
  for (const piece of command.split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(' '.repeat(indent) + piece);
    else if (last.length + piece.length + 3 > WIDTH) lines.push(' '.repeat(indent + 2) + piece);
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
