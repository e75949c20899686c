// Entries of the record: small files of JSON, each created once under a name that says what it is, and never changed.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { ifMissing, judgeSubfolder, readTrusted } from './trusted-path.ts';
import { createDurably } from './write-durably.ts';

/** False when the name is taken. */
export async function createEntry(path: string, value: object): Promise<boolean> {
  try {
    await createDurably(path, JSON.stringify(value));
    return true;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem;
  }
}

/** The entries of one token, intent or day. Rejects with NotTrusted when others may have written them. */
export async function namesIn(place: string): Promise<string[]> {
  await judgeSubfolder(place);
  const names = (await readdir(place).catch(ifMissing)) ?? [];
  return names.filter((name) => name.endsWith('.json'));
}

/** The highest number of a claim; 0 when there is none. */
export function newestClaim(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => Number(/^claim-(\d+)\.json$/.exec(name)?.[1] ?? 0)));
}

export function nameOf(kind: 'claim' | 'end' | 'place', n: number, suffix?: string): string {
  return `${kind}-${String(n).padStart(6, '0')}${suffix === undefined ? '' : `-${suffix}`}.json`;
}

export async function readEntry<T>(path: string): Promise<T | undefined> {
  const text = await readTrusted(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
