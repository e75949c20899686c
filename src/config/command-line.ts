// The words of a command line, as options and their values.

import { nearest } from '../text/closest-name.ts';
import type { Command, Option } from './options.ts';
import { COMMANDS, OPTIONS } from './options.ts';

export interface Given {
  value: string;
  /** The option or variable it came from. */
  from: string;
}

export function readArguments(
  argv: readonly string[],
  complaints: string[],
): { command: Command; given: Map<string, Given> } {
  const names = OPTIONS.map((option) => option.name as string);
  const given = new Map<string, Given>();
  let command: Command = 'serve';
  const rest = [...argv];
  const first = rest[0];
  if (first !== undefined && !first.startsWith('-')) {
    rest.shift();
    if (Object.hasOwn(COMMANDS, first)) command = first as Command;
    else complaints.push(`"${cut(first)}" is not a command.${meant(first, Object.keys(COMMANDS))}`);
  }
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const [, name = '', attached] = /^--?([^=]+)(?:=(.*))?$/s.exec(word === '-h' ? '--help' : word) ?? [];
    const option = (OPTIONS as readonly Option[]).find((one) => one.name === name);
    if (!option) {
      complaints.push(`${cut(word)} is not an option.${meant(name || word, names, '--')}`);
      // What follows a misspelt option is its value, no second mistake.
      if (word.startsWith('--') && attached === undefined && rest[0] !== undefined && !rest[0].startsWith('-'))
        rest.shift();
      continue;
    }
    let value = attached;
    if (option.kind === 'flag') {
      value ??= 'true';
    } else if (value === undefined && rest[0] !== undefined && !rest[0].startsWith('--')) {
      value = rest.shift();
    }
    if (value === undefined || value === '') {
      complaints.push(`--${name} needs a value.`);
      continue;
    }
    const before = given.get(name);
    given.set(name, {
      value: before && option.kind === 'list' ? `${before.value},${value}` : value,
      from: `--${name}`,
    });
  }
  return { command, given };
}

export function meant(given: string, known: readonly string[], prefix = ''): string {
  const name = nearest(given.replace(/^-+/, ''), known);
  return name ? ` Did you mean ${prefix}${name}?` : ` Known: ${known.map((one) => prefix + one).join(', ')}.`;
}

export function cut(text: string): string {
  const line = text.replace(/[^\x20-\x7e]/g, '?');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
