// Things done elsewhere, as commands to paste: built from ids and enums only, the destroying ones with --dry-run.
// Source: EBS user guide; for XFS the EBS CSI driver, which mounts copies with nouuid; read 2026-11-22.

import type { HandOver } from '../result-parts.ts';
import { awsEc2, type CommandPlace } from './aws-command.ts';

/** Of a copy that was made. */
export function handOverCopy(copy: string, place: CommandPlace): HandOver[] {
  return [handOverAttach(copy, place), handOverDelete(copy, place)];
}

export function handOverDelete(id: string, place: CommandPlace): HandOver {
  const command = awsEc2(`delete-volume --volume-id ${id} --dry-run`, place);
  return { purpose: 'delete it later; --dry-run only checks, leave it out to delete', command, risk: 'destroys' };
}

export function handOverAttach(id: string, place: CommandPlace): HandOver {
  return {
    purpose: 'attach it in its zone; beside its source, mount XFS with nouuid and import LVM with vgimportclone',
    command: awsEc2(`attach-volume --volume-id ${id} --instance-id INSTANCE_ID --device /dev/sdf`, place),
    risk: 'changes',
  };
}

/** All volumes of an instance as of one moment. */
export function handOverSnapshots(instance: string, place: CommandPlace, purpose: string): HandOver {
  const command = awsEc2(`create-snapshots --instance-specification InstanceId=${instance}`, place);
  return { purpose, command, risk: 'changes' };
}

/** The other way to a copy: when a copy has to wait for long, or another zone is needed. */
export function handOverSnapshot(source: string, place: CommandPlace, purpose: string): HandOver {
  return { purpose, command: awsEc2(`create-snapshot --volume-id ${source}`, place), risk: 'changes' };
}
