// The words of a command line, as a command and the values of options, and the variables that stand for options.

import { parseArgs } from 'node:util';
import { nearest } from '../text/closest-name.ts';
import { printable, suggestion } from './config-errors.ts';
import type { OptionValues } from './option-values.ts';
import { COMMANDS, type Command, OPERANDS, OPTIONS, type Option } from './options.ts';
import { KEY_VARIABLES } from './state-config.ts';

interface Arguments {
  /** Undefined for a word that is none: whoever typed it wants no server that waits for a host. */
  command: Command | undefined;
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
  if (first === 'help' || first === 'version')
    return { command: 'serve', ...readOptions([`--${first}`], false, configErrors) };
  const command = Object.hasOwn(COMMANDS, first) ? (first as Command) : undefined;
  if (!command) configErrors.push(noCommand(first));
  const takesOperand = command !== undefined && OPERANDS[command] !== undefined;
  return { command, ...readOptions(words.slice(1), takesOperand, configErrors) };
}

function noCommand(word: string): string {
  const known = Object.keys(COMMANDS);
  const near = nearest(word, known);
  return `"${printable(word)}" is not a command.${near ? ` Did you mean ${near}?` : ''} Known: ${known.join(', ')}.`;
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

const PREFIX = 'EBS_COPY_';
const VARIABLES: readonly string[] = [
  ...(OPTIONS as readonly Option[]).flatMap(({ env }) => env ?? []),
  ...KEY_VARIABLES,
];
const SHORT_NAMES = VARIABLES.map((variable) => variable.slice(PREFIX.length));
// What Kubernetes sets in each pod beside a Service named ebs-copy-…; one named ebs-copy takes EBS_COPY_PORT itself.
// Source: Kubernetes documentation, "Discovering services", "Environment variables", read 2026-11.
const SERVICE_LINK = /^EBS_COPY_(\w+_PORT|(\w+_)?(SERVICE_(HOST|PORT)|PORT_\d+)(_\w+)?)$/;

/** A limit in a misspelt variable would silently not hold. */
export function nameUnknown(env: Readonly<Record<string, string>>, configErrors: string[]): void {
  for (const variable of Object.keys(env)) {
    if (!/^EBS_COPY_/i.test(variable) || VARIABLES.includes(variable) || SERVICE_LINK.test(variable)) continue;
    // Without what all begin with, which would bring any two near each other.
    const name = nearest(variable.slice(PREFIX.length), SHORT_NAMES);
    const hint = name === undefined ? '; --help names them.' : `. Did you mean ${PREFIX}${name}?`;
    configErrors.push(`${printable(variable)} is not a variable of this server${hint}`);
  }
}

/** Whoever installed the bundle, which only ever serves, sees a title and no variable. */
export function addVariables(values: OptionValues, env: Readonly<Record<string, string>>, mayBeBundle: boolean): void {
  for (const { name, env: variable, bundle } of OPTIONS as readonly Option[]) {
    const text = variable === undefined ? undefined : env[variable];
    if (variable === undefined || text === undefined || values.has(name)) continue;
    values.set(name, {
      text,
      source: bundle && mayBeBundle ? `${variable} ("${bundle}" in Claude Desktop)` : variable,
    });
  }
}
