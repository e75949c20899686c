// A process of its own: the embedded EC2 with a crowd of volumes, throttling off. Sends its parent where it
// listens, and, whenever asked, how many requests it has had.

import { startSimulator } from '../src/simulator/listen.ts';
import { CROWD_SOURCE, crowdedSeed } from '../test/support/crowded-seed.ts';

const count = Number(process.argv[2]);
let requests = 0;
const simulator = await startSimulator({
  seed: (now) => crowdedSeed(now, count),
  switches: { requestThrottling: false },
  onRequest: () => {
    requests += 1;
  },
});
// Unattached and in no special state, so that what is waited for neither ends nor fails.
const usable = simulator.world.volumes.filter(
  (volume) =>
    volume.id.startsWith('vol-0c20deded') &&
    volume.attachments.length === 0 &&
    volume.failure === undefined &&
    volume.sourceVolumeId === undefined,
);
const ids = usable.slice(0, 500).map(({ id }) => id);
process.send?.({ url: simulator.url, ids, source: CROWD_SOURCE });
process.on('message', () => void process.send?.(requests));
