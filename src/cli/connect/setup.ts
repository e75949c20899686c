// What it takes to set the server up in one host on this machine, as data. Nothing here looks at the disk.
import { posix, win32 } from 'node:path';
import type { ConnectConfig } from '../../config/connect-config.ts';
import { KEY, KEY_FILE } from '../../config/state-config.ts';
import type { Host, HostFile, Server, Source, Way } from './host.ts';
import { addCommand, type HostCommand } from './host-command.ts';
import { entryFor, fileText, type HostEntry, type Link, linkFor } from './host-entry.ts';
import { choosePath, foldersOf, type Machine } from './host-paths.ts';
import { HOSTS, type HostName } from './hosts-table.ts';
import { runsOnWindows, type ServerLaunch, type ShellVariables, serverFor, shellVariables } from './server-launch.ts';

/** The machine, and what of the table was found on it. */
export interface Facts extends Machine {
  /** Paths that exist, of those that were looked for. */
  there: ReadonlySet<string>;
  /** Programs of the table by name, each with its path. */
  programs: ReadonlyMap<string, string>;
}

export interface Setup {
  host: HostName;
  title: string;
  scope: ConnectConfig['scope'];
  name: string;
  server: Server;
  shell: ShellVariables;
  entry: HostEntry;
  file?: Pick<HostFile, 'format' | 'root'> & { path: string };
  /** A file with this entry alone, for somebody to paste. */
  text: string;
  /** The host's own command that adds it, and where its program was found. */
  command?: HostCommand & { program: string; path?: string };
  link?: Link;
  /** Where the .mcpb of this version lies, if anywhere. */
  bundle?: string;
  way: Way;
  asks: string;
  notes: string[];
  sources: Source[];
}

export type SetupDecision = { kind: 'setup'; setup: Setup } | { kind: 'refused'; why: string };

export function makeSetup(name: HostName, config: ConnectConfig, launch: ServerLaunch, facts: Facts): SetupDecision {
  const host = HOSTS[name];
  const { scope } = config;
  const way = host[scope];
  if (!way) return { kind: 'refused', why: `${host.title} has no configuration of a project: leave --project out.` };
  const server = serverFor(host, launch, config, facts);
  const shell = shellVariables(host, config, facts);
  const outside = runsOnWindows(host, scope, facts);
  const entry = entryFor(host.shape, config.name, server);
  // The files of a program on Windows are named as Windows names them.
  const file = outside ? undefined : fileFor(way, facts);
  const { format, root } = way.file ?? {
    format: host.shape === 'codex' ? 'toml' : 'json',
    root: DEFAULT_ROOT[host.shape],
  };
  const bundle = bundlePath(name, scope, launch, facts);
  return {
    kind: 'setup',
    setup: {
      host: name,
      title: host.title,
      scope,
      name: config.name,
      server,
      shell,
      entry,
      ...(file ? { file } : {}),
      text: fileText(format, root, config.name, entry),
      ...(way.kind === 'command' && !outside ? { command: commandFor(host, way, config, server, facts) } : {}),
      ...(host.link && scope === 'user' ? { link: linkFor(host.link.form, host, config.name, server) } : {}),
      ...(bundle === undefined ? {} : { bundle }),
      way: outside ? { kind: 'print', why: outsideWhy(host.title) } : way,
      asks: howItAsks(host, config),
      notes: [
        ...(isFound(name, facts) ? [] : [`${host.title} was not found on this machine.`]),
        ...notesFor(host, config, launch, shell),
      ],
      sources: sourcesOf(host, way),
    },
  };
}

/** Whether a program or a folder of the host was found. */
export function isFound(name: HostName, facts: Facts): boolean {
  const { programs } = HOSTS[name];
  return (
    programs.some((program) => facts.programs.has(program)) ||
    foldersOf(HOSTS[name], facts).some((folder) => facts.there.has(folder))
  );
}

