// What a host is given: how the server starts, in the host's form, as a command and as a link; on each system.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batchLine, quoteForShell, shellLine } from '../../../src/cli/connect/host-command.ts';
import type { Machine } from '../../../src/cli/connect/host-paths.ts';
import { HOST_NAMES, type HostName } from '../../../src/cli/connect/hosts-table.ts';
import { launchFrom, type ServerLaunch } from '../../../src/cli/connect/server-launch.ts';
import { makeSetup, type Setup } from '../../../src/cli/connect/setup.ts';
import { parseConfig } from '../../../src/config/config.ts';
import { connectConfig, LINUX, MAC, NODE, PACKAGE, WINDOWS } from './connect-parts.ts';
import { decodeLink } from './decode-link.ts';

interface Given {
  words?: string[];
  launch?: ServerLaunch;
  there?: string[];
  programs?: Record<string, string>;
}

function setupOf(name: HostName, machine: Machine, given: Given = {}): Setup {
  const { words = [], launch = NODE, there = [], programs = {} } = given;
  const facts = { ...machine, there: new Set(there), programs: new Map(Object.entries(programs)) };
  const decision = makeSetup(name, connectConfig(name, ...words), launch, facts);
  if (decision.kind === 'refused') throw new Error(decision.why);
  return decision.setup;
}

const WINDOWS_NODE: ServerLaunch = {
  kind: 'node',
  node: 'C:\\Program Files\\nodejs\\node.exe',
  program: 'D:\\my tools\\ebs-copy-mcp\\dist\\main.cjs',
};
const MACHINES: [system: string, machine: Machine, launch: ServerLaunch][] = [
  ['linux', LINUX, NODE],
  ['darwin', MAC, { kind: 'node', node: '/opt/my node/bin/node', program: "/Users/ann/it's here/dist/main.cjs" }],
  ['win32', WINDOWS, WINDOWS_NODE],
];
const EVERY = HOST_NAMES.flatMap((name) =>
  MACHINES.map(([system, machine, launch]) => ({ name, system, machine, launch })),
);

describe.each(EVERY)('$name on $system', ({ name, machine, launch }) => {
  const setup = setupOf(name, machine, { launch, words: ['--region', 'us-east-1', '--require-tag', 'a b=c"d'] });
  const { node, program } = launch as Extract<ServerLaunch, { kind: 'node' }>;

  test('starts this Node and this program, asks, and has the options given', () => {
    expect(setup.server).toEqual({
      command: node,
      args: [program, '--mode', 'ask', '--region', 'us-east-1', '--require-tag', 'a b=c"d'],
      env: {},
    });
    const { config, configErrors } = parseConfig(setup.server.args.slice(1), {});
    expect(configErrors).toEqual([]);
    expect(config).toMatchObject({ mode: 'ask', regions: ['us-east-1'], limits: { requiredTags: ['a b=c"d'] } });
  });

  test('says how it asks, in one line, and from where that is known', () => {
    expect(setup.asks).toMatch(
      /^Before a real copy, (.+ asks you with a form of its own|a page opens in your browser)/,
    );
    expect(setup.sources.length).toBeGreaterThan(0);
  });

  test('whatever form it has, it says the same', () => {
    const { command, args } = setup.server;
    const { entry } = setup;
    expect([entry.command ?? entry.cmd, entry.args]).toEqual([command, args]);
    if (setup.command && !setup.command.args.includes('--add-mcp')) {
      const at = setup.command.args.indexOf('--');
      const words = setup.command.args.filter((_, index) => index !== at).slice(name === 'gemini-cli' ? at - 1 : at);
      expect(words).toEqual([command, ...args]);
    }
    if (setup.link && 'url' in setup.link) expect(decodeLink(setup.link.url)).toEqual({ name: 'ebs', entry });
  });
});

