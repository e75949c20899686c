import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDurably } from '../../../src/state/files/write-durably.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durably-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** From now on the flush of a folder, or of a file, is answered with `code`. */
async function failFlush(of: 'folder' | 'file', code: string): Promise<void> {
  const handle = await open(folder, 'r');
  const kind = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const { sync } = kind;
  vi.spyOn(kind, 'sync').mockImplementation(async function (this: typeof handle) {
    if ((await this.stat()).isDirectory() === (of === 'folder')) throw Object.assign(new Error(code), { code });
    await sync.call(this);
  });
}

describe.skipIf(process.platform === 'win32')('a mount', () => {
  test.each(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF'])(
    'that flushes no folders (%s) is as good as Windows',
    async (code) => {
      await failFlush('folder', code);
      await createDurably(join(folder, 'a'), 'text');
      expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('text');
      await expect(createDurably(join(folder, 'a'), 'other')).rejects.toMatchObject({ code: 'EEXIST' });
    },
  );

  test.each([
    ['folder', 'EIO'],
    ['folder', 'ENOSPC'],
    ['file', 'EINVAL'],
  ] as const)('whose flush of a %s fails (%s) records nothing', async (of, code) => {
    await failFlush(of, code);
    await expect(createDurably(join(folder, 'a'), 'text')).rejects.toMatchObject({ code });
  });
});
