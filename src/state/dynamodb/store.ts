// A table as the adapters of this folder use it: what goes wrong is thrown as a sentence, and no write is believed or
// given up without another look at its item.
import { createHash } from 'node:crypto';
import type { Item, Table, TableReply } from '../../ports/table.ts';
import { problemOf } from './table-problem.ts';

export interface Store {
  table: Table;
  /** The name of the table. */
  name: string;
}

/** The clocks of the servers that share a table may differ by so much, as EC2's may from any of them. */
export const AHEAD_MS = 60_000;

/** A time that another server wrote, by this machine's clock: what lies ahead by no more than clocks differ is now. */
export function byThisClock(at: number, now: number, within = AHEAD_MS): number {
  return at > now && at - now <= within ? now : at;
}

/** Strongly consistent. Throws a TableProblem. */
export async function readItem({ table, name }: Store, pk: string): Promise<Item | undefined> {
  const reply = await table.get(pk);
  if (reply.ok) return reply.value;
  throw problemOf(name, reply.failure);
}

/**
 * Whether the write stands. After any error the item is read back, also when the condition failed: an answer may be
 * lost after its write was done, and the repetition then fails on what the first attempt wrote. False when the
 * condition failed for good; throws a TableProblem when it is not known, or was not written.
 */
export async function writeItem(
  store: Store,
  pk: string,
  write: (table: Table) => Promise<TableReply<undefined>>,
  isDone: (item: Item | undefined) => boolean,
): Promise<boolean> {
  const reply = await write(store.table);
  if (reply.ok) return true;
  const found = await store.table.get(pk);
  if (found.ok && isDone(found.value)) return true;
  if (found.ok && reply.failure.kind === 'condition') return false;
  throw problemOf(store.name, found.ok || reply.failure.kind !== 'condition' ? reply.failure : found.failure);
}

/** 43 characters that no two texts share. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

export function textOf(item: Item | undefined, name: string): string | undefined {
  const value = item?.[name];
  return value && 'S' in value ? value.S : undefined;
}

export function numberOf(item: Item | undefined, name: string): number | undefined {
  const value = item?.[name];
  return value && 'N' in value ? Number(value.N) : undefined;
}

export const numeric = (value: number) => ({ N: String(value) });

/** Undefined for what is not JSON: nobody but us writes these. */
export function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export const DAY_MS = 24 * 3600 * 1000;

/** When DynamoDB may drop an item, within days after it: seconds since the epoch. `at` in ms. */
export const expiresOn = (at: number) => numeric(Math.ceil(at / 1000));
