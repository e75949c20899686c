// Things done elsewhere, as commands to paste: built from ids and enums only, the destroying ones with --dry-run.
// Source: EBS user guide; for XFS the EBS CSI driver, which mounts copies with nouuid; read 2026-11-22.

import type { HandOver } from '../result-parts.ts';
import { awsEc2, type CommandPlace } from './aws-command.ts';

// What stands for an id that does not exist yet.
const COPY = 'COPY_ID';

/** `copy` is the id of a made copy, absent in a plan; `instance` has volumes that belong together. */
export function handOverCopy(
  copy: string | undefined,
  source: string,
  place: CommandPlace,
  instance?: string,
): HandOver[] {
  const id = copy ?? COPY;
  return [
    {
      purpose:
        'attach: same zone, best another instance (beside its source: XFS nouuid or new UUID, LVM vgimportclone)',
      command: awsEc2(`attach-volume --volume-id ${id} --instance-id INSTANCE_ID --device /dev/sdf`, place),
      risk: 'changes',
    },
    {
      purpose: 'remove later, then without --dry-run',
      command: awsEc2(`delete-volume --volume-id ${id} --dry-run`, place),
      risk: 'destroys',
    },
    instance
      ? {
          purpose: 'one moment of all volumes of its instance, or another zone',
          command: awsEc2(`create-snapshots --instance-specification InstanceId=${instance}`, place),
          risk: 'changes',
        }
      : handOverSnapshot(source, place, 'for another zone'),
  ];
}

/** The other way to a copy: when the source stays busy for long, or another zone is needed. */
export function handOverSnapshot(source: string, place: CommandPlace, purpose: string): HandOver {
  return { purpose, command: awsEc2(`create-snapshot --volume-id ${source}`, place), risk: 'changes' };
}