describe('links', () => {
  test('are there for these hosts', () => {
    const linked = HOST_NAMES.filter((name) => setupOf(name, LINUX).link);
    expect(linked).toEqual(['vscode', 'vscode-insiders', 'cursor', 'kiro', 'goose', 'lmstudio']);
  });

  test('of goose start npx only', () => {
    expect(setupOf('goose', LINUX).link).toEqual({
      why: 'A link of goose starts npx and a few other programs only, not this Node.',
    });
    const { link, entry } = setupOf('goose', LINUX, { launch: NPX });
    expect(link && 'url' in link && decodeLink(link.url)).toEqual({ name: 'ebs', entry });
    expect(setupOf('goose', { ...LINUX, env: { AWS_PROFILE: 'work' } }, { launch: NPX }).link).toEqual({
      why: 'A link of goose carries no variables.',
    });
  });

  test('are of the user alone', () => {
    expect(setupOf('cursor', LINUX, { words: ['--project'] }).link).toBeUndefined();
  });
});

const NPX: ServerLaunch = { kind: 'npx', spec: 'ebs-copy-mcp@1.2.3' };

describe('how the program was started', () => {
  test.each<[name: string, program: string, node: string, launch: ServerLaunch]>([
    [
      'from npx',
      '/home/ann/.npm/_npx/1f2e/node_modules/ebs-copy-mcp/dist/main.cjs',
      '/usr/bin/node',
      { kind: 'npx', spec: 'ebs-copy-mcp@1.2.3' },
    ],
    [
      'from npx on Windows',
      'C:\\Users\\Ann B\\AppData\\Local\\npm-cache\\_npx\\1f2e\\node_modules\\ebs-copy-mcp\\dist\\main.cjs',
      'C:\\node.exe',
      { kind: 'npx', spec: 'ebs-copy-mcp@1.2.3' },
    ],
    [
      'from dlx of pnpm',
      '/home/ann/.cache/pnpm/dlx/ab12/node_modules/ebs-copy-mcp/dist/main.cjs',
      '/usr/bin/node',
      { kind: 'npx', spec: 'ebs-copy-mcp@1.2.3' },
    ],
    [
      'installed',
      '/usr/lib/node_modules/ebs-copy-mcp/dist/main.cjs',
      '/usr/bin/node',
      { kind: 'node', node: '/usr/bin/node', program: '/usr/lib/node_modules/ebs-copy-mcp/dist/main.cjs' },
    ],
    [
      'with a Node of Homebrew, which an upgrade moves',
      '/x/dist/main.cjs',
      '/opt/homebrew/Cellar/node@22/22.23.3/bin/node',
      { kind: 'node', node: '/opt/homebrew/opt/node@22/bin/node', program: '/x/dist/main.cjs' },
    ],
  ])('%s', (_, program, node, launch) => {
    expect(launchFrom({ node, program }, PACKAGE)).toEqual(launch);
  });

  test('from npx every host gets name and version, and never a path of the cache', () => {
    for (const name of HOST_NAMES) {
      const setup = setupOf(name, LINUX, { launch: NPX });
      expect(setup.server).toEqual({ command: 'npx', args: ['-y', 'ebs-copy-mcp@1.2.3', '--mode', 'ask'], env: {} });
      expect(setup.notes).toContain('The host has to find npx in its own PATH.');
    }
  });

  test('on Windows npx is started by the shell', () => {
    expect(setupOf('cursor', WINDOWS, { launch: NPX }).server).toMatchObject({
      command: 'cmd',
      args: ['/c', 'npx', '-y', 'ebs-copy-mcp@1.2.3', '--mode', 'ask'],
    });
  });
});

