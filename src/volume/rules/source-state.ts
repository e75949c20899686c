// May this volume be copied now? Its state, a modification, its own initialization, its health, its place, its manager.
// Source: EBS user guide, "Copy an Amazon EBS volume", read 2026-11-22.

import { quotedText } from '../../text/plain-text.ts';
import { MODIFICATION_STATES, VOLUME_STATES } from '../../vocabulary.ts';
import type { Modification, ModificationRead, Volume, VolumeStatus } from '../aws-records.ts';
import { blockFinding, type Finding, type FindingCode, type Fix, warnFinding } from './finding.ts';
import { isCopy, isInitializingCopy, readProgress } from './initialization-phase.ts';

// When to look again: no sooner than this, no later than that.
const SOON_SECONDS = 300;
const LATEST_SECONDS = 3_600;
const GUIDE = 'EBS user guide, copying a volume, read 2026-11-22';

/** It failed, or somebody deleted it: it can never be used. */
export function isEnded({ State }: Volume): boolean {
  return State === 'error' || State === 'deleting' || State === 'deleted';
}

// Creation takes seconds; the EBS CSI driver measured 4 s as its 99th percentile.
const LATE_CREATION_MS = 5 * 60_000;

/** A volume that is `creating` for so long that its creation has probably failed. */
export function isLateCreation(volume: Volume, now: number | undefined): boolean {
  // Without a clock nothing is late.
  return volume.State === 'creating' && (now ?? 0) - Date.parse(volume.CreateTime ?? '') > LATE_CREATION_MS;
}

/** Judges the state of the source; status and modification are absent when they could not be read. `now`: EC2's ms. */
export function judgeSource(
  source: Volume,
  status?: VolumeStatus,
  modification?: ModificationRead,
  now?: number,
): Finding[] {
  return [
    ...judgeState(source, now),
    ...judgeModification(modification, now),
    ...judgeInitialization(source, status, now),
    ...judgeHealth(status, now),
    ...judgePlace(source),
  ];
}

function judgeState(source: Volume, now: number | undefined): Finding[] {
  const { State: state } = source;
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
    adviceOn(source, now),
    GUIDE,
  );
}

function adviceOn(source: Volume, now: number | undefined): Fix {
  if (isLateCreation(source, now))
    return {
      advice: 'It is being created for longer than 5 minutes, so its creation has probably failed: choose another.',
    };
  return source.State === 'creating'
    ? { advice: 'Wait until it is available.', afterSeconds: 10 }
    : { advice: 'Choose another source; this one will not come back.' };
}

