// Configuration files on the disk: kept beside, replaced in one step, and never damaged.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createConfigFiles } from '../../../src/cli/connect/config-file.ts';

const files = createConfigFiles(() => new Date('2026-11-28T12:34:56.789Z'));
let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebs-config-file-'));
  file = join(folder, 'mcp.json');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

test('a file that is not there is nothing, and so is one in a folder that is not there', async () => {
  expect(await files.read(file)).toBeUndefined();
  expect(await files.read(join(folder, 'no', 'mcp.json'))).toBeUndefined();
});

test('a new file gets its folders, and is for its owner alone', async () => {
  const path = join(folder, 'a', 'b', 'mcp.json');
  expect(await files.replace(path, undefined, 'new')).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['mcp.json']);
});

test('the old one is kept beside it, with its time in its name, and permissions stay', async () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o664);
  const kept = await files.replace(file, 'old', 'new');
  expect(kept).toBe(`${file}.20261128T123456789Z.bak`);
  expect([readFileSync(file, 'utf8'), readFileSync(kept ?? '', 'utf8')]).toEqual(['new', 'old']);
  expect([statSync(file).mode & 0o777, statSync(kept ?? '').mode & 0o777]).toEqual([0o664, 0o664]);
  expect(readdirSync(folder).sort()).toEqual(['mcp.json', 'mcp.json.20261128T123456789Z.bak']);
});

test('a file that nobody may write is left alone, and what to type is said', async () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o444);
  const why = `${file} is write-protected. To let it be changed, type: chmod u+w '${file}'`;
  await expect(files.replace(file, 'old', 'new')).rejects.toThrow(why);
  await expect(files.remove(file, 'old')).rejects.toThrow(why);
  expect(readdirSync(folder)).toEqual(['mcp.json']);
  expect(readFileSync(file, 'utf8')).toBe('old');
});

test('it is another file that takes its place, so that a reader has the old one or the new one', async () => {
  writeFileSync(file, 'old');
  const before = statSync(file).ino;
  await files.replace(file, 'old', 'new');
  expect(statSync(file).ino).not.toBe(before);
});

test('what a link leads to is replaced, and the link stays', async () => {
  const real = join(folder, 'dotfiles', 'mcp.json');
  mkdirSync(join(folder, 'dotfiles'));
  writeFileSync(real, 'old');
  symlinkSync(join('dotfiles', 'mcp.json'), file);
  expect(await files.replace(file, 'old', 'new')).toBe(`${real}.20261128T123456789Z.bak`);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect([readlinkSync(file), readFileSync(real, 'utf8')]).toEqual([join('dotfiles', 'mcp.json'), 'new']);
});

test('a link that leads nowhere is left alone', async () => {
  symlinkSync(join(folder, 'gone.json'), file);
  await expect(files.replace(file, undefined, 'new')).rejects.toThrow(`${file} is a link that leads nowhere.`);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(existsSync(join(folder, 'gone.json'))).toBe(false);
});

test('a file that somebody changed meanwhile is left alone', async () => {
  writeFileSync(file, 'theirs');
  await expect(files.replace(file, 'old', 'new')).rejects.toThrow(`${file} was changed by somebody else meanwhile.`);
  await expect(files.replace(file, undefined, 'new')).rejects.toThrow('was changed by somebody else');
  expect(readFileSync(file, 'utf8')).toBe('theirs');
  expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('bytes that are no text are refused, since writing them back would change them', async () => {
  writeFileSync(file, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
  await expect(files.read(file)).rejects.toThrow(`${file} is not UTF-8 text.`);
});

test.skipIf(process.platform === 'win32')('a pipe is refused, which nobody may ever write to', async () => {
  execFileSync('mkfifo', [file]);
  await expect(files.read(file)).rejects.toThrow(`${file} is not a file.`);
  await expect(files.read(folder)).rejects.toThrow(`${folder} is not a file.`);
});

test('a byte order mark is read, so that it can be written back', async () => {
  writeFileSync(file, '\ufeff{}');
  expect(await files.read(file)).toBe('\ufeff{}');
});

test('copies are read with the newest first, and other files are none', async () => {
  writeFileSync(file, 'now');
  writeFileSync(`${file}.20261127T000000000Z.bak`, 'older');
  writeFileSync(`${file}.20261128T000000000Z.bak`, 'newer');
  writeFileSync(`${file}.bak`, 'theirs');
  writeFileSync(join(folder, 'other.json.20261128T000000000Z.bak'), 'other');
  expect(await files.kept(file)).toEqual(['newer', 'older']);
});

test('a file that is removed is kept too', async () => {
  writeFileSync(file, 'old');
  const kept = await files.remove(file, 'old');
  expect(existsSync(file)).toBe(false);
  expect(readFileSync(kept ?? '', 'utf8')).toBe('old');
  writeFileSync(file, 'theirs');
  await expect(createConfigFiles(() => new Date(0)).remove(file, 'old')).rejects.toThrow('was changed by somebody');
  expect(readFileSync(file, 'utf8')).toBe('theirs');
});
