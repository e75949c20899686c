// Where the policy file lies: the machine's configuration directory, and the user's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PolicyText {
  file: string;
  /** Undefined when it is there but cannot be read: that must not pass for "no policy". */
  text: string | undefined;
}

/** The files that are there; both hold, each a ceiling of its own. */
export function readPolicyFiles(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): PolicyText[] {
  return policyFolders(env, platform).flatMap((folder): PolicyText[] => {
    const file = join(folder, 'ebs-copy-mcp', 'policy.json');
    try {
      return [{ file, text: readFileSync(file, 'utf8') }];
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === 'ENOENT' || code === 'ENOTDIR' ? [] : [{ file, text: undefined }];
    }
  });
}

export function policyFolders(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string[] {
  // An empty variable counts as unset: a folder of no name would be the working directory.
  const own = platform === 'win32' ? env.APPDATA : env.XDG_CONFIG_HOME || (env.HOME && join(env.HOME, '.config'));
  return [platform === 'win32' ? env.PROGRAMDATA : '/etc', own].flatMap((folder) => folder || []);
}
