// The places of a day in a folder: a file each, which holds the token of the copy that has it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Day, SendRecords } from '../../ports/state.ts';
import { makeFolder } from './directory.ts';
import { createEntry, digest, nameOf, namesIn, readEntry } from './record-entries.ts';
import { judgeSubfolder } from './trusted-path.ts';

interface PlaceEntry {
  token: string;
}

export function createDaysInFolder(folder: string): Pick<SendRecords, 'reserve' | 'release' | 'count'> {
  const placeOf = async ({ scope, date }: Day) => {
    const days = join(folder, 'days', digest(scope));
    await judgeSubfolder(days);
    return join(days, date);
  };
  return {
    async reserve(day, token, most) {
      const place = await placeOf(day);
      await makeFolder(place);
      const taken = await namesIn(place);
      if ((await tokensIn(place, taken)).includes(token)) return true;
      for (let slot = 1; slot <= most; slot++) {
        const name = nameOf('place', slot);
        // Without trying to write each of a long day.
        if (taken.includes(name)) continue;
        const path = join(place, name);
        if (await createEntry(path, { token })) return true;
        if ((await readEntry<PlaceEntry>(path))?.token === token) return true;
      }
      return false;
    },
    async release(day, token) {
      const place = await placeOf(day);
      for (const name of await namesIn(place)) {
        const held = await readEntry<PlaceEntry>(join(place, name));
        if (held?.token === token) await rm(join(place, name), { force: true });
      }
    },
    async count(day, token) {
      const place = await placeOf(day);
      const names = await namesIn(place);
      if (token === undefined) return names.length;
      return (await tokensIn(place, names)).filter((one) => one !== token).length;
    },
  };
}

/** Undefined for an entry that a crash left without one. */
function tokensIn(place: string, names: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(names.map(async (name) => (await readEntry<PlaceEntry>(join(place, name)))?.token));
}
