// Where policy files lie: in the machine's configuration directory and in those of the user. Each is a ceiling of its
// own: a host that sets HOME or XDG_CONFIG_HOME for its servers takes no ceiling away.
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

export interface PolicyText {
  file: string;
  /** Undefined when it is there but cannot be read: that must not pass for "no policy". */
  text: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The files that are there. */
export function readPolicyFiles(folders: readonly string[]): PolicyText[] {
  return folders.flatMap((folder): PolicyText[] => {
    const file = join(folder, 'ebs-copy-mcp', 'policy.json');
    try {
      // A link that leads nowhere is a file that cannot be read, not one that is not there.
      lstatSync(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const isNone = (code === 'ENOENT' || code === 'ENOTDIR') && !isBehindDeadLink(file);
      return isNone ? [] : [{ file, text: undefined }];
    }
    try {
      // A FIFO or a device would hold the start up for ever.
      return [{ file, text: statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined }];
    } catch {
      return [{ file, text: undefined }];
    }
  });
}

/** Of a path that is not there: whether a folder above it is a link that leads nowhere, as one to an unmounted disk. */
function isBehindDeadLink(path: string): boolean {
  const folder = dirname(path);
  if (folder === path) return false;
  try {
    if (!lstatSync(folder).isSymbolicLink()) return false;
  } catch {
    return isBehindDeadLink(folder);
  }
  try {
    statSync(folder);
    return false;
  } catch {
    return true;
  }
}

/**
 * The machine's directory, then those of the user: by the environment, and of the account itself. Undefined when no
 * home is known: then nobody can tell whether there is a policy.
 */
export function policyFolders(
  env: Environment,
  platform: NodeJS.Platform,
  accountHome: string | undefined,
): string[] | undefined {
  const windows = platform === 'win32';
  const below = (home: string) => (windows ? join(home, 'AppData', 'Roaming') : join(home, '.config'));
  const homes = [env.HOME, ...(windows ? [env.USERPROFILE] : []), accountHome].flatMap((home) => absolute(home));
  const named = absolute(windows ? env.APPDATA : env.XDG_CONFIG_HOME);
  if (homes.length === 0 && named.length === 0) return undefined;
  const machine = windows ? absolute(env.PROGRAMDATA) : ['/etc'];
  return [...new Set([...machine, ...named, ...homes.map(below)])];
}

/** An empty variable counts as unset, and a relative one would mean another folder in each working directory. */
function absolute(folder: string | undefined): string[] {
  return folder && isAbsolute(folder) ? [folder] : [];
}

/** The home that the system keeps for this account, whatever HOME says; undefined in a container without an entry. */
export function accountHome(): string | undefined {
  try {
    return userInfo().homedir || homedir();
  } catch {
    return undefined;
  }
}
