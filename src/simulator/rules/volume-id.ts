// Volume ids: their form, and the volumes of a list of ids or of no list.
import { type FaultCode, fault } from '../wire/fault.ts';
import type { Principal, VolumeRecord } from '../world/simulated-world.ts';
import type { Switches } from '../world/switches.ts';
import { locateVolumes } from '../world/volume-index.ts';
import { isVisible, mayRead } from '../world/volume-state.ts';

// EC2 user guide, "Resource IDs": 8 hex digits before 2018, 17 since.
const VOLUME_ID = /^vol-([0-9a-f]{8}|[0-9a-f]{17})$/;

/**
 * Which code it is differs from action to action.
 * @throws Ec2Fault of the given code for the first id that is no volume id
 */
export function validateVolumeIds(ids: readonly string[], code: FaultCode): void {
  const bad = ids.find((id) => !VOLUME_ID.test(id));
  if (bad === undefined) return;
  if (code === 'InvalidVolumeID.Malformed') throw fault(code, `Invalid id: "${bad}" (expecting "vol-...")`);
  throw fault(code, `Value (${bad}) for parameter volumes is invalid. Expected: 'vol-...'.`);
}

/** Who sees, where, and when (simulated ms since the epoch). */
interface Viewer {
  region: string;
  caller: Principal;
  now: number;
}

/** A test for the volumes a caller sees in a Region at a moment. */
export function visibleTo(context: Viewer): (volume: VolumeRecord) => boolean {
  const { region, caller, now } = context;
  return (volume) => volume.region === region && mayRead(volume, caller) && isVisible(volume, now);
}

/**
 * A test for the volumes of a list without ids: managed ones that are hidden by default are missing unless the request
 * includes them. By id they are found (EC2 API reference, IncludeManagedResources, since 22 April 2026; by id: aws-load-balancer-controller
 * pull request 4730, 2026-05).
 */
export function listedTo(
  context: Viewer & { switches: Pick<Switches, 'listLagMs'> },
  includeManaged: boolean | undefined,
): (volume: VolumeRecord) => boolean {
  const sees = visibleTo(context);
  const isLate = ({ createdAt, visibleAfterMs }: VolumeRecord) =>
    context.now < createdAt + visibleAfterMs + context.switches.listLagMs;
  return (volume) =>
    sees(volume) && !isLate(volume) && (includeManaged === true || volume.operator?.hiddenByDefault !== true);
}

/**
 * The volumes of an id list, each once, in the order of the list.
 * @throws Ec2Fault InvalidVolume.NotFound for the whole list when any id is unknown, naming all that are
 */
export function pickVolumes(
  volumes: readonly VolumeRecord[],
  ids: readonly string[],
  sees: (volume: VolumeRecord) => boolean,
): VolumeRecord[] {
  const wanted = [...new Set(ids)];
  const found = locateVolumes(volumes, wanted);
  const missing = wanted.filter((id) => {
    const volume = found.get(id);
    return volume === undefined || !sees(volume);
  });
  if (missing.length > 0) throw volumesNotFound(missing);
  return wanted.flatMap((id) => found.get(id) ?? []);
}

/** InvalidVolume.NotFound, in EC2's singular or plural. */
export function volumesNotFound(ids: readonly string[]) {
  const text =
    ids.length === 1 ? `The volume '${ids[0]}' does not exist.` : `The volumes '${ids.join(', ')}' do not exist.`;
  return fault('InvalidVolume.NotFound', text);
}
