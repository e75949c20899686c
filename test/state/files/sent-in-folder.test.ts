import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SentCopy } from '../../../src/ports/state.ts';
import { openState } from '../../../src/state/files/open-state.ts';
import { loadKey } from '../../../src/state/files/secret-key.ts';
import { sentInFolder } from '../../../src/state/files/sent-in-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);
const copy = (token: string, more: Partial<SentCopy> = {}): SentCopy => ({
  token,
  intentKey: 'intent',
  request: { SourceVolumeId: 'vol-0123456789abcdef0', ClientToken: token },
  sentAt: NOW,
  consent: 'auto',
  ...more,
});

test('what one process recorded, the next one finds', async () => {
  await (await sentInFolder(folder, NOW)).record(copy('t1'));
  const later = await sentInFolder(folder, NOW);
  expect(await later.durable()).toBe(true);
  expect(await later.byToken('t1')).toEqual(copy('t1'));
  expect(await later.byIntent('intent')).toEqual(copy('t1'));
  expect(await later.byToken('t2')).toBeUndefined();
  expect(await later.byIntent('another')).toBeUndefined();
});

test('two servers of one user see each other at once', async () => {
  const [one, other] = [await sentInFolder(folder, NOW), await sentInFolder(folder, NOW)];
  await one.record(copy('t1'));
  expect((await other.byToken('t1'))?.token).toBe('t1');
});

test('the newest send of an intent is found', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('t1', { sentAt: NOW - 2 }));
  await sent.record(copy('t2', { sentAt: NOW - 1 }));
  expect((await sent.byIntent('intent'))?.token).toBe('t2');
});

test('an outcome joins its entry', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('t1'));
  await sent.finish('t1', { word: 'copied', VolumeId: 'vol-1' });
  expect(await (await sentInFolder(folder, NOW)).byToken('t1')).toEqual(
    copy('t1', { outcome: { word: 'copied', VolumeId: 'vol-1' } }),
  );
});

test('a new first send of a refused token takes the old outcome away', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('t1', { outcome: { word: 'failed' } }));
  await sent.record(copy('t1'));
  expect((await sent.byToken('t1'))?.outcome).toBeUndefined();
});

test('entries of more than a week are swept, younger ones stay', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('old', { sentAt: NOW - 8 * 86_400_000 }));
  await sent.record(copy('young', { sentAt: NOW - 6 * 86_400_000 }));
  const later = await sentInFolder(folder, NOW);
  expect(await later.byToken('old')).toBeUndefined();
  expect((await later.byToken('young'))?.token).toBe('young');
  expect(await later.countSince(0)).toBe(1);
});

test('a token is never a path', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('../../escape/me'));
  expect(readdirSync(folder)).toEqual(['sent']);
  expect((await sent.byToken('../../escape/me'))?.token).toBe('../../escape/me');
});

test.skipIf(process.platform === 'win32')('folder and files are for their owner alone', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('t1'));
  await loadKey(folder, new Uint8Array(32).fill(1));
  const mode = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);
  expect(mode('sent')).toBe('700');
  expect(mode(join('sent', readdirSync(join(folder, 'sent'))[0] ?? ''))).toBe('600');
  expect(mode('plan.key')).toBe('600');
});

test('a broken entry is no entry', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('t1'));
  writeFileSync(join(folder, 'sent', readdirSync(join(folder, 'sent'))[0] ?? ''), '{"token":');
  expect(await sent.byToken('t1')).toBeUndefined();
  expect(await sent.byIntent('intent')).toBeUndefined();
});

test('the key is made once and read again', async () => {
  const first = await loadKey(folder, new Uint8Array(32).fill(1));
  expect(await loadKey(folder, new Uint8Array(32).fill(2))).toEqual(Buffer.from(first));
  expect(Buffer.from(readFileSync(join(folder, 'plan.key'), 'utf8'), 'base64')).toEqual(
    Buffer.from(new Uint8Array(32).fill(1)),
  );
});

test('a folder that cannot be used means memory, and the reason is reported', async () => {
  const problems: unknown[] = [];
  writeFileSync(join(folder, 'file'), '');
  const state = await openState(join(folder, 'file', 'below'), new Uint8Array(32).fill(3), NOW, (problem) =>
    problems.push(problem),
  );
  expect(await state.sent.durable()).toBe(false);
  expect(state.planKey).toEqual(new Uint8Array(32).fill(3));
  expect(problems).toHaveLength(1);
  await state.sent.record(copy('t1'));
  expect((await state.sent.byToken('t1'))?.token).toBe('t1');
});

test('without a home there is memory, and nothing to report', async () => {
  const problems: unknown[] = [];
  const state = await openState(undefined, new Uint8Array(32), NOW, (problem) => problems.push(problem));
  expect(await state.sent.durable()).toBe(false);
  expect(problems).toEqual([]);
});

test('an entry of 0.1.0, which named the intent differently, is read', async () => {
  const sent = await sentInFolder(folder, NOW);
  await sent.record(copy('t1'));
  const { intentKey: asked, ...older } = copy('t1');
  writeFileSync(join(folder, 'sent', readdirSync(join(folder, 'sent'))[0] ?? ''), JSON.stringify({ ...older, asked }));
  expect(await sent.byToken('t1')).toEqual(copy('t1'));
  expect(await sent.byIntent('intent')).toEqual(copy('t1'));
});