describe('options go along', () => {
  const argsOf = (words: string[], machine: Machine = LINUX) =>
    setupOf('cursor', machine, { words }).server.args.slice(1);
  test.each<[words: string[], args: string[]]>([
    [[], ['--mode', 'ask']],
    [
      ['--mode', 'plan'],
      ['--mode', 'plan'],
    ],
    [['--rehearse-only'], ['--mode', 'plan']],
    [['--allow-real-copies'], ['--mode', 'auto']],
    [
      ['--profile', 'a,b', '--profile', 'c'],
      ['--mode', 'ask', '--profile', 'a,b,c'],
    ],
    [
      ['--max-size', '500', '--max-monthly-usd', '9.5'],
      ['--mode', 'ask', '--max-size', '500', '--max-monthly-usd', '9.5'],
    ],
    [
      ['--simulate', '--speed', '5'],
      ['--mode', 'ask', '--simulate', '--speed', '5'],
    ],
    [
      ['--simulate=false', '--unstamped'],
      ['--mode', 'ask', '--unstamped'],
    ],
    [['--forbid-tag=-x'], ['--mode', 'ask', '--forbid-tag=-x']],
    [
      ['--audit-file', 'a.log', '--state-dir', '/s'],
      ['--mode', 'ask', '--audit-file', '/home/ann/project/a.log', '--state-dir', '/s'],
    ],
    [['--audit-file=~/a.log'], ['--mode', 'ask', '--audit-file', '~/a.log']],
    [
      ['--write', '--name', 'ebs'],
      ['--mode', 'ask'],
    ],
  ])('%j', (words, args) => {
    expect(argsOf(words)).toEqual(args);
  });

  test('a file of Windows is named in full too', () => {
    expect(argsOf(['--audit-file', 'logs\\a.log'], WINDOWS)).toContain('D:\\work\\project\\logs\\a.log');
  });

  test('those of the environment as well', () => {
    const { config } = parseConfig(['connect', 'cursor'], { EBS_COPY_REGIONS: 'eu-west-1', EBS_COPY_MODE: 'plan' });
    expect(config.connect?.serverOptions).toEqual([
      { name: 'mode', text: 'plan' },
      { name: 'region', text: 'eu-west-1' },
    ]);
  });
});

