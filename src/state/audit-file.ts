// Who did it: one JSON line an event, to stderr and, when configured, to an append-only file for its owner alone.

import { appendFileSync, closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { Audit } from '../ports/state.ts';

export interface AuditOptions {
  file?: string;
  stderr(line: string): void;
  /** Local time, ms since the epoch. */
  now(): number;
}

/** `write` throws when the configured file cannot be written: then nothing may be sent. */
export function createAudit({ file, stderr, now }: AuditOptions): Audit {
  return {
    write(fields) {
      const line = `${JSON.stringify({ at: new Date(now()).toISOString(), ...fields })}\n`;
      if (file !== undefined) append(file, line);
      stderr(line);
    },
    check() {
      if (file !== undefined) appendFileSync(file, '', { mode: 0o600 });
    },
  };
}

function append(file: string, line: string): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    writeSync(handle, line);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
