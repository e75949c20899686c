// What nobody can need any more leaves the state folder.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newestClaim } from './record-entries.ts';
import { ifMissing, SUBFOLDERS } from './trusted-path.ts';

const DAY_MS = 24 * 3600 * 1000;
// EC2 remembers a token for about 12 hours, and a day is counted for 24.
const KEPT_MS = 7 * DAY_MS;
// A send that never ended is what keeps a second one from being made: no clock that was wrong for a week forgets it.
const UNRESOLVED_MS = 365 * DAY_MS;
const SETTLED = /^end-\d+-(?:copied|gone|not-made)\.json$/;
const FAILED = /^end-(\d+)-failed\.json$/;

/** `now`: this machine's clock, ms since the epoch. */
export async function sweepFolder(folder: string, now: number): Promise<void> {
  for (const room of SUBFOLDERS) {
    for (const name of (await readdir(join(folder, room)).catch(ifMissing)) ?? []) {
      const place = join(folder, room, name);
      const found = await stat(place).catch(ifMissing);
      if (!found || found.mtimeMs >= now - KEPT_MS) continue;
      const isOld = found.mtimeMs < now - UNRESOLVED_MS;
      if (isOld || (await isSettled(room, place))) await rm(place, { recursive: true, force: true });
    }
  }
}

async function isSettled(room: string, place: string): Promise<boolean> {
  if (room === 'intents' || room === 'sources') return false;
  if (room !== 'sends') return true;
  const names = (await readdir(place).catch(ifMissing)) ?? [];
  // A definite no is that of its own claim: a newer one may have made a volume.
  const newest = newestClaim(names);
  return names.some((name) => SETTLED.test(name) || Number(FAILED.exec(name)?.[1]) >= newest);
}