describe('variables of the shell', () => {
  const env = {
    AWS_PROFILE: 'work',
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/c',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 's',
    DISPLAY: ':0',
    HOME: '/home/ann',
  };
  const envOf = (name: HostName, more: Record<string, string>, words: string[] = []) =>
    setupOf(name, { ...LINUX, env: { ...env, ...more } }, { words }).server.env;

  test('that a host would not have go along, keys never', () => {
    expect(envOf('cursor', {})).toEqual({ AWS_CONFIG_FILE: '/c', AWS_PROFILE: 'work', AWS_REGION: 'us-east-1' });
  });

  test('and the display where a page asks', () => {
    expect(envOf('zed', {})).toMatchObject({ DISPLAY: ':0' });
    expect(envOf('zed', { SSH_CONNECTION: '1.2.3.4 1 2 3' })).not.toHaveProperty('DISPLAY');
    expect(setupOf('zed', { ...MAC, env }).server.env).not.toHaveProperty('DISPLAY');
  });

  test('give way to options', () => {
    expect(envOf('cursor', {}, ['--profile', 'other', '--region', 'eu-west-1'])).toEqual({ AWS_CONFIG_FILE: '/c' });
    expect(envOf('cursor', {}, ['--simulate'])).toEqual({});
  });

  const NETWORK = {
    HTTPS_PROXY: 'http://proxy.corp:8080',
    NO_PROXY: '.corp',
    AWS_CA_BUNDLE: '/etc/corp.pem',
    NODE_EXTRA_CA_CERTS: '/etc/corp.pem',
    AWS_ENDPOINT_URL: 'https://vpce.corp',
    AWS_ENDPOINT_URL_EC2: 'https://ec2.corp',
    AWS_ENDPOINT_URL_STS: 'https://sts.corp',
  };

  test('the default profile counts where no other is named, as it does here', () => {
    const machine = { ...LINUX, env: { AWS_DEFAULT_PROFILE: 'work' } };
    expect(setupOf('cursor', machine).server.env).toEqual({ AWS_DEFAULT_PROFILE: 'work' });
    expect(setupOf('cursor', machine, { words: ['--profile', 'other'] }).server.env).toEqual({});
    expect(envOf('cursor', { AWS_DEFAULT_PROFILE: 'other' })).not.toHaveProperty('AWS_DEFAULT_PROFILE');
  });

  test('so does the way to AWS', () => {
    expect(envOf('cursor', NETWORK)).toMatchObject(NETWORK);
    expect(envOf('cursor', NETWORK, ['--simulate'])).toEqual({});
  });

  test('of two spellings the small one counts, as it does for the server', () => {
    const small = { https_proxy: 'other.corp:3128', no_proxy: '.other' };
    const given = envOf('cursor', { ...NETWORK, ...small });
    expect(given).toMatchObject(small);
    expect(Object.keys(given)).not.toContain('HTTPS_PROXY');
    expect(Object.keys(given)).not.toContain('NO_PROXY');
  });

  test('a file is named in full; its home is found by the server', () => {
    expect(envOf('cursor', { AWS_CA_BUNDLE: 'corp.pem', AWS_SHARED_CREDENTIALS_FILE: '~/keys' })).toMatchObject({
      AWS_CA_BUNDLE: '/home/ann/project/corp.pem',
      AWS_SHARED_CREDENTIALS_FILE: '~/keys',
    });
  });

  test.each([
    ['HTTPS_PROXY', 'http://ann:secret@proxy.corp:8080'],
    ['https_proxy', 'ann@proxy.corp:8080'],
    ['https_proxy', 'http://ann:100%/x@proxy.corp'],
    ['AWS_ENDPOINT_URL_EC2', 'https://ann:secret@ec2.corp'],
  ])('what may hold a password stays out and is named: %s=%s', (name, value) => {
    const { server, notes } = setupOf('cursor', { ...LINUX, env: { ...env, AWS_ACCESS_KEY_ID: '', [name]: value } });
    expect(Object.keys(server.env)).not.toContain(name);
    expect(notes.join('\n')).toContain(
      `Of this shell these stay out, which may hold secrets: AWS_SECRET_ACCESS_KEY, ${name}. `,
    );
  });

  test('keys that no profile of an option goes before are named too', () => {
    const notes = (...words: string[]) => setupOf('cursor', { ...LINUX, env }, { words }).notes.join('\n');
    expect(notes()).toContain(
      'Of this shell these stay out, which may hold secrets: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY. Without them the server may be another caller, or not reach AWS.',
    );
    expect(notes('--profile', 'other')).not.toContain('stay out');
    expect(notes('--simulate')).not.toContain('stay out');
  });

  test('all that the server reads is decided here, or stays out with a reason', () => {
    const elsewhere = ['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'AWS_ENDPOINT'];
    const files = ['src/ec2', 'src/config'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    );
    const text = files.flatMap((file) => (file.endsWith('.ts') ? [readFileSync(file, 'utf8')] : [])).join('\n');
    const read = new Set([...text.matchAll(/\bAWS_[A-Z\d_]*[A-Z]\b(?!\*)/g)].map(([name]) => name));
    expect(read.size).toBeGreaterThan(25);
    const { decided } = setupOf('cursor', LINUX).shell;
    expect([...read].filter((name) => !decided.includes(name) && !elsewhere.includes(name))).toEqual([]);
  });

  const WEB_IDENTITY = { AWS_WEB_IDENTITY_TOKEN_FILE: 'token', AWS_ROLE_ARN: 'arn:aws:iam::1:role/x' };

  test('a web identity and the choice of endpoints go along; the way to the keys of a container is named', () => {
    const here = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL_DYNAMODB: 'https://d.corp' };
    const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials' };
    const machine = { ...LINUX, env: { ...WEB_IDENTITY, ...here, ...container } };
    const { server, notes } = setupOf('cursor', machine);
    expect(server.env).toEqual({
      ...WEB_IDENTITY,
      AWS_WEB_IDENTITY_TOKEN_FILE: '/home/ann/project/token',
      ...here,
    });
    expect(notes.join('\n')).toContain('which may hold secrets: AWS_CONTAINER_CREDENTIALS_FULL_URI. ');
    expect(setupOf('cursor', machine, { words: ['--profile', 'other'] }).server.env).toEqual(here);
  });

  // A ceiling of {"mode":"plan"} there does not hold for a server that does not know where it lies.
  test('the folders of policy files and of the record go along, whoever the caller is', () => {
    const folders = { XDG_CONFIG_HOME: '/corp/config', XDG_STATE_HOME: '/corp/state' };
    for (const words of [[], ['--profile', 'other', '--region', 'eu-west-1'], ['--simulate']])
      expect(envOf('cursor', folders, words)).toMatchObject(folders);
    const { notes, shell } = setupOf('cursor', { ...LINUX, env: folders });
    expect(notes).toContain('Variables of this shell go along: XDG_CONFIG_HOME, XDG_STATE_HOME.');
    expect(shell.decided).toEqual(expect.arrayContaining(Object.keys(folders)));
  });

  test('a folder that an entry names stays where this shell names none', () => {
    expect(setupOf('cursor', LINUX).shell.decided).not.toContain('XDG_CONFIG_HOME');
  });

  const TABLE = ['--state', 'dynamodb:ebs-copies'];

  test('the file of the plan key goes along with a table, in full', () => {
    for (const file of ['plan.key', './plan.key'])
      expect(envOf('cursor', { EBS_COPY_PLAN_KEY_FILE: file }, TABLE)).toMatchObject({
        EBS_COPY_PLAN_KEY_FILE: '/home/ann/project/plan.key',
      });
    expect(setupOf('cursor', LINUX, { words: TABLE }).shell.decided).not.toContain('EBS_COPY_PLAN_KEY_FILE');
    // Without a table the server would call what an earlier one left there a fault.
    expect(setupOf('cursor', LINUX).shell.decided).toContain('EBS_COPY_PLAN_KEY_FILE');
  });

  test('the plan key itself stays out, with what to do', () => {
    const machine = { ...LINUX, env: { EBS_COPY_PLAN_KEY: 'k'.repeat(43) } };
    const { server, notes, shell } = setupOf('cursor', machine, { words: TABLE });
    expect(server.env).toEqual({});
    expect(shell.keptBack).toEqual(['EBS_COPY_PLAN_KEY']);
    expect(notes).toEqual([
      'Cursor was not found on this machine.',
      "This shell's EBS_COPY_PLAN_KEY stays out: it is a secret, without which the server refuses the table. Put it into a file that only you can read, name that file with EBS_COPY_PLAN_KEY_FILE in its place, and run connect again.",
    ]);
  });

  test('stay out of what others read, and are named', () => {
    const more = { ...NETWORK, XDG_CONFIG_HOME: '/corp/config' };
    expect(envOf('zed', more, ['--project'])).toEqual({});
    const machine = { ...LINUX, env: { AWS_PROFILE: 'work', XDG_CONFIG_HOME: '/corp/config' } };
    expect(setupOf('cursor', machine, { words: ['--project'] }).notes).toContain(
      'Of this shell these stay out of a file that others read: AWS_PROFILE, XDG_CONFIG_HOME. The server will be without them.',
    );
  });

  test('are named to whoever reads the text', () => {
    expect(setupOf('cursor', { ...LINUX, env: { AWS_PROFILE: 'work' } }).notes).toContain(
      'Variables of this shell go along: AWS_PROFILE.',
    );
  });
});

