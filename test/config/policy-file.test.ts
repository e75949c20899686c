// Where policy files are looked for, and what counts as none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { policyFolders, readPolicyFiles } from '../../src/config/policy-file.ts';

test.each<[platform: NodeJS.Platform, env: Record<string, string>, folders: string[]]>([
  ['linux', { HOME: '/home/ann' }, ['/etc', '/home/ann/.config']],
  ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: '/srv/config' }, ['/etc', '/srv/config']],
  ['linux', { HOME: '/home/ann', XDG_CONFIG_HOME: '' }, ['/etc', '/home/ann/.config']],
  ['linux', { HOME: '' }, ['/etc']],
  ['linux', {}, ['/etc']],
  ['darwin', { HOME: '/Users/ann' }, ['/etc', '/Users/ann/.config']],
  ['win32', { PROGRAMDATA: '/machine', APPDATA: '/user', HOME: '/home/ann' }, ['/machine', '/user']],
  ['win32', { HOME: '/home/ann' }, []],
  ['win32', { PROGRAMDATA: '', APPDATA: '/user' }, ['/user']],
])('on %s with %j: %j', (platform, env, folders) => {
  expect(policyFolders(env, platform).map((folder) => folder.replaceAll('\\', '/'))).toEqual(folders);
});

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Both folders are ours on this platform, so that no policy of this machine is read. */
const read = () => readPolicyFiles({ PROGRAMDATA: join(root, 'machine'), APPDATA: join(root, 'user') }, 'win32');
const fileOf = (whose: string) => join(root, whose, 'ebs-copy-mcp', 'policy.json');

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

test('one that is there and cannot be read does not pass for none', () => {
  mkdirSync(fileOf('user'), { recursive: true });
  expect(read()).toEqual([{ file: fileOf('user'), text: undefined }]);
});
