// The record of real copies in a folder: one subfolder a token, one an intent and one a source, in each a file a claim and
// a file an end, created under a name that is taken once. Nothing is ever changed in place, so that servers, crashes and sleepers
// cannot spoil each other's entries.
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Claim, SendEnd, SendRecord } from '../../consent/send-states.ts';
import type { SendRecords, Trust } from '../../ports/state.ts';
import { mayExist, type RecordRules, withoutOldCopies } from '../memory/sends-in-memory.ts';
import { createDaysInFolder } from './days-in-folder.ts';
import { makeFolder } from './directory.ts';
import { olderSends } from './older-sends.ts';
import { isDead } from './owner.ts';
import { createEntry, digest, nameOf, namesIn, newestClaim, readEntry } from './record-entries.ts';
import { assertReadable, judgeState, NotTrusted, readTrusted, trustOf } from './trusted-path.ts';

// Of one intent or source: who asks for the same again and again makes a claim each time, and so does each refused send.
const MOST_LOOKED_BACK = 100;
const MOST_TRIES = 10;
/** Without hard links a name appears a moment before what it holds. */
const WRITING_MS = 250;

type ClaimEntry = Omit<SendRecord, 'end'>;
/** Of an intent or a source: which token was claimed. */
type IntentEntry = Pick<SendRecord, 'token' | 'claim'>;
interface EndEntry {
  end: SendEnd;
  lastTriedAt?: number;
}

/** In `folder`, which is there and trusted. `now`: this machine's clock, ms since the epoch. */
export function createSendsInFolder(folder: string, rules: RecordRules, now: () => number, owner: string): SendRecords {
  const sends = (token: string) => join(folder, 'sends', digest(token));
  const intents = (intentKey: string) => join(folder, 'intents', digest(intentKey));
  const sources = (sourceKey: string) => join(folder, 'sources', digest(sourceKey));
  const older = olderSends(join(folder, 'sent'), rules.intentKeyOf);

  async function byToken(token: string): Promise<SendRecord | undefined> {
    return (await readSend(sends(token), rules)) ?? (await older.byToken(token));
  }

  /** Whether another token of this place is being sent, or about to be: `unwritten`, of those without a record yet. */
  async function isBusy(token: string, place: string, names: readonly string[], unwritten = false): Promise<boolean> {
    for (const other of await claimsOf(place, names)) {
      const record = other.token === token ? undefined : await byToken(other.token);
      if (other.token === token || (unwritten && record)) continue;
      // Between the two files of a claim there is a moment with the first alone.
      if (rules.isHeld(record ?? { claim: withDeath(other.claim) }, now())) return true;
    }
    return false;
  }

  async function fileUnderIntent(intent: string, entry: IntentEntry): Promise<boolean> {
    // By a server of before, which knows no places.
    return fileUnder(intent, entry, (names) => isBusy(entry.token, intent, names));
  }

  return {
    owner,
    trust: () => readTrust(folder),
    byToken,
    async byIntent(intentKey) {
      const found = (await recordsUnder(intents(intentKey), byToken)).find((one) => one.intentKey === intentKey);
      return found ?? older.byIntent((record) => record.intentKey === intentKey);
    },
    byPlace: (placeKey) => recordsUnder(intents(placeKey), byToken),
    async ofSource(sourceKey) {
      const claims = newestClaim(await namesIn(sources(sourceKey)));
      return { claims, records: withoutOldCopies(await recordsUnder(sources(sourceKey), byToken)) };
    },
    claims: async (placeKey) => newestClaim(await namesIn(intents(placeKey))),
    async claim(record, claims, claimsOfSource) {
      const { token, intentKey, placeKey = intentKey, claim } = record;
      assertReadable(JSON.stringify(record));
      const place = intents(placeKey);
      await makeFolder(place);
      const names = await namesIn(place);
      if (newestClaim(names) !== claims || !rules.mayClaim(await byToken(token), claim.n, now())) return false;
      if (await isBusy(token, place, names)) return false;
      const entry: IntentEntry = { token, claim };
      if (!(await createEntry(join(place, nameOf('claim', claims + 1)), entry))) return false;
      if (placeKey !== intentKey && !(await fileUnderIntent(intents(intentKey), entry))) return false;
      const source = sources(rules.sourceKeyOf(record));
      const isTaken = async (found: readonly string[]) =>
        claimsOfSource !== undefined &&
        (newestClaim(found) !== claimsOfSource || (await isBusy(token, source, found, true)));
      if (!(await fileUnder(source, entry, isTaken))) return false;
      await makeFolder(sends(token));
      return createEntry(join(sends(token), nameOf('claim', claim.n)), record);
    },
    holds: async (token, n) => newestClaim(await namesIn(sends(token))) === n,
    async finish(token, n, end, lastTriedAt) {
      const record = await byToken(token);
      if (!record || record.claim.n !== n || !rules.mayFollow(record.end, end)) return;
      if (n === 0) return older.finish(token, end);
      const entry: EndEntry = { end, ...(lastTriedAt === undefined ? {} : { lastTriedAt }) };
      await createEntry(join(sends(token), nameOf('end', n, end.kind)), entry);
    },
    ...createDaysInFolder(folder),
  };
}

