// The real copies of this user, kept so that a repeated call repeats the request instead of the copy, also after a
// kill and a restart. One file a token, written and flushed before the first send; nothing is ever appended, so
// that several servers cannot spoil each other's entries.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SentCopies, SentCopy } from '../ports/state.ts';
import { makeFolder } from './directory.ts';
import { replaceDurably } from './write-durably.ts';

// Far more copies than one process makes in the hours that EC2 remembers a token.
const MOST_IN_MEMORY = 1_000;
// EC2 remembers a token for about 12 hours; the daily limit needs 24; older entries are only clutter.
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** In memory alone, for when no folder can be written: `durable` tells which. */
export function createSentCopies(): SentCopies {
  const copies = new Map<string, SentCopy>();
  return {
    durable: false,
    byToken: (token) => copies.get(token),
    byAsked: (asked) => newestOf([...copies.values()].filter((copy) => copy.asked === asked)),
    record(copy) {
      copies.delete(copy.token);
      copies.set(copy.token, copy);
      const oldest = copies.keys().next().value;
      if (copies.size > MOST_IN_MEMORY && oldest !== undefined) copies.delete(oldest);
    },
    finish: (token, outcome) => {
      const copy = copies.get(token);
      if (copy) copies.set(token, { ...copy, outcome });
    },
    since: (ms) => [...copies.values()].filter((copy) => copy.sentAt >= ms),
  };
}

/** In `folder`; throws when it cannot be made. */
export function sentInFolder(folder: string, now: number): SentCopies {
  const sent = join(folder, 'sent');
  makeFolder(sent);
  const fileOf = (token: string) => join(sent, `${createHash('sha256').update(token).digest('hex')}.json`);
  const all = () => readdirSync(sent).flatMap((name) => (name.endsWith('.json') ? (read(join(sent, name)) ?? []) : []));
  for (const old of all()) if (old.sentAt < now - KEPT_MS) rmSync(fileOf(old.token), { force: true });
  return {
    durable: true,
    byToken: (token) => read(fileOf(token)),
    byAsked: (asked) => newestOf(all().filter((copy) => copy.asked === asked)),
    // An entry of a token that EC2 definitely refused gives way to its new first send, as does one that is broken.
    record: (copy) => replaceDurably(fileOf(copy.token), JSON.stringify(copy)),
    finish(token, outcome) {
      const copy = read(fileOf(token));
      if (copy) replaceDurably(fileOf(token), JSON.stringify({ ...copy, outcome }));
    },
    since: (ms) => all().filter((copy) => copy.sentAt >= ms),
  };
}

function newestOf(copies: readonly SentCopy[]): SentCopy | undefined {
  return copies.reduce<SentCopy | undefined>(
    (newest, copy) => (!newest || copy.sentAt >= newest.sentAt ? copy : newest),
    undefined,
  );
}

function read(path: string): SentCopy | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SentCopy;
  } catch {
    return undefined;
  }
}
