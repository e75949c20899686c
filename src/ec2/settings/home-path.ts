// The path of a file below the home directory.
import { homedir } from 'node:os';

/** A path as a person writes it. */
export function homePath(path: string): string {
  const home = process.env.HOME || homedir();
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
