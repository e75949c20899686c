// How the server is started: this Node and this program, or the package that npx fetched, with the options given.
import { posix, win32 } from 'node:path';
import type { ConnectConfig, ServerOption } from '../../config/connect-config.ts';
import { KEY, KEY_FILE } from '../../config/state-config.ts';
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

export function serverFor(
  host: Host,
  launch: ServerLaunch,
  config: Pick<ConnectConfig, 'serverOptions' | 'scope'>,
  machine: Machine,
): Server {
  const options = config.serverOptions.flatMap((option) => optionWords(option, machine));
  const env = shellVariables(host, config, machine).passed;
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
  const value = file && !text.startsWith('~/') ? resolve(machine.folder, text) : text;
  return value.startsWith('-') ? [`--${name}=${value}`] : [`--${name}`, value];
}

// What a host that was not started from this shell would not know: all that this server reads of AWS and of the way there
// (test/cli/connect/setup.test.ts compares). No secrets: keys stay where they are, and so does a container's way to its
// own, which holds for that container alone.
const each = (...names: string[]) => names.map((name) => [name]);
const KEY_VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'];
const CONTAINER_VARIABLES = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];
const FILE_VARIABLES = [
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_LOGIN_CACHE_DIRECTORY',
  'AWS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
];
// Which server may act on which plan; it counts with a table alone (src/state/dynamodb/plan-key-in-table.ts).
const PLAN_KEY = each(KEY_FILE, KEY);
const TOKEN_FILE = 'AWS_WEB_IDENTITY_TOKEN_FILE';
const URL_VARIABLES = ['', '_EC2', '_STS', '_SSO', '_SSO_OIDC', '_SIGNIN', '_DYNAMODB'].map(
  (service) => `AWS_ENDPOINT_URL${service}`,
);
// Of several spellings the first that is set counts (src/ec2/network/proxy-choice.ts, credential-source.ts).
const CALLER = [
  ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  ...each(...KEY_VARIABLES, TOKEN_FILE, 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME', ...CONTAINER_VARIABLES),
  ...each('AWS_EC2_METADATA_DISABLED'),
];
const REGION = each('AWS_REGION', 'AWS_DEFAULT_REGION');
const WAY_THERE = [
  ...each(...FILE_VARIABLES),
  ['https_proxy', 'HTTPS_PROXY'],
  ['no_proxy', 'NO_PROXY'],
  ...each(...URL_VARIABLES, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'),
  ...each('AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_MAX_ATTEMPTS', 'AWS_RETRY_MODE'),
  ...each('AWS_DEFAULTS_MODE', 'AWS_SDK_UA_APP_ID', 'AWS_DISABLE_CLOCK_SKEW_CORRECTION'),
];
// Where a policy file and the record lie (src/config/policy-file.ts, src/state/files/directory.ts), whatever the caller.
const FOLDERS = each('XDG_CONFIG_HOME', 'XDG_STATE_HOME');
const DISPLAY = each('DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR');

export interface ShellVariables {
  passed: Record<string, string>;
  /** Names of those that the server would read here and that may hold a secret. */
  keptBack: string[];
  /** Names of all that this shell decides, whether it has them or not; but folders, and the file of a key, where it has them. */
  decided: string[];
  /** Names of those that would go along, were the file not one that others read. */
  unshared: string[];
}

/** Somebody's own variables do not belong into a project's file, which others read. */
export function shellVariables(
  host: Host,
  { serverOptions, scope }: Pick<ConnectConfig, 'serverOptions' | 'scope'>,
  { system, env, folder }: Machine,
): ShellVariables {
  const given = (name: string) => serverOptions.some((option) => option.name === name);
  const hasTable = serverOptions.some(({ name, text }) => name === 'state' && text !== 'files');
  // The page that asks a person needs the display, which hosts on Linux may keep from their servers.
  const needsDisplay = system === 'linux' && host.asks.by === 'page' && !env.SSH_CONNECTION && !env.WSL_DISTRO_NAME;
  const display = needsDisplay ? DISPLAY : [];
  const ofAws = [...(given('profile') ? [] : CALLER), ...(given('region') ? [] : REGION), ...WAY_THERE];
  const wanted = [...(given('simulate') ? [] : ofAws), ...FOLDERS, ...(hasTable ? PLAN_KEY : []), ...display];
  const found = wanted.flatMap((spellings): [string, string][] => {
    const name = spellings.find((one) => env[one]);
    return name === undefined ? [] : [[name, env[name] ?? '']];
  });
  const names = found.map(([name]) => name);
  if (scope === 'project') return { passed: {}, keptBack: [], decided: [], unshared: names };
  const { resolve } = system === 'win32' ? win32 : posix;
  // What reads the key of plans knows no ~.
  const inFull = (name: string, value: string) =>
    name === KEY_FILE || ([...FILE_VARIABLES, TOKEN_FILE].includes(name) && !value.startsWith('~'))
      ? resolve(folder, value)
      : value;
  return {
    passed: Object.fromEntries(
      found.flatMap(([name, value]) => (mayBeSecret(name, value) ? [] : [[name, inFull(name, value)]])),
    ),
    keptBack: found.flatMap(([name, value]) => (mayBeSecret(name, value) ? [name] : [])),
    // A ceiling that somebody put into the entry is not taken out by a shell that has none.
    decided: [
      ...CALLER,
      ...REGION,
      ...WAY_THERE,
      ...FOLDERS.filter(([name = '']) => names.includes(name)),
      // Without a table it would be a fault; the key itself is a person's own, which can be read nowhere again.
      ...(hasTable && !names.includes(KEY_FILE) ? [] : [KEY_FILE]),
      ...display,
    ].flat(),
    unshared: [],
  };
}

/** These nobody but a person put into an entry. */
export function isKey(name: string): boolean {
  return KEY_VARIABLES.includes(name);
}

/** What is no URL may be one whose password has a % or a / in it. */
export function mayBeSecret(name: string, value: string): boolean {
  if (isKey(name) || name === KEY || CONTAINER_VARIABLES.includes(name)) return true;
  if (!/^https_proxy$/i.test(name) && !URL_VARIABLES.includes(name)) return false;
  const text = value.includes('://') ? value : `http://${value}`;
  return !URL.canParse(text) || text.includes('@');
}
