// `ebs-copy-mcp connect`: sets the server up in a host, or shows how.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import type { ConnectConfig } from '../../config/connect-config.ts';
import { systemBrowser } from '../../serve/page/open-browser.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { type Applied, applySetup, type Tools } from './apply-setup.ts';
import { createConfigFiles } from './config-file.ts';
import type { System } from './host.ts';
import { type Machine, pathsToLookFor } from './host-paths.ts';
import { HOST_NAMES, HOSTS, type HostName } from './hosts-table.ts';
import { appliedScreen, complaint, listScreen, setupScreen, type Terminal, unknownHost } from './screens.ts';
import { launchFrom, type ServerLaunch } from './server-launch.ts';
import { bundleBeside, type Facts, isFound, makeSetup, type Setup } from './setup.ts';
import { createRun, findPaths, findPrograms, runsClaudeDesktop } from './this-machine.ts';

/** What `connect` stands in; the tests bring their own. */
export interface ConnectPorts {
  machine: Machine;
  launch: ServerLaunch;
  tools: Tools;
  /** Opens a link or a file; why not, if it cannot. */
  open(target: string): Promise<string | undefined>;
  page: Terminal;
  out(lines: readonly string[]): void;
  problem(lines: readonly string[]): void;
}

/** The exit code: 0 done or nothing to do, 1 not done, 2 asked for what there is not. */
export async function runConnect(
  config: ConnectConfig,
  packageFile: { name: string; version: string },
  around: ConnectPorts = ofThisProcess(packageFile),
): Promise<number> {
  const names = config.host === undefined ? HOST_NAMES : HOST_NAMES.filter((name) => name === config.host);
  const [host] = names;
  if (host === undefined) {
    around.problem(unknownHost(config.host ?? '', around.page));
    return 2;
  }
  const facts = await lookAround(names, around);
  if (config.host === undefined) return showList(config, facts, around);
  const decision = makeSetup(host, config, around.launch, facts);
  if (decision.kind === 'refused') {
    around.problem(complaint(decision.why, around.page));
    return 2;
  }
  const { setup } = decision;
  if (config.action === 'open') return await openSetup(setup, around);
  if (config.action === 'show') {
    around.out(config.json ? jsonLines(jsonSetup(setup)) : setupScreen(setup, around.machine, around.page));
    return 0;
  }
  const applied = await applySetup(setup, config.action, around.tools);
  if (config.json) around.out(jsonLines({ ...jsonSetup(setup), applied }));
  else say(applied, appliedScreen(setup, applied, config.action, around.page), around);
  return applied.kind === 'failed' ? 1 : 0;
}

function say(applied: Applied, lines: string[], { out, problem }: ConnectPorts): void {
  if (applied.kind === 'failed') problem(lines);
  else out(lines);
}

async function lookAround(names: readonly HostName[], { machine, launch }: ConnectPorts): Promise<Facts> {
  const bundle = bundleBeside(launch, machine);
  const paths = names.flatMap((name) => pathsToLookFor(HOSTS[name], machine));
  const programs = names.flatMap((name) => HOSTS[name].programs);
  return {
    ...machine,
    there: await findPaths(bundle === undefined ? paths : [...paths, bundle]),
    programs: await findPrograms(programs, machine.env, machine.system),
  };
}

function showList({ json }: ConnectConfig, facts: Facts, { out, page }: ConnectPorts): number {
  const found = new Set(HOST_NAMES.filter((name) => isFound(name, facts)));
  const rows = HOST_NAMES.map((name) => ({ name, title: HOSTS[name].title, found: found.has(name) }));
  out(json ? jsonLines({ hosts: rows }) : listScreen(found, page));
  return 0;
}

async function openSetup(setup: Setup, { open, out, problem, page }: ConnectPorts): Promise<number> {
  const url = setup.link && 'url' in setup.link ? setup.link.url : undefined;
  const target = setup.bundle ?? url;
  if (target === undefined) {
    const why = setup.link && 'why' in setup.link ? ` ${setup.link.why}` : '';
    problem(
      complaint(`There is nothing to open for ${setup.title}.${why} Leave --open out to see what there is.`, page),
    );
    return 2;
  }
  const failure = await open(target);
  if (failure === undefined) out([`${setup.title} now asks you whether to install it.`]);
  else problem([...complaint(`It could not be opened, because ${failure}. Open this yourself:`, page), target]);
  return failure === undefined ? 0 : 1;
}

/** What another program can use of it. */
function jsonSetup({ way, command, shell: _, ...rest }: Setup): object {
  const { path, ...line } = command ?? {};
  return { ...rest, way: way.kind, ...(command ? { command: { ...line, ...(path ? { path } : {}) } } : {}) };
}

function jsonLines(value: object): string[] {
  return [JSON.stringify(value, null, 2)];
}

function ofThisProcess(packageFile: { name: string; version: string }): ConnectPorts {
  const { env, platform, stdout, stderr } = process;
  const system: System = platform === 'win32' || platform === 'darwin' ? platform : 'linux';
  const machine = { system, home: homedir(), folder: process.cwd(), env };
  const run = createRun(env);
  return {
    machine,
    launch: launchFrom({ node: process.execPath, program: realpathSync(process.argv[1] ?? '') }, packageFile),
    tools: {
      files: createConfigFiles(() => new Date()),
      run,
      home: machine.home,
      folder: machine.folder,
      runsClaudeDesktop: () => runsClaudeDesktop(run, system, machine.home),
    },
    async open(target) {
      const browser = systemBrowser(env, platform);
      const reach = browser.reach();
      if (reach.by === 'nobody') return reach.why;
      // A browser that was chosen for pages knows the links of other programs less than the desktop does.
      const opened = await browser.open(target, /^https:/.test(target) ? reach.opener : undefined);
      return opened.opened ? undefined : opened.why;
    },
    page: {
      width: Math.min(Math.max(stdout.columns ?? WIDTH, LEAST_WIDTH), WIDTH),
      paint: createPaint(wantsColour(stdout.isTTY === true, env)),
    },
    out: (lines) => void stdout.write(`${lines.join('\n')}\n`),
    problem: (lines) => void stderr.write(`${lines.join('\n')}\n`),
  };
}

// Columns: longer lines are hard to read, and the list needs these.
const WIDTH = 96;
const LEAST_WIDTH = 60;