describe('inside WSL', () => {
  const wsl: Machine = { ...LINUX, env: { WSL_DISTRO_NAME: 'Ubuntu 24', AWS_PROFILE: 'my work' } };

  test('a host with windows starts the server in WSL from Windows, and is for somebody to paste', () => {
    const setup = setupOf('cursor', wsl);
    expect(setup.entry).toEqual({
      command: 'wsl.exe',
      args: [
        '-d',
        'Ubuntu 24',
        '--exec',
        '/usr/bin/env',
        'AWS_PROFILE=my work',
        '/opt/node/bin/node',
        '/srv/ebs-copy-mcp/dist/main.cjs',
        '--mode',
        'ask',
      ],
    });
    expect(setup).toMatchObject({ way: { kind: 'print' } });
    expect(setup.file).toBeUndefined();
    expect(setup.link && 'url' in setup.link && decodeLink(setup.link.url).entry).toEqual(setup.entry);
    expect(setup.notes).toContain('Variables of this shell go along: AWS_PROFILE.');
  });

  test('VS Code too, without its command, in the form of its file', () => {
    const setup = setupOf('vscode', wsl);
    expect(setup.command).toBeUndefined();
    expect(Object.keys(JSON.parse(setup.text) as object)).toEqual(['servers']);
  });

  test('npx needs a login shell', () => {
    expect(
      setupOf('zed', { ...LINUX, env: { WSL_DISTRO_NAME: 'U' } }, { launch: NPX, words: ['--require-tag', 'a b'] })
        .server.args,
    ).toEqual(['-d', 'U', '--exec', 'bash', '-lc', "npx -y ebs-copy-mcp@1.2.3 --mode ask --require-tag 'a b'"]);
  });

  test.each<HostName>(['claude-code', 'codex', 'copilot-cli', 'gemini-cli', 'goose', 'kiro-cli'])(
    '%s runs inside',
    (name) => {
      expect(setupOf(name, wsl).server.command).toBe('/opt/node/bin/node');
    },
  );

  test('a project is opened inside', () => {
    const setup = setupOf('vscode', wsl, { words: ['--project'] });
    expect([setup.server.command, setup.file?.path]).toEqual([
      '/opt/node/bin/node',
      '/home/ann/project/.vscode/mcp.json',
    ]);
  });
});

