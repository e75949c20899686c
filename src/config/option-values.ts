// What the value of an option means: yes or no, a number, a list.
import { isAbsolute, join, sep } from 'node:path';
import type { ListLimit } from '../consent/limits-table.ts';
import { REGION_NAME, regionOfZone } from '../text/region-name.ts';
import { printable } from './config-errors.ts';
import type { OptionName } from './options.ts';

export const REGION_FORM = { pattern: REGION_NAME, expects: 'a Region such as us-east-1' };

interface OptionValue {
  text: string;
  /** The option or the environment variable that it came from, as an error names it. */
  source: string;
}
export type OptionValues = Map<string, OptionValue>;

interface Bounds {
  least: number;
  most: number;
  isWhole: boolean;
}
const ANY_NUMBER: Bounds = { least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: false };

/** Reads options by their names. */
export interface OptionReader {
  has(name: OptionName): boolean;
  /** The source of a value; empty when there is none. */
  source(name: OptionName): string;
  text(name: OptionName): string | undefined;
  /** Of a file or folder; `~/` is `home`. Whoever writes it into a host's JSON has no shell and no working directory. */
  path(name: OptionName, home: string | undefined): string | undefined;
  flag(name: OptionName): boolean;
  number(name: OptionName, otherwise: number, range?: Partial<Bounds>): number;
  /** Entries between commas, each of the form that it must have. */
  list(name: OptionName, form?: ListLimit['form']): string[];
}

/** What is wrong with a value is added to `configErrors` when it is read. */
export function createOptionReader(values: Readonly<OptionValues>, configErrors: string[]): OptionReader {
  return {
    has: (name) => values.has(name),
    source: (name) => values.get(name)?.source ?? '',
    text: (name) => values.get(name)?.text,
    path: (name, home) => readPath(values.get(name), home, configErrors),
    flag: (name) => readFlag(values.get(name), configErrors),
    number: (name, otherwise, range) =>
      readNumber(values.get(name), otherwise, { ...ANY_NUMBER, ...range }, configErrors),
    list: (name, form) => readList(values.get(name), form, configErrors),
  };
}

function readPath(
  value: OptionValue | undefined,
  home: string | undefined,
  configErrors: string[],
): string | undefined {
  if (!value || isAbsolute(value.text)) return value?.text;
  const isOfHome = value.text.startsWith('~/') || value.text.startsWith(`~${sep}`);
  if (isOfHome && home !== undefined) return join(home, value.text.slice(2));
  const why = isOfHome ? 'no home directory is known' : 'a host may start the server in any folder';
  configErrors.push(`${value.source}: expected a full path, got "${printable(value.text)}"; ${why}.`);
  return undefined;
}

function readFlag(value: OptionValue | undefined, configErrors: string[]): boolean {
  if (!value) return false;
  if (/^(true|1|yes|on)$/i.test(value.text)) return true;
  if (!/^(false|0|no|off)$/i.test(value.text))
    configErrors.push(`${value.source}: expected true or false, got "${printable(value.text)}".`);
  return false;
}

function readNumber(
  value: OptionValue | undefined,
  otherwise: number,
  { least, most, isWhole }: Bounds,
  configErrors: string[],
): number {
  if (!value) return otherwise;
  const number = Number(value.text);
  const form = isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/;
  if (form.test(value.text) && number >= least && number <= most) return number;
  const range = most === ANY_NUMBER.most ? `of ${least} or more` : `from ${least} to ${most}`;
  configErrors.push(
    `${value.source}: expected a ${isWhole ? 'whole ' : ''}number ${range}, got "${printable(value.text)}".`,
  );
  return otherwise;
}

function readList(value: OptionValue | undefined, form: ListLimit['form'], configErrors: string[]): string[] {
  const entries = (value?.text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  if (value && entries.length === 0)
    configErrors.push(`${value.source}: the list is empty; name what is allowed, or leave the option out.`);
  configErrors.push(...faultsOfForm(entries, form).map((fault) => `${value?.source}: ${fault}`));
  return entries;
}

/** A sentence on each entry of a list that has not its form, and on entries that only together mean something else. */
export function faultsOfForm(entries: readonly string[], form: ListLimit['form']): string[] {
  const faults = entries.flatMap((one) => faultOfForm(one, form) ?? []);
  const all = entries.join('\n');
  return faults.length === 0 && form?.slips?.list.test(all)
    ? [`"${printable(entries.join(','))}" ${form.slips.says}.`]
    : faults;
}

function faultOfForm(entry: string, form: ListLimit['form']): string | undefined {
  if (form?.slips?.entry.test(entry) && form.pattern.test(entry)) return `"${printable(entry)}" ${form.slips.says}.`;
  if (!form || form.pattern.test(entry)) return undefined;
  const region = regionOfZone(entry);
  const zone = region === undefined ? '' : ` It is a zone of the Region ${region}.`;
  return `"${printable(entry)}" is not ${form.expects}.${zone}`;
}
