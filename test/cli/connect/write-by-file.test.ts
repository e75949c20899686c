// `connect HOST --write` and `--remove` by the host's file: what was there keeps every byte, and comes back.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { HostName } from '../../../src/cli/connect/hosts-table.ts';
import { type House, openHouse } from './connect-parts.ts';

const SERVER = { command: '/opt/node/bin/node', args: ['/srv/ebs-copy-mcp/dist/main.cjs', '--mode', 'ask'] };

interface ByFile {
  name: HostName;
  words: string[];
  file(house: House): string;
  root: string;
  entry: object;
}

const inHome = (path: string) => (house: House) => join(house.home, path);
const inProject = (path: string) => (house: House) => join(house.project, path);
const GOOSE = {
  name: 'ebs',
  description: 'Copies Amazon EBS volumes',
  type: 'stdio',
  enabled: true,
  cmd: SERVER.command,
  args: SERVER.args,
  envs: {},
  timeout: 300,
};
const stdio = { type: 'stdio', ...SERVER };
const copilot = { type: 'local', ...SERVER, tools: ['*'] };

const CASES: ByFile[] = [
  {
    name: 'claude-desktop',
    words: [],
    file: inHome('.config/Claude/claude_desktop_config.json'),
    root: 'mcpServers',
    entry: SERVER,
  },
  { name: 'cursor', words: [], file: inHome('.cursor/mcp.json'), root: 'mcpServers', entry: SERVER },
  { name: 'kiro', words: [], file: inHome('.kiro/settings/mcp.json'), root: 'mcpServers', entry: SERVER },
  { name: 'kiro-cli', words: [], file: inHome('.kiro/settings/mcp.json'), root: 'mcpServers', entry: SERVER },
  { name: 'zed', words: [], file: inHome('.config/zed/settings.json'), root: 'context_servers', entry: SERVER },
  { name: 'windsurf', words: [], file: inHome('.config/devin/mcp_config.json'), root: 'mcpServers', entry: SERVER },
  { name: 'copilot-cli', words: [], file: inHome('.copilot/mcp-config.json'), root: 'mcpServers', entry: copilot },
  { name: 'goose', words: [], file: inHome('.config/goose/config.yaml'), root: 'extensions', entry: GOOSE },
  { name: 'vscode', words: ['--project'], file: inProject('.vscode/mcp.json'), root: 'servers', entry: stdio },
  { name: 'vscode-insiders', words: ['--project'], file: inProject('.vscode/mcp.json'), root: 'servers', entry: stdio },
  { name: 'cursor', words: ['--project'], file: inProject('.cursor/mcp.json'), root: 'mcpServers', entry: SERVER },
  { name: 'kiro', words: ['--project'], file: inProject('.kiro/settings/mcp.json'), root: 'mcpServers', entry: SERVER },
  {
    name: 'kiro-cli',
    words: ['--project'],
    file: inProject('.kiro/settings/mcp.json'),
    root: 'mcpServers',
    entry: SERVER,
  },
  { name: 'zed', words: ['--project'], file: inProject('.zed/settings.json'), root: 'context_servers', entry: SERVER },
  {
    name: 'windsurf',
    words: ['--project'],
    file: inProject('.devin/mcp_config.json'),
    root: 'mcpServers',
    entry: SERVER,
  },
  {
    name: 'copilot-cli',
    words: ['--project'],
    file: inProject('.github/mcp.json'),
    root: 'mcpServers',
    entry: copilot,
  },
];

const backups = (path: string) => readdirSync(dirname(path)).filter((name) => name.endsWith('.bak'));
const dataOf = (name: HostName, text: string) =>
  (name === 'goose' ? parse(text) : JSON.parse(text)) as Record<string, Record<string, unknown>>;

