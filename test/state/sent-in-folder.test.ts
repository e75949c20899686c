import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SentCopy } from '../../src/ports/state.ts';
import { openState } from '../../src/state/open-state.ts';
import { loadKey } from '../../src/state/secret-key.ts';
import { sentInFolder } from '../../src/state/sent-copies.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);
const copy = (token: string, more: Partial<SentCopy> = {}): SentCopy => ({
  token,
  asked: 'intent',
  request: { SourceVolumeId: 'vol-0123456789abcdef0', ClientToken: token },
  sentAt: NOW,
  consent: 'auto',
  ...more,
});

test('what one process recorded, the next one finds', () => {
  sentInFolder(folder, NOW).record(copy('t1'));
  const later = sentInFolder(folder, NOW);
  expect(later.durable).toBe(true);
  expect(later.byToken('t1')).toEqual(copy('t1'));
  expect(later.byAsked('intent')).toEqual(copy('t1'));
  expect(later.byToken('t2')).toBeUndefined();
  expect(later.byAsked('another')).toBeUndefined();
});

test('two servers of one user see each other at once', () => {
  const [one, other] = [sentInFolder(folder, NOW), sentInFolder(folder, NOW)];
  one.record(copy('t1'));
  expect(other.byToken('t1')?.token).toBe('t1');
});

test('the newest send of an intent is found', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('t1', { sentAt: NOW - 2 }));
  sent.record(copy('t2', { sentAt: NOW - 1 }));
  expect(sent.byAsked('intent')?.token).toBe('t2');
});

test('an outcome joins its entry', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('t1'));
  sent.finish('t1', { word: 'copied', VolumeId: 'vol-1' });
  expect(sentInFolder(folder, NOW).byToken('t1')).toEqual(
    copy('t1', { outcome: { word: 'copied', VolumeId: 'vol-1' } }),
  );
});

test('a new first send of a refused token takes the old outcome away', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('t1', { outcome: { word: 'failed' } }));
  sent.record(copy('t1'));
  expect(sent.byToken('t1')?.outcome).toBeUndefined();
});

test('entries of more than a week are swept, younger ones stay', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('old', { sentAt: NOW - 8 * 86_400_000 }));
  sent.record(copy('young', { sentAt: NOW - 6 * 86_400_000 }));
  expect(
    sentInFolder(folder, NOW)
      .since(0)
      .map((one) => one.token),
  ).toEqual(['young']);
});

test('a token is never a path', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('../../escape/me'));
  expect(readdirSync(folder)).toEqual(['sent']);
  expect(sent.byToken('../../escape/me')?.token).toBe('../../escape/me');
});

test.skipIf(process.platform === 'win32')('folder and files are for their owner alone', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('t1'));
  loadKey(folder, new Uint8Array(32).fill(1));
  const mode = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);
  expect(mode('sent')).toBe('700');
  expect(mode(join('sent', readdirSync(join(folder, 'sent'))[0] ?? ''))).toBe('600');
  expect(mode('plan.key')).toBe('600');
});

test('a broken entry is no entry', () => {
  const sent = sentInFolder(folder, NOW);
  sent.record(copy('t1'));
  writeFileSync(join(folder, 'sent', readdirSync(join(folder, 'sent'))[0] ?? ''), '{"token":');
  expect(sent.byToken('t1')).toBeUndefined();
  expect(sent.byAsked('intent')).toBeUndefined();
});

test('the key is made once and read again', () => {
  const first = loadKey(folder, new Uint8Array(32).fill(1));
  expect(loadKey(folder, new Uint8Array(32).fill(2))).toEqual(Buffer.from(first));
  expect(Buffer.from(readFileSync(join(folder, 'plan.key'), 'utf8'), 'base64')).toEqual(
    Buffer.from(new Uint8Array(32).fill(1)),
  );
});

test('a folder that cannot be used means memory, and the reason is reported', () => {
  const problems: unknown[] = [];
  writeFileSync(join(folder, 'file'), '');
  const state = openState(join(folder, 'file', 'below'), new Uint8Array(32).fill(3), NOW, (problem) =>
    problems.push(problem),
  );
  expect(state.sent.durable).toBe(false);
  expect(state.planKey).toEqual(new Uint8Array(32).fill(3));
  expect(problems).toHaveLength(1);
  state.sent.record(copy('t1'));
  expect(state.sent.byToken('t1')?.token).toBe('t1');
});

test('without a home there is memory, and nothing to report', () => {
  const problems: unknown[] = [];
  expect(openState(undefined, new Uint8Array(32), NOW, (problem) => problems.push(problem)).sent.durable).toBe(false);
  expect(problems).toEqual([]);
});
