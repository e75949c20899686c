// Progress of initializations as this process saw it.
import type { SeenProgress } from '../../ports/state.ts';
import type { ProgressSample } from '../../volume/reading/progress-rate.ts';

// The first and the last sample of each percent are all that an estimate needs: at most 202 a volume.
const MOST_VOLUMES = 1_000;

/** The volumes seen longest ago are forgotten first. */
export function createSeenProgress(): SeenProgress {
  const seen = new Map<string, ProgressSample[]>();
  return {
    record(volumeId, sample) {
      const samples = seen.get(volumeId) ?? [];
      const last = samples.at(-1);
      if (last && sample.at <= last.at) return;
      if (last?.percent === sample.percent && samples.at(-2)?.percent === sample.percent) samples.pop();
      samples.push(sample);
      seen.delete(volumeId);
      seen.set(volumeId, samples);
      const [oldest] = seen.keys();
      if (seen.size > MOST_VOLUMES && oldest !== undefined) seen.delete(oldest);
    },
    of: (volumeId) => seen.get(volumeId) ?? [],
  };
}
