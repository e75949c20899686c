import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAudit } from '../../../src/state/files/audit-file.ts';
import { plainJson } from '../../../src/text/plain-text.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(file?: string) {
  const lines: string[] = [];
  let now = Date.UTC(2026, 10, 22, 12);
  const audit = createAudit({
    ...(file === undefined ? {} : { file }),
    render: plainJson,
    stderr: (line) => void lines.push(line),
    now: () => now,
  });
  return {
    audit,
    lines,
    move: (ms: number) => {
      now += ms;
    },
  };
}

// A line that a terminal shows is one line, whoever named the caller.
test('what a terminal would obey is written as an escape, and read as it was', async () => {
  const { audit, lines } = start();
  const fields = { subject: 'anna\u202e\u009b31m\u2028x\u007f\u200d\u{e0041}é' };
  await audit.write(fields);
  expect(lines[0]).toContain(String.raw`"anna\u202e\u009b31m\u2028x\u007f\u200d\udb40\udc41é"`);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject(fields);
});

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

test.each<[name: string, file: () => string, code: string]>([
  ['its folder is missing', () => join(folder, 'gone', 'audit.jsonl'), 'ENOENT'],
  ['it is a folder', () => folder, 'EISDIR'],
])('a configured file that cannot be written throws, before and at the send: %s', async (_, file, code) => {
  const { audit, lines } = start(file());
  const why = { name: 'NotTrusted', code, message: `The audit file ${file()} cannot be written (${code}).` };
  await expect(audit.check()).rejects.toMatchObject(why);
  await expect(audit.write({ event: 'intent', token: 't1' })).rejects.toMatchObject(why);
  // What the file did not take is nowhere else.
  expect(lines).toEqual([INTENT]);
});

describe.skipIf(process.platform === 'win32')('what is no plain file keeps nothing, and nobody waits for it', () => {
  test('a FIFO that nobody reads', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const { audit } = start(fifo);
    await expect(audit.check()).rejects.toThrow();
    await expect(audit.write({ event: 'intent' })).rejects.toThrow();
  });

  test('a device', async () => {
    const { audit } = start('/dev/null');
    await expect(audit.check()).rejects.toThrow('not a plain file');
    await expect(audit.write({ event: 'intent' })).rejects.toThrow('not a plain file');
  });
});

