// The right to send, taken in steps: of the place, of the intent and the source, then of the token. Each is one item, written only while it is
// still as it was judged.
import type { Claim } from '../../../consent/send-states.ts';
import type { Condition, Item } from '../../../ports/table.ts';
import { withoutOldCopies } from '../../memory/sends-in-memory.ts';
import { DAY_MS, expiresOn, numberOf, numeric, readItem, textOf, writeItem } from '../store.ts';
import {
  hasMark,
  intentPk,
  type RecordContext,
  readRecord,
  readToken,
  recordNow,
  recordsOf,
  sourcePk,
  tokensOf,
} from './read-sends.ts';
import { beatOf, type ClaimedRecord, claimAttributes, claimItem, readClaim, sendKey } from './send-item.ts';

// Of one intent or source: who asks for the same again and again makes a claim each time.
const MOST_LOOKED_BACK = 20;
const MOST_TRIES = 10;
const INTENT_KEPT_MS = 365 * DAY_MS;

/** How many claims there were when this was judged. */
interface Judged {
  claims: number;
  claimsOfSource?: number | undefined;
}

export async function takeClaim(
  context: RecordContext,
  record: ClaimedRecord,
  { claims, claimsOfSource }: Judged,
): Promise<boolean> {
  const { intentKey, placeKey = intentKey } = record;
  const place = await readItem(context.store, intentPk(placeKey));
  if ((numberOf(place, 'claims') ?? 0) !== claims) return false;
  const found = await readToken(context, record.token);
  const known = recordNow(context, record.token, found);
  if (!context.rules.mayClaim(known, record.claim.n, context.now())) return false;
  if (await isBusy(context, record, place)) return false;
  if (!(await addClaim(context, record, intentPk(placeKey), place))) return false;
  // By a server of before, which knows no places.
  const beside = async (intent: Item | undefined) =>
    (await isBusy(context, record, intent)) ? undefined : tokensOf(intent);
  if (placeKey !== intentKey && !(await fileUnder(context, record, intentPk(intentKey), beside))) return false;
  const ofSource = async (source: Item | undefined) => {
    const isJudged = claimsOfSource === undefined || claimsOfSource === (numberOf(source, 'claims') ?? 0);
    return isJudged ? stillOfSource(context, record, source) : undefined;
  };
  if (!(await fileUnder(context, record, sourcePk(context.rules.sourceKeyOf(record)), ofSource))) return false;
  return claimToken(context, record, found?.rev);
}

/** The tokens that have to be found by their source; undefined while one is filed whose send is not written yet. */
async function stillOfSource(
  context: RecordContext,
  { token }: ClaimedRecord,
  source: Item | undefined,
): Promise<string[] | undefined> {
  const last = textOf(source, 'token');
  const claimed = last !== undefined && last !== token ? readClaim(source) : undefined;
  if (claimed && !(await readToken(context, last ?? ''))) {
    const claim = asAlive(context.watch(`source\n${last}`, claimed));
    if (context.rules.isHeld({ claim }, context.now())) return undefined;
  }
  return withoutOldCopies(await recordsOf(context, source)).map((one) => one.token);
}

/** So that it is found there, by its intent or its source; `judge` gives the tokens that stay beside it, if it may. */
async function fileUnder(
  context: RecordContext,
  record: ClaimedRecord,
  pk: string,
  judge: (found: Item | undefined) => Promise<readonly string[] | undefined>,
): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await readItem(context.store, pk);
    const others = await judge(found);
    if (!others) return false;
    if (await addClaim(context, record, pk, found, others)) return true;
  }
  return false;
}

/** Whether another token of this place is being sent, or about to be. */
async function isBusy(
  context: RecordContext,
  { token, intentKey, placeKey = intentKey }: ClaimedRecord,
  place: Item | undefined,
): Promise<boolean> {
  const others = tokensOf(place).filter((one) => one !== token);
  const records = await Promise.all(
    others.map(async (other) => {
      // Between the two writes of a claim there is a moment with the first alone.
      const first = textOf(place, 'token') === other ? readClaim(place) : undefined;
      const claimed = first && { claim: context.watch(`${placeKey}\n${other}`, first) };
      return (await readRecord(context, other)) ?? claimed;
    }),
  );
  // A process that is taken to be gone may sleep between its claim and its bytes. Its own token is the fence of whoever
  // sends that again; under another one its time is waited for.
  return records.some((one) => one && context.rules.isHeld({ ...one, claim: asAlive(one.claim) }, context.now()));
}

function asAlive({ dead: _, ...claim }: Claim): Claim {
  return claim;
}

function addClaim(
  { store, now, newMark }: RecordContext,
  { token, claim }: ClaimedRecord,
  pk: string,
  before: Item | undefined,
  others: readonly string[] = tokensOf(before),
): Promise<boolean> {
  const claims = numberOf(before, 'claims') ?? 0;
  const tokens = [token, ...others.filter((one) => one !== token)].slice(0, MOST_LOOKED_BACK);
  const mark = newMark();
  const item: Item = {
    pk: { S: pk },
    claims: numeric(claims + 1),
    tokens: { L: tokens.map((one) => ({ S: one })) },
    token: { S: token },
    ...claimAttributes(claim, now()),
    mark: { S: mark },
    expiresOn: expiresOn(now() + INTENT_KEPT_MS),
  };
  const condition = unchangedSince('claims', claims === 0 ? undefined : claims);
  return writeItem(
    store,
    pk,
    (table) => table.put(item, condition),
    (found) => hasMark(found, mark),
  );
}

async function claimToken(
  { store, now, newMark, held }: RecordContext,
  record: ClaimedRecord,
  revBefore: number | undefined,
): Promise<boolean> {
  const { token, claim } = record;
  const mark = newMark();
  const item = claimItem(record, (revBefore ?? 0) + 1, now(), mark);
  const pk = sendKey(token);
  const isTaken = await writeItem(
    store,
    pk,
    (table) => table.put(item, unchangedSince('rev', revBefore)),
    (found) => hasMark(found, mark),
  );
  if (isTaken) held.hold(token, claim.n, claim.until - now(), () => store.table.update(pk, beatOf(claim.n, true)));
  return isTaken;
}

function unchangedSince(name: string, before: number | undefined): Condition {
  if (before === undefined) return { condition: 'attribute_not_exists(#pk)' };
  return { condition: `#${name} = :before`, values: { ':before': numeric(before) } };
}
