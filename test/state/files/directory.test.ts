import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, stateFolder } from '../../../src/state/files/directory.ts';

test.each<[platform: NodeJS.Platform, env: Record<string, string>, folder: string | undefined]>([
  ['linux', { HOME: '/home/ann' }, '/home/ann/.local/state/ebs-copy-mcp'],
  ['linux', { HOME: '/home/ann', XDG_STATE_HOME: '/srv/state' }, '/srv/state/ebs-copy-mcp'],
  ['linux', { HOME: '/home/ann', XDG_STATE_HOME: '' }, '/home/ann/.local/state/ebs-copy-mcp'],
  ['freebsd', { HOME: '/home/ann' }, '/home/ann/.local/state/ebs-copy-mcp'],
  ['linux', { HOME: '' }, undefined],
  ['linux', {}, undefined],
  ['darwin', { HOME: '/Users/ann' }, '/Users/ann/Library/Application Support/ebs-copy-mcp'],
  ['darwin', {}, undefined],
  ['win32', { LOCALAPPDATA: '/local', HOME: '/home/ann' }, '/local/ebs-copy-mcp'],
  ['win32', { HOME: '/home/ann' }, undefined],
])('on %s with %j: %s', (platform, env, folder) => {
  expect(stateFolder(env, platform)?.replaceAll('\\', '/')).toBe(folder);
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