/** So that it is found there, by its intent or its source. */
async function fileUnder(
  place: string,
  entry: IntentEntry,
  isForbidden: (names: readonly string[]) => Promise<boolean> = async () => false,
): Promise<boolean> {
  await makeFolder(place);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const names = await namesIn(place);
    if (await isForbidden(names)) return false;
    if (await createEntry(join(place, nameOf('claim', newestClaim(names) + 1)), entry)) return true;
  }
  return false;
}

function readTrust(folder: string): Promise<Trust> {
  return judgeState(folder).then(
    (): Trust => ({ kept: true }),
    (problem: unknown) => trustOf(problem, folder),
  );
}

async function readSend(place: string, { mayFollow }: RecordRules): Promise<SendRecord | undefined> {
  const names = await namesIn(place);
  const n = newestClaim(names);
  if (n === 0) return undefined;
  const entry = await readClaim(join(place, nameOf('claim', n)));
  if (!entry) return undefined;
  let end: SendEnd | undefined;
  let lastTriedAt: number | undefined;
  for (const name of names.filter((one) => one.startsWith('end-'))) {
    const of = Number(/^end-(\d+)-/.exec(name)?.[1]);
    const found = await readEntry<EndEntry>(join(place, name));
    // What an older claim found out stands when a volume was made; its "no" is not about a newer one.
    const counts = of === n || found?.end.kind === 'copied' || found?.end.kind === 'gone';
    if (!found || !counts) continue;
    if (mayFollow(end, found.end)) end = found.end;
    lastTriedAt = found.lastTriedAt ?? lastTriedAt;
  }
  return {
    ...entry,
    claim: withDeath(entry.claim),
    ...(end ? { end } : {}),
    ...(lastTriedAt === undefined ? {} : { lastTriedAt }),
  };
}

/** Undefined when it is not there. One that cannot be read is no "nothing was sent": it rejects with NotTrusted. */
async function readClaim(path: string): Promise<ClaimEntry | undefined> {
  const entry = await readEntry<ClaimEntry>(path);
  if (entry?.claim) return entry;
  await pause(WRITING_MS);
  const again = await readEntry<ClaimEntry>(path);
  if (again?.claim) return again;
  if ((await readTrusted(path)) === undefined) return undefined;
  throw new NotTrusted(
    `${path} is empty or cut off, so what was sent is not known. Look in EC2 for the copy, then remove ${dirname(path)}.`,
  );
}

/** Claims of an intent, the newest first. */
async function claimsOf(place: string, names: readonly string[]): Promise<IntentEntry[]> {
  const newestNames = [...names].sort().reverse().slice(0, MOST_LOOKED_BACK);
  const claims = await Promise.all(newestNames.map((name) => readEntry<IntentEntry>(join(place, name))));
  return claims.filter((claim) => claim !== undefined);
}

/** Those that made a volume, or may have, the newest first. */
async function recordsUnder(
  place: string,
  byToken: (token: string) => Promise<SendRecord | undefined>,
): Promise<SendRecord[]> {
  const claims = await claimsOf(place, await namesIn(place));
  const records = await Promise.all([...new Set(claims.map(({ token }) => token))].map(byToken));
  return records.flatMap((record) => (record && mayExist(record) ? record : []));
}

function withDeath(claim: Claim): Claim {
  return { ...claim, ...(isDead(claim.owner) ? { dead: true } : {}) };
}
