// The reads before a copy, in one round: the source, its modification, its status, and who is asking.
import type { Caller, Control, Deps, Place, Reply } from '../tools/tool.ts';
import type { Failure } from '../volume/failure.ts';
import type { Modification, Volume, VolumeStatus } from '../volume/records.ts';

export interface SourceRead {
  source: Volume;
  /** EC2's clock when it answered, ms since the epoch. */
  at: number;
  modification?: Modification;
  status?: VolumeStatus;
  caller?: Caller;
  /** Reads that failed, in words of ours: they do not fail a rehearsal. */
  unread: string[];
}

/** Only the source itself is indispensable; whatever else cannot be read is named in `unread`. */
export async function readSource(deps: Deps, place: Place, id: string, control: Control): Promise<Reply<SourceRead>> {
  const [volumes, modifications, statuses, caller] = await Promise.all([
    deps.ec2.describeVolumes(place, { VolumeIds: [id] }, control),
    deps.ec2.describeVolumesModifications(place, [id], control),
    deps.ec2.describeVolumeStatus(place, [id], control),
    deps.ec2.callerIdentity(place, control),
  ]);
  if (!volumes.ok) return volumes;
  const source = volumes.value.items.find((volume) => volume.VolumeId === id);
  if (!source) return { ok: false, failure: notFound(id) };
  const unread: string[] = [];
  if (!modifications.ok)
    unread.push(unreadLine('a running modification', 'ec2:DescribeVolumesModifications', modifications.failure));
  if (!statuses.ok) unread.push(unreadLine('the status of the source', 'ec2:DescribeVolumeStatus', statuses.failure));
  if (!caller.ok) unread.push(unreadLine('the account of the credentials', 'sts:GetCallerIdentity', caller.failure));
  const modification = modifications.ok ? modifications.value.find((one) => one.VolumeId === id) : undefined;
  const status = statuses.ok ? statuses.value.find((one) => one.VolumeId === id) : undefined;
  return {
    ok: true,
    at: volumes.at,
    value: {
      source,
      at: volumes.at,
      unread,
      ...(modification ? { modification } : {}),
      ...(status ? { status } : {}),
      ...(caller.ok ? { caller: caller.value } : {}),
    },
  };
}

function unreadLine(what: string, action: string, failure: Failure): string {
  return `could not check ${what} (${failure.code}): needs ${action}`;
}

/** EC2 answers an unknown id with an error; an empty answer means the same. */
function notFound(id: string): Failure {
  return { code: 'InvalidVolume.NotFound', message: `EC2 returned no volume ${id}.`, definite: true };
}
