import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launchFolders, writeLaunchFile } from '../../../src/serve/page/launch-file.ts';

const ADDRESS = 'http://127.0.0.1:1234/secret';
const HOUR = 3_600_000;

describe('where a browser may read it', () => {
  const linux = (env: Record<string, string>, more = {}) => launchFolders(env, 'linux', more);

  test.each<[name: string, found: string[], expected: string[]]>([
    ['the downloads before the home', linux({ HOME: '/home/ann' }), ['/home/ann/Downloads', '/home/ann']],
    [
      'the downloads as the desktop names them',
      linux(
        { HOME: '/home/ann' },
        { userDirs: '# c\nXDG_DESKTOP_DIR="$HOME/Bureau"\nXDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n' },
      ),
      ['/home/ann/Téléchargements', '/home/ann/Downloads', '/home/ann'],
    ],
    [
      'downloads elsewhere',
      linux({ HOME: '/home/ann' }, { userDirs: 'XDG_DOWNLOAD_DIR="/data/dl"' }),
      ['/data/dl', '/home/ann/Downloads', '/home/ann'],
    ],
    [
      'the variable before all',
      linux({ HOME: '/home/ann', XDG_DOWNLOAD_DIR: '/data/ann' }),
      ['/data/ann', '/home/ann/Downloads', '/home/ann'],
    ],
    ['the home that the system knows', linux({}, { accountHome: '/home/ann' }), ['/home/ann/Downloads', '/home/ann']],
    ['not twice the same', linux({ HOME: '/h' }, { accountHome: '/h' }), ['/h/Downloads', '/h']],
    ['nothing hidden', linux({ HOME: '/home/ann/.local/app', XDG_DOWNLOAD_DIR: '/home/ann/.dl' }), []],
    [
      'nothing that a Snap or Flatpak does not see',
      linux({ HOME: '/tmp/ann', XDG_DOWNLOAD_DIR: '/run/user/1000' }),
      [],
    ],
    ['nothing relative', linux({ HOME: 'ann', XDG_DOWNLOAD_DIR: '../dl' }), []],
    ['no home at all', linux({}), []],
    ['macOS', launchFolders({ TMPDIR: '/var/folders/x/T/', HOME: '/Users/ann' }, 'darwin'), ['/var/folders/x/T/']],
    ['macOS without its own folder', launchFolders({ HOME: '/Users/ann' }, 'darwin'), []],
    [
      'Windows',
      launchFolders({ LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local', TEMP: 'C:\\Windows\\Temp' }, 'win32'),
      ['C:\\Users\\ann\\AppData\\Local\\Temp'],
    ],
    ['Windows without a user', launchFolders({ TEMP: 'C:\\Windows\\Temp' }, 'win32'), []],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('the file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ebs-copy-launch-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const written = async (folders = [folder], now = Date.now()) =>
    (await writeLaunchFile(folders, ADDRESS, now)) ?? expect.unreachable('no file');

  test('leads to the address, and nobody but its owner can read it or its folder', async () => {
    const { path, remove } = await written();
    expect(readFileSync(path, 'utf8')).toContain(`<meta http-equiv="refresh" content="0; url=${ADDRESS}">`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    remove();
    expect(readdirSync(folder)).toEqual([]);
    remove();
  });

  test('goes with the process at the latest', async () => {
    const before = process.listeners('exit');
    const { path } = await written();
    const [added, ...more] = process.listeners('exit').filter((one) => !before.includes(one));
    expect(more).toEqual([]);
    added?.(0);
    expect(existsSync(path)).toBe(false);
    expect(process.listeners('exit')).toEqual(before);
  });

  test('lies in the first folder that takes it', async () => {
    const { path, remove } = await written([join(folder, 'none'), '/proc', folder]);
    expect(dirname(dirname(path))).toBe(folder);
    remove();
  });

  test.each([
    ['open to everybody, as on a file system without modes', { uid: process.getuid?.() ?? 0, mode: 0o40777 }],
    ['open to its group', { uid: process.getuid?.() ?? 0, mode: 0o40710 }],
    ['of somebody else', { uid: 12_345, mode: 0o40700 }],
  ])('is not written where its folder is %s', async (_, stat) => {
    expect(await writeLaunchFile([folder], ADDRESS, 0, async () => stat)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is taken back when it came out open to others', async () => {
    const stat = async (path: string) => ({
      uid: process.getuid?.() ?? 0,
      mode: path.endsWith('.html') ? 0o100644 : 0o40700,
    });
    expect(await writeLaunchFile([folder], ADDRESS, 0, stat)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes away what a killed server left behind, and nothing of anybody else', async () => {
    const left = await written();
    // As if its process had been killed.
    process.removeListener('exit', left.remove);
    const kept = ['ebs-copy-mcp-question-notes', 'ebs-copy-mcp-question-abc123', 'other'];
    for (const name of kept) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'mine.txt'), 'x');
      utimesSync(join(folder, name), 0, 0);
    }
    const young = await written();
    expect(readdirSync(folder)).toHaveLength(5);
    const now = await written([folder], Date.now() + HOUR);
    expect(readdirSync(folder).sort()).toEqual([...kept, dirname(now.path).slice(folder.length + 1)].sort());
    for (const name of kept) expect(readFileSync(join(folder, name, 'mine.txt'), 'utf8')).toBe('x');
    now.remove();
    young.remove();
  });
});
