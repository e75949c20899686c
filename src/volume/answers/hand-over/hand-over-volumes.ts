// Commands for the volumes of a status answer: what waits for a decision first, then what failed, then what is useful.
import type { VolumeLookup } from '../../found-volumes.ts';
import { readChecks } from '../../reading/status-checks.ts';
import type { Candidate } from '../../reading/summary.ts';
import { nameOf } from '../../rules/volume-name.ts';
import { handOverForgotten, type OwnCopy } from '../own-copies.ts';
import type { HandOver } from '../result-parts.ts';
import { awsEc2, type CommandPlace } from './aws-command.ts';
import { handOverAttach, handOverSnapshots } from './hand-over.ts';

const MOST = 3;

/** At most three. `own` are copies made here, when the question was about them. */
export function handOverVolumes(facts: {
  lookup: VolumeLookup;
  volumes: readonly Candidate[];
  own: readonly OwnCopy[];
  place: CommandPlace;
}): HandOver[] {
  const { lookup, volumes, own, place } = facts;
  const commands = lookup.volumes.flatMap(({ VolumeId, State }): HandOver[] => {
    if (!VolumeId) return [];
    if (State === 'error') {
      const purpose = 'delete a volume that failed; --dry-run only checks, leave it out to delete';
      return [{ purpose, command: awsEc2(`delete-volume --volume-id ${VolumeId} --dry-run`, place), risk: 'destroys' }];
    }
    const usable = State === 'available' || State === 'in-use';
    if (!usable || !readChecks(lookup.statuses.get(VolumeId), false, lookup.at).ioStopped) return [];
    const purpose = 'let reads and writes go on with the data as it is, once its applications are stopped';
    return [{ purpose, command: awsEc2(`enable-volume-io --volume-id ${VolumeId}`, place), risk: 'changes' }];
  });
  const stopped = commands.filter(({ risk }) => risk === 'changes');
  const failed = commands.filter(({ risk }) => risk === 'destroys');
  const useful = [...snapshotsOf(lookup, place), ...afterCopying(volumes, place)];
  return [...stopped, ...failed, ...useful, ...handOverForgotten(own, place)].slice(0, MOST);
}

/** Of an instance with several volumes. */
function snapshotsOf({ instances: [instance, ...more], volumes }: VolumeLookup, place: CommandPlace): HandOver[] {
  if (!instance?.InstanceId || more.length > 0 || volumes.length < 2) return [];
  return [handOverSnapshots(instance.InstanceId, place, 'all volumes of the instance as of one moment')];
}

/** One copy that can be attached: what people do with it, and a name if it has none. */
function afterCopying([only, ...more]: readonly Candidate[], place: CommandPlace): HandOver[] {
  if (!only?.SourceVolumeId || more.length > 0 || !only.attachable || only.State !== 'available') return [];
  const purpose = 'give it a name in place of NAME';
  const command = awsEc2(`create-tags --resources ${only.VolumeId} --tags Key=Name,Value=NAME`, place);
  const name: HandOver[] = nameOf(only.Tags) ? [] : [{ purpose, command, risk: 'changes' }];
  return [handOverAttach(only.VolumeId, place), ...name];
}
