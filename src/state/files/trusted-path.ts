// Whose a file or folder is, and who else can write it: what somebody else may have written is not believed.
import { constants, type Stats } from 'node:fs';
import { lstat, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotTrustedError, Trust } from '../../ports/state.ts';

/** Why it is not believed; `cure` is one command that makes it right, where one does. */
export class NotTrusted extends Error implements NotTrustedError {
  override name = 'NotTrusted' as const;
  readonly cure: string | undefined;
  constructor(message: string, cure?: string) {
    super(inOneLine(message));
    // A command that nobody sees whole is none to paste.
    this.cure = cure !== undefined && cure === inOneLine(cure) ? cure : undefined;
  }
}

/** What stands against believing `folder`, in words; never the text of an exception of others. */
export function trustOf(problem: unknown, folder: string): Trust {
  if (problem instanceof NotTrusted) {
    return { kept: false, why: problem.message, ...(problem.cure ? { cure: problem.cure } : {}) };
  }
  const code = (problem as NodeJS.ErrnoException).code ?? 'unknown';
  return { kept: false, why: inOneLine(`The state directory ${folder} cannot be used (${code}).`) };
}

/** A path may hold line breaks and letters that nobody sees; no line of an answer begins in one. */
function inOneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** What the state folder holds; `sent` is of 0.1.0. */
export const SUBFOLDERS = ['sends', 'intents', 'sources', 'plans', 'days', 'sent'] as const;

const OTHERS = 0o077;
// A state file is a few hundred bytes; a longer one than the longest request is not ours. 50 tags of 128 and 256
// characters are 19,200, each of at most six bytes in JSON; the rest is for the ids of the copies that were shown.
const MOST_BYTES = 256 * 1024;

/** Throws NotTrusted for what could not be read back: an entry that was written and cannot be read would keep its token for ever. */
export function assertReadable(text: string): void {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new NotTrusted('What would be recorded is longer than the 256 KB that are read back.');
}

/** Rejects with NotTrusted unless it is a folder of this user that nobody else can enter; a link to one is as good. */
export async function judgeFolder(folder: string): Promise<void> {
  await judgeFound(await stat(folder), folder);
}

/**
 * The same of a folder that this server makes inside the state folder, which is never a link: what a link leads to may
 * lie where others can write, also after it was judged. One that is not there is none.
 */
export async function judgeSubfolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(ifMissing);
  if (found?.isSymbolicLink()) throw new NotTrusted(`${folder} is a link, not a folder; remove the link.`);
  if (found) await judgeFound(found, folder);
}

/** The state folder, with all that this server makes in it. Rejects with NotTrusted as these do. */
export async function judgeState(folder: string): Promise<void> {
  await judgeFolder(folder);
  for (const name of SUBFOLDERS) await judgeSubfolder(join(folder, name));
}

async function judgeFound(found: Stats, folder: string): Promise<void> {
  if (!found.isDirectory()) throw new NotTrusted(`${folder} is not a folder.`);
  judgeOwner(found, folder);
  if ((found.mode & OTHERS) === 0 || !(await hasModes(folder))) return;
  throw new NotTrusted(`${folder} is open to other users of this machine.`, `chmod 700 ${quoted(folder)}`);
}

/** The text of a file; undefined when there is none. Follows no link, and never waits for a FIFO or a device. */
export async function readTrusted(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(ifMissing);
  if (!found) return undefined;
  if (!found.isFile()) throw new NotTrusted(`${path} is not a plain file.`);
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(ifMissing);
  if (!handle) return undefined;
  try {
    // Of what was opened, not of what was there a moment before.
    const opened = await handle.stat();
    if (!opened.isFile() || opened.size > MOST_BYTES) throw new NotTrusted(`${path} is not a file of this server.`);
    judgeOwner(opened, path);
    if ((opened.mode & OTHERS) !== 0 && (await hasModes(join(path, '..')))) {
      throw new NotTrusted(`${path} is open to other users of this machine.`, `chmod 600 ${quoted(path)}`);
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function judgeOwner({ uid }: Stats, path: string): void {
  const own = process.getuid?.();
  if (own !== undefined && uid !== own) throw new NotTrusted(`${path} belongs to another user of this machine.`);
}

/** Whether this file system keeps who may read a file (FAT, some network mounts and Windows drives do not). */
async function hasModes(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const probe = join(folder, `.modes-${process.pid}`);
  try {
    const handle = await open(probe, 'wx', 0o600);
    try {
      return ((await handle.stat()).mode & OTHERS) === 0;
    } finally {
      await handle.close();
      await rm(probe, { force: true });
    }
  } catch {
    // Nothing can be written there; its modes are taken at their word.
    return true;
  }
}

/** Undefined for a path that is not there; every other problem stays one. */
export function ifMissing(problem: NodeJS.ErrnoException): undefined {
  if (problem.code !== 'ENOENT' && problem.code !== 'ENOTDIR') throw problem;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