describe.each(CASES)('$name $words', ({ name, words, file, root, entry }) => {
  test('makes the folder and the file, changes nothing the second time, and leaves nothing behind', async () => {
    const house = openHouse();
    const path = file(house);
    expect(await house.connect(name, ...words, '--write')).toBe(0);
    expect(dataOf(name, house.read(path))).toEqual({ [root]: { ebs: entry } });
    expect(house.printed.out).toContain(path.split('/').at(-1));

    const written = house.read(path);
    expect(await house.connect(name, ...words, '--write')).toBe(0);
    expect(house.read(path)).toBe(written);
    expect(house.printed.out.replace(/\s+/g, ' ')).toContain('this very server ebs already: nothing was changed.');
    expect(backups(path)).toEqual([]);

    expect(await house.connect(name, ...words, '--remove')).toBe(0);
    expect(existsSync(path)).toBe(false);
    expect(await house.connect(name, ...words, '--remove')).toBe(0);
    expect(house.printed.out.replace(/\s+/g, ' ')).toContain('has no server ebs: nothing was changed.');
  });

  test('leaves other servers to the byte, keeps the old file, and brings it back', async () => {
    const house = openHouse();
    const other =
      name === 'goose'
        ? `GOOSE_MODE:   auto\n${root}:\n  dev: {type: builtin,   a: [1,  2]}\n`
        : `{\n  "x":   [1,2],\n  "${root}": {\n    "dev": {"command":"d",   "args":["a",  "b"]}\n  }\n}\n`;
    const path = house.put(file(house), other);
    expect(await house.connect(name, ...words, '--write')).toBe(0);
    const written = house.read(path);
    expect(Object.keys(dataOf(name, written)[root] ?? {})).toEqual(['dev', 'ebs']);
    const dev =
      name === 'goose' ? '  dev: {type: builtin,   a: [1,  2]}\n' : '    "dev": {"command":"d",   "args":["a",  "b"]}';
    expect(written).toContain(dev);
    expect(backups(path)).toHaveLength(1);
    expect(house.read(join(dirname(path), backups(path)[0] ?? ''))).toBe(other);

    expect(await house.connect(name, ...words, '--write', '--region', 'us-east-1')).toBe(0);
    expect(house.read(path)).toContain('us-east-1');
    expect(await house.connect(name, ...words, '--remove')).toBe(0);
    expect(house.read(path)).toBe(other);
  });

  test('leaves a file that cannot be parsed alone', async () => {
    const house = openHouse();
    const broken = `{\n  "${root}": {\n    "dev": {"command": "d"\n`;
    const path = house.put(file(house), broken);
    for (const action of ['--write', '--remove']) {
      expect(await house.connect(name, ...words, action)).toBe(1);
      expect(house.printed.problem.replace(/\s+/g, ' ')).toMatch(
        /nothing was changed\. .*(cannot be read: .*(line|Flow))/,
      );
    }
    expect(house.read(path)).toBe(broken);
    expect(backups(path)).toEqual([]);
  });
});

describe('JSON with comments', () => {
  const settings = (eol: string) =>
    ['\ufeff// Zed settings', '{', '  // mine', '  "theme": "One Dark", // dark', '}', ''].join(eol);

  test.each([
    ['\n', 'of Unix'],
    ['\r\n', 'of Windows'],
  ])('keeps comments, trailing commas, byte order mark and line ends (%j)', async (eol) => {
    const house = openHouse();
    const before = settings(eol);
    const path = house.put(join(house.home, '.config/zed/settings.json'), before);
    expect(await house.connect('zed', '--write')).toBe(0);
    const after = house.read(path);
    expect(after.split(eol).slice(0, 4)).toEqual(before.split(eol).slice(0, 4));
    expect(after.replaceAll(eol, '')).not.toMatch(/[\r\n]/);
    expect(after).toContain(`  "context_servers": {${eol}    "ebs": {${eol}`);
    expect(await house.connect('zed', '--remove')).toBe(0);
    expect(house.read(path)).toBe(before);
  });

  test('is nothing that Claude Desktop reads, so its file is left alone', async () => {
    const house = openHouse();
    const before = '{\n  // mine\n  "mcpServers": {}\n}\n';
    const path = house.put(join(house.home, '.config/Claude/claude_desktop_config.json'), before);
    expect(await house.connect('claude-desktop', '--write')).toBe(1);
    expect(house.printed.problem.replace(/\s+/g, ' ')).toContain('line 2, column 3: comments are not allowed here.');
    expect(house.read(path)).toBe(before);
  });
});

