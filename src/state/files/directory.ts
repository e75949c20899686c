// Where the little that outlives the process is kept: the user's state directory, readable by nobody else.
import { mkdir, stat } from 'node:fs/promises';
import { dirname, posix, win32 } from 'node:path';
import { flushFolder } from './write-durably.ts';

/**
 * The folder by the platform's custom; undefined when no home is known. `accountHome`: the home that the system keeps
 * for the account, for hosts that pass no HOME. A relative folder would be another one in each working directory, so it
 * counts as unset.
 */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  accountHome: string | undefined,
): string | undefined {
  const { isAbsolute, join } = platform === 'win32' ? win32 : posix;
  const first = (...folders: (string | undefined)[]) => folders.find((folder) => folder && isAbsolute(folder));
  const named = first(env.XDG_STATE_HOME, platform === 'win32' ? env.LOCALAPPDATA : undefined);
  if (named) return join(named, 'ebs-copy-mcp');
  const home = first(platform === 'win32' ? env.USERPROFILE : env.HOME, accountHome);
  if (home === undefined) return undefined;
  if (platform === 'win32') return join(home, 'AppData', 'Local', 'ebs-copy-mcp');
  return platform === 'darwin'
    ? join(home, 'Library', 'Application Support', 'ebs-copy-mcp')
    : join(home, '.local', 'state', 'ebs-copy-mcp');
}

/**
 * Makes it and what leads to it, for its owner alone; it would survive a crash. Rejects when that is not possible. One by one: below /proc Node's
 * own recursive way never comes back (20.20, 22.23 and 24.21, 2026-11).
 */
export async function makeFolder(folder: string): Promise<void> {
  const known = await stat(folder).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'ENOENT') throw problem;
  });
  if (known?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
    await flushFolder(parent);
  } catch (problem) {
    // Another process was quicker.
    if ((problem as NodeJS.ErrnoException).code !== 'EEXIST') throw problem;
  }
}
