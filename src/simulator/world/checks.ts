import type { CheckStatus } from '../../vocabulary.ts';
import { publishedElapsed, readInitialization } from './initialization.ts';
import type { Switches } from './switches.ts';
import type { VolumeRecord } from './world.ts';

export interface ChecksReading {
  status: CheckStatus;
  details: { name: 'io-enabled' | 'io-performance' | 'initialization-state'; status: string }[];
}

// EC2 guide, "Volume status checks": I/O performance is judged for attached volumes with provisioned IOPS only.
const JUDGED_TYPES = ['io1', 'io2'];

/**
 * The status checks of a volume as published at a moment. Checks run in steps (5 minutes at AWS), so a new volume has
 * `insufficient-data` until the first one; the state `error` is invisible to them.
 */
export function readChecks(
  volume: VolumeRecord,
  now: number,
  switches: Pick<Switches, 'statusLagMs' | 'completedProgress'>,
): ChecksReading {
  const initialization = readInitialization(volume, now, switches);
  const details: ChecksReading['details'] = [];
  if (initialization !== undefined) details.push({ name: 'initialization-state', status: initialization.state });
  if (volume.impairment !== undefined && now >= volume.impairment.since) {
    details.unshift({ name: 'io-enabled', status: 'failed' }, { name: 'io-performance', status: 'not-applicable' });
    return { status: 'impaired', details };
  }
  const unchecked = switches.statusLagMs > 0 && publishedElapsed(volume, now, switches.statusLagMs) === 0;
  if (unchecked || now < volume.createdAt + volume.creationMs) {
    details.unshift(
      { name: 'io-enabled', status: 'insufficient-data' },
      { name: 'io-performance', status: 'not-applicable' },
    );
    return { status: 'insufficient-data', details };
  }
  const judged = JUDGED_TYPES.includes(volume.type) && volume.attachments.length > 0;
  details.unshift(
    { name: 'io-enabled', status: 'passed' },
    { name: 'io-performance', status: judged ? 'normal' : 'not-applicable' },
  );
  return { status: 'ok', details };
}
