// What is found on this machine, and how a program that runs is told from one that does not.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  createRun,
  type Finished,
  findPaths,
  findPrograms,
  type Run,
  runsClaudeDesktop,
} from '../../../src/cli/connect/this-machine.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebs-this-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function program(path: string, mode = 0o755): string {
  writeFileSync(path, `#!${process.execPath}\n`);
  chmodSync(path, mode);
  return path;
}

test('paths that exist, each once', async () => {
  expect(await findPaths([folder, folder, join(folder, 'no')])).toEqual(new Set([folder]));
});

test('a program is found by the PATH, when it can be run', async () => {
  const [first, second] = ['one', 'two'].map((name) => join(folder, name)) as [string, string];
  mkdirSync(first);
  mkdirSync(second);
  mkdirSync(join(first, 'code'));
  program(join(first, 'codex'), 0o644);
  const [claude, codex, code] = ['claude', 'codex', 'code'].map((name) => program(join(second, name)));
  program(join(folder, 'full'));
  const found = await findPrograms(
    ['claude', 'codex', 'code', 'gemini', join(folder, 'full'), join(folder, 'no')],
    { PATH: ['', first, second].join(delimiter) },
    'linux',
  );
  expect(Object.fromEntries(found)).toEqual({ claude, codex, code, [join(folder, 'full')]: join(folder, 'full') });
});

test('without a PATH no program is found', async () => {
  expect(await findPrograms(['node'], {}, 'linux')).toEqual(new Map());
});

test('on Windows a program has an ending', async () => {
  const cmd = program(join(folder, 'claude.cmd'));
  program(join(folder, 'codex'));
  expect(Object.fromEntries(await findPrograms(['claude', 'codex'], { Path: folder }, 'win32'))).toEqual({
    claude: cmd,
  });
});

describe('a run', () => {
  const run = createRun({ GIVEN: 'a' }, 400);
  const node = (script: string) => run(process.execPath, ['-e', script], { folder, env: { MORE: 'b' } });

  test('has its folder, its variables, no input, and tells its code and its words', async () => {
    const script = `
      process.stdin.once('end', () => {
        process.stdout.write(JSON.stringify([process.cwd(), process.env.GIVEN, process.env.MORE]));
        process.stderr.write('é');
        process.exitCode = 3;
      }).resume();`;
    const { code, stdout, stderr } = await createRun({ GIVEN: 'a' })(process.execPath, ['-e', script], {
      folder,
      env: { MORE: 'b' },
    });
    expect([code, JSON.parse(stdout), stderr]).toEqual([3, [folder, 'a', 'b'], 'é']);
  });

  test('that does not end is ended', async () => {
    expect(await node('setInterval(() => {}, 1000)')).toEqual({ code: undefined, stdout: '', stderr: '' });
  });

  test('of what is no program is no crash', async () => {
    const { code, stderr } = await run(join(folder, 'no'), [], { folder });
    expect([code, stderr]).toEqual([undefined, expect.stringContaining('ENOENT')]);
  });
});

describe('Claude Desktop', () => {
  const saying = (finished: Partial<Finished>): Run => {
    return async () => ({ code: 0, stdout: '', stderr: '', ...finished });
  };

  test.each<[system: 'linux' | 'darwin' | 'win32', lines: string[], runs: boolean]>([
    ['linux', ['/sbin/init', '/usr/lib/claude-desktop/claude-desktop --type=renderer'], true],
    ['linux', ['claude-desktop'], true],
    ['linux', ['/home/ann/.local/bin/claude --resume', 'vi claude-desktop.txt'], false],
    ['darwin', ['/Applications/Claude.app/Contents/MacOS/Claude'], true],
    ['darwin', ['/opt/homebrew/bin/claude', '/Applications/Claude.app/Contents/Helpers/chrome-native-host'], false],
    ['win32', ['process C:\\Users\\Ann B\\AppData\\Local\\AnthropicClaude\\app-1.2\\claude.exe'], true],
    ['win32', ['process C:\\Program Files\\WindowsApps\\Claude_1.2_x64__pzs8sxrjxfjjc\\app\\claude.exe\r'], true],
    ['win32', ['process C:\\Users\\Ann B\\.local\\bin\\claude.exe'], false],
    // The path of somebody else's process is not shown.
    ['win32', ['process '], true],
    ['win32', [''], false],
  ])('on %s: %j', async (system, lines, runs) => {
    expect(await runsClaudeDesktop(saying({ stdout: lines.join('\n') }), system, folder)).toBe(runs);
  });

  test('is not known where processes cannot be listed', async () => {
    expect(await runsClaudeDesktop(saying({ code: undefined }), 'linux', folder)).toBeUndefined();
    expect(await runsClaudeDesktop(saying({ code: 1 }), 'win32', folder)).toBeUndefined();
  });

  test('does not run here', async () => {
    // Where there is no ps it is not known.
    expect(await runsClaudeDesktop(createRun(process.env), 'linux', folder)).not.toBe(true);
  });
});
