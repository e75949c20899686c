// What a run is about to make, what it made and what it removed: written to disk before each request that creates.
import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type JournalEntry =
  | { kind: 'run'; at: string; account: string; region: string; endpoint?: string }
  | { kind: 'about-to-create'; at: string; action: string; request: string }
  | { kind: 'created' | 'removed'; at: string; volume: string };

export interface Journal {
  /** On disk when it returns. Throws when it cannot be written: then nothing may be created. */
  write(entry: JournalEntry): void;
}

/** Touches nothing before the first entry. */
export function openJournal(file: string): Journal {
  let isOpen = false;
  return {
    write(entry) {
      if (!isOpen) {
        mkdirSync(dirname(file), { recursive: true });
        // What follows a line that was cut must not become part of it.
        if (existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n')) appendFileSync(file, '\n');
        isOpen = true;
      }
      const descriptor = openSync(file, 'a', 0o600);
      try {
        appendFileSync(descriptor, `${JSON.stringify(entry)}\n`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** The entries of a journal; lines that were cut or damaged are left out. Undefined when there is no such file. */
export function readJournal(file: string): JournalEntry[] | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const entry: unknown = JSON.parse(line);
        return isEntry(entry) ? [entry] : [];
      } catch {
        return [];
      }
    });
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, account, region, endpoint, volume } = value as Record<string, unknown>;
  if (kind === 'run')
    return /^\d{12}$/.test(`${account}`) && /^[a-z0-9-]+$/.test(`${region}`) && URL.canParse(`${endpoint ?? 'x:'}`);
  if (kind === 'created' || kind === 'removed') return /^vol-\w+$/.test(`${volume}`);
  return kind === 'about-to-create';
}

/** Volumes that a journal has as created and not as removed. */
export function leftOver(entries: readonly JournalEntry[]): string[] {
  const named = (kind: 'created' | 'removed') =>
    entries.flatMap((entry) => (entry.kind === kind && 'volume' in entry ? [entry.volume] : []));
  const removed = new Set(named('removed'));
  return [...new Set(named('created'))].filter((id) => !removed.has(id));
}
