// What `connect` is asked for: the host, what to do, and the options that the server in the host shall start with.

import type { Mode } from '../consent/limits-table.ts';
import type { OptionReader, OptionValues } from './option-values.ts';
import { OPTIONS, type Option } from './options.ts';

export interface ConnectConfig {
  /** As it was typed; absent for the list. */
  host?: string;
  /** Of the server in the host's configuration. */
  name: string;
  action: 'show' | 'write' | 'remove' | 'open';
  scope: 'user' | 'project';
  json: boolean;
  /** Options of `serve`; the mode is always among them. */
  serverOptions: readonly ServerOption[];
}

export interface ServerOption {
  name: string;
  /** Absent for a flag, which is on. */
  text?: string;
  /** The text is the path of a file or a folder. */
  file?: true;
}

const ACTIONS = ['write', 'remove', 'open'] as const;
const FOR_A_HOST = [...ACTIONS, 'project', 'name'] as const;
// What Codex takes (0.171.0, measured 2026-11-28), the strictest of the hosts.
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What is wrong is added to `configErrors`. */
export function readConnect(
  given: { operand: string | undefined; values: Readonly<OptionValues>; read: OptionReader; mode: Mode },
  configErrors: string[],
): ConnectConfig {
  const { operand, values, read, mode } = given;
  const actions = ACTIONS.filter((action) => read.flag(action));
  if (actions.length > 1) configErrors.push(`Choose one of ${actions.map((action) => `--${action}`).join(' and ')}.`);
  const name = read.text('name') ?? 'ebs';
  if (!NAME.test(name)) configErrors.push('--name: expected at most 64 letters, digits, - and _.');
  const meant = operand === undefined ? FOR_A_HOST.find((option) => read.has(option)) : undefined;
  if (meant) configErrors.push(`--${meant} needs a host: connect HOST --${meant}. Without it connect lists the hosts.`);
  return {
    ...(operand === undefined ? {} : { host: operand }),
    name,
    action: actions[0] ?? 'show',
    scope: read.flag('project') ? 'project' : 'user',
    json: read.flag('json'),
    serverOptions: [{ name: 'mode', text: mode }, ...otherOptions(values, read)],
  };
}

function otherOptions(values: Readonly<OptionValues>, read: OptionReader): ServerOption[] {
  return (OPTIONS as readonly Option[]).flatMap((option) => {
    const text = values.get(option.name)?.text;
    const ofServer = option.command === 'serve' || option.name === 'speed';
    // Whatever says which mode it is, the mode is passed on in one form.
    const ofMode = option.name === 'mode' || option.sameAs === 'mode';
    if (text === undefined || !ofServer || ofMode) return [];
    if (option.kind !== 'flag') return [{ name: option.name, text, ...(option.file ? { file: option.file } : {}) }];
    return read.flag(option.name as Parameters<OptionReader['flag']>[0]) ? [{ name: option.name }] : [];
  });
}