describe('a disk that is full', () => {
  /** Writes so much of a line, then has no room. */
  async function fillAfter(bytes: number): Promise<void> {
    const handle = await open(join(folder, 'probe'), 'w');
    const proto = Object.getPrototypeOf(handle) as { writeFile(text: string): Promise<void> };
    await handle.close();
    rmSync(join(folder, 'probe'));
    vi.spyOn(proto, 'writeFile').mockImplementationOnce(async function (
      this: { write(text: string): Promise<void> },
      text,
    ) {
      await this.write(text.slice(0, bytes));
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
  }
  afterEach(() => void vi.restoreAllMocks());

  test.each([0, 1, 20])('after %d bytes of a line refuses, and no part of it stays', async (bytes) => {
    const file = join(folder, 'audit.jsonl');
    const { audit, lines } = start(file);
    await audit.write({ event: 'intent', token: 't1' });
    await fillAfter(bytes);
    await expect(audit.write({ event: 'outcome', token: 't1' })).rejects.toThrow('(ENOSPC)');
    expect(readFileSync(file, 'utf8')).toBe(INTENT);
    await audit.write({ event: 'outcome', token: 't1' });
    expect(readFileSync(file, 'utf8')).toBe(INTENT + OUTCOME);
    expect(lines).toEqual([INTENT, OUTCOME, OUTCOME]);
  });

  test('a half line that stands there, whoever left it, is ended before the next one', async () => {
    const file = join(folder, 'audit.jsonl');
    writeFileSync(file, '{"event":"inte');
    await start(file).audit.write({ event: 'intent', token: 't1' });
    expect(readFileSync(file, 'utf8')).toBe(`{"event":"inte\n${INTENT}`);
  });
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a file that its owner may only add to is added to',
  async () => {
    const file = join(folder, 'audit.jsonl');
    writeFileSync(file, '');
    chmodSync(file, 0o200);
    await start(file).audit.write({ event: 'intent', token: 't1' });
    chmodSync(file, 0o600);
    expect(readFileSync(file, 'utf8')).toBe(INTENT);
  },
);

describe('lines that come again', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());
  const WAITING = { event: 'not-sent', why: 'waiting' };
  const read = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

  test('are written once a minute, and when it is over how many more there were', async () => {
    const { audit, lines, move } = start();
    for (let i = 0; i < 5; i++) await audit.writeCounted(WAITING);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(lines).toHaveLength(1);
    move(60_000);
    await vi.advanceTimersByTimeAsync(1);
    await audit.writeCounted(WAITING);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read(lines)).toEqual([
      { at: '2026-11-22T12:00:00.000Z', ...WAITING },
      { at: '2026-11-22T12:01:00.000Z', ...WAITING, repeated: 4 },
      { at: '2026-11-22T12:01:00.000Z', ...WAITING },
    ]);
  });

  // A timer stands still while a machine sleeps; a clock may also be set back.
  test.each([60_000, -60_000])('are told of by the next one where no timer was: %d ms later', async (ms) => {
    const { audit, lines, move } = start();
    for (let i = 0; i < 3; i++) await audit.writeCounted(WAITING);
    move(ms);
    for (let i = 0; i < 3; i++) await audit.writeCounted(WAITING);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read(lines)).toMatchObject([WAITING, { repeated: 2 }, WAITING, { repeated: 2 }]);
    expect(read(lines).map(({ repeated }) => repeated)).toEqual([undefined, 2, undefined, 2]);
  });

  test('are told of at the end of the server, and what comes after it is written at once', async () => {
    const { audit, lines } = start();
    for (let i = 0; i < 3; i++) await audit.writeCounted(WAITING);
    await audit.end();
    await audit.writeCounted(WAITING);
    await audit.writeCounted(WAITING);
    expect(read(lines).map(({ repeated }) => repeated)).toEqual([undefined, 2, undefined, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are told of when there are too many others', async () => {
    const { audit, lines } = start();
    for (let i = 0; i < 3; i++) await audit.writeCounted(WAITING);
    for (let i = 0; i < 200; i++) await audit.writeCounted({ token: i });
    expect(read(lines.slice(200))).toMatchObject([{ token: 199 }, { ...WAITING, repeated: 2 }]);
  });

  test('are written as long as the file takes none of them', async () => {
    const file = join(folder, 'later', 'audit.jsonl');
    const { audit, lines } = start(file);
    await expect(audit.writeCounted(WAITING)).rejects.toThrow('(ENOENT)');
    mkdirSync(join(folder, 'later'));
    await audit.writeCounted(WAITING);
    await audit.writeCounted(WAITING);
    expect(lines).toHaveLength(2);
    expect(readFileSync(file, 'utf8')).toBe(lines[1]);
  });

  test('a count that the file does not take is on stderr, and the server goes on', async () => {
    const file = join(folder, 'audit.jsonl');
    const { audit, lines } = start(file);
    await audit.writeCounted(WAITING);
    await audit.writeCounted(WAITING);
    rmSync(file);
    mkdirSync(file);
    await audit.end();
    expect(read(lines)).toMatchObject([WAITING, { ...WAITING, repeated: 1 }]);
  });

  test('are others when anything differs', async () => {
    const { audit, lines } = start();
    await audit.writeCounted({ event: 'not-sent', why: 'waiting', token: 'a' });
    await audit.writeCounted({ event: 'not-sent', why: 'waiting', token: 'b' });
    await audit.writeCounted({ event: 'not-sent', why: 'declined', token: 'a' });
    expect(lines).toHaveLength(3);
  });
});
