// What EC2's words about one volume mean for a person: may I attach it, is it fast, is it well, what next.
// Source: EBS user guide, "Monitor volume initialization" and "Volume status checks", read 2026-11-22.
import type { Modification, Volume, VolumeStatus } from './records.ts';

export interface Initialization {
  percent?: number;
  /** Speed until initialized, in words with units. */
  basis: string;
}

/** Readings are absent while they are not known. */
export interface Reading {
  attachable?: boolean;
  fullSpeed?: boolean;
  healthy?: boolean;
  sourceMayChange?: boolean;
  initialization?: Initialization;
  verdict: string;
  needsAttention: boolean;
}

/**
 * Reads one volume. `status` is its row of DescribeVolumeStatus, absent when EC2 gave none; a volume's state does
 * not show in its checks and the other way round, so both are needed.
 */
export function readStatus(volume: Volume, status?: VolumeStatus, modification?: Modification): Reading {
  const state = volume.State;
  const copy = Boolean(volume.SourceVolumeId) || status?.Initialization?.Type === 'volume-copy';
  const usable = state === 'available' || state === 'in-use';
  const initialization = readInitialization(copy, status);
  const healthy = readHealth(state, status);
  const attachable = readAttachable(volume, state);
  const fullSpeed = usable ? readFullSpeed(copy, status) : undefined;
  return {
    ...(attachable === undefined ? {} : { attachable }),
    ...(fullSpeed === undefined ? {} : { fullSpeed }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(copy && state !== undefined ? { sourceMayChange: usable } : {}),
    ...(initialization ? { initialization } : {}),
    verdict: verdictOf(volume, copy, fullSpeed, initialization, status, modification),
    needsAttention: state === 'error' || healthy === false,
  };
}

function readAttachable(volume: Volume, state: string | undefined): boolean | undefined {
  if (state === undefined) return undefined;
  if (state === 'in-use') return volume.MultiAttachEnabled === true;
  return state === 'available';
}

function readHealth(state: string | undefined, status: VolumeStatus | undefined): boolean | undefined {
  if (state === 'error' || asksForDecision(status)) return false;
  if (status?.Status === 'ok') return true;
  return status?.Status === 'impaired' || status?.Status === 'warning' ? false : undefined;
}

/** EC2 stopped the I/O of a volume and waits for a person to enable it. */
function asksForDecision(status: VolumeStatus | undefined): boolean {
  return status?.Actions?.some((action) => action.Code === 'enable-volume-io') ?? false;
}

function initializationState(status: VolumeStatus | undefined): string | undefined {
  return status?.Details?.find((detail) => detail.Name === 'initialization-state')?.Status;
}

/** `completed` outranks the percentage: AWS's own sample shows it beside 75 %. */
function readInitialization(copy: boolean, status: VolumeStatus | undefined): Initialization | undefined {
  if (!copy) return undefined;
  if (initializationState(status) === 'completed') return { percent: 100, basis: 'EC2 reports it completed' };
  const percent = status?.Initialization?.Progress;
  if (percent === undefined) return { basis: 'not shown yet; EC2 publishes it up to five minutes late' };
  return { percent, basis: 'as EC2 published it, up to five minutes ago' };
}

// A copy counts as slow until it is shown to be done; 0 % is no sign of completion.
function readFullSpeed(copy: boolean, status: VolumeStatus | undefined): boolean {
  const state = initializationState(status);
  if (state === 'completed') return true;
  if (state === 'initializing') return false;
  return !copy || status?.Initialization?.Progress === 100;
}

function verdictOf(
  volume: Volume,
  copy: boolean,
  fullSpeed: boolean | undefined,
  initialization: Initialization | undefined,
  status: VolumeStatus | undefined,
  modification: Modification | undefined,
): string {
  if (volume.State === 'error')
    return 'Failed: EC2 reports the state error. Delete it and copy again with a new rehearsal.';
  if (volume.State === 'deleting' || volume.State === 'deleted') return 'Going or gone: it is being deleted.';
  if (volume.State === 'creating') return 'Being created: not attachable yet. Ask again in a few seconds.';
  if (asksForDecision(status) || status?.Status === 'impaired') {
    return 'Impaired: its data may be inconsistent and I/O may be stopped. Stop its applications, look at its events, check the file system before I/O is enabled.';
  }
  if (modification?.ModificationState === 'modifying')
    return 'Being modified: usable, but not as a source until that is done.';
  const slow =
    status?.Status === 'warning'
      ? ' Its checks warn of slow I/O.'
      : status?.Status === 'insufficient-data'
        ? ' Its checks are still running.'
        : '';
  if (copy && fullSpeed === false) {
    const percent =
      initialization?.percent === undefined ? 'progress not shown yet' : `${initialization.percent} % initialized`;
    const now = volume.State === 'available' ? 'Ready to attach' : 'In use';
    return `${now}, not yet at full speed (${percent}); the source may change, its data here is fixed.${slow} Look again in 15 minutes.`;
  }
  if (volume.State === 'available') return `Ready to attach${copy ? ', at full speed' : ''}.${slow}`;
  if (volume.State === 'in-use') return `In use${copy ? ', at full speed' : ''}.${slow}`;
  return 'EC2 reports a state that this version does not know.';
}
