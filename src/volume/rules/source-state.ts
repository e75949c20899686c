// May this volume be copied now? Its state, a modification, its own initialization, its health, its place, its manager.
// Source: EBS user guide, "Copy an Amazon EBS volume", read 2026-11-22.

import { quotedText } from '../../text/plain-text.ts';
import { VOLUME_STATES } from '../../vocabulary.ts';
import type { Modification, ModificationRead, Volume, VolumeStatus } from '../aws-records.ts';
import { blockFinding, type Finding, type FindingCode, warnFinding } from './finding.ts';
import { isInitializingCopy } from './initialization-phase.ts';

// When to look again: no sooner than this, no later than that.
const SOON_SECONDS = 300;
const LATEST_SECONDS = 3_600;
const GUIDE = 'EBS user guide, copying a volume, read 2026-11-22';

/** It failed, or somebody deleted it: it can never be used. */
export function isEnded({ State }: Volume): boolean {
  return State === 'error' || State === 'deleting' || State === 'deleted';
}

/** Judges the state of the source; status and modification are absent when they could not be read. `now`: EC2's ms. */
export function judgeSource(
  source: Volume,
  status?: VolumeStatus,
  modification?: ModificationRead,
  now?: number,
): Finding[] {
  return [
    ...judgeState(source.State),
    ...judgeModification(modification, now),
    ...judgeInitialization(source, status, now),
    ...judgeHealth(status),
    ...judgePlace(source),
  ];
}

function judgeState(state: string | undefined): Finding[] {
  if (state === undefined || state === 'available' || state === 'in-use') return [];
  if (!VOLUME_STATES.some((known) => known === state)) {
    return warnFinding(
      'source-state',
      `The source is in the state ${quotedText(state)}, which this version does not know. EC2 decides.`,
      { advice: 'Look up what that state means before the copy.' },
      GUIDE,
    );
  }
  return blockFinding(
    'source-state',
    `The source is in state ${state}; only an available or in-use volume can be copied.`,
    state === 'creating'
      ? { advice: 'Wait until it is available.', afterSeconds: 10 }
      : { advice: 'Choose another source; this one will not come back.' },
    GUIDE,
  );
}

function judgeModification(modification: ModificationRead | undefined, now: number | undefined): Finding[] {
  if (modification === undefined || modification === 'none') return [];
  if (modification.ModificationState !== 'modifying') return [];
  const progress = modification.Progress === undefined ? '' : ` (${modification.Progress} %)`;
  return blockFinding(
    'source-being-modified',
    `The source is being modified${progress}; it can be copied once the modification is optimizing or completed.`,
    {
      advice: 'A snapshot can be taken meanwhile.',
      afterSeconds: lookAgainSeconds(modification, now),
    },
    GUIDE,
  );
}

/** When to look at a modification again, in seconds. `now`: EC2's clock, ms since the epoch. */
export function lookAgainSeconds(modification: Modification, now: number | undefined): number {
  const left = modificationLeft(modification, now) ?? SOON_SECONDS;
  return Math.max(SOON_SECONDS, Math.min(left, LATEST_SECONDS));
}

/** Seconds until a modification is through when it goes on as it did; undefined when nothing can be said. */
export function modificationLeft({ Progress, StartTime }: Modification, now: number | undefined): number | undefined {
  const begun = Date.parse(StartTime ?? '');
  if (now === undefined || Number.isNaN(begun) || !Progress || now <= begun) return undefined;
  return Math.round(((now - begun) / 1_000) * ((100 - Progress) / Progress));
}

function judgeInitialization(source: Volume, status: VolumeStatus | undefined, now: number | undefined): Finding[] {
  if (!isInitializingCopy(source, status, now)) return [];
  const progress = status?.Initialization?.Progress;
  return blockFinding(
    'source-initializing',
    `The source is itself a copy${source.SourceVolumeId ? ` of ${source.SourceVolumeId}` : ''} and still initializing${progress === undefined ? '' : ` (${progress} %)`}; it can be copied when that is done.`,
    { advice: 'This can take hours; copy its own source, or take a snapshot instead.', afterSeconds: 900 },
    GUIDE,
  );
}

function judgeHealth(status: VolumeStatus | undefined): Finding[] {
  if (status?.Status !== 'impaired') return [];
  return warnFinding(
    'source-impaired',
    'The status checks of the source do not pass (impaired): its data may be inconsistent, and the copy would be too.',
    { advice: 'Look at its status first.' },
    'EBS user guide, volume status checks, read 2026-11-22',
  );
}

// us-east-1-wl1-bos-wlz-1 and us-west-2-lax-1a; an Availability Zone is us-east-1a (EC2 user guide, zones).
const WAVELENGTH = /-wlz?\d*-/;
const LOCAL = /^[a-z]{2}(?:-[a-z]+)+-\d-[a-z]{3}-\d[a-z]$/;

export function isLocalZone(zone: string): boolean {
  return LOCAL.test(zone);
}

function judgePlace({ OutpostArn, AvailabilityZone = '' }: Volume): Finding[] {
  const noCopies = (code: FindingCode, where: string) =>
    blockFinding(
      code,
      `The source is ${where}; EC2 does not copy volumes there.`,
      { advice: 'Take a snapshot instead.', snapshot: true },
      GUIDE,
    );
  if (OutpostArn) return noCopies('source-on-outpost', 'on an Outpost');
  if (WAVELENGTH.test(AvailabilityZone)) return noCopies('source-in-wavelength-zone', 'in a Wavelength Zone');
  if (!isLocalZone(AvailabilityZone)) return [];
  return warnFinding(
    'source-in-local-zone',
    'The source is in a Local Zone; copies exist in selected Local Zones only. EC2 decides.',
    { advice: 'Or take a snapshot instead.', snapshot: true },
    'AWS News Blog, EBS Volume Clones, October 2025',
  );
}

/** A volume that an AWS service manages: no rule is documented. */
export function judgeManaged(source: Volume): Finding[] {
  if (source.Operator?.Managed !== true) return [];
  return warnFinding(
    'source-managed',
    'An AWS service manages the source; AWS documents no rule for copying such a volume. EC2 decides.',
    { advice: 'Ask who runs that service what a copy is for; the copy itself is not managed.' },
  );
}