describe('commands', () => {
  const line = (name: HostName, machine: Machine, given: Given = {}) => {
    const { command } = setupOf(name, machine, given);
    return command && shellLine([command.program, ...command.args], command.env, machine.system);
  };
  const server = '/opt/node/bin/node /srv/ebs-copy-mcp/dist/main.cjs --mode ask';

  test.each<[name: HostName, words: string[], line: string]>([
    ['claude-code', [], `claude mcp add --scope user ebs -- ${server}`],
    ['claude-code', ['--project', '--name', 'copies'], `claude mcp add --scope project copies -- ${server}`],
    ['codex', [], `codex mcp add ebs -- ${server}`],
    ['gemini-cli', [], `gemini mcp add --scope user ebs ${server.replace(' ', ' -- ')}`],
    [
      'gemini-cli',
      ['--project'],
      `GEMINI_CLI_TRUST_WORKSPACE=true gemini mcp add --scope project ebs ${server.replace(' ', ' -- ')}`,
    ],
    [
      'vscode-insiders',
      [],
      `code-insiders --add-mcp '{"name":"ebs","type":"stdio","command":"/opt/node/bin/node","args":["/srv/ebs-copy-mcp/dist/main.cjs","--mode","ask"]}'`,
    ],
  ])('of %s %j', (name, words, expected) => {
    expect(line(name, LINUX, { words })).toBe(expected);
  });

  test('carry variables', () => {
    const machine = { ...LINUX, env: { AWS_PROFILE: 'my work' } };
    expect(line('claude-code', machine)).toBe(
      `claude mcp add --scope user ebs --env 'AWS_PROFILE=my work' -- ${server}`,
    );
    expect(line('codex', machine)).toBe(`codex mcp add ebs --env 'AWS_PROFILE=my work' -- ${server}`);
    expect(line('gemini-cli', machine)).toContain("--env 'AWS_PROFILE=my work' ebs /opt");
  });

  test('on Windows are for cmd.exe', () => {
    expect(line('claude-code', WINDOWS, { launch: WINDOWS_NODE })).toBe(
      'claude mcp add --scope user ebs -- "C:\\Program Files\\nodejs\\node.exe" "D:\\my tools\\ebs-copy-mcp\\dist\\main.cjs" --mode ask',
    );
    expect(line('vscode', WINDOWS, { launch: WINDOWS_NODE })).toContain('"{\\"name\\":\\"ebs\\",\\"type\\":');
    expect(line('gemini-cli', WINDOWS, { words: ['--project'] })).toMatch(
      /^set "GEMINI_CLI_TRUST_WORKSPACE=true" && gemini /,
    );
  });

  test('run the first program that was found', () => {
    const inApp = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
    expect(setupOf('vscode', MAC, { programs: { [inApp]: inApp } }).command?.path).toBe(inApp);
    expect(setupOf('vscode', MAC, { programs: { code: '/usr/local/bin/code', [inApp]: inApp } }).command?.path).toBe(
      '/usr/local/bin/code',
    );
  });
});