describe('what somebody made of the entry', () => {
  const path = (house: House) => join(house.home, '.kiro/settings/mcp.json');

  test('stays when the server is written again', async () => {
    const house = openHouse();
    house.put(
      path(house),
      JSON.stringify({
        mcpServers: {
          ebs: {
            command: 'node',
            args: ['/old/ebs-copy-mcp/dist/main.cjs'],
            type: 'stdio',
            disabled: true,
            env: { TZ: 'UTC' },
          },
        },
      }),
    );
    expect(await house.connect('kiro', '--write')).toBe(0);
    expect(dataOf('kiro', house.read(path(house))).mcpServers?.ebs).toEqual({
      ...SERVER,
      type: 'stdio',
      disabled: true,
      env: { TZ: 'UTC' },
    });
    expect(await house.connect('kiro', '--write')).toBe(0);
    expect(house.printed.out).toContain('nothing was changed');
  });

  // Seen 2026-11-29: the profile of another day stayed, and went before the one of this shell.
  describe('and of an earlier shell', () => {
    const KEY = { AWS_ACCESS_KEY_ID: 'AKIAOLD', AWS_SECRET_ACCESS_KEY: 'oldsecret' };
    const earlier = { AWS_PROFILE: 'prod', AWS_REGION: 'eu-west-1', https_proxy: 'http://old:80', TZ: 'UTC' };
    const again = async (was: object, env: Record<string, string>, ...words: string[]) => {
      const house = openHouse({ env });
      house.put(path(house), JSON.stringify({ mcpServers: { ebs: { ...SERVER, env: was } } }));
      expect(await house.connect('kiro', '--write', ...words)).toBe(0);
      const said = house.printed.out.replace(/\s+/g, ' ');
      expect(said).not.toMatch(/secret@|AKIA|oldsecret/);
      const entry = dataOf('kiro', house.read(path(house))).mcpServers?.ebs as { env?: object } | undefined;
      return { env: entry?.env, said };
    };

    test('the caller goes where this shell has none, and that is said', async () => {
      const { env, said } = await again(earlier, {});
      expect(env).toEqual({ TZ: 'UTC' });
      expect(said).toContain(
        'Taken out of the entry, so that the server is the caller that it is in this shell: AWS_PROFILE (prod), AWS_REGION (eu-west-1), https_proxy (http://old:80).',
      );
    });

    test('another spelling goes before none of this shell', async () => {
      const now = { AWS_DEFAULT_PROFILE: 'dev', AWS_REGION: 'us-east-1', HTTPS_PROXY: 'http://new:80' };
      const { env, said } = await again(earlier, now);
      expect(env).toEqual({ ...now, TZ: 'UTC' });
      expect(said).toContain('Changed in the entry to what this shell says: AWS_REGION (eu-west-1 → us-east-1).');
      expect(said).toContain('AWS_PROFILE (prod), https_proxy (http://old:80).');
    });

    test('a plan key that somebody put there, with which the server refuses every call, is named', async () => {
      const stays =
        'EBS_COPY_PLAN_KEY stays in the entry, where somebody put it, and the server will refuse every call for it';
      const was = { EBS_COPY_PLAN_KEY: 'k'.repeat(43) };
      const file = { EBS_COPY_PLAN_KEY_FILE: '/etc/plan.key' };
      const both = await again(was, file, '--state', 'dynamodb:copies@us-east-1');
      expect(both.env).toEqual({ ...was, ...file });
      expect(both.said).toContain(`${stays}, since EBS_COPY_PLAN_KEY_FILE names the key: take it out.`);
      const none = await again({ ...was, ...file }, {});
      expect(none.env).toEqual(was);
      expect(none.said).toContain(`${stays}, since there is no table: take it out.`);
      expect(none.said).toContain(
        'Taken out of the entry, since it counts with a table alone: EBS_COPY_PLAN_KEY_FILE (/etc/plan.key).',
      );
      expect((await again(was, {}, '--state', 'dynamodb:copies@us-east-1')).said).not.toContain('will refuse');
    });

    test('keys that somebody put there stay and are named; of a password only the name is told', async () => {
      const { env, said } = await again({ ...KEY, HTTPS_PROXY: 'http://ann:secret@old' }, { AWS_PROFILE: 'dev' });
      expect(env).toEqual({ ...KEY, AWS_PROFILE: 'dev' });
      expect(said).toContain('Left in the entry, where somebody put them: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.');
      expect(said).toContain('is in this shell: HTTPS_PROXY.');
    });

    test('what this shell has and keeps back stays as somebody put it there, unless connect wrote it', async () => {
      const now = { HTTPS_PROXY: 'http://ann:secret@new', AWS_ENDPOINT_URL: 'https://ann:secret@new' };
      const theirs = { HTTPS_PROXY: 'http://ann:secret@theirs' };
      const { env, said } = await again({ ...theirs, AWS_ENDPOINT_URL: 'https://old' }, now);
      expect(env).toEqual(theirs);
      expect(said).toContain('is in this shell: AWS_ENDPOINT_URL (https://old).');
    });

    test('nothing of it goes out of what a project shares', async () => {
      const house = openHouse({ env: { AWS_PROFILE: 'dev' } });
      const file = house.put(join(house.project, '.kiro/settings/mcp.json'), '{}');
      house.put(file, JSON.stringify({ mcpServers: { ebs: { ...SERVER, env: earlier } } }));
      expect(await house.connect('kiro', '--project', '--write', '--region', 'us-east-1')).toBe(0);
      expect(dataOf('kiro', house.read(file)).mcpServers?.ebs).toMatchObject({ env: earlier });
    });

    test('what stays out is named also where nothing is to be changed', async () => {
      const { said } = await again({ AWS_PROFILE: 'dev' }, { AWS_PROFILE: 'dev', AWS_SESSION_TOKEN: 'oldsecret' });
      expect(said).toMatch(/nothing was changed\. .*go along: AWS_PROFILE\. .*stay out.*: AWS_SESSION_TOKEN\./);
    });
  });

  test('another server under the name is neither overwritten nor removed', async () => {
    const house = openHouse();
    const before = '{"mcpServers":{"ebs":{"command":"python","args":["-m","ebs"]}}}';
    house.put(path(house), before);
    for (const action of ['--write', '--remove']) {
      expect(await house.connect('kiro', action)).toBe(1);
      expect(house.printed.problem.replace(/\s+/g, ' ')).toContain(
        `There is another server named ebs in ${path(house)}. Choose another name with --name.`,
      );
    }
    expect(house.read(path(house))).toBe(before);
    expect(await house.connect('kiro', '--write', '--name', 'copies')).toBe(0);
    expect(Object.keys(dataOf('kiro', house.read(path(house))).mcpServers ?? {})).toEqual(['ebs', 'copies']);
  });
});

