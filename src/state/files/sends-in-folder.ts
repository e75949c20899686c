// The record of real copies in a folder: one subfolder a token and one an intent, in each a file a claim and a file an
// end, created under a name that is taken once. Nothing is ever changed in place, so that servers, crashes and sleepers
// cannot spoil each other's entries.
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim, SendEnd, SendRecord } from '../../consent/send-states.ts';
import type { Day, SendRecords, Trust } from '../../ports/state.ts';
import { mayExist, type RecordRules } from '../memory/sends-in-memory.ts';
import { makeFolder } from './directory.ts';
import { olderSends } from './older-sends.ts';
import { isDead } from './owner.ts';
import { ifMissing, judgeFolder, readTrusted, trustOf } from './trusted-path.ts';
import { createDurably } from './write-durably.ts';

// Of one intent: who asks for the same again and again makes a claim each time.
const MOST_LOOKED_BACK = 20;

type Entry = Omit<SendRecord, 'end'>;
/** Of an intent: which token was claimed. */
type IntentEntry = Pick<SendRecord, 'token' | 'claim'>;
interface EndEntry {
  end: SendEnd;
  lastTriedAt?: number;
}

/** In `folder`, which is there and trusted. `now`: this machine's clock, ms since the epoch. */
export function createSendsInFolder(folder: string, rules: RecordRules, now: () => number, owner: string): SendRecords {
  const sends = (token: string) => join(folder, 'sends', digest(token));
  const intents = (intentKey: string) => join(folder, 'intents', digest(intentKey));
  const daily = ({ scope, date }: Day) => join(folder, 'days', digest(scope), date);
  const older = olderSends(join(folder, 'sent'), rules.intentKeyOf);

  async function byToken(token: string): Promise<SendRecord | undefined> {
    return (await readSend(sends(token))) ?? (await older.byToken(token));
  }

  async function readSend(place: string): Promise<SendRecord | undefined> {
    const names = await namesIn(place);
    const n = newest(names);
    if (n === 0) return undefined;
    const entry = await readJson<Entry>(join(place, nameOf('claim', n)));
    if (!entry) return undefined;
    let end: SendEnd | undefined;
    let lastTriedAt: number | undefined;
    for (const name of names.filter((one) => one.startsWith('end-'))) {
      const of = Number(/^end-(\d+)-/.exec(name)?.[1]);
      const found = await readJson<EndEntry>(join(place, name));
      // What an older claim found out stands when a volume was made; its "no" is not about a newer one.
      const counts = of === n || found?.end.kind === 'copied' || found?.end.kind === 'gone';
      if (!found || !counts) continue;
      if (rules.mayFollow(end, found.end)) end = found.end;
      lastTriedAt = found.lastTriedAt ?? lastTriedAt;
    }
    return {
      ...entry,
      claim: withDeath(entry.claim),
      ...(end ? { end } : {}),
      ...(lastTriedAt === undefined ? {} : { lastTriedAt }),
    };
  }

  /** Claims of an intent, the newest first. */
  async function claimsOf(intentKey: string, names: readonly string[]): Promise<IntentEntry[]> {
    const newestNames = [...names].sort().reverse().slice(0, MOST_LOOKED_BACK);
    const claims = await Promise.all(newestNames.map((name) => readJson<IntentEntry>(join(intents(intentKey), name))));
    return claims.filter((claim) => claim !== undefined);
  }

  /** Whether another token of this intent is being sent, or about to be. */
  async function isBusy({ token, intentKey }: Entry, names: readonly string[]): Promise<boolean> {
    for (const other of await claimsOf(intentKey, names)) {
      if (other.token === token) continue;
      // Between the two files of a claim there is a moment with the first alone.
      const record = (await byToken(other.token)) ?? { claim: withDeath(other.claim) };
      if (rules.isHeld(record, now())) return true;
    }
    return false;
  }

  return {
    owner,
    trust: () =>
      judgeFolder(folder).then(
        (): Trust => ({ kept: true }),
        (problem: unknown) => trustOf(problem, folder),
      ),
    byToken,
    async byIntent(intentKey) {
      for (const { token } of await claimsOf(intentKey, await namesIn(intents(intentKey)))) {
        const record = await byToken(token);
        if (record && mayExist(record)) return record;
      }
      return older.byIntent((record) => record.intentKey === intentKey);
    },
    claims: async (intentKey) => newest(await namesIn(intents(intentKey))),
    async claim(record, claims) {
      const { token, intentKey, claim } = record;
      const intent = intents(intentKey);
      await makeFolder(intent);
      const names = await namesIn(intent);
      if (newest(names) !== claims || !rules.mayClaim(await byToken(token), claim.n, now())) return false;
      if (await isBusy(record, names)) return false;
      const entry: IntentEntry = { token, claim };
      if (!(await created(join(intent, nameOf('claim', claims + 1)), entry))) return false;
      await makeFolder(sends(token));
      return created(join(sends(token), nameOf('claim', claim.n)), record);
    },
    holds: async (token, n) => newest(await namesIn(sends(token))) === n,
    async finish(token, n, end, lastTriedAt) {
      const record = await byToken(token);
      if (!record || record.claim.n !== n || !rules.mayFollow(record.end, end)) return;
      if (n === 0) return older.finish(token, end);
      const entry: EndEntry = { end, ...(lastTriedAt === undefined ? {} : { lastTriedAt }) };
      await created(join(sends(token), nameOf('end', n, end.kind)), entry);
    },
    async reserve(day, token, most) {
      const place = daily(day);
      await makeFolder(place);
      for (let slot = 1; slot <= most; slot++) {
        const path = join(place, nameOf('place', slot));
        if (await created(path, { token })) return true;
        if ((await readJson<{ token: string }>(path))?.token === token) return true;
      }
      return false;
    },
    async release(day, token) {
      const place = daily(day);
      for (const name of await namesIn(place)) {
        const held = await readJson<{ token: string }>(join(place, name));
        if (held?.token === token) await rm(join(place, name), { force: true });
      }
    },
    async count(day, token) {
      const place = daily(day);
      const names = await namesIn(place);
      if (token === undefined) return names.length;
      const held = await Promise.all(names.map((name) => readJson<{ token: string }>(join(place, name))));
      return held.filter((one) => one?.token !== token).length;
    },
  };
}

/** False when the name is taken. */
async function created(path: string, value: object): Promise<boolean> {
  try {
    await createDurably(path, JSON.stringify(value));
    return true;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem;
  }
}

async function namesIn(place: string): Promise<string[]> {
  const names = (await readdir(place).catch(ifMissing)) ?? [];
  return names.filter((name) => name.endsWith('.json'));
}

/** The highest number of a claim; 0 when there is none. */
function newest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => Number(/^claim-(\d+)\.json$/.exec(name)?.[1] ?? 0)));
}

function nameOf(kind: 'claim' | 'end' | 'place', n: number, suffix?: string): string {
  return `${kind}-${String(n).padStart(6, '0')}${suffix === undefined ? '' : `-${suffix}`}.json`;
}

function withDeath(claim: Claim): Claim {
  return { ...claim, ...(isDead(claim.owner) ? { dead: true } : {}) };
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readTrusted(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
