// Whether a person in front of this machine would see a page, and how their browser is reached. Pure: the file system
// is asked through `exists`.
import { posix } from 'node:path';

export type Reach =
  /** It runs where this process runs, and can be handed a file. `opener`: the program to start instead of the
   * platform's own. */
  | { by: 'file'; opener?: string }
  /** It runs elsewhere (Windows beside WSL, the host of a container) or sees other files: it gets the address itself. */
  | { by: 'address'; opener?: string }
  /** `why`: half a sentence. `howToAllow`: a whole one. */
  | { by: 'nobody'; why: string; howToAllow: string };

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  exists(path: string): boolean;
}

// Programs that show pages without a terminal.
const BROWSERS = [
  'x-www-browser',
  'firefox',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const BY_THE_SCREEN =
  'Run the server on the machine at whose screen the person sits, or use a host that can show forms.';

export function reachBrowser(around: Surroundings): Reach {
  const { env, platform } = around;
  if (env.CI && env.CI !== 'false' && env.CI !== '0') {
    const howToAllow = 'If a person does sit at this machine, remove CI from the environment of the server.';
    return { by: 'nobody', why: 'this runs unattended (CI)', howToAllow };
  }
  if (env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT) {
    return { by: 'nobody', why: 'this runs over SSH, away from the person’s screen', howToAllow: BY_THE_SCREEN };
  }
  if (env.KUBERNETES_SERVICE_HOST) {
    return { by: 'nobody', why: 'this runs in a container of Kubernetes', howToAllow: BY_THE_SCREEN };
  }
  if (platform === 'darwin' || platform === 'win32') return { by: 'file' };
  return env.WSL_DISTRO_NAME ? { by: 'address' } : reachOnDesktop(around);
}

function reachOnDesktop(around: Surroundings): Reach {
  const { env, exists } = around;
  const inContainer = ['/.dockerenv', '/run/.containerenv', '/.flatpak-info'].some(exists);
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return {
      by: 'nobody',
      why: 'there is no display here',
      howToAllow: inContainer
        ? 'Give the container a display (DISPLAY or WAYLAND_DISPLAY) and a web browser, or run the server outside of it.'
        : 'Pass DISPLAY or WAYLAND_DISPLAY to the server in the configuration of its host.',
    };
  }
  const named = browserVariable(around);
  const installed = BROWSERS.find((name) => isProgram(name, around));
  const hasOpener = isProgram('xdg-open', around);
  if (!inContainer) {
    // On a desktop its own opener knows the browser, whatever is on the path.
    if (hasOpener) return { by: 'file' };
    const opener = named ?? installed;
    return opener
      ? { by: 'file', opener }
      : {
          by: 'nobody',
          why: 'there is no web browser here',
          howToAllow: 'Install xdg-utils and a web browser, or name one in BROWSER.',
        };
  }
  // An editor's helper that opens pages on the host (dev containers); it forwards the port as well.
  if (named) return { by: 'address', opener: named };
  // Toolbx, Distrobox and Flatpak hand what is opened to the host.
  const bridged = ['/run/.toolboxenv', '/.flatpak-info'].some(exists) || isProgram('distrobox-host-exec', around);
  if (hasOpener && (installed || bridged)) return { by: 'address' };
  if (installed) return { by: 'address', opener: installed };
  return {
    by: 'nobody',
    why: 'this container has no web browser',
    howToAllow: 'Install xdg-utils and a web browser in the container, or run the server outside of it.',
  };
}

/** BROWSER is a list; an entry with %s is a whole command line, which only xdg-open knows to take apart. */
function browserVariable(around: Surroundings): string | undefined {
  return around.env.BROWSER?.split(':').find((name) => name !== '' && isProgram(name, around));
}

function isProgram(name: string, { env, exists }: Surroundings): boolean {
  if (/[\s%]/.test(name)) return false;
  if (name.includes('/')) return posix.isAbsolute(name) && exists(name);
  return (env.PATH ?? '').split(':').some((folder) => posix.isAbsolute(folder) && exists(posix.join(folder, name)));
}
