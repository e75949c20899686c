// Opens a page in the browser of whoever sits in front of this machine, or says at once why nobody does.
import { existsSync } from 'node:fs';

export type Opened = { opened: true } | { opened: false; why: string };

/** A started opener, as far as it matters; a ChildProcess is one. */
export interface Opener {
  exitCode: number | null;
  once(event: 'exit', listener: (code: number | null) => void): unknown;
}

/** Hands the address to the platform's opener; rejects when that cannot be started. */
export type Launch = (url: string) => Promise<Opener>;

export interface Surroundings {
  launch?: Launch;
  exists?: (path: string) => boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

// xdg-open without a desktop around it becomes the browser and does not end: only an early end tells something.
const SETTLE_MS = 1_500;
const FAILED: Opened = { opened: false, why: 'the browser could not be started' };

/** `why` is half a sentence in plain words and never holds the address. */
export async function openInBrowser(
  url: string,
  env: Environment,
  platform: string,
  { launch = launchBrowser, exists = existsSync }: Surroundings = {},
): Promise<Opened> {
  const why = whyNobodyLooks(env, platform, exists);
  if (why) return { opened: false, why };
  try {
    const code = await earlyEnd(await launch(url));
    return code === undefined || code === 0 ? { opened: true } : FAILED;
  } catch {
    return FAILED;
  }
}

// BROWSER is not asked: a forwarding helper behind it would show the page under another port, which is refused.
function whyNobodyLooks(env: Environment, platform: string, exists: (path: string) => boolean): string | undefined {
  if (env.CI && env.CI !== 'false' && env.CI !== '0') return 'this runs unattended (CI)';
  if (env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT) return 'this runs over SSH, away from the person’s screen';
  if (env.KUBERNETES_SERVICE_HOST || exists('/.dockerenv') || exists('/run/.containerenv')) {
    return 'this runs in a container';
  }
  const hasDisplay = env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME;
  if (platform !== 'darwin' && platform !== 'win32' && !hasDisplay) return 'there is no display here';
  return undefined;
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

async function launchBrowser(url: string): Promise<Opener> {
  const { default: open } = await import('open');
  return await open(url);
}
