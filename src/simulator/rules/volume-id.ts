import { type FaultCode, fault } from '../wire/fault.ts';
import { locateVolumes } from '../world/volume-index.ts';
import { isVisible, mayRead } from '../world/volume-state.ts';
import type { Principal, VolumeRecord } from '../world/world.ts';

// EC2 user guide, "Resource IDs": 8 hex digits before 2018, 17 since.
const VOLUME_ID = /^vol-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** @throws Fault of the given code for the first id that is no volume id */
export function judgeVolumeIds(ids: readonly string[], code: FaultCode): void {
  const bad = ids.find((id) => !VOLUME_ID.test(id));
  if (bad === undefined) return;
  if (code === 'InvalidVolumeID.Malformed') throw fault(code, `Invalid id: "${bad}" (expecting "vol-...")`);
  throw fault(code, `Value (${bad}) for parameter volumes is invalid. Expected: 'vol-...'.`);
}

/** A test for the volumes a caller sees in a Region at a moment. */
export function visibleTo(call: { region: string; caller: Principal; now: number }): (volume: VolumeRecord) => boolean {
  return (volume) => volume.region === call.region && mayRead(volume, call.caller) && isVisible(volume, call.now);
}

/**
 * A test for the volumes of a list without ids: managed ones that are hidden by default are missing unless asked for.
 * By id they are found (EC2 API reference, IncludeManagedResources, since 22 April 2026; by id: aws-load-balancer-controller
 * pull request 4730, 2026-05).
 */
export function listedTo(
  call: { region: string; caller: Principal; now: number },
  includeManaged: boolean | undefined,
): (volume: VolumeRecord) => boolean {
  const sees = visibleTo(call);
  return (volume) => sees(volume) && (includeManaged === true || volume.operator?.hiddenByDefault !== true);
}

/**
 * The volumes of an id list, each once, in the order of the list.
 * @throws Fault InvalidVolume.NotFound for the whole list when any id is unknown, naming all that are
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
