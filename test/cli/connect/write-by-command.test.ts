// `connect HOST --write` and `--remove` by the host's own command, against programs that do what the real ones did.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HostName } from '../../../src/cli/connect/hosts-table.ts';
import { type FakeProgram, type House, install, openHouse } from './connect-parts.ts';

const NODE = '/opt/node/bin/node';
const ARGS = ['/srv/ebs-copy-mcp/dist/main.cjs', '--mode', 'ask'];
const flat = (text: string) => text.replace(/\s+/g, ' ');

interface ByCommand {
  name: HostName;
  program: FakeProgram;
  words: string[];
  add: string[];
  remove?: string[];
  /** What is there beforehand, as the host keeps it, and where. */
  file(house: House): string;
  other: object;
}

const CASES: ByCommand[] = [
  {
    name: 'claude-code',
    program: 'claude',
    words: [],
    add: ['claude', 'mcp', 'add', '--scope', 'user', 'ebs', '--', NODE, ...ARGS],
    remove: ['claude', 'mcp', 'remove', '--scope', 'user', 'ebs'],
    file: (house) => join(house.home, '.claude.json'),
    other: { numStartups: 7, mcpServers: { dev: { command: 'd' } } },
  },
  {
    name: 'claude-code',
    program: 'claude',
    words: ['--project'],
    add: ['claude', 'mcp', 'add', '--scope', 'project', 'ebs', '--', NODE, ...ARGS],
    remove: ['claude', 'mcp', 'remove', '--scope', 'project', 'ebs'],
    file: (house) => join(house.project, '.mcp.json'),
    other: { mcpServers: { dev: { command: 'd' } } },
  },
  {
    name: 'codex',
    program: 'codex',
    words: [],
    add: ['codex', 'mcp', 'add', 'ebs', '--', NODE, ...ARGS],
    remove: ['codex', 'mcp', 'remove', 'ebs'],
    file: (house) => join(house.home, '.codex/fake.json'),
    other: { dev: { command: 'd', args: [], env: null } },
  },
  {
    name: 'gemini-cli',
    program: 'gemini',
    words: [],
    add: ['gemini', 'mcp', 'add', '--scope', 'user', 'ebs', NODE, '--', ...ARGS],
    remove: ['gemini', 'mcp', 'remove', '--scope', 'user', 'ebs'],
    file: (house) => join(house.home, '.gemini/settings.json'),
    other: { theme: 'x', mcpServers: { dev: { command: 'd' } } },
  },
  {
    name: 'gemini-cli',
    program: 'gemini',
    words: ['--project'],
    add: ['gemini', 'mcp', 'add', '--scope', 'project', 'ebs', NODE, '--', ...ARGS],
    remove: ['gemini', 'mcp', 'remove', '--scope', 'project', 'ebs'],
    file: (house) => join(house.project, '.gemini/settings.json'),
    other: { mcpServers: { dev: { command: 'd' } } },
  },
  {
    name: 'vscode',
    program: 'code',
    words: [],
    add: ['code', '--add-mcp', JSON.stringify({ name: 'ebs', type: 'stdio', command: NODE, args: ARGS })],
    file: (house) => join(house.home, '.config/Code/User/mcp.json'),
    other: { servers: { dev: { command: 'd' } }, inputs: [] },
  },
];

describe.each(CASES)('$name $words', ({ name, program, words, add, remove, file, other }) => {
  const changes = (house: House) => house.calls().filter((call) => !call.includes('get'));

  test('is told once, and then no more', async () => {
    const house = openHouse();
    install(house, program);
    house.put(file(house), JSON.stringify(other));
    expect(await house.connect(name, ...words, '--write')).toBe(0);
    expect(changes(house)).toEqual([add]);
    expect(JSON.parse(house.read(file(house)))).toMatchObject(other);
    expect(house.read(file(house))).toContain('ebs-copy-mcp/dist/main.cjs');

    expect(await house.connect(name, ...words, '--write')).toBe(0);
    expect(changes(house)).toEqual([add]);
    expect(flat(house.printed.out)).toContain('this very server ebs already: nothing was changed.');
  });

  test('forgets it, and nothing else', async () => {
    const house = openHouse();
    install(house, program);
    house.put(file(house), JSON.stringify(other));
    await house.connect(name, ...words, '--write');
    expect(await house.connect(name, ...words, '--remove')).toBe(0);
    expect(changes(house)).toEqual(remove ? [add, remove] : [add]);
    expect(JSON.parse(house.read(file(house)))).toEqual(other);
    expect(await house.connect(name, ...words, '--remove')).toBe(0);
    expect(flat(house.printed.out)).toContain('has no server ebs: nothing was changed.');
    expect(changes(house)).toHaveLength(remove ? 2 : 1);
  });

  test('is told anew when the options are others', async () => {
    const house = openHouse();
    install(house, program);
    await house.connect(name, ...words, '--write');
    expect(await house.connect(name, ...words, '--write', '--region', 'us-east-1')).toBe(0);
    expect(house.read(file(house))).toContain('us-east-1');
  });

  test('that fails is believed, in its own words', async () => {
    const house = openHouse({ env: { FAKE_BREAKS: 'ebs-copy-mcp/dist' } });
    install(house, program);
    expect(await house.connect(name, ...words, '--write')).toBe(1);
    expect(flat(house.printed.problem)).toContain('failed: [31mError: the fake was told to fail');
    expect(house.printed.out).toBe('');
  });

  test('that says it did and did not is not believed', async () => {
    const house = openHouse({ env: { FAKE_FORGETS: '1' } });
    install(house, program);
    expect(await house.connect(name, ...words, '--write')).toBe(1);
    expect(flat(house.printed.problem)).toContain(`${program} ended without an error, but`);
  });

  test('that is not installed is named, and nothing is written by another way', async () => {
    const house = openHouse();
    expect(await house.connect(name, ...words, '--write')).toBe(1);
    expect(flat(house.printed.problem)).toContain(`The program ${program} was not found here.`);
    expect(readdirSync(house.home)).toEqual([]);
    expect(readdirSync(house.project)).toEqual([]);
  });
});