function judgeModification(modification: ModificationRead | undefined, now: number | undefined): Finding[] {
  if (modification === undefined || modification === 'none') return [];
  const allowed = modificationAllows(modification);
  if (allowed) return [];
  if (allowed === undefined)
    return notKnown('source-being-modified', 'state of the last modification', modification.ModificationState);
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

/** A copy, or an attachment; undefined of a modification without a state, or in one that AWS added since. */
export function modificationAllows(modification: ModificationRead): boolean | undefined {
  if (modification === 'none') return true;
  const known = MODIFICATION_STATES.find((one) => one === modification.ModificationState);
  return known && known !== 'modifying';
}

/**
 * When to look at a modification again, in seconds: no later than after as long as it has taken. Its progress may count
 * all of it, of which the part that forbids anything can be over within seconds (EBS user guide, monitoring
 * modifications, read 2026-11-29). `now`: EC2's clock, ms since the epoch.
 */
export function lookAgainSeconds(modification: Modification, now: number | undefined): number {
  const left = modificationLeft(modification, now);
  if (now === undefined || left === undefined) return SOON_SECONDS;
  const taken = Math.round((now - Date.parse(modification.StartTime ?? '')) / 1_000);
  return Math.max(SOON_SECONDS, Math.min(left, taken, LATEST_SECONDS));
}

/** Seconds until a modification is through, at most, when it goes on as it did; undefined when nothing can be said. */
export function modificationLeft({ Progress, StartTime }: Modification, now: number | undefined): number | undefined {
  const begun = Date.parse(StartTime ?? '');
  if (now === undefined || Number.isNaN(begun) || !Progress || now <= begun) return undefined;
  return Math.round(((now - begun) / 1_000) * ((100 - Progress) / Progress));
}

function judgeInitialization(source: Volume, status: VolumeStatus | undefined, now: number | undefined): Finding[] {
  if (!isInitializingCopy(source, status, now)) return judgeUnknown(source, status, now);
  const progress = status?.Initialization?.Progress;
  return blockFinding(
    'source-initializing',
    `The source is itself a copy${source.SourceVolumeId ? ` of ${source.SourceVolumeId}` : ''} and still initializing${progress === undefined ? '' : ` (${progress} %)`}; it can be copied when that is done.`,
    { advice: 'This can take hours; copy its own source, or take a snapshot instead.', afterSeconds: 900 },
    GUIDE,
  );
}

/** A copy of which a row was read that does not tell how far it is. */
function judgeUnknown(source: Volume, status: VolumeStatus | undefined, now: number | undefined): Finding[] {
  const { phase, word } = readProgress(source, status, now);
  if (!status || phase !== 'unknown' || !isCopy(source, status)) return [];
  return notKnown('source-initializing', 'state of the initialization', word);
}

/** A word that AWS added since, or none: EC2 decides. */
function notKnown(code: FindingCode, what: string, word: string | undefined): Finding[] {
  const is = word === undefined ? 'not known' : `${quotedText(word)}, which this version does not know`;
  const advice = 'Look at its status before the copy.';
  return warnFinding(code, `The ${what} of the source is ${is}. EC2 decides.`, { advice }, GUIDE);
}

/** What of its I/O or its data is bad; `performance` is the word of that check, `events` those that are not over. */
interface Health {
  worst?: 'stopped' | 'inconsistent' | 'stalled' | 'impaired';
  performance?: string | undefined;
  events: string[];
}

/**
 * The details, events and actions count beside the overall word, which may lag behind them. With AutoEnableIO EC2 skips
 * the stop: the check `io-enabled` passes then, whatever the event says (EBS user guide, volume events, read
 * 2026-11-22). `now`: EC2's clock, ms since the epoch; without one nothing is over.
 */
export function readHealth(status: VolumeStatus | undefined, now: number | undefined): Health {
  const detail = (name: string) => status?.Details?.find((one) => one.Name === name)?.Status;
  const [enabled, performance] = [detail('io-enabled'), detail('io-performance')];
  const events = (status?.Events ?? []).flatMap(({ EventType, NotAfter }) =>
    EventType && !(Date.parse(NotAfter ?? '') < (now ?? 0)) ? EventType : [],
  );
  const inconsistent = events.includes('potential-data-inconsistency');
  const health = (worst?: Health['worst']): Health => ({ ...(worst && { worst }), performance, events });
  if (
    status?.Actions?.some(({ Code }) => Code === 'enable-volume-io') ||
    enabled === 'failed' ||
    (inconsistent && enabled !== 'passed')
  )
    return health('stopped');
  if (inconsistent) return health('inconsistent');
  if (performance === 'stalled' || events.includes('io-performance:stalled')) return health('stalled');
  return health(status?.Status === 'impaired' ? 'impaired' : undefined);
}

const ILL = 'its data may be inconsistent, and the copy would be too.';
const HEALTH_WORDS: Readonly<Record<string, string>> = {
  stopped: `EC2 stopped the I/O of the source: ${ILL}`,
  inconsistent: `EC2 reports of the source: ${ILL}`,
  stalled: 'The I/O of the source has almost stopped.',
  impaired: `The status checks of the source do not pass (impaired): ${ILL}`,
  warning: 'The I/O of the source is slower than provisioned (warning).',
};

function judgeHealth(status: VolumeStatus | undefined, now: number | undefined): Finding[] {
  const word = status?.Status;
  const { worst } = readHealth(status, now);
  const found = worst ?? word;
  // Checks that still run are normal for a new volume.
  if (found === undefined || found === 'ok' || found === 'insufficient-data') return [];
  const message = worst || word === 'warning' ? HEALTH_WORDS[found] : undefined;
  if (message === undefined) return notKnown('source-impaired', 'status of the checks', word);
  return warnFinding(
    'source-impaired',
    message,
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
  const { Principal } = source.Operator;
  return warnFinding(
    'source-managed',
    `An AWS service ${Principal ? `(${quotedText(Principal)}) ` : ''}manages the source; AWS documents no rule for copying such a volume. EC2 decides.`,
    { advice: 'Ask who runs that service what a copy is for; the copy itself is not managed.' },
  );
}
