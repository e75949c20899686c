// Command lines: those by which hosts add, show and remove a server, each as it was run with the version that the table
// names; and how words become one line for a shell.
import type { ConnectConfig } from '../../config/connect-config.ts';
import type { Dialect, Server, System } from './host.ts';
import { entryFor, type HostEntry } from './host-entry.ts';

export interface HostCommand {
  /** Behind the name of the program. */
  args: string[];
  env: Record<string, string>;
}

type Scope = ConnectConfig['scope'];

export function addCommand(dialect: Dialect, scope: Scope, name: string, server: Server): HostCommand {
  const words = [server.command, ...server.args];
  switch (dialect) {
    case 'claude':
      return plain(['mcp', 'add', '--scope', scope, name, ...variables('--env', server), '--', ...words]);
    case 'codex':
      return plain(['mcp', 'add', name, ...variables('--env', server), '--', ...words]);
    case 'gemini':
      return {
        args: [
          'mcp',
          'add',
          '--scope',
          scope,
          ...variables('--env', server),
          name,
          server.command,
          '--',
          ...server.args,
        ],
        env: geminiVariables(scope),
      };
    case 'vscode':
      return plain(['--add-mcp', JSON.stringify({ name, ...entryFor('stdio', name, server) })]);
  }
}

/** Undefined where the host has no command for it: then an entry is taken out of its file. */
export function removeCommand(dialect: Dialect, scope: Scope, name: string): HostCommand | undefined {
  switch (dialect) {
    case 'claude':
      return plain(['mcp', 'remove', '--scope', scope, name]);
    case 'codex':
      return plain(['mcp', 'remove', name]);
    case 'gemini':
      return { args: ['mcp', 'remove', '--scope', scope, name], env: geminiVariables(scope) };
    case 'vscode':
      return undefined;
  }
}

/** Codex alone is asked what is there; of the others the file is read. */
export function showCommand(name: string): HostCommand {
  return plain(['mcp', 'get', name, '--json']);
}

/** The entry that `showCommand` printed; undefined when that is none. */
export function shownEntry(stdout: string): HostEntry | undefined {
  try {
    const { transport } = JSON.parse(stdout) as { transport?: HostEntry & { env?: object | null } };
    if (!transport) return undefined;
    const { command, args, env } = transport;
    return { command, args, ...(env ? { env } : {}) };
  } catch {
    return undefined;
  }
}

/** Claude Code adds no second server of a name: the first has to go before. */
export function replacesItself(dialect: Dialect): boolean {
  return dialect !== 'claude';
}

// Without it Gemini CLI 0.61.0 does not read the settings of a folder that it does not trust, and writes them without
// the servers that stood there (measured 2026-11-28).
function geminiVariables(scope: Scope): Record<string, string> {
  return scope === 'project' ? { GEMINI_CLI_TRUST_WORKSPACE: 'true' } : {};
}

function variables(option: string, { env }: Server): string[] {
  return Object.entries(env).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

function plain(args: string[]): HostCommand {
  return { args, env: {} };
}

/** The words as somebody can paste them: into sh, or on Windows into cmd.exe. */
export function shellLine(words: readonly string[], env: Readonly<Record<string, string>>, system: System): string {
  const line = words.map((word) => quoteForShell(word, system)).join(' ');
  const variables = Object.entries(env).map(([name, value]) =>
    system === 'win32' ? `set "${name}=${value}" && ` : `${name}=${quoteForShell(value, system)} `,
  );
  return `${variables.join('')}${line}`;
}

/** One word, quoted only where that is needed. */
export function quoteForShell(word: string, system: System): string {
  if (system === 'win32') return /^[\w@%+=:,./\\-]+$/.test(word) ? word : quoteForProgram(word);
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** As programs on Windows take their command line apart: a quote is \", and backslashes before one are doubled. */
function quoteForProgram(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

/**
 * The line for `cmd.exe /d /s /c` that runs a .cmd or .bat file. cmd.exe takes signs with a meaning apart twice: when it
 * reads this line, and when the file hands on %*.
 */
export function batchLine(file: string, args: readonly string[]): string {
  const caret = (text: string) => text.replace(/[ !%^&()<>|"]/g, '^$&');
  return [caret(quoteForProgram(file)), ...args.map((word) => caret(caret(quoteForProgram(word))))].join(' ');
}
