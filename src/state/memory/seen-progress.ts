import type { SeenProgress } from '../../ports/state.ts';
import type { ProgressSample } from '../../volume/reading/progress-rate.ts';

// The first and the last look of each percent tell all that an estimate needs: at most 202 a volume.
const MOST_VOLUMES = 1_000;

/** Progress as this process saw it. The volumes seen longest ago are forgotten first. */
export function createSeenProgress(): SeenProgress {
  const seen = new Map<string, ProgressSample[]>();
  return {
    record(volumeId, look) {
      const looks = seen.get(volumeId) ?? [];
      const last = looks.at(-1);
      if (last && look.at <= last.at) return;
      if (last?.percent === look.percent && looks.at(-2)?.percent === look.percent) looks.pop();
      looks.push(look);
      seen.delete(volumeId);
      seen.set(volumeId, looks);
      const [oldest] = seen.keys();
      if (seen.size > MOST_VOLUMES && oldest !== undefined) seen.delete(oldest);
    },
    of: (volumeId) => seen.get(volumeId) ?? [],
  };
}
