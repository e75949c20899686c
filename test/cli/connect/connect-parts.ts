// A machine for `connect`: a home of its own, and hosts' programs that do what the real ones were seen to do.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createConfigFiles } from '../../../src/cli/connect/config-file.ts';
import { type ConnectPorts, runConnect } from '../../../src/cli/connect/connect.ts';
import type { Machine } from '../../../src/cli/connect/host-paths.ts';
import type { ServerLaunch } from '../../../src/cli/connect/server-launch.ts';
import { createRun } from '../../../src/cli/connect/this-machine.ts';
import { createPaint } from '../../../src/cli/paint.ts';
import { parseConfig } from '../../../src/config/config.ts';
import type { ConnectConfig } from '../../../src/config/connect-config.ts';

export const NODE: ServerLaunch = {
  kind: 'node',
  node: '/opt/node/bin/node',
  program: '/srv/ebs-copy-mcp/dist/main.cjs',
};
export const PACKAGE = { name: 'ebs-copy-mcp', version: '1.2.3' };

/** As the command line gives it; a fault in it fails the test. */
export function connectConfig(...words: string[]): ConnectConfig {
  const { config, configErrors } = parseConfig(['connect', ...words], {});
  if (configErrors.length > 0 || !config.connect) throw new Error(configErrors.join('\n'));
  return config.connect;
}

export const LINUX: Machine = { system: 'linux', home: '/home/ann', folder: '/home/ann/project', env: {} };
export const MAC: Machine = { system: 'darwin', home: '/Users/ann', folder: '/Users/ann/project', env: {} };
export const WINDOWS: Machine = {
  system: 'win32',
  home: 'C:\\Users\\Ann B',
  folder: 'D:\\work\\project',
  env: { APPDATA: 'C:\\Users\\Ann B\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\Ann B\\AppData\\Local' },
};

export interface House {
  home: string;
  project: string;
  /** Folder of the programs in the PATH. */
  bin: string;
  machine: Machine;
  /** What was printed so far, on standard output and as problems. */
  printed: { out: string; problem: string };
  opened: string[];
  surroundings: ConnectPorts;
  /** Runs `connect` with these words; its exit code. */
  connect(...words: string[]): Promise<number>;
  /** Puts a file into the home or the project. */
  put(path: string, text: string): string;
  read(path: string): string;
  /** Command lines that the programs were called with. */
  calls(): string[][];
}

interface Differences {
  env?: Record<string, string>;
  launch?: ServerLaunch;
  desktopRuns?: boolean | undefined;
  openFails?: string;
}

