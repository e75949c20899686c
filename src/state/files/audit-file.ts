// Who did it: one JSON line an event, to stderr and, when configured, to an append-only file for its owner alone.

import { appendFile, open } from 'node:fs/promises';
import type { Audit } from '../../ports/state.ts';

export interface AuditOptions {
  file?: string;
  stderr(line: string): void;
  /** Local time, ms since the epoch. */
  now(): number;
}

/** `write` rejects when the configured file cannot be written: then nothing may be sent. */
export function createAudit({ file, stderr, now }: AuditOptions): Audit {
  return {
    async write(fields) {
      const line = `${JSON.stringify({ at: new Date(now()).toISOString(), ...fields })}\n`;
      if (file !== undefined) await append(file, line);
      stderr(line);
    },
    async check() {
      if (file !== undefined) await appendFile(file, '', { mode: 0o600 });
    },
  };
}

async function append(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.writeFile(line);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
