// Starts the browser of whoever sits in front of this machine.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { PageOpened } from '../../ports/consent.ts';
import { launchFolders } from './launch-file.ts';
import { type Reach, reachBrowser } from './reach-browser.ts';

export interface Browser {
  reach(): Reach;
  /** Where a file that it can read may lie, best first. */
  folders(): Promise<readonly string[]>;
  /** Opens an address or a file. `why` never holds either. */
  open(target: string, opener?: string): Promise<PageOpened>;
}

/** A started opener, as far as it matters; a ChildProcess is one. */
export interface Opener {
  exitCode: number | null;
  once(event: 'exit', listener: (code: number | null) => void): unknown;
}

/** Hands the target to the platform's opener, or to the one that is named; rejects when that cannot be started. */
export type LaunchBrowser = (target: string, opener?: string) => Promise<Opener>;

// xdg-open without a desktop around it becomes the browser and does not end: only an early end tells something.
const SETTLE_MS = 1_500;
const FAILED: PageOpened = {
  opened: false,
  why: 'the browser could not be started',
  howToAllow: 'Set a default web browser for the user who runs this server.',
};

export function systemBrowser(env: Readonly<Record<string, string | undefined>>, platform: string): Browser {
  return {
    reach: () => reachBrowser({ env, platform, exists: existsSync }),
    async folders() {
      const accountHome = homeOfAccount();
      const configuration = env.XDG_CONFIG_HOME || join(env.HOME || accountHome || '/', '.config');
      const userDirs = await readFile(join(configuration, 'user-dirs.dirs'), 'utf8').catch(() => undefined);
      return launchFolders(env, platform, {
        ...(userDirs === undefined ? {} : { userDirs }),
        ...(accountHome === undefined ? {} : { accountHome }),
      });
    },
    open: (target, opener) => startBrowser(target, opener),
  };
}

/** Answers after 1.5 s at the latest. */
export async function startBrowser(
  target: string,
  opener?: string,
  launch: LaunchBrowser = launchBrowser,
): Promise<PageOpened> {
  try {
    const code = await earlyEnd(await launch(target, opener));
    return code === undefined || code === 0 ? { opened: true } : FAILED;
  } catch {
    return FAILED;
  }
}

/** The exit code when the opener ends soon; undefined while it goes on. */
function earlyEnd(opener: Opener): Promise<number | undefined> {
  return new Promise((resolve) => {
    if (opener.exitCode !== null) return resolve(opener.exitCode);
    const timer = setTimeout(() => resolve(undefined), SETTLE_MS);
    opener.once('exit', (code) => {
      clearTimeout(timer);
      // No code: a signal ended it.
      resolve(code ?? 1);
    });
  });
}

async function launchBrowser(target: string, opener?: string): Promise<Opener> {
  const { default: open } = await import('open');
  return await open(target, opener === undefined ? {} : { app: { name: opener } });
}

/** The system has no name for the user of some containers. */
function homeOfAccount(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}
