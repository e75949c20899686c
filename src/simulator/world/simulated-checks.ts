// The status checks of a volume as DescribeVolumeStatus publishes them.
import type { CheckStatus } from '../../vocabulary.ts';
import { publishedElapsed, readInitialization } from './copy-initialization.ts';
import type { VolumeRecord } from './simulated-world.ts';
import type { Switches } from './switches.ts';

export interface PublishedChecks {
  status: CheckStatus;
  details: { name: 'io-enabled' | 'io-performance' | 'initialization-state'; status: string }[];
}

// I/O performance is checked for attached volumes with provisioned IOPS only (EBS user guide, "Volume status checks").
const PERFORMANCE_CHECKED_TYPES = ['io1', 'io2'];

/**
 * The status checks of a volume as published at a moment. They are renewed every `statusLagMs`, so a new volume has
 * `insufficient-data` until the first renewal; the state `error` is invisible to them (EBS user guide, "Volume status
 * checks").
 */
export function readChecks(
  volume: VolumeRecord,
  now: number,
  switches: Pick<Switches, 'statusLagMs' | 'completedProgress'>,
): PublishedChecks {
  const initialization = readInitialization(volume, now, switches);
  const details: PublishedChecks['details'] = [];
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
  const performanceChecked = PERFORMANCE_CHECKED_TYPES.includes(volume.type) && volume.attachments.length > 0;
  details.unshift(
    { name: 'io-enabled', status: 'passed' },
    { name: 'io-performance', status: performanceChecked ? 'normal' : 'not-applicable' },
  );
  return { status: 'ok', details };
}
