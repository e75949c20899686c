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
    handOverAttach(id, place),
    ...(copy ? [handOverDelete(copy, place)] : []),
    instance
      ? handOverSnapshots(instance, place, 'one moment of all volumes of its instance, or another zone')
      : handOverSnapshot(source, place, 'for another zone'),
  ];
}

/** A plan has nothing to delete yet. */
function handOverDelete(id: string, place: CommandPlace): HandOver {
  const command = awsEc2(`delete-volume --volume-id ${id} --dry-run`, place);
  return { purpose: 'delete it later; --dry-run only checks', command, risk: 'destroys' };
}

/** `id` is the volume's, or what stands for it. */
export function handOverAttach(id: string, place: CommandPlace): HandOver {
  return {
    purpose: 'attach in the same zone; on the instance of the source XFS needs nouuid, LVM vgimportclone',
    command: awsEc2(`attach-volume --volume-id ${id} --instance-id INSTANCE_ID --device /dev/sdf`, place),
    risk: 'changes',
  };
}

/** All volumes of an instance as of one moment. */
export function handOverSnapshots(instance: string, place: CommandPlace, purpose: string): HandOver {
  const command = awsEc2(`create-snapshots --instance-specification InstanceId=${instance}`, place);
  return { purpose, command, risk: 'changes' };
}

/** The other way to a copy: when the source stays busy for long, or another zone is needed. */
export function handOverSnapshot(source: string, place: CommandPlace, purpose: string): HandOver {
  return { purpose, command: awsEc2(`create-snapshot --volume-id ${source}`, place), risk: 'changes' };
}
