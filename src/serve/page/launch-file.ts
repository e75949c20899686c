// The file that leads a browser to the page. Every user of a machine can read the command line of a browser; only its
// owner can read this file, so the page's address stands here and the command line carries a path.
import { constants, rmdirSync, rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { PLAN_MS } from '../../consent/answer-times.ts';

const PREFIX = 'ebs-copy-mcp-question-';
const LEFT_BEHIND = /^ebs-copy-mcp-question-\w{6}$/;
const NAME = 'open-the-question.html';
// Longer than a question lives, by a clock of a file server too.
const OLD_MS = 2 * PLAN_MS;

type Stat = (path: string) => Promise<{ uid: number; mode: number }>;
type Environment = Readonly<Record<string, string | undefined>>;

export interface LaunchFile {
  path: string;
  /** Takes the file and its folder away, at the latest when the process ends. */
  remove(): void;
}

/**
 * Where a browser may read a file of ours, best first. Snap and Flatpak browsers read neither hidden folders nor /tmp
 * nor /run/user; many of them read the downloads only. `userDirs`: the text of user-dirs.dirs, which names those
 * (xdg-user-dirs 0.18). `accountHome`: the home that the system knows, where HOME is another or missing.
 */
export function launchFolders(
  env: Environment,
  platform: string,
  { userDirs = '', accountHome }: { userDirs?: string; accountHome?: string } = {},
): string[] {
  // Of the user alone by its access list; Temp itself may be that of the whole machine.
  if (platform === 'win32') return env.LOCALAPPDATA ? [win32.join(env.LOCALAPPDATA, 'Temp')] : [];
  // macOS gives every user one; it asks before a program may touch the downloads.
  if (platform === 'darwin') return env.TMPDIR && posix.isAbsolute(env.TMPDIR) ? [env.TMPDIR] : [];
  const homes = [env.HOME, accountHome].filter((home) => home !== undefined && home !== '');
  const named = /^XDG_DOWNLOAD_DIR="(?:\$HOME\/)?([^"]*)"/m.exec(userDirs)?.[1];
  return [
    env.XDG_DOWNLOAD_DIR,
    ...homes.flatMap((home = '') => [named && posix.resolve(home, named), posix.join(home, 'Downloads'), home]),
  ].flatMap((folder, at, all) => (folder && all.indexOf(folder) === at && isVisible(folder) ? [folder] : []));
}

function isVisible(folder: string): boolean {
  return posix.isAbsolute(folder) && !/(^|\/)\.|^\/(tmp|var\/tmp|run|dev|proc|sys)(\/|$)/.test(folder);
}

/** The file in the first folder that takes it; undefined when none keeps it from other users. `now`: ms since the epoch. */
export async function writeLaunchFile(
  folders: readonly string[],
  address: string,
  now: number,
  stat: Stat = lstat,
): Promise<LaunchFile | undefined> {
  for (const folder of folders) {
    await removeLeftBehind(folder, now).catch(() => undefined);
    const file = await writeInto(folder, address, stat).catch(() => undefined);
    if (file) return file;
  }
  return undefined;
}

async function writeInto(folder: string, address: string, stat: Stat): Promise<LaunchFile | undefined> {
  const { join } = process.platform === 'win32' ? win32 : posix;
  const own = await mkdtemp(join(folder, PREFIX));
  const path = join(own, NAME);
  const remove = () => {
    process.off('exit', remove);
    removeQuietly(own, path);
  };
  process.once('exit', remove);
  try {
    // Before the address is in it: a file system without modes shows the folder to everybody.
    if (await isOursAlone(own, stat)) {
      await writeFile(path, htmlTo(address), { mode: 0o600, flag: 'wx' });
      if ((await isOursAlone(path, stat)) && (await isOursAlone(own, stat))) return { path, remove };
    }
  } catch {
    // As good as a folder that is none.
  }
  remove();
  return undefined;
}

/** Windows has access lists instead of modes: the folder itself was chosen for its own. */
async function isOursAlone(path: string, stat: Stat): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { uid, mode } = await stat(path);
  return uid === process.getuid?.() && (mode & (constants.S_IRWXG | constants.S_IRWXO)) === 0;
}

/** What a server left behind that was killed; nothing but a folder of exactly our name and what we put into it. */
async function removeLeftBehind(folder: string, now: number): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => LEFT_BEHIND.test(one))) {
    const own = posix.join(folder, name);
    const { uid, mtimeMs } = await lstat(own);
    if (uid === process.getuid?.() && now - mtimeMs > OLD_MS) removeQuietly(own, posix.join(own, NAME));
  }
}

function removeQuietly(folder: string, path: string): void {
  try {
    rmSync(path, { force: true });
    rmdirSync(folder);
  } catch {
    // Somebody has it open or put something beside it: what leads to the page is used up anyway.
  }
}

function htmlTo(address: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>ebs-copy-mcp asks you</title>
</head>
<body>
<p>ebs-copy-mcp has a question for you. Its page opens in your web browser: <a href="${address}">${address}</a></p>
</body>
</html>
`;
}
