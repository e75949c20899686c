// Who did it: one JSON line an event, to stderr and, when configured, to an append-only file for its owner alone.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Audit } from '../../ports/state.ts';
import { NotTrusted } from './trusted-path.ts';

export interface AuditOptions {
  file?: string;
  stderr(line: string): void;
  /** JSON of an event, in one line that a terminal can show. */
  render(fields: object): string;
  /** Local time, ms since the epoch. */
  now(): number;
}

const COUNTED_MS = 60_000;
const MOST_COUNTED = 200;

export interface OwnAudit extends Audit {
  /** Tells what was counted; lines that come later are written one by one. */
  end(): Promise<void>;
}

interface Counted {
  fields: Record<string, unknown>;
  at: number;
  /** How often it came again. */
  times: number;
  timer: NodeJS.Timeout;
}

/** `write` rejects when the configured file cannot be written: then nothing may be sent. */
export function createAudit({ file, stderr, render, now }: AuditOptions): OwnAudit {
  /** Lines of the last minute. */
  const counted = new Map<string, Counted>();
  let isEnded = false;
  const write = async (fields: Record<string, unknown>) => {
    const line = `${render({ at: new Date(now()).toISOString(), ...fields })}\n`;
    try {
      if (file !== undefined) await withFile(file, (handle) => append(file, handle, line));
    } finally {
      // Also of what the file did not take: it is the only line there is then.
      stderr(line);
    }
  };
  const tell = async (key: string) => {
    const known = counted.get(key);
    counted.delete(key);
    clearTimeout(known?.timer);
    // Nobody waits for it, and what the file does not take is on stderr.
    if (known?.times) await write({ ...known.fields, repeated: known.times }).catch(() => undefined);
  };
  return {
    write,
    async writeCounted(fields) {
      if (isEnded) return write(fields);
      const key = JSON.stringify(fields);
      const known = counted.get(key);
      if (known && Math.abs(now() - known.at) < COUNTED_MS) {
        known.times += 1;
        return;
      }
      // The timer stood still while the machine slept.
      await tell(key);
      await write(fields);
      // Two at once are two lines.
      if (counted.has(key)) return;
      const timer = setTimeout(() => void tell(key), COUNTED_MS).unref();
      counted.set(key, { fields, at: now(), times: 0, timer });
      const [oldest] = counted.keys();
      if (counted.size > MOST_COUNTED && oldest !== undefined) await tell(oldest);
    },
    async end() {
      isEnded = true;
      for (const key of counted.keys()) await tell(key);
    },
    async check() {
      if (file !== undefined) await withFile(file, async () => undefined);
    },
  };
}

/** Never waits for the reader of a FIFO or for a device: neither is a file that keeps anything. */
async function withFile(file: string, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const { O_WRONLY, O_APPEND, O_CREAT } = constants;
  try {
    const handle = await openPlain(file, O_WRONLY | O_APPEND | O_CREAT);
    try {
      await use(handle);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `The audit file ${file} cannot be written (${code ?? 'it is not a plain file'}).`;
    throw Object.assign(new NotTrusted(message), { code, cause });
  }
}

async function openPlain(file: string, flags: number): Promise<FileHandle> {
  // Windows has no such flag, and no FIFO among its files.
  const handle = await open(file, flags | (constants.O_NONBLOCK ?? 0), 0o600);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error('The audit file is not a plain file.');
}

/** A half line that a full disk left, ours or another server's, is ended before the next one begins. */
async function append(file: string, handle: FileHandle, line: string): Promise<void> {
  const { size } = await handle.stat();
  const last = size > 0 ? await readPart(file, size - 1, 1) : undefined;
  const text = last === undefined || last.toString() === '\n' ? line : `\n${line}`;
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (problem) {
    await removePart(file, handle, size, text).catch(() => undefined);
    throw problem;
  }
}

/** What was written of `text` behind `size`, unless another server has added a line of its own. */
async function removePart(file: string, handle: FileHandle, size: number, text: string): Promise<void> {
  const grown = (await handle.stat()).size - size;
  if (grown <= 0 || grown > Buffer.byteLength(text)) return;
  const part = await readPart(file, size, grown);
  if (part?.equals(Buffer.from(text).subarray(0, grown))) await handle.truncate(size);
}

/** Undefined where its owner may only add to it. */
async function readPart(file: string, from: number, length: number): Promise<Buffer | undefined> {
  const handle = await openPlain(file, constants.O_RDONLY).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
