// The built program: `connect` as somebody types it, in a home of its own with hosts' programs in the PATH.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../../../package.json' with { type: 'json' };
import { ENTRY, emptyEnvironment, run } from '../../support/spawned-server.ts';

const DIST = join(ENTRY, '..');

/** Without the settings of the other tests that would go along. */
function ownHome(): Record<string, string> {
  const { EBS_COPY_STATE_DIR: _, AWS_EC2_METADATA_DISABLED: __, ...env } = emptyEnvironment();
  return env;
}

test('writes this Node and this program in full, and the same again is nothing new', async () => {
  const env = ownHome();
  const first = await run(['connect', 'cursor', '--write', '--region', 'us-east-1'], env);
  expect([first.code, first.stderr]).toEqual([0, '']);
  const path = join(env.HOME ?? '', '.cursor', 'mcp.json');
  const { mcpServers } = JSON.parse(readFileSync(path, 'utf8')) as { mcpServers: object };
  expect(mcpServers).toEqual({
    ebs: { command: process.execPath, args: [ENTRY, '--mode', 'ask', '--region', 'us-east-1'] },
  });
  const second = await run(['connect', '--write', 'cursor', '--region', 'us-east-1'], env);
  expect([second.code, second.stdout]).toEqual([0, 'Cursor has this very server ebs already: nothing was changed.\n']);
  expect((await run(['connect', 'cursor', '--remove'], env)).code).toBe(0);
  expect(readdirSync(join(env.HOME ?? '', '.cursor')).filter((name) => !name.endsWith('.bak'))).toEqual([]);
});

test('a program of a host is run, wherever the PATH has it', async () => {
  const env = ownHome();
  const bin = join(env.HOME ?? '', 'my bin');
  mkdirSync(bin);
  const log = join(bin, 'log');
  writeFileSync(join(bin, 'code'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${log}'\n`);
  chmodSync(join(bin, 'code'), 0o755);
  const { code, stderr } = await run(['connect', 'vscode', '--write'], { ...env, PATH: bin });
  expect(readFileSync(log, 'utf8').split('\n')).toEqual([
    '--add-mcp',
    JSON.stringify({ name: 'ebs', type: 'stdio', command: process.execPath, args: [ENTRY, '--mode', 'ask'] }),
    '',
  ]);
  // It wrote nothing, and is not believed.
  expect([code, stderr.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('code ended without an error, but')]);
});

test('from the cache of npx it writes name and version', async () => {
  const env = ownHome();
  const cache = join(env.HOME ?? '', '.npm', '_npx', 'ab12', 'node_modules', 'ebs-copy-mcp');
  mkdirSync(cache, { recursive: true });
  const copy = join(cache, 'copy');
  mkdirSync(copy);
  for (const name of readdirSync(DIST)) writeFileSync(join(copy, name), readFileSync(join(DIST, name)));

  const { stdout } = spawnSync(process.execPath, [join(copy, 'main.cjs'), 'connect', 'cursor'], {
    env,
    encoding: 'utf8',
  });
  expect(stdout).toContain('"command": "npx"');
  expect(stdout).toContain(`"ebs-copy-mcp@${version}"`);
  expect(stdout).not.toContain('_npx');
});

describe('what is wrong with the words is said at once, with exit code 2', () => {
  test.each<[words: string[], error: string]>([
    [['cursor', '--write', '--remove'], 'Choose one of --write and --remove.'],
    [['cursor', 'zed'], 'zed is not an option.'],
    [['cursor', '--name', 'a b'], '--name: expected at most 64 letters, digits, - and _.'],
    [['cursor', '--region', 'x'], '--region: "x" is not a Region such as us-east-1.'],
    [['cursr'], '"cursr" is not a known host. Did you mean cursor?'],
    [['claude-desktop', '--project'], 'Claude Desktop has no configuration of a project: leave --project out.'],
  ])('%j', async (words, error) => {
    const { code, stdout, stderr } = await run(['connect', ...words]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`ebs-copy-mcp: ${error}`), stderr).toBe(true);
  });
});

test('help names the command and its options', async () => {
  const { stdout } = await run(['--help']);
  expect(stdout).toContain('connect HOST');
  expect(stdout).toMatch(/\nOptions of connect, .*:\n {2}--write /);
});

describe('the chunk of connect', () => {
  const chunks = readdirSync(DIST).filter((name) => /^connect-[\w-]+\.cjs$/.test(name));
  const others = readdirSync(DIST).filter((name) => name.endsWith('.cjs') && !chunks.includes(name));

  test('is one file, which main alone asks for: the .mcpb leaves it out', () => {
    expect(chunks).toHaveLength(1);
    const [chunk = ''] = chunks;
    expect(others.filter((name) => readFileSync(join(DIST, name), 'utf8').includes(chunk))).toEqual(['main.cjs']);
  });

  test('without it connect says so, and the rest works', async () => {
    const env = ownHome();
    const copy = join(env.HOME ?? '', 'bundle');
    mkdirSync(copy);
    for (const name of others) writeFileSync(join(copy, name), readFileSync(join(DIST, name)));

    const start = (word: string) =>
      spawnSync(process.execPath, [join(copy, 'main.cjs'), word], { env, encoding: 'utf8' });
    const { status, stdout, stderr } = start('connect');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'ebs-copy-mcp: connect is not part of the .mcpb bundle. Run it from the npm package or a build.\n',
    );
    expect(start('--version').stdout).toBe(`${version}\n`);
  });
});
