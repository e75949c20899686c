import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAudit } from '../../../src/state/files/audit-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(file?: string) {
  const lines: string[] = [];
  const audit = createAudit({
    ...(file === undefined ? {} : { file }),
    stderr: (line) => void lines.push(line),
    now: () => Date.UTC(2026, 10, 22, 12),
  });
  return { audit, lines };
}

const INTENT = '{"at":"2026-11-22T12:00:00.000Z","event":"intent","token":"t1"}\n';
const OUTCOME = '{"at":"2026-11-22T12:00:00.000Z","event":"outcome","token":"t1"}\n';

test('without a file each event is one line on stderr', async () => {
  const { audit, lines } = start();
  await audit.check();
  await audit.write({ event: 'intent', token: 't1' });
  await audit.write({ event: 'outcome', token: 't1' });
  expect(lines).toEqual([INTENT, OUTCOME]);
});

test('with a file it is appended there too', async () => {
  const file = join(folder, 'audit.jsonl');
  const { audit, lines } = start(file);
  await audit.check();
  expect(readFileSync(file, 'utf8')).toBe('');
  await audit.write({ event: 'intent', token: 't1' });
  await start(file).audit.write({ event: 'outcome', token: 't1' });
  expect(readFileSync(file, 'utf8')).toBe(INTENT + OUTCOME);
  expect(lines).toEqual([INTENT]);
});

test.each<[how: string, use: (file: string) => Promise<void>]>([
  ['the check', (file) => start(file).audit.check()],
  ['a line', (file) => start(file).audit.write({ event: 'intent' })],
])('it is for its owner alone, also when %s makes it', async (_, use) => {
  const file = join(folder, 'audit.jsonl');
  await use(file);
  expect(process.platform === 'win32' ? 0o600 : statSync(file).mode & 0o777).toBe(0o600);
});

test('what was in the file stays', async () => {
  const file = join(folder, 'audit.jsonl');
  writeFileSync(file, 'before\n');
  await start(file).audit.write({ event: 'intent', token: 't1' });
  expect(readFileSync(file, 'utf8')).toBe(`before\n${INTENT}`);
});

test('text of others cannot begin a line of its own', async () => {
  const { audit, lines } = start();
  await audit.write({ name: 'x\n{"event":"intent"}' });
  expect(lines).toEqual(['{"at":"2026-11-22T12:00:00.000Z","name":"x\\n{\\"event\\":\\"intent\\"}"}\n']);
});

test.each<[name: string, file: () => string]>([
  ['its folder is missing', () => join(folder, 'gone', 'audit.jsonl')],
  ['it is a folder', () => folder],
])('a configured file that cannot be written throws, before and at the send: %s', async (_, file) => {
  const { audit, lines } = start(file());
  await expect(audit.check()).rejects.toThrow();
  await expect(audit.write({ event: 'intent' })).rejects.toThrow();
  expect(lines).toEqual([]);
});