describe('Claude Code, which takes no second server of a name', () => {
  const options = ['--write', '--region', 'us-east-1'];

  test('loses the first before', async () => {
    const house = openHouse();
    install(house, 'claude');
    await house.connect('claude-code', '--write');
    await house.connect('claude-code', ...options);
    expect(house.calls().map((call) => call[2])).toEqual(['add', 'remove', 'add']);
  });

  test('gets the first back when the second fails', async () => {
    const house = openHouse({ env: { FAKE_BREAKS: 'us-east-1' } });
    install(house, 'claude');
    await house.connect('claude-code', '--write');
    const before = house.read(join(house.home, '.claude.json'));
    expect(await house.connect('claude-code', ...options)).toBe(1);
    expect(house.calls().map((call) => call[2])).toEqual(['add', 'remove', 'add', 'add']);
    expect(house.read(join(house.home, '.claude.json'))).toBe(before);
  });

  test('keeps variables that somebody added, and none that an earlier shell had', async () => {
    const house = openHouse({ env: { AWS_PROFILE: 'my work' } });
    install(house, 'claude');
    const ours = {
      type: 'stdio',
      command: 'node',
      args: ['/old/ebs-copy-mcp/dist/main.cjs'],
      env: { AWS_PROFILE: 'prod', AWS_REGION: 'eu-west-1', NODE_OPTIONS: 'p=1' },
    };
    house.put(join(house.home, '.claude.json'), JSON.stringify({ mcpServers: { ebs: ours } }));
    expect(await house.connect('claude-code', '--write')).toBe(0);
    expect(JSON.parse(house.read(join(house.home, '.claude.json')))).toEqual({
      mcpServers: {
        ebs: { type: 'stdio', command: NODE, args: ARGS, env: { NODE_OPTIONS: 'p=1', AWS_PROFILE: 'my work' } },
      },
    });
  });

  test('is never edited by its file, also when that file is all there is', async () => {
    const house = openHouse();
    const path = house.put(join(house.home, '.claude.json'), '{"mcpServers":{}}');
    expect(await house.connect('claude-code', '--write')).toBe(1);
    expect(house.read(path)).toBe('{"mcpServers":{}}');
    expect(readdirSync(house.home)).toEqual(['.claude.json']);
  });
});

test('a command for you runs in your home, one for the project in the project', async () => {
  const house = openHouse();
  install(house, 'gemini');
  await house.connect('gemini-cli', '--write');
  await house.connect('gemini-cli', '--project', '--write');
  expect(existsSync(join(house.home, '.gemini/settings.json'))).toBe(true);
  expect(existsSync(join(house.project, '.gemini/settings.json'))).toBe(true);
});

test('Codex is asked in your home, where no project adds servers of its own', async () => {
  const house = openHouse();
  install(house, 'codex');
  house.put(join(house.project, '.codex/fake-project.json'), JSON.stringify({ ebs: { command: NODE, args: ARGS } }));
  expect(await house.connect('codex', '--write')).toBe(0);
  expect(house.calls().map((call) => call[2])).toEqual(['get', 'add', 'get']);
});

test('VS Code Insiders has its own program and its own folder', async () => {
  const house = openHouse({ env: { FAKE_FOLDER: 'Code - Insiders' } });
  install(house, 'code', 'code-insiders');
  expect(await house.connect('vscode-insiders', '--write')).toBe(0);
  expect(house.calls()[0]?.[1]).toBe('--add-mcp');
  expect(existsSync(join(house.home, '.config/Code - Insiders/User/mcp.json'))).toBe(true);
});

test('another server under the name is neither overwritten nor removed', async () => {
  const house = openHouse();
  install(house, 'codex');
  house.put(join(house.home, '.codex/fake.json'), '{"ebs":{"command":"python","args":["-m","ebs"],"env":null}}');
  for (const action of ['--write', '--remove']) {
    expect(await house.connect('codex', action)).toBe(1);
    expect(flat(house.printed.problem)).toContain('There is another server named ebs in its own configuration.');
  }
  expect(house.calls().every((call) => call.includes('get'))).toBe(true);
});
