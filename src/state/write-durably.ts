// A file that is there, whole, after a crash: written, flushed, and its folder entry flushed too.
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Creates `path` (0600) in one step; throws with code EEXIST when it is there already. */
export function createDurably(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  write(beside, 'w', text);
  try {
    // A name that appears with its content: a kill between creating and writing would leave an empty file for ever.
    linkSync(beside, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    write(path, 'wx', text);
  } finally {
    rmSync(beside, { force: true });
  }
  flushFolder(dirname(path));
}

// What file systems without hard links say (FAT, some network mounts).
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** Replaces `path` in one step (0600). */
export function replaceDurably(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  write(beside, 'w', text);
  renameSync(beside, path);
  flushFolder(dirname(path));
}

function write(path: string, flag: 'w' | 'wx', text: string): void {
  const file = openSync(path, flag, 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

// Windows cannot open a folder, and flushes entries by itself.
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
