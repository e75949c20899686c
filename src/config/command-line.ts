// The words of a command line, as a command and the values of options.

import { parseArgs } from 'node:util';
import { printable, suggestion } from './config-errors.ts';
import type { OptionValues } from './option-values.ts';
import { COMMANDS, type Command, OPERANDS, OPTIONS, type Option } from './options.ts';

interface Arguments {
  command: Command;
  values: OptionValues;
  /** The word of its own that some commands take. */
  operand?: string;
}

/** What is wrong with the words is added to `configErrors`. */
export function readArguments(argv: readonly string[], configErrors: string[]): Arguments {
  // One dash before a long name counts as two.
  const words = argv.map((word) => (/^-[a-z]{2}/.test(word) ? `-${word}` : word));
  const [first] = words;
  if (first === undefined || first.startsWith('-'))
    return { command: 'serve', ...readOptions(words, false, configErrors) };
  const command = Object.hasOwn(COMMANDS, first) ? (first as Command) : undefined;
  if (!command) configErrors.push(`"${printable(first)}" is not a command.${suggestion(first, Object.keys(COMMANDS))}`);
  const takesOperand = command !== undefined && OPERANDS[command] !== undefined;
  return { command: command ?? 'serve', ...readOptions(words.slice(1), takesOperand, configErrors) };
}

function readOptions(words: string[], takesOperand: boolean, configErrors: string[]): Omit<Arguments, 'command'> {
  const values: OptionValues = new Map();
  let operand: string | undefined;
  let taken = 0;
  for (const token of lex(words)) {
    // A value of the option before it, or the rest of a group such as -10.
    if (token.index < taken) continue;
    taken = token.index + 1;
    const next = words[taken];
    if (takesOperand && token.kind === 'positional' && operand === undefined) {
      operand = words[token.index];
      continue;
    }
    const { name, value: attached } = token.kind === 'option' ? token : {};
    const option = (OPTIONS as readonly Option[]).find((one) => one.name === name);
    if (!option) {
      const word = words[token.index] ?? '';
      configErrors.push(`${printable(word)} is not an option.${suggestion(name ?? word, NAMES, '--')}`);
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
    if (value) setValue(values, option, value);
    else configErrors.push(`--${option.name} needs a value.`);
  }
  return { values, ...(operand === undefined ? {} : { operand }) };
}

/** A list that is given twice adds up; of anything else the last counts. */
function setValue(values: OptionValues, option: Option, value: string): void {
  const before = option.kind === 'list' ? values.get(option.name) : undefined;
  values.set(option.name, { text: before ? `${before.text},${value}` : value, source: `--${option.name}` });
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