/** Where `bundlePath` would find one. */
export function bundleBeside(launch: ServerLaunch, { system }: Pick<Machine, 'system'>): string | undefined {
  const { dirname, join } = system === 'win32' ? win32 : posix;
  return launch.kind === 'node' ? join(dirname(dirname(launch.program)), 'ebs-copy-mcp.mcpb') : undefined;
}

const DEFAULT_ROOT = {
  plain: 'mcpServers',
  stdio: 'mcpServers',
  copilot: 'mcpServers',
  goose: 'extensions',
  codex: 'mcp_servers',
} as const;

function fileFor(way: Way, facts: Facts): Setup['file'] {
  const path = way.file && choosePath(way.file.paths, facts, facts.there);
  return way.file && path !== undefined ? { path, format: way.file.format, root: way.file.root } : undefined;
}

function commandFor(
  host: Host,
  way: Extract<Way, { kind: 'command' }>,
  config: ConnectConfig,
  server: Server,
  facts: Facts,
): NonNullable<Setup['command']> {
  const [first = ''] = host.programs;
  const path = host.programs.flatMap((program) => facts.programs.get(program) ?? [])[0];
  return {
    ...addCommand(way.dialect, config.scope, config.name, server),
    program: first,
    ...(path === undefined ? {} : { path }),
  };
}

function bundlePath(
  name: HostName,
  scope: ConnectConfig['scope'],
  launch: ServerLaunch,
  facts: Facts,
): string | undefined {
  const path = name === 'claude-desktop' && scope === 'user' ? bundleBeside(launch, facts) : undefined;
  return path !== undefined && facts.there.has(path) ? path : undefined;
}

function outsideWhy(title: string): string {
  return `${title} runs on Windows, where nothing is written from WSL; what it is given starts the server in WSL.`;
}

function howItAsks({ title, asks }: Host, { serverOptions }: ConnectConfig): string {
  const mode = serverOptions.find((option) => option.name === 'mode')?.text;
  if (mode === 'plan') return 'It never asks: with --mode plan copies are only rehearsed.';
  if (mode === 'auto') return 'It never asks: with --mode auto real copies need no person.';
  return asks.by === 'form'
    ? `Before a real copy, ${title} asks you with a form of its own.`
    : `Before a real copy, a page opens in your browser and asks you: ${title} shows no forms.`;
}

function notesFor(
  host: Host,
  { scope }: ConnectConfig,
  launch: ServerLaunch,
  { passed, keptBack, unshared }: ShellVariables,
): string[] {
  const variables = Object.keys(passed);
  const secrets = keptBack.filter((name) => name !== KEY);
  return [
    ...(host.note ? [host.note] : []),
    ...(variables.length > 0 ? [`Variables of this shell go along: ${variables.join(', ')}.`] : []),
    ...(keptBack.includes(KEY)
      ? [
          `This shell's ${KEY} stays out: it is a secret, without which the server refuses the table. Put it into a file that only you can read, name that file with ${KEY_FILE} in its place, and run connect again.`,
        ]
      : []),
    ...(secrets.length > 0
      ? [
          `Of this shell these stay out, which may hold secrets: ${secrets.join(', ')}. Without them the server may be another caller, or not reach AWS.`,
        ]
      : []),
    ...(unshared.length > 0
      ? [
          `Of this shell these stay out of a file that others read: ${unshared.join(', ')}. The server will be without them.`,
        ]
      : []),
    ...(launch.kind === 'npx' ? ['The host has to find npx in its own PATH.'] : []),
    ...(scope === 'project' && launch.kind === 'node' ? ['It names paths of this machine; others have others.'] : []),
  ];
}

function sourcesOf(host: Host, way: Way): Source[] {
  const all = [
    ...(way.kind === 'command' ? [way.source] : []),
    ...(way.file ? [way.file.source] : []),
    ...(host.link ? [host.link.source] : []),
    host.asks.source,
  ];
  return all.filter((one, at) => all.findIndex(({ from }) => from === one.from) === at);
}
