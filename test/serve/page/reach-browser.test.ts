import { expect, test } from 'vitest';
import { type Reach, reachBrowser } from '../../../src/serve/page/reach-browser.ts';

const DESK = { DISPLAY: ':0', PATH: '/usr/local/bin:/usr/bin' };
const XDG_OPEN = '/usr/bin/xdg-open';
const SCREEN = 'Run the server on the machine at whose screen the person sits, or use a host that can show forms.';
const INSTALL_IN_CONTAINER = 'Install xdg-utils and a web browser in the container, or run the server outside of it.';

const nobody = (why: string, howToAllow: string): Reach => ({ by: 'nobody', why, howToAllow });

test.each<[name: string, env: Record<string, string>, platform: string, files: string[], reach: Reach]>([
  ['a desktop', DESK, 'linux', [XDG_OPEN], { by: 'file' }],
  ['Wayland', { WAYLAND_DISPLAY: 'wayland-0', PATH: '/usr/bin' }, 'linux', [XDG_OPEN], { by: 'file' }],
  ['another Unix', DESK, 'freebsd', [XDG_OPEN], { by: 'file' }],
  ['macOS', {}, 'darwin', [], { by: 'file' }],
  ['Windows', {}, 'win32', [], { by: 'file' }],
  ['CI that is none', { ...DESK, CI: 'false' }, 'linux', [XDG_OPEN], { by: 'file' }],
  ['Windows beside WSL', { WSL_DISTRO_NAME: 'Ubuntu' }, 'linux', [], { by: 'address' }],
  ['a browser without xdg-open', DESK, 'linux', ['/usr/bin/firefox'], { by: 'file', opener: 'firefox' }],
  [
    'BROWSER without xdg-open: the first that is there',
    { ...DESK, BROWSER: 'gone:/opt/b:/opt/c' },
    'linux',
    ['/opt/b', '/opt/c', '/usr/bin/firefox'],
    { by: 'file', opener: '/opt/b' },
  ],
  [
    'a desktop without a browser',
    { ...DESK, BROWSER: '/bin/sh -c %s' },
    'linux',
    ['/bin/sh', '/bin/sh -c %s'],
    nobody('there is no web browser here', 'Install xdg-utils and a web browser, or name one in BROWSER.'),
  ],
  [
    'no display',
    { PATH: '/usr/bin' },
    'linux',
    [XDG_OPEN],
    nobody(
      'there is no display here',
      'Pass DISPLAY or WAYLAND_DISPLAY to the server in the configuration of its host.',
    ),
  ],
  [
    'SSH, also with a display',
    { ...DESK, SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' },
    'linux',
    [XDG_OPEN],
    nobody('this runs over SSH, away from the person’s screen', SCREEN),
  ],
  [
    'an SSH terminal',
    { SSH_TTY: '/dev/pts/0' },
    'darwin',
    [],
    nobody('this runs over SSH, away from the person’s screen', SCREEN),
  ],
  [
    'CI',
    { ...DESK, CI: 'true' },
    'linux',
    [XDG_OPEN],
    nobody(
      'this runs unattended (CI)',
      'If a person does sit at this machine, remove CI from the environment of the server.',
    ),
  ],
  [
    'Kubernetes, also with a display',
    { ...DESK, KUBERNETES_SERVICE_HOST: '10.0.0.1' },
    'linux',
    [XDG_OPEN, '/usr/bin/firefox'],
    nobody('this runs in a container of Kubernetes', SCREEN),
  ],
  [
    'a container without a display',
    { PATH: '/usr/bin' },
    'linux',
    ['/.dockerenv', XDG_OPEN, '/usr/bin/firefox'],
    nobody(
      'there is no display here',
      'Give the container a display (DISPLAY or WAYLAND_DISPLAY) and a web browser, or run the server outside of it.',
    ),
  ],
  [
    'a container with a display and a browser',
    DESK,
    'linux',
    ['/.dockerenv', XDG_OPEN, '/usr/local/bin/firefox'],
    { by: 'address' },
  ],
  [
    'a container with a browser alone',
    DESK,
    'linux',
    ['/run/.containerenv', '/usr/bin/chromium'],
    { by: 'address', opener: 'chromium' },
  ],
  [
    'a dev container: the helper of the editor',
    { ...DESK, BROWSER: '/vscode/bin/helpers/browser.sh' },
    'linux',
    ['/.dockerenv', XDG_OPEN, '/usr/bin/firefox', '/vscode/bin/helpers/browser.sh'],
    { by: 'address', opener: '/vscode/bin/helpers/browser.sh' },
  ],
  ['Toolbx', DESK, 'linux', ['/run/.containerenv', '/run/.toolboxenv', XDG_OPEN], { by: 'address' }],
  ['Distrobox', DESK, 'linux', ['/run/.containerenv', '/usr/bin/distrobox-host-exec', XDG_OPEN], { by: 'address' }],
  ['Flatpak', DESK, 'linux', ['/.flatpak-info', XDG_OPEN], { by: 'address' }],
  [
    'a container with a display and an opener, but no browser behind it',
    DESK,
    'linux',
    ['/.dockerenv', XDG_OPEN],
    nobody('this container has no web browser', INSTALL_IN_CONTAINER),
  ],
  [
    'a container whose BROWSER is not there',
    { ...DESK, BROWSER: '/vscode/gone.sh' },
    'linux',
    ['/.dockerenv'],
    nobody('this container has no web browser', INSTALL_IN_CONTAINER),
  ],
])('%s', (_, env, platform, files, reach) => {
  expect(reachBrowser({ env, platform, exists: (path) => files.includes(path) })).toEqual(reach);
});
