// May a volume be attached now? One reading for the flag, the verdict, a wait and lists. Source: EBS user guide, "Attach
// an Amazon EBS volume to an instance", "Share an Amazon EBS volume" and "Modify an EBS volume", read 2026-11-28.
import { VOLUME_STATES, type VolumeState } from '../../vocabulary.ts';
import type { ModificationRead, Volume, VolumeStatus } from '../aws-records.ts';
import { modificationAllows } from '../rules/source-state.ts';

export interface AttachFacts {
  /** Absent when it was not read. */
  modification?: ModificationRead | undefined;
  /** Its row of DescribeVolumeStatus: EC2 shows it to the owner alone. */
  status?: VolumeStatus | undefined;
  /** The account of the credentials, absent when it is not known. */
  account?: string | undefined;
}

/** `may` is absent while it is not known; `because` is what forbids it, or what was not read. */
export interface AttachReading {
  may?: boolean;
  because?:
    | 'state'
    | 'attached'
    | 'full'
    | 'foreign'
    | 'being-modified'
    | 'owner-unread'
    | 'modification-unread'
    | 'modification-unknown';
}

/** Instances that a volume with Multi-Attach takes (EBS user guide, Multi-Attach, read 2026-11-22). */
export const MOST_INSTANCES = 16;

/** A no is known sooner than a yes: what was not read makes a yes not known. */
export function readAttachable(volume: Volume, facts: AttachFacts): AttachReading {
  const { State, MultiAttachEnabled, Attachments = [] } = volume;
  if (!isKnownState(State)) return {};
  if (State !== 'available' && State !== 'in-use') return { may: false, because: 'state' };
  if (State === 'in-use' && MultiAttachEnabled !== true) return { may: false, because: 'attached' };
  if (Attachments.filter((one) => one.State !== 'detached').length >= MOST_INSTANCES)
    return { may: false, because: 'full' };
  const foreign = isForeign(volume, facts);
  if (foreign) return { may: false, because: 'foreign' };
  const { modification } = facts;
  const allowed = modification && modificationAllows(modification);
  if (allowed === false) return { may: false, because: 'being-modified' };
  if (foreign === undefined) return { because: 'owner-unread' };
  if (modification === undefined) return { because: 'modification-unread' };
  return allowed ? { may: true } : { because: 'modification-unknown' };
}

/** Of another account; undefined while that is not known. EC2 names the owner of a volume that is shared. */
export function isForeign({ OwnerId }: Volume, { account, status }: AttachFacts): boolean | undefined {
  if (OwnerId === undefined) return false;
  if (account !== undefined) return OwnerId !== account;
  return status ? false : undefined;
}

/** One that this version knows; AWS may add others, of which nothing is known here. */
export function isKnownState(state: string | undefined): state is VolumeState {
  return VOLUME_STATES.some((known) => known === state);
}
