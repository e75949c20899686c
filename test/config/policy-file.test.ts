// Where policy files are looked for, and what counts as none.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountHome, policyFolders, readPolicyFiles } from '../../src/config/policy-file.ts';

test.each<
  [platform: NodeJS.Platform, env: Record<string, string>, account: string | undefined, folders: string[] | undefined]
>([
  ['linux', { HOME: '/home/ann' }, '/home/ann', ['/etc', '/home/ann/.config']],
  // A host that sets HOME for its servers takes no ceiling away.
  ['linux', { HOME: '/tmp/x' }, '/home/ann', ['/etc', '/tmp/x/.config', '/home/ann/.config']],
  ['linux', {}, '/home/ann', ['/etc', '/home/ann/.config']],
  ['linux', { HOME: '' }, '/home/ann', ['/etc', '/home/ann/.config']],
  [
    'linux',
    { HOME: '/home/ann', XDG_CONFIG_HOME: '/srv/config' },
    undefined,
    ['/etc', '/srv/config', '/home/ann/.config'],
  ],
  ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: '' }, undefined, ['/etc', '/home/ann/.config']],
  ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: 'relative' }, undefined, ['/etc', '/home/ann/.config']],
  ['linux', {}, undefined, undefined],
  ['linux', { HOME: 'relative' }, undefined, undefined],
  ['darwin', { HOME: '/Users/ann' }, '/Users/ann', ['/etc', '/Users/ann/.config']],
  [
    'win32',
    { PROGRAMDATA: '/machine', APPDATA: '/user', USERPROFILE: '/users/ann' },
    '/users/ann',
    ['/machine', '/user', '/users/ann/AppData/Roaming'],
  ],
  ['win32', { PROGRAMDATA: '/machine' }, '/users/ann', ['/machine', '/users/ann/AppData/Roaming']],
  ['win32', { PROGRAMDATA: '/machine' }, undefined, undefined],
])('on %s with %j and the account at %s: %j', (platform, env, account, folders) => {
  expect(policyFolders(env, platform, account)?.map((folder) => folder.replaceAll('\\', '/'))).toEqual(folders);
});

test('the home of the account is asked of the system', () => {
  expect(accountHome()).toBe(userInfo().homedir);
});

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = () => readPolicyFiles([join(root, 'machine'), join(root, 'user')]);
const fileOf = (whose: string) => join(root, whose, 'ebs-copy-mcp', 'policy.json');
const UNREADABLE = [{ file: '', text: undefined }];

function write(whose: string, text: string): void {
  mkdirSync(join(root, whose, 'ebs-copy-mcp'), { recursive: true });
  writeFileSync(fileOf(whose), text);
}

test('no file is no policy', () => {
  expect(read()).toEqual([]);
});

test("the machine's and the user's both count", () => {
  write('machine', '{"mode":"ask"}');
  write('user', 'anything');
  expect(read()).toEqual([
    { file: fileOf('machine'), text: '{"mode":"ask"}' },
    { file: fileOf('user'), text: 'anything' },
  ]);
});

test('a file in the place of the folder is no policy', () => {
  writeFileSync(join(root, 'machine'), '');
  expect(read()).toEqual([]);
});

test('a link to a file is read', () => {
  write('machine', '{}');
  mkdirSync(join(root, 'user', 'ebs-copy-mcp'), { recursive: true });
  symlinkSync(fileOf('machine'), fileOf('user'));
  expect(read().map(({ text }) => text)).toEqual(['{}', '{}']);
});

test.each<[name: string, make: (file: string) => void]>([
  ['a folder', (file) => void mkdirSync(file)],
  ['a link that leads nowhere', (file) => symlinkSync(join(root, 'nowhere'), file)],
  ['a FIFO, for which nobody waits', (file) => void execFileSync('mkfifo', [file])],
])('%s in its place does not pass for none', (_, make) => {
  mkdirSync(join(root, 'user', 'ebs-copy-mcp'), { recursive: true });
  make(fileOf('user'));
  expect(read()).toEqual(UNREADABLE.map((one) => ({ ...one, file: fileOf('user') })));
});

test.each([
  ['the folder of the server', 'user/ebs-copy-mcp'],
  ['the configuration directory', 'user'],
])('%s as a link that leads nowhere does not pass for no policy', (_, name) => {
  mkdirSync(join(root, name, '..'), { recursive: true });
  link(name);
  expect(read()).toEqual([{ file: fileOf('user'), text: undefined }]);
});

test('a link that leads to a folder without a policy is no policy', () => {
  mkdirSync(join(root, 'elsewhere'));
  link('user', join(root, 'elsewhere'));
  expect(read()).toEqual([]);
});

test('a directory of the machine above it that is a link to nowhere counts as well', () => {
  link('home');
  expect(readPolicyFiles([join(root, 'home', '.config')])).toEqual([
    { file: join(root, 'home', '.config', 'ebs-copy-mcp', 'policy.json'), text: undefined },
  ]);
});

function link(name: string, target = join(root, 'nowhere')): void {
  symlinkSync(target, join(root, name));
}
