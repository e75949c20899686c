// Copies that this process made, so that a status can tell of one that EC2 does not show yet, or no more.
import type { MadeCopies, MadeCopy } from '../../ports/state.ts';

const MOST = 1_000;

/** The oldest are forgotten first. */
export function createMadeCopies(): MadeCopies {
  const made: { where: string; copy: MadeCopy }[] = [];
  return {
    add(where, copy) {
      made.push({ where, copy });
      if (made.length > MOST) made.shift();
    },
    saw(where, { shown, missing, at, account }) {
      const [there, absent] = [new Set(shown), new Set(missing)];
      for (const one of made) {
        const { copy } = one;
        if (one.where !== where) continue;
        if (there.has(copy.VolumeId)) {
          const { missedAt: _, ...rest } = copy;
          one.copy = { ...rest, shownAt: at };
          continue;
        }
        // Another account never sees it, which tells nothing.
        const isMissed = absent.has(copy.VolumeId) && copy.account === account;
        if (isMissed && copy.missedAt === undefined && at > (copy.shownAt ?? at)) one.copy = { ...copy, missedAt: at };
      }
    },
    at: (where) => made.filter((one) => one.where === where).map(({ copy }) => copy),
  };
}
