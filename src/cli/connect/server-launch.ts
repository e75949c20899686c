// How the server is started: this Node and this program, or the package that npx fetched, with the options given.
import { posix, win32 } from 'node:path';
import type { ConnectConfig, ServerOption } from '../../config/connect-config.ts';
import type { Host, Server } from './host.ts';
import { quoteForShell } from './host-command.ts';
import type { Machine } from './host-paths.ts';

export type ServerLaunch =
  | { kind: 'node'; node: string; program: string }
  /** `spec` is name and version, as npm takes them. */
  | { kind: 'npx'; spec: string };

// Paths in the caches of npx and of pnpm's dlx: gone at the next clean-up.
const FETCHED = /[\\/](_npx|dlx[^\\/]*)[\\/]/;
// Homebrew's own folder of a version, which an upgrade removes; its `opt` link stays (docs.brew.sh/FAQ, 2026-11).
const CELLAR = /^(.*)\/Cellar\/(node[^/]*)\/[^/]+(\/bin\/node)$/;

/** `node` and `program` are absolute, with links resolved. */
export function launchFrom(process: { node: string; program: string }, packageFile: PackageFile): ServerLaunch {
  if (FETCHED.test(process.program)) return { kind: 'npx', spec: `${packageFile.name}@${packageFile.version}` };
  return { kind: 'node', node: process.node.replace(CELLAR, '$1/opt/$2$3'), program: process.program };
}

interface PackageFile {
  name: string;
  version: string;
}

/** Somebody's own variables do not belong into a project's file, which others read. */
export function serverFor(
  host: Host,
  launch: ServerLaunch,
  config: Pick<ConnectConfig, 'serverOptions' | 'scope'>,
  machine: Machine,
): Server {
  const options = config.serverOptions.flatMap((option) => optionWords(option, machine));
  const env = config.scope === 'project' ? {} : passedVariables(host, config.serverOptions, machine);
  if (runsOnWindows(host, config.scope, machine)) return throughWsl(launch, options, env, machine);
  return launch.kind === 'node'
    ? { command: launch.node, args: [launch.program, ...options], env }
    : { ...npx(launch.spec, options, machine.system), env };
}

/** A host with windows that runs outside of this WSL. A project's files are opened inside. */
export function runsOnWindows(host: Host, scope: ConnectConfig['scope'], machine: Machine): boolean {
  return host.surface === 'window' && scope === 'user' && Boolean(machine.env.WSL_DISTRO_NAME);
}

/** Windows starts no .cmd without a shell, and npx is one (code.claude.com/docs/en/mcp, 2026-11). */
function npx(spec: string, options: string[], system: Machine['system']): Pick<Server, 'command' | 'args'> {
  const words = ['npx', '-y', spec, ...options];
  return system === 'win32' ? { command: 'cmd', args: ['/c', ...words] } : { command: 'npx', args: words.slice(1) };
}

/** Variables of Windows do not reach WSL, so they are part of the command. */
function throughWsl(launch: ServerLaunch, options: string[], env: Server['env'], machine: Machine): Server {
  const words =
    launch.kind === 'node'
      ? [launch.node, launch.program, ...options]
      : // Only a login shell knows where npx is.
        ['bash', '-lc', ['npx', '-y', launch.spec, ...options].map((word) => quoteForShell(word, 'linux')).join(' ')];
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    command: 'wsl.exe',
    args: [
      '-d',
      machine.env.WSL_DISTRO_NAME ?? '',
      '--exec',
      ...(variables.length > 0 ? ['/usr/bin/env', ...variables] : []),
      ...words,
    ],
    env: {},
  };
}

/** A host starts the server in a folder of its own, so a path is made absolute. */
function optionWords({ name, text, file }: ServerOption, machine: Machine): string[] {
  if (text === undefined) return [`--${name}`];
  const { resolve } = machine.system === 'win32' ? win32 : posix;
  const value = file ? resolve(machine.folder, text) : text;
  return value.startsWith('-') ? [`--${name}=${value}`] : [`--${name}`, value];
}

// What a host that was not started from this shell would not know. No secrets: keys stay where they are.
const AWS_VARIABLES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'];
const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'];
const DISPLAY_VARIABLES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR'];

function passedVariables(
  host: Host,
  options: readonly ServerOption[],
  { system, env }: Machine,
): Record<string, string> {
  const given = (name: string) => options.some((option) => option.name === name);
  // The page that asks a person needs the display, which hosts on Linux may keep from their servers.
  const needsDisplay = system === 'linux' && host.asks.by === 'page' && !env.SSH_CONNECTION && !env.WSL_DISTRO_NAME;
  const names = [
    ...(given('simulate') ? [] : [...AWS_VARIABLES, ...(given('profile') ? [] : ['AWS_PROFILE'])]),
    ...(given('simulate') || given('region') ? [] : REGION_VARIABLES),
    ...(needsDisplay ? DISPLAY_VARIABLES : []),
  ];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name] ?? '']] : [])));
}
