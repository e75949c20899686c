import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepFolder } from '../../../src/state/files/sweep-folder.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An entry whose folder was last changed so many days ago. */
function put(path: string, days: number): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{}');
  const place = join(folder, ...path.split('/').slice(0, 2));
  utimesSync(place, (NOON - days * DAY) / 1000, (NOON - days * DAY) / 1000);
}

test.each<[path: string, days: number, stays: boolean]>([
  ['plans/a.json', 8, false],
  ['plans/a.json', 6, true],
  ['days/a/2026-11-01/place-000001.json', 8, false],
  ['sent/a.json', 8, false],
  ['sends/a/end-000001-copied.json', 8, false],
  ['sends/a/end-000001-copied.json', 6, true],
  ['sends/a/end-000002-failed.json', 8, false],
  ['sends/a/end-000001-gone.json', 8, false],
  ['sends/a/end-000003-not-made.json', 8, false],
  // Of these it is not known whether they made a volume.
  ['sends/a/end-000001-unclear.json', 8, true],
  ['sends/a/claim-000001.json', 364, true],
  ['intents/a/claim-000001.json', 364, true],
  // Which tokens there were: what is judged by them counts them.
  ['sources/a/claim-000001.json', 364, true],
  ['sends/a/claim-000001.json', 366, false],
  ['intents/a/claim-000001.json', 366, false],
  ['sources/a/claim-000001.json', 366, false],
])('%s of %d days ago stays: %s', async (path, days, stays) => {
  put(path, days);
  await sweepFolder(folder, NOON);
  expect(existsSync(join(folder, path))).toBe(stays);
});

test('a folder in which nothing is yet is no problem', async () => {
  await expect(sweepFolder(folder, NOON)).resolves.toBeUndefined();
});

test.each([
  ['its only claim', ['claim-000001', 'end-000001-failed'], false],
  ['its newest claim', ['claim-000001', 'end-000001-unclear', 'claim-000002', 'end-000002-failed'], false],
  ['one before its newest claim', ['claim-000001', 'end-000001-failed', 'claim-000002'], true],
  [
    'one before its newest claim, whose end is not known',
    ['claim-000001', 'end-000001-failed', 'claim-000002', 'end-000002-unclear'],
    true,
  ],
])('a definite no of %s, 8 days ago', async (_, names, stays) => {
  for (const name of names) put(`sends/a/${name}.json`, 8);
  await sweepFolder(folder, NOON);
  expect(existsSync(join(folder, 'sends/a'))).toBe(stays);
});
