// The words of a command line, as a command and the values of options.

import { parseArgs } from 'node:util';
import { nearest } from '../text/closest-name.ts';
import type { Command, Option } from './options.ts';
import { COMMANDS, OPTIONS } from './options.ts';

export interface Given {
  value: string;
  /** The option or variable it came from. */
  from: string;
}

/** What is wrong with the words is added to `complaints`. */
export function readArguments(
  argv: readonly string[],
  complaints: string[],
): { command: Command; given: Map<string, Given> } {
  // One dash before a long name counts as two.
  const words = argv.map((word) => (/^-[a-z]{2}/.test(word) ? `-${word}` : word));
  const [first] = words;
  if (first === undefined || first.startsWith('-')) return { command: 'serve', given: readOptions(words, complaints) };
  const command = Object.hasOwn(COMMANDS, first) ? (first as Command) : undefined;
  if (!command) complaints.push(`"${cut(first)}" is not a command.${meant(first, Object.keys(COMMANDS))}`);
  return { command: command ?? 'serve', given: readOptions(words.slice(1), complaints) };
}

function readOptions(words: string[], complaints: string[]): Map<string, Given> {
  const given = new Map<string, Given>();
  let taken = 0;
  for (const token of lex(words)) {
    // A value of the option before it, or the rest of a group such as -10.
    if (token.index < taken) continue;
    taken = token.index + 1;
    const next = words[taken];
    const { name, value: attached } = token.kind === 'option' ? token : {};
    const option = (OPTIONS as readonly Option[]).find((one) => one.name === name);
    if (!option) {
      const word = words[token.index] ?? '';
      complaints.push(`${cut(word)} is not an option.${meant(name ?? word, NAMES, '--')}`);
      // What follows a misspelt option is its value, no second mistake.
      if (word.startsWith('--') && attached === undefined && next !== undefined && !next.startsWith('-')) taken += 1;
      // All that stands behind it is no option either.
      if (token.kind === 'option-terminator') break;
      continue;
    }
    let value = attached;
    if (option.kind === 'flag') value ??= 'true';
    else if (value === undefined && next !== undefined && !next.startsWith('--')) {
      value = next;
      taken += 1;
    }
    if (value) setValue(given, option, value);
    else complaints.push(`--${option.name} needs a value.`);
  }
  return given;
}

/** A list that is given twice adds up; of anything else the last counts. */
function setValue(given: Map<string, Given>, option: Option, value: string): void {
  const before = option.kind === 'list' ? given.get(option.name) : undefined;
  given.set(option.name, { value: before ? `${before.value},${value}` : value, from: `--${option.name}` });
}

/** No option is declared to take a value: it would take the option that follows it for one. */
function lex(words: string[]): Token[] {
  // Node compiles its parser at the first use, which a start without words can do without.
  if (words.length === 0) return [];
  return parseArgs({
    args: words,
    options: { help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

type Token =
  | { kind: 'option'; index: number; name: string; value?: string | undefined }
  | { kind: 'positional' | 'option-terminator'; index: number };

const NAMES: readonly string[] = OPTIONS.map((option) => option.name);

export function meant(given: string, known: readonly string[], prefix = ''): string {
  const name = nearest(given.replace(/^-+/, ''), known);
  return name ? ` Did you mean ${prefix}${name}?` : ` Known: ${known.map((one) => prefix + one).join(', ')}.`;
}

export function cut(text: string): string {
  const line = text.replace(/[^\x20-\x7e]/g, '?');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