/** A home in a folder with a blank in its name, and no program in the PATH. */
export function openHouse(differences: Differences = {}): House {
  const root = mkdtempSync(join(tmpdir(), 'ebs copy connect-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [home, project, bin] = ['home', 'project', 'bin'].map((name) => join(root, name)) as [string, string, string];
  for (const folder of [home, project, bin]) mkdirSync(folder);
  const env = { PATH: bin, HOME: home, FAKE_CALLS: join(root, 'calls.jsonl'), ...differences.env };
  const machine: Machine = { system: 'linux', home, folder: project, env };
  const printed = { out: '', problem: '' };
  const opened: string[] = [];
  // A clock that goes on by a second each time it is read: copies of one file never share a name.
  let seconds = 0;
  const run = createRun(env);
  const surroundings: ConnectPorts = {
    machine,
    launch: differences.launch ?? NODE,
    tools: {
      files: createConfigFiles(() => {
        seconds += 1;
        return new Date(Date.UTC(2026, 10, 28, 12, 0, seconds));
      }),
      run,
      home,
      folder: project,
      runsClaudeDesktop: async () => ('desktopRuns' in differences ? differences.desktopRuns : false),
    },
    async open(target) {
      opened.push(target);
      return differences.openFails;
    },
    page: { width: 80, paint: createPaint(false) },
    out: (lines) => {
      printed.out += `${lines.join('\n')}\n`;
    },
    problem: (lines) => {
      printed.problem += `${lines.join('\n')}\n`;
    },
  };
  return {
    home,
    project,
    bin,
    machine,
    printed,
    opened,
    surroundings,
    async connect(...words) {
      printed.out = '';
      printed.problem = '';
      return await runConnect(connectConfig(...words), PACKAGE, surroundings);
    },
    put(path, text) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    read: (path) => readFileSync(path, 'utf8'),
    calls() {
      if (!existsSync(env.FAKE_CALLS)) return [];
      const lines = readFileSync(env.FAKE_CALLS, 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line) as string[]);
    },
  };
}

export type FakeProgram = 'claude' | 'codex' | 'gemini' | 'code';

/** Puts a program into the PATH of the house. */
export function install(house: House, name: FakeProgram, as: string = name): void {
  const script = join(house.bin, `.${name}.cjs`);
  writeFileSync(script, `#!${process.execPath}\n${COMMON}${PROGRAMS[name]}`);
  chmodSync(script, 0o755);
  symlinkSync(script, join(house.bin, as));
}

const COMMON = `
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const args = process.argv.slice(2);
const { env } = process;
appendFileSync(env.FAKE_CALLS, JSON.stringify([require('node:path').basename(process.argv[1]), ...args]) + '\\n');
const end = (code, text) => { (code ? process.stderr : process.stdout).write(text + '\\n'); process.exit(code); };
if (env.FAKE_BREAKS && args.join(' ').includes(env.FAKE_BREAKS)) end(3, '\\u001b[31mError: the fake was told to fail');
const load = (file) => existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const save = (file, data, indent = 2) => {
  if (env.FAKE_FORGETS) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(data, null, indent));
};
/** Options before the words, and what stands behind --. */
const split = (list, valued) => {
  const cut = list.indexOf('--');
  const before = cut < 0 ? list : list.slice(0, cut);
  const options = {}, words = [];
  for (let at = 0; at < before.length; at += 1) {
    if (valued.includes(before[at])) (options[before[at]] ??= []).push(before[++at]);
    else words.push(before[at]);
  }
  return { options, words, rest: cut < 0 ? [] : list.slice(cut + 1) };
};
const variables = (list = []) => Object.fromEntries(list.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));
`;

const PROGRAMS: Record<FakeProgram, string> = {
  // Claude Code 2.1.332: refuses a name that is there, and writes an empty env.
  claude: `
const { options, words: [, action, name], rest: [command, ...words] } = split(args, ['--scope', '--env']);
const scope = (options['--scope'] || ['local'])[0];
const file = scope === 'project' ? join(process.cwd(), '.mcp.json') : join(env.HOME, '.claude.json');
const data = load(file);
const servers = data.mcpServers ??= {};
if (action === 'remove') {
  if (!servers[name]) end(1, 'No MCP server named "' + name + '" in ' + scope + ' scope');
  delete servers[name];
} else {
  if (servers[name]) end(1, 'MCP server ' + name + ' already exists in ' + scope + ' config');
  servers[name] = { type: 'stdio', command, args: words, env: variables(options['--env']) };
}
save(file, data);
end(0, 'Done');
`,
  // Codex 0.171.0: one file for the user, kept here as JSON; in a project its file counts as well.
  codex: `
const { options, words: [, action, name], rest: [command, ...words] } = split(args.filter((one) => one !== '--json'), ['--env']);
const file = join(env.HOME, '.codex', 'fake.json');
const data = load(file);
if (action === 'get') {
  Object.assign(data, load(join(process.cwd(), '.codex', 'fake-project.json')));
  if (!data[name]) end(1, "Error: No MCP server named '" + name + "' found.");
  end(0, JSON.stringify({ name, enabled: true, transport: { type: 'stdio', ...data[name] } }));
}
if (action === 'remove') delete data[name];
else data[name] = { command, args: words, env: options['--env'] ? variables(options['--env']) : null };
save(file, data);
end(0, 'Done');
`,
  // Gemini CLI 0.61.0: in a folder that it does not trust it forgets the servers that stand there.
  gemini: `
const { options, words: [, action, name, command], rest } = split(args, ['--scope', '--env']);
const project = (options['--scope'] || ['project'])[0] === 'project';
const file = join(project ? process.cwd() : env.HOME, '.gemini', 'settings.json');
const data = load(file);
if (project && env.GEMINI_CLI_TRUST_WORKSPACE !== 'true') delete data.mcpServers;
const servers = data.mcpServers ??= {};
if (action === 'remove') delete servers[name];
else servers[name] = { command, args: rest, ...(options['--env'] ? { env: variables(options['--env']) } : {}) };
save(file, data);
end(0, 'Done');
`,
  // VS Code: writes the file anew, with tabs.
  code: `
const { name, ...server } = JSON.parse(args[1]);
const file = join(env.HOME, '.config', env.FAKE_FOLDER || 'Code', 'User', 'mcp.json');
const data = load(file);
(data.servers ??= {})[name] = server;
save(file, { servers: data.servers, inputs: data.inputs || [] }, '\\t');
end(0, 'Added MCP servers: ' + name);
`,
};
