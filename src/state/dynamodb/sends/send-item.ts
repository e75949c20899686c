// A send as an item of the table: the newest claim of its token, what it sends, and how it ended.
import type { Claim, SendEnd, SendRecord } from '../../../consent/send-states.ts';
import type { Item, Update } from '../../../ports/table.ts';
import { DAY_MS, expiresOn, hashOf, numberOf, numeric, parsed, textOf } from '../store.ts';
import type { ClaimInTable } from './claims-seen.ts';

export type ClaimedRecord = Omit<SendRecord, 'end'>;

/** What an operator may want to look up stands in attributes of its own: outcome and volumeId. */
export interface SendInTable extends ClaimInTable {
  record: Omit<SendRecord, 'claim'>;
}

// EC2 remembers a token for about 12 hours.
const SETTLED_MS = 7 * DAY_MS;
// A send that never ended is what keeps a second one from being made.
const UNRESOLVED_MS = 365 * DAY_MS;

export const sendKey = (token: string) => `send#${hashOf(token)}`;

/** A new claim: what an older one found out is no part of it. `now`: this machine's clock; `mark` is its own. */
export function claimItem({ claim, ...record }: ClaimedRecord, rev: number, now: number, mark: string): Item {
  return {
    pk: { S: sendKey(record.token) },
    record: { S: JSON.stringify(record) },
    ...claimAttributes(claim, now),
    rev: numeric(rev),
    mark: { S: mark },
    expiresOn: expiresOn(now + UNRESOLVED_MS),
  };
}

export function claimAttributes({ n, owner, until }: Claim, now: number): Item {
  return { n: numeric(n), owner: { S: owner }, until: numeric(until), lasts: numeric(until - now) };
}

export function readClaim(item: Item | undefined): ClaimInTable | undefined {
  const [n, until, lasts] = [numberOf(item, 'n'), numberOf(item, 'until'), numberOf(item, 'lasts')];
  const owner = textOf(item, 'owner');
  if (n === undefined || until === undefined || lasts === undefined || owner === undefined) return undefined;
  return { claim: { n, owner, until }, lasts, rev: numberOf(item, 'rev') ?? 0 };
}

export function readSend(item: Item | undefined): SendInTable | undefined {
  const record = parsed<Omit<SendRecord, 'claim'>>(textOf(item, 'record'));
  const claim = readClaim(item);
  if (!record || !claim) return undefined;
  const end = parsed<SendEnd>(textOf(item, 'end'));
  const lastTriedAt = numberOf(item, 'lastTriedAt');
  return {
    ...claim,
    record: { ...record, ...(end ? { end } : {}), ...(lastTriedAt === undefined ? {} : { lastTriedAt }) },
  };
}

/** What an end writes beside `rev`. `now`: this machine's clock. */
export function endAttributes(end: SendEnd, lastTriedAt: number | undefined, now: number): Item {
  const volumeId = 'VolumeId' in end ? end.VolumeId : undefined;
  return {
    end: { S: JSON.stringify(end) },
    outcome: { S: end.kind },
    expiresOn: expiresOn(now + (end.kind === 'unclear' ? UNRESOLVED_MS : SETTLED_MS)),
    ...(lastTriedAt === undefined ? {} : { lastTriedAt: numeric(lastTriedAt) }),
    ...(volumeId === undefined ? {} : { volumeId: { S: volumeId } }),
  };
}

/** Says that the sender lives; `isOpen`: only while it has not ended. */
export function beatOf(n: number, isOpen: boolean): Required<Update> {
  return {
    update: 'SET #rev = #rev + :one',
    condition: isOpen ? '#n = :n AND attribute_not_exists(#end)' : '#n = :n',
    values: { ':one': numeric(1), ':n': numeric(n) },
  };
}
