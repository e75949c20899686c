// The other volumes of the source's instance: a copy of one belongs to another moment than a copy of the next.

import type { Volume } from '../aws-records.ts';
import { type Finding, infoFinding } from './finding.ts';

const MOST_NAMED = 3;

/** `attached` are the volumes of an instance that has the source, which may be among them. */
export function judgeOtherVolumes(source: Volume, attached: readonly Volume[]): Finding[] {
  const others = attached.flatMap(({ VolumeId }) => (VolumeId && VolumeId !== source.VolumeId ? VolumeId : []));
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_NAMED).join(', ');
  return infoFinding(
    'other-volumes-on-instance',
    `Its instance has ${others.length} more (${named}${others.length > MOST_NAMED ? ', …' : ''}): one copy is not consistent with ${others.length === 1 ? 'it' : `the other ${others.length}`}; CreateSnapshots can be.`,
    { advice: 'For one moment of all of them take the snapshot in handOver.' },
    'EBS user guide, multi-volume snapshots, read 2026-11-22',
  );
}
