// The real copies of this user, kept so that a repeated call repeats the request instead of the copy, also after a
// kill and a restart. One file a token, written and flushed before the first send; nothing is ever appended, so
// that several servers cannot spoil each other's entries.

import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SentCopies, SentCopy } from '../../ports/state.ts';
import { countSince, newestOf } from '../memory/sent-in-memory.ts';
import { makeFolder } from './directory.ts';
import { replaceDurably } from './write-durably.ts';

// EC2 remembers a token for about 12 hours; the daily limit needs 24; older entries are only clutter.
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** In `folder`; rejects when it cannot be made. `now` in ms since the epoch. */
export async function sentInFolder(folder: string, now: number): Promise<SentCopies> {
  const sent = join(folder, 'sent');
  await makeFolder(sent);
  const fileOf = (token: string) => join(sent, `${createHash('sha256').update(token).digest('hex')}.json`);
  const all = async (): Promise<SentCopy[]> => {
    const names = (await readdir(sent)).filter((name) => name.endsWith('.json'));
    const copies = await Promise.all(names.map((name) => readCopy(join(sent, name))));
    return copies.filter((copy) => copy !== undefined);
  };
  const old = (await all()).filter((copy) => copy.sentAt < now - KEPT_MS);
  await Promise.all(old.map((copy) => rm(fileOf(copy.token), { force: true })));
  return {
    durable: async () => true,
    byToken: (token) => readCopy(fileOf(token)),
    byIntent: async (intentKey) => newestOf((await all()).filter((copy) => copy.intentKey === intentKey)),
    // An entry of a token that EC2 definitely refused gives way to its new first send, as does one that is broken.
    record: (copy) => replaceDurably(fileOf(copy.token), JSON.stringify(copy)),
    async finish(token, outcome) {
      const copy = await readCopy(fileOf(token));
      if (copy) await replaceDurably(fileOf(token), JSON.stringify({ ...copy, outcome }));
    },
    countSince: async (ms) => countSince(await all(), ms),
  };
}

async function readCopy(path: string): Promise<SentCopy | undefined> {
  try {
    const { asked, ...copy } = JSON.parse(await readFile(path, 'utf8')) as SentCopy & { asked?: string };
    // 0.1.0 wrote the intent under the name `asked`.
    return { ...copy, intentKey: copy.intentKey ?? asked ?? '' };
  } catch {
    return undefined;
  }
}
