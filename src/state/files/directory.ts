// Where the little that outlives the process is kept: the user's state directory, readable by nobody else.
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder } from './write-durably.ts';

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