describe("a team's server under the name", () => {
  const at = (house: House, entry: object) =>
    house.put(join(house.home, '.cursor/mcp.json'), JSON.stringify({ mcpServers: { ebs: entry } }));

  test.each([
    { url: 'https://ebs-copy-mcp.corp/mcp', headers: { 'X-Team': 'db' } },
    { serverUrl: 'https://tools.corp/ebs-copy-mcp/mcp' },
    { type: 'http', httpUrl: 'https://ebs-copy-mcp.corp/mcp' },
  ])('is neither mixed with one of this machine nor removed: %j', async (entry) => {
    const house = openHouse();
    const path = at(house, entry);
    const before = house.read(path);
    for (const action of ['--write', '--remove']) {
      expect(await house.connect('cursor', action)).toBe(1);
      expect(house.printed.problem.replace(/\s+/g, ' ')).toContain(
        `There is another server named ebs in ${path.replace(/\s+/g, ' ')}. Choose another name with --name.`,
      );
    }
    expect(house.read(path)).toBe(before);
  });

  test('that was mixed with one of this machine before goes out of its entry', async () => {
    const house = openHouse();
    const path = at(house, {
      type: 'http',
      url: 'https://ebs-copy-mcp.corp/mcp',
      headers: { Authorization: 'Bearer x' },
      ...SERVER,
      disabled: true,
    });
    expect(await house.connect('cursor', '--write')).toBe(0);
    expect(dataOf('cursor', house.read(path)).mcpServers?.ebs).toEqual({ ...SERVER, disabled: true });
  });
});