const ODD = [
  'plain',
  'a b',
  "it's",
  'say "hi"',
  'back\\slash',
  'end\\',
  'a\\\\"b',
  '$HOME `x` !y',
  '100%',
  '',
  'a&b|c<d>e^f',
  '*?[x]',
  'ä',
];

test('sh takes every word back as it was', () => {
  const line = `printf '%s\\0' ${ODD.map((word) => quoteForShell(word, 'linux')).join(' ')}`;
  expect(spawnSync('sh', ['-c', line], { encoding: 'utf8' }).stdout.split('\0').slice(0, -1)).toEqual(ODD);
});

describe('Windows takes every word back as it was', () => {
  test('a program', () => {
    expect(programWords(ODD.map((word) => quoteForShell(word, 'win32')).join(' '))).toEqual(ODD);
  });

  test('a batch file that hands its words on, through both readings of cmd.exe', () => {
    const [file, ...rest] = cmdReads(batchLine('C:\\my tools\\x.cmd', ODD)).split(/(?<=\.cmd") /);
    expect(file).toBe('"C:\\my tools\\x.cmd"');
    expect(programWords(cmdReads(rest.join('')))).toEqual(ODD);
  });

  /** cmd.exe: outside quotes a caret makes the next sign a plain one, and signs with a meaning would act. */
  function cmdReads(line: string): string {
    let text = '';
    let quoted = false;
    for (let at = 0; at < line.length; at += 1) {
      const sign = line[at] ?? '';
      if (sign === '^' && !quoted) {
        at += 1;
        text += line[at] ?? '';
        continue;
      }
      if (sign === '"') quoted = !quoted;
      if (!quoted && '&|<>'.includes(sign)) throw new Error(`cmd.exe would act on ${sign} in ${line}`);
      text += sign;
    }
    return text;
  }

  /** Microsoft's C runtime: backslashes are plain but before a quote, where each pair is one. */
  function programWords(line: string): string[] {
    const words: string[] = [];
    let word: string | undefined;
    let quoted = false;
    for (let at = 0; at < line.length; ) {
      const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
      if (slashes > 0 && line[at + slashes] === '"') {
        word = (word ?? '') + '\\'.repeat(Math.floor(slashes / 2));
        at += slashes;
        if (slashes % 2 === 1) {
          word += '"';
          at += 1;
        }
        continue;
      }
      const sign = line[at] ?? '';
      at += 1;
      if (sign === '"') {
        quoted = !quoted;
        word ??= '';
      } else if (sign === ' ' && !quoted) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else word = (word ?? '') + sign;
    }
    return word === undefined ? words : [...words, word];
  }
});

describe('Claude Desktop', () => {
  test('has the bundle that lies beside this program', () => {
    const bundle = '/srv/ebs-copy-mcp/ebs-copy-mcp.mcpb';
    expect(setupOf('claude-desktop', LINUX, { there: [bundle] }).bundle).toBe(bundle);
    expect(setupOf('claude-desktop', LINUX).bundle).toBeUndefined();
    expect(setupOf('cursor', LINUX, { there: [bundle] }).bundle).toBeUndefined();
  });
});

test('what nobody is asked about is said so', () => {
  expect(setupOf('cursor', LINUX, { words: ['--mode', 'plan'] }).asks).toBe(
    'It never asks: with --mode plan copies are only rehearsed.',
  );
  expect(setupOf('cursor', LINUX, { words: ['--mode', 'auto'] }).asks).toBe(
    'It never asks: with --mode auto real copies need no person.',
  );
});

test('the text for Codex in a project is TOML', () => {
  expect(setupOf('codex', { ...LINUX, env: { AWS_PROFILE: 'x' } }).text).toBe(
    [
      '[mcp_servers.ebs]',
      'command = "/opt/node/bin/node"',
      'args = ["/srv/ebs-copy-mcp/dist/main.cjs", "--mode", "ask"]',
      '',
      '[mcp_servers.ebs.env]',
      'AWS_PROFILE = "x"',
      '',
    ].join('\n'),
  );
});
