// The configuration files of hosts on the disk: read, kept beside, replaced in one step.
import { chmod, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Each rejects with a ConfigFileProblem or with an error of node:fs. */
export interface ConfigFiles {
  /** Undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Copies kept by `replace`, the newest first. */
  kept(path: string): Promise<string[]>;
  /**
   * Replaces the file, or makes it and its folder, when it still says `before`. The path of the old one that was kept
   * beside it; undefined when there was none.
   */
  replace(path: string, before: string | undefined, after: string): Promise<string | undefined>;
  /** The same, and the file is gone afterwards. */
  remove(path: string, before: string): Promise<string | undefined>;
}

export function createConfigFiles(now: () => Date): ConfigFiles {
  return {
    read: readIfThere,
    async kept(path) {
      const file = await target(path);
      const names = await readdir(dirname(file)).catch(() => []);
      const copies = names.filter((name) => name.startsWith(`${basename(file)}.`) && KEPT.test(name));
      // Their names sort by time.
      return await Promise.all(
        copies
          .sort()
          .reverse()
          .map((name) => readFile(join(dirname(file), name), 'utf8')),
      );
    },
    async replace(path, before, after) {
      const file = await target(path);
      if (before === undefined) await mkdir(dirname(file), { recursive: true });
      const mode = before === undefined ? OWNER_ONLY : await writableMode(file);
      const kept = before === undefined ? undefined : await keep(file, before, mode, now());
      const beside = `${file}.${process.pid}.new`;
      try {
        await write(beside, after, mode);
        if ((await readIfThere(file)) !== before) throw changed(file);
        await rename(beside, file);
      } finally {
        await rm(beside, { force: true });
      }
      return kept;
    },
    async remove(path, before) {
      const file = await target(path);
      const kept = await keep(file, before, await writableMode(file), now());
      if ((await readIfThere(file)) !== before) throw changed(file);
      await rm(file);
      return kept;
    },
  };
}

/** Its message is a whole sentence for a person. */
export class ConfigFileProblem extends Error {}

// A host's configuration may hold keys of other servers.
const OWNER_ONLY = 0o600;
const KEPT = /\.\d{8}T\d{9}Z\.bak$/;

/** A symbolic link stays one: what it leads to is replaced. */
async function target(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (problem) {
    if (!isMissing(problem)) throw problem;
    if (await lstat(path).catch(() => undefined)) throw new ConfigFileProblem(`${path} is a link that leads nowhere.`);
    return path;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    // Reading a pipe would wait until somebody writes to it.
    if (!(await stat(path)).isFile()) throw new ConfigFileProblem(`${path} is not a file.`);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (problem) {
    if (isMissing(problem)) return undefined;
    if (problem instanceof TypeError) throw new ConfigFileProblem(`${path} is not UTF-8 text.`);
    throw problem;
  }
}

/** Another file takes its place, which the system allows also where nobody may write: that was somebody's wish. */
async function writableMode(file: string): Promise<number> {
  const mode = (await stat(file)).mode & 0o777;
  if ((mode & 0o222) !== 0) return mode;
  const how = process.platform === 'win32' ? `attrib -r "${file}"` : `chmod u+w '${file.replaceAll("'", `'\\''`)}'`;
  throw new ConfigFileProblem(`${file} is write-protected. To let it be changed, type: ${how}`);
}

function isMissing(problem: unknown): boolean {
  return (problem as NodeJS.ErrnoException).code === 'ENOENT';
}

function changed(file: string): ConfigFileProblem {
  return new ConfigFileProblem(`${file} was changed by somebody else meanwhile.`);
}

async function keep(file: string, text: string, mode: number, time: Date): Promise<string> {
  const copy = `${file}.${time.toISOString().replace(/[-:.]/g, '')}.bak`;
  await write(copy, text, mode);
  return copy;
}

async function write(path: string, text: string, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The umask may have taken something away.
  await chmod(path, mode);
}
