// Sends as they are read from the table, with their claims by the clock of this machine.
import type { SendRecord } from '../../../consent/send-states.ts';
import type { Item } from '../../../ports/table.ts';
import { mayExist, type RecordRules } from '../../memory/sends-in-memory.ts';
import { byThisClock, hashOf, readItem, type Store } from '../store.ts';
import type { WatchClaim } from './claims-seen.ts';
import type { HeldClaims } from './held-claims.ts';
import { readSend, type SendInTable, sendKey } from './send-item.ts';

/** What all of the record of one process share. */
export interface RecordContext {
  store: Store;
  rules: RecordRules;
  /** This machine's clock, ms since the epoch. */
  now(): number;
  newMark(): string;
  watch: WatchClaim;
  held: HeldClaims;
}

export async function readToken({ store }: RecordContext, token: string): Promise<SendInTable | undefined> {
  return readSend(await readItem(store, sendKey(token)));
}

export async function readRecord(context: RecordContext, token: string): Promise<SendRecord | undefined> {
  return recordNow(context, token, await readToken(context, token));
}

export function recordNow(
  { watch, held, now }: RecordContext,
  token: string,
  found: SendInTable | undefined,
): SendRecord | undefined {
  if (!found) return undefined;
  const isKnown = found.record.end !== undefined || held.has(token, found.claim.n);
  const { consent } = found.record;
  const agreed = { ...consent, at: byThisClock(consent.at, now()) };
  return { ...found.record, consent: agreed, claim: isKnown ? found.claim : watch(token, found) };
}

export const intentPk = (intentKey: string) => `intent#${hashOf(intentKey)}`;
export const sourcePk = (sourceKey: string) => `source#${hashOf(sourceKey)}`;

/** Of the tokens of this item those that made a volume, or may have, the newest first. */
export async function recordsOf(context: RecordContext, item: Item | undefined): Promise<SendRecord[]> {
  const records = await Promise.all(tokensOf(item).map((token) => readRecord(context, token)));
  return records.flatMap((record) => (record && mayExist(record) ? record : []));
}

/** Tokens of an intent or a source, the newest first. */
export function tokensOf(intent: Item | undefined): string[] {
  const tokens = intent?.tokens;
  return tokens && 'L' in tokens ? tokens.L.map(({ S }) => S) : [];
}

/** Written by one write alone, so that it is known again after an error. */
export function hasMark(item: Item | undefined, mark: string): boolean {
  const found = item?.mark;
  return found !== undefined && 'S' in found && found.S === mark;
}
