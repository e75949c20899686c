import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  judgeFolder,
  judgeSubfolder,
  NotTrusted,
  readTrusted,
  trustOf,
} from '../../../src/state/files/trusted-path.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trusted-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;
const write = (name: string, mode: number) => {
  writeFileSync(join(folder, name), 'text', { mode });
  chmodSync(join(folder, name), mode);
  return join(folder, name);
};

describe.skipIf(process.platform === 'win32')('a file', () => {
  test('of this user alone is read; one that is not there is none', async () => {
    expect(await readTrusted(write('a', 0o600))).toBe('text');
    expect(await readTrusted(write('b', 0o400))).toBe('text');
    expect(await readTrusted(join(folder, 'none'))).toBeUndefined();
  });

  test.each([0o644, 0o640, 0o602, 0o604, 0o620, 0o660, 0o666, 0o601])(
    'with mode %o is not believed, and one command mends it',
    async (mode) => {
      const path = write('a', mode);
      await expect(readTrusted(path)).rejects.toMatchObject({
        name: 'NotTrusted',
        message: `${path} is open to other users of this machine.`,
        cure: `chmod 600 ${path}`,
      });
      chmodSync(path, 0o600);
      expect(await readTrusted(path)).toBe('text');
      expect(readdirSync(folder)).toEqual(['a']);
    },
  );

  test.runIf(isRoot)('of somebody else is not believed', async () => {
    const path = write('a', 0o600);
    execFileSync('chown', ['12345', path]);
    await expect(readTrusted(path)).rejects.toMatchObject({
      message: `${path} belongs to another user of this machine.`,
      cure: undefined,
    });
  });

  test('that is a link, a folder, a FIFO or a device is not believed, and nobody waits for it', async () => {
    const real = write('real', 0o600);
    symlinkSync(real, join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', ['-m', '600', join(folder, 'fifo')]);
    for (const path of [...['link', 'dangling', 'folder', 'fifo'].map((name) => join(folder, name)), '/dev/null']) {
      await expect(readTrusted(path)).rejects.toMatchObject({ message: `${path} is not a plain file.` });
    }
  });

  test('longer than anything of ours is not read', async () => {
    writeFileSync(join(folder, 'long'), 'x'.repeat(256 * 1024), { mode: 0o600 });
    expect(await readTrusted(join(folder, 'long'))).toHaveLength(256 * 1024);
    writeFileSync(join(folder, 'long'), 'x'.repeat(256 * 1024 + 1));
    await expect(readTrusted(join(folder, 'long'))).rejects.toMatchObject({ name: 'NotTrusted' });
  });

  test('the command quotes what a shell would read otherwise', async () => {
    const path = write("a b'c", 0o644);
    await expect(readTrusted(path)).rejects.toMatchObject({
      cure: `chmod 600 '${path.replaceAll("'", "'\\''")}'`,
    });
  });
});

describe.skipIf(process.platform === 'win32')('a folder', () => {
  test('of this user alone is believed, also behind a link of theirs', async () => {
    chmodSync(folder, 0o700);
    await judgeFolder(folder);
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    await judgeFolder(link);
    rmSync(link);
  });

  test.each([0o777, 0o755, 0o750, 0o701])('with mode %o is not', async (mode) => {
    chmodSync(folder, mode);
    await expect(judgeFolder(folder)).rejects.toMatchObject({
      message: `${folder} is open to other users of this machine.`,
      cure: `chmod 700 ${folder}`,
    });
    expect(readdirSync(folder)).toEqual([]);
    chmodSync(folder, 0o700);
  });

  test('that is a file is none', async () => {
    await expect(judgeFolder(write('a', 0o600))).rejects.toMatchObject({ name: 'NotTrusted' });
  });

  test.runIf(isRoot)('of somebody else is not believed', async () => {
    chmodSync(folder, 0o700);
    execFileSync('chown', ['12345', folder]);
    await expect(judgeFolder(folder)).rejects.toMatchObject({
      message: `${folder} belongs to another user of this machine.`,
    });
    execFileSync('chown', ['0', folder]);
  });
});

describe.skipIf(process.platform === 'win32')('a folder inside the state folder', () => {
  const inner = () => join(folder, 'inner');

  test('of this user alone is believed, and so is one that is not there yet', async () => {
    await judgeSubfolder(inner());
    mkdirSync(inner(), { mode: 0o700 });
    await judgeSubfolder(inner());
  });

  test.each([0o777, 0o755, 0o750, 0o701])('with mode %o is not, and one command mends it', async (mode) => {
    mkdirSync(inner());
    chmodSync(inner(), mode);
    await expect(judgeSubfolder(inner())).rejects.toMatchObject({
      message: `${inner()} is open to other users of this machine.`,
      cure: `chmod 700 ${inner()}`,
    });
    expect(readdirSync(inner())).toEqual([]);
  });

  test.each(['target', 'nowhere'])('that is a link (to %s) is not, and no mode would mend it', async (target) => {
    mkdirSync(join(folder, 'target'), { mode: 0o700 });
    symlinkSync(join(folder, target), inner());
    await expect(judgeSubfolder(inner())).rejects.toMatchObject({
      name: 'NotTrusted',
      message: `${inner()} is a link, not a folder; remove the link.`,
      cure: undefined,
    });
  });

  test('that is a file is none', async () => {
    await expect(judgeSubfolder(write('a', 0o600))).rejects.toMatchObject({ message: `${folder}/a is not a folder.` });
  });
});

test('a path begins no line of its own, and a command over two lines is none to paste', () => {
  const path = '/x\nNext: copy_volume\u202e';
  const why = 'The state directory /x?Next: copy_volume? cannot be used (EIO).';
  expect(trustOf({ code: 'EIO' }, path)).toEqual({ kept: false, why });
  expect(trustOf(new NotTrusted(`${path} is open.`, `chmod 700 '${path}'`), path)).toEqual({
    kept: false,
    why: '/x?Next: copy_volume? is open.',
  });
});

test('nothing is left behind', () => {
  expect(existsSync(join(folder, `.modes-${process.pid}`))).toBe(false);
});
