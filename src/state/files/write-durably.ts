// A file that is there, whole, after a crash: written, flushed, and its folder entry flushed too.
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

let written = 0;
/** A name that no other write of this or another process has. */
function besideOf(path: string): string {
  written += 1;
  return `${path}.${process.pid}-${written}.new`;
}

/** Creates `path` (0600) in one step; rejects with code EEXIST when it is there already. */
export async function createDurably(path: string, text: string): Promise<void> {
  const beside = besideOf(path);
  await write(beside, 'w', text);
  try {
    // A name that appears with its content: a kill between creating and writing would leave an empty file for ever.
    await link(beside, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await write(path, 'wx', text);
  } finally {
    await rm(beside, { force: true });
  }
  await flushFolder(dirname(path));
}

// What file systems without hard links say (FAT, some network mounts).
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** Replaces `path` in one step (0600). */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const beside = besideOf(path);
  await write(beside, 'w', text);
  await rename(beside, path);
  await flushFolder(dirname(path));
}

async function write(path: string, flag: 'w' | 'wx', text: string): Promise<void> {
  const handle = await open(path, flag, 0o600);
  try {
    await withHandle(handle, async (file) => {
      await file.writeFile(text);
      await file.sync();
    });
  } catch (problem) {
    // What a full disk left of it: half an entry would keep its name for ever.
    await rm(path, { force: true }).catch(() => undefined);
    throw problem;
  }
}

/** Makes the entries of `folder` survive a crash. Windows cannot open a folder, and flushes entries by itself. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withHandle(await open(folder, 'r'), (handle) => handle.sync()).catch((problem: NodeJS.ErrnoException) => {
    if (!NO_FLUSH.has(problem.code ?? '')) throw problem;
  });
}

// Of a mount that flushes files and no folders (fsync(2): "does not support synchronization"; CIFS, FUSE): as on Windows.
const NO_FLUSH = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF']);

async function withHandle(handle: FileHandle, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
