// Plans that were handed out, in the state folder: another process of this user gives an identical rehearsal the same
// token, and knows which copies it showed.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { IssuedPlan, IssuedPlans } from '../../ports/state.ts';
import { makeFolder } from './directory.ts';
import { readTrusted } from './trusted-path.ts';
import { replaceDurably } from './write-durably.ts';

/** In `folder`, which is there and trusted. */
export function createPlansInFolder(folder: string): IssuedPlans {
  const place = join(folder, 'plans');
  const fileOf = (intentKey: string) =>
    join(place, `${createHash('sha256').update(intentKey).digest('hex').slice(0, 40)}.json`);
  return {
    async issue(intentKey, plan) {
      await makeFolder(place);
      await replaceDurably(fileOf(intentKey), JSON.stringify(plan));
    },
    async find(intentKey) {
      const text = await readTrusted(fileOf(intentKey));
      try {
        return text === undefined ? undefined : (JSON.parse(text) as IssuedPlan);
      } catch {
        return undefined;
      }
    },
  };
}
