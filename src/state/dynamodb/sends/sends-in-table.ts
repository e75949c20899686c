// The record of real copies in a table: one item a token, one an intent and one a source, each changed only under the
// condition that it is still as it was read, so that servers, lost answers and sleepers cannot spoil each other's entries.
import type { SendEnd } from '../../../consent/send-states.ts';
import type { SendRecords } from '../../../ports/state.ts';
import type { Item } from '../../../ports/table.ts';
import { mayExist, type RecordRules, withoutOldCopies } from '../../memory/sends-in-memory.ts';
import { numberOf, numeric, readItem, type Store, textOf, writeItem } from '../store.ts';
import { type ClaimClocks, createClaimsSeen } from './claims-seen.ts';
import { createDaysInTable } from './days-in-table.ts';
import { createHeldClaims } from './held-claims.ts';
import { intentPk, type RecordContext, readRecord, readToken, recordsOf, sourcePk, tokensOf } from './read-sends.ts';
import { beatOf, endAttributes, sendKey } from './send-item.ts';
import { takeClaim } from './take-claim.ts';

export interface SendParts extends ClaimClocks {
  rules: RecordRules;
  /** Unique for this process. */
  owner: string;
  /** Calls back every so many ms until what it returned is called. */
  every(ms: number, work: () => void): () => void;
  /** Unique for a write. */
  newMark(): string;
}

/** Only the process itself and whoever takes its claim over change an item at once. */
const MOST_TRIES = 5;

export function createSendsInTable(store: Store, parts: SendParts): Omit<SendRecords, 'trust'> {
  const { rules, now, elapsed, every, newMark, owner } = parts;
  const held = createHeldClaims(elapsed, every);
  const context: RecordContext = { store, rules, now, newMark, held, watch: createClaimsSeen(parts) };
  return {
    owner,
    byToken: (token) => readRecord(context, token),
    async byIntent(intentKey) {
      for (const token of tokensOf(await readItem(store, intentPk(intentKey)))) {
        const record = await readRecord(context, token);
        if (record?.intentKey === intentKey && mayExist(record)) return record;
      }
      return undefined;
    },
    byPlace: async (placeKey) => recordsOf(context, await readItem(store, intentPk(placeKey))),
    async ofSource(sourceKey) {
      const source = await readItem(store, sourcePk(sourceKey));
      return { claims: numberOf(source, 'claims') ?? 0, records: withoutOldCopies(await recordsOf(context, source)) };
    },
    claims: async (placeKey) => numberOf(await readItem(store, intentPk(placeKey)), 'claims') ?? 0,
    claim: (record, claims, claimsOfSource) => takeClaim(context, record, { claims, claimsOfSource }),
    async holds(token, n) {
      if (!held.has(token, n)) return (await readToken(context, token))?.claim.n === n;
      if (!held.isInTime(token)) return false;
      const pk = sendKey(token);
      return writeItem(
        store,
        pk,
        (table) => table.update(pk, beatOf(n, false)),
        (item) => numberOf(item, 'n') === n,
      );
    },
    async finish(token, n, end, lastTriedAt) {
      // While it ends nobody needs to be told that its process lives; one that cannot write its end is taken over soon.
      if (held.has(token, n)) held.letGo(token);
      await writeEnd(context, { token, n, end, lastTriedAt });
    },
    ...createDaysInTable(store),
  };
}

interface Ending {
  token: string;
  n: number;
  end: SendEnd;
  lastTriedAt: number | undefined;
}

/** Kept only by the newest claim, and only upwards. */
async function writeEnd(context: RecordContext, { token, n, end, lastTriedAt }: Ending): Promise<void> {
  const { store, rules, now } = context;
  const pk = sendKey(token);
  const attributes = endAttributes(end, lastTriedAt, now());
  const isWritten = (item: Item | undefined) =>
    numberOf(item, 'n') === n && textOf(item, 'end') === JSON.stringify(end);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await readToken(context, token);
    if (!found || found.claim.n !== n || !rules.mayFollow(found.record.end, end)) return;
    const write = setAll({ ...attributes, rev: numeric(found.rev + 1) }, found.rev);
    if (await writeItem(store, pk, (table) => table.update(pk, write), isWritten)) return;
  }
  throw new Error('The end of a send was overtaken again and again.');
}

/** While `rev` is what it was. */
function setAll(attributes: Item, rev: number) {
  const names = Object.keys(attributes);
  const values = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value]));
  return {
    update: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    condition: '#rev = :before',
    values: { ...values, ':before': numeric(rev) },
  };
}
