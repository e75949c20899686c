// Where the little that outlives the process is kept: the user's state directory, readable by nobody else.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder by the platform's custom; undefined when the environment names no home. */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | undefined {
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, 'ebs-copy-mcp');
  if (platform === 'win32') return env.LOCALAPPDATA ? join(env.LOCALAPPDATA, 'ebs-copy-mcp') : undefined;
  if (!env.HOME) return undefined;
  return platform === 'darwin'
    ? join(env.HOME, 'Library', 'Application Support', 'ebs-copy-mcp')
    : join(env.HOME, '.local', 'state', 'ebs-copy-mcp');
}

/** Makes it, for its owner alone. Throws when that is not possible. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
