// The other volumes of the source's instance: a copy of one belongs to another moment than a copy of the next.

import type { Volume } from '../aws-records.ts';
import { type Finding, warnFinding } from './finding.ts';

const MOST_NAMED = 3;

/** `attached` are the volumes of the instances that have the source, which may be among them. */
export function judgeOtherVolumes(source: Volume, attached: readonly Volume[]): Finding[] {
  const others = attached.flatMap(({ VolumeId }) => (VolumeId && VolumeId !== source.VolumeId ? VolumeId : []));
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_NAMED).join(', ');
  const instances = new Set((source.Attachments ?? []).flatMap(({ InstanceId }) => InstanceId ?? [])).size;
  const count = `${others.length} more ${others.length === 1 ? 'volume' : 'volumes'}`;
  return warnFinding(
    'other-volumes-on-instance',
    `${instances > 1 ? 'The instances of the source have' : 'The instance has'} ${count} (${named}${others.length > MOST_NAMED ? ', …' : ''}). A copy of one volume is not consistent with the others.`,
    {
      advice:
        'If you need all of them at one moment, take snapshots of the whole instance (aws ec2 create-snapshots), or stop writing to all of them until every copy is requested.',
    },
    'EBS user guide, multi-volume snapshots, read 2026-11-22',
  );
}
