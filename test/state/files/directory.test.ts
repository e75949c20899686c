import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, stateFolder } from '../../../src/state/files/directory.ts';

test.each<
  [platform: NodeJS.Platform, env: Record<string, string>, accountHome: string | undefined, folder: string | undefined]
>([
  ['linux', { HOME: '/home/ann' }, '/home/account', '/home/ann/.local/state/ebs-copy-mcp'],
  ['linux', { HOME: '/home/ann', XDG_STATE_HOME: '/srv/state' }, undefined, '/srv/state/ebs-copy-mcp'],
  ['linux', { HOME: '/home/ann', XDG_STATE_HOME: '' }, undefined, '/home/ann/.local/state/ebs-copy-mcp'],
  ['linux', { HOME: '/home/ann', XDG_STATE_HOME: 'state' }, undefined, '/home/ann/.local/state/ebs-copy-mcp'],
  ['freebsd', { HOME: '/home/ann' }, undefined, '/home/ann/.local/state/ebs-copy-mcp'],
  // What a host does that passes no environment on.
  ['linux', {}, '/home/account', '/home/account/.local/state/ebs-copy-mcp'],
  ['linux', { HOME: '.' }, '/home/account', '/home/account/.local/state/ebs-copy-mcp'],
  ['linux', { HOME: '' }, undefined, undefined],
  ['linux', { XDG_STATE_HOME: 'state' }, undefined, undefined],
  ['darwin', { HOME: '/Users/ann' }, undefined, '/Users/ann/Library/Application Support/ebs-copy-mcp'],
  ['darwin', {}, '/Users/account', '/Users/account/Library/Application Support/ebs-copy-mcp'],
  ['darwin', {}, undefined, undefined],
  ['win32', { LOCALAPPDATA: 'C:\\local', HOME: '/home/ann' }, undefined, 'C:/local/ebs-copy-mcp'],
  ['win32', { USERPROFILE: 'C:\\ann' }, undefined, 'C:/ann/AppData/Local/ebs-copy-mcp'],
  ['win32', {}, 'C:\\account', 'C:/account/AppData/Local/ebs-copy-mcp'],
  ['win32', { HOME: '/home/ann' }, undefined, undefined],
])('on %s with %j and the home %s of the account: %s', (platform, env, accountHome, folder) => {
  expect(stateFolder(env, platform, accountHome)?.replaceAll('\\', '/')).toBe(folder);
});

test('it is made with all above it, for its owner alone; twice is no fault', async () => {
  const root = mkdtempSync(join(tmpdir(), 'directory-'));
  try {
    const folder = join(root, 'a', 'b');
    await makeFolder(folder);
    await makeFolder(folder);
    expect(process.platform === 'win32' ? 0o700 : statSync(folder).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test.runIf(existsSync('/proc/self'))('below /proc, where Node itself never comes back, it rejects', async () => {
  await expect(makeFolder('/proc/self/a/b')).rejects.toThrow();
});

test('where there can be none it rejects', async () => {
  await expect(makeFolder(join(process.execPath, 'state'))).rejects.toThrow();
});