describe('Claude Desktop', () => {
  const path = (house: House) => join(house.home, '.config/Claude/claude_desktop_config.json');

  test.each<[runs: boolean | undefined, why: string]>([
    [true, 'Claude Desktop is running, and rewrites its file from memory. Quit it and run this again'],
    [undefined, 'It cannot be found out here whether Claude Desktop runs'],
  ])('runs: %s, so its file is left alone', async (desktopRuns, why) => {
    const house = openHouse({ desktopRuns });
    house.put(path(house), '{}');
    expect(await house.connect('claude-desktop', '--write')).toBe(1);
    expect(house.printed.problem.replace(/\s+/g, ' ')).toContain(why);
    expect(house.read(path(house))).toBe('{}');
  });

  test('that wrote its file in between is seen when it is read back', async () => {
    const house = openHouse();
    house.put(path(house), '{}');
    const { files } = house.surroundings.tools;
    const read = files.read.bind(files);
    let reads = 0;
    house.surroundings.tools.files = {
      ...files,
      async read(file) {
        reads += 1;
        // The third is the one after writing.
        if (reads === 3) house.put(path(house), '{"mcpServers":{}}');
        return await read(file);
      },
    };
    expect(await house.connect('claude-desktop', '--write')).toBe(1);
    expect(house.printed.problem.replace(/\s+/g, ' ')).toContain(
      'says something else again: Claude Desktop may have rewritten it.',
    );
  });
});

test('a host whose file nobody documents is for somebody to paste', async () => {
  const house = openHouse();
  expect(await house.connect('lmstudio', '--write')).toBe(1);
  expect(house.printed.problem.replace(/\s+/g, ' ')).toContain('LM Studio documents no path of its mcp.json');
  expect(readdirSync(house.home)).toEqual([]);
});

test('Codex in a project is for somebody to paste', async () => {
  const house = openHouse();
  expect(await house.connect('codex', '--project', '--write')).toBe(1);
  expect(await house.connect('codex', '--project')).toBe(0);
  expect(house.printed.out.replace(/\s+/g, ' ')).toContain(
    join(house.project, '.codex/config.toml').replace(/\s+/g, ' '),
  );
  expect(house.printed.out).toContain('[mcp_servers.ebs]\ncommand = "/opt/node/bin/node"\n');
  expect(readdirSync(house.project)).toEqual([]);
});

test('inside WSL the file of a host with windows is not touched', async () => {
  const house = openHouse({ env: { WSL_DISTRO_NAME: 'Ubuntu' } });
  expect(await house.connect('cursor', '--write')).toBe(1);
  expect(house.printed.problem.replace(/\s+/g, ' ')).toContain(
    'Cursor runs on Windows, where nothing is written from WSL',
  );
  expect(readdirSync(house.home)).toEqual([]);
});

test('from npx a file holds name and version', async () => {
  const house = openHouse({ launch: { kind: 'npx', spec: 'ebs-copy-mcp@1.2.3' } });
  expect(await house.connect('cursor', '--write')).toBe(0);
  expect(dataOf('cursor', house.read(join(house.home, '.cursor/mcp.json'))).mcpServers?.ebs).toEqual({
    command: 'npx',
    args: ['-y', 'ebs-copy-mcp@1.2.3', '--mode', 'ask'],
  });
});

test('a folder that cannot be written is a sentence, not a crash', async () => {
  const house = openHouse();
  house.put(join(house.home, '.cursor'), 'a file where a folder should be');
  expect(await house.connect('cursor', '--write')).toBe(1);
  expect(house.printed.problem.replace(/\s+/g, ' ')).toMatch(/nothing was changed\. (ENOTDIR|EEXIST)/);
});
