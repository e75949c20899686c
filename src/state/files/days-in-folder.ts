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
      await judgeSubfolder(place);
      for (let slot = 1; slot <= most; slot++) {
        const path = join(place, nameOf('place', slot));
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
      const held = await Promise.all(names.map((name) => readEntry<PlaceEntry>(join(place, name))));
      return held.filter((one) => one?.token !== token).length;
    },
  };
}
