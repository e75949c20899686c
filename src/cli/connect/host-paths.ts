// Rules of the table as paths of this machine.
import { posix, win32 } from 'node:path';
import type { Host, PathRules, System } from './host.ts';

/** What is known without looking at the disk. */
export interface Machine {
  system: System;
  home: string;
  /** Where `connect` was started: the project. */
  folder: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Paths of the table that somebody must look for before a rule can be chosen. */
export function pathsToLookFor(host: Host, machine: Machine): string[] {
  const files = [host.user, host.project].flatMap((way) => way?.file ?? []);
  const conditions = files.flatMap((file) =>
    file.paths[machine.system].flatMap((rule) => (typeof rule === 'string' ? [] : rule.ifThere)),
  );
  return [...foldersOf(host, machine), ...conditions.flatMap((rule) => resolvePath(rule, machine) ?? [])];
}

/** Folders that show that the host is there. */
export function foldersOf(host: Host, machine: Machine): string[] {
  return host.folders[machine.system].flatMap(
    (rule) => resolvePath(typeof rule === 'string' ? rule : rule.path, machine) ?? [],
  );
}

/** The first path that applies; `there` holds those of `pathsToLookFor` that exist. Undefined when none applies. */
export function choosePath(rules: PathRules, machine: Machine, there: ReadonlySet<string>): string | undefined {
  for (const rule of rules[machine.system]) {
    const condition = typeof rule === 'string' ? undefined : resolvePath(rule.ifThere, machine);
    if (condition !== undefined && !there.has(condition)) continue;
    const path = resolvePath(typeof rule === 'string' ? rule : rule.path, machine);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Undefined when the rule names a variable that is not set. */
function resolvePath(rule: string, machine: Machine): string | undefined {
  const { join } = machine.system === 'win32' ? win32 : posix;
  const [first = '', ...rest] = rule.split('/');
  if (first === '~') return join(machine.home, ...rest);
  // An absolute rule has nothing before its first slash.
  if (!first.startsWith('$')) return rule.startsWith('/') ? rule : join(machine.folder, rule);
  const folder = machine.env[first.slice(1)] || usualFolder(first, machine);
  return folder === undefined ? undefined : join(folder, ...rest);
}

function usualFolder(variable: string, { system, home }: Machine): string | undefined {
  const { join } = system === 'win32' ? win32 : posix;
  switch (variable) {
    case '$XDG_CONFIG_HOME':
      return join(home, '.config');
    case '$APPDATA':
      return join(home, 'AppData', 'Roaming');
    case '$LOCALAPPDATA':
      return join(home, 'AppData', 'Local');
    default:
      return undefined;
  }
}
