// When the initialization of a volume will be done, and how fast the volume is until then. Source: EBS user guide,
// "Monitor volume initialization" and "Copy an Amazon EBS volume", read 2026-11-22.

import { formatDuration, formatTime } from '../../text/time-text.ts';
import type { Volume, VolumeStatus } from '../aws-records.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { planInitialization } from '../plan/initialization.ts';
import {
  isCopy,
  isInitializing,
  LAG_MS,
  longestOf,
  type Progress,
  readProgress,
} from '../rules/initialization-phase.ts';
import type { ProgressSample } from './progress-rate.ts';
import { estimateTimeLeft, type TimeLeft } from './time-left.ts';

export interface Initialization {
  percent?: number;
  /** Earliest and latest end, ISO text. */
  from?: string;
  to?: string;
  /** What the figures rest on, and the speed until then, in words with units. */
  basis: string;
}

/** What was read about the initialization of a volume. */
export interface ProgressFacts {
  /** Its row of DescribeVolumeStatus, absent when EC2 gave none. */
  status?: VolumeStatus | undefined;
  /** When that row was read, if before `now`: EC2's clock, ms since the epoch. */
  statusReadAt?: number | undefined;
  /** The source of a copy, for the speed until it is initialized. */
  source?: Volume | undefined;
  /** Progress seen earlier, in order of time. */
  samples?: readonly ProgressSample[];
  /** EC2's clock, ms since the epoch. */
  now?: number | undefined;
}

const COMPLETED = 'EC2 reports it completed';

/** The progress of one of the volumes that were looked up. */
export function progressIn(lookup: VolumeLookup, volume: Volume): Progress {
  const status = lookup.statuses.get(volume.VolumeId ?? '');
  return readProgress(volume, status, lookup.at, lookup.statusFailure !== undefined);
}

/** An initialization that is over; a degraded volume has one too. */
export function isCompleted(initialization: Initialization): boolean {
  return initialization.basis.startsWith(COMPLETED);
}

/** The figures, and how much is `left` in words for a sentence; undefined when nothing is initialized or known of it. */
export function describeInitialization(
  volume: Volume,
  progress: Progress,
  facts: ProgressFacts,
): { initialization: Initialization; left?: string } | undefined {
  const { phase, percent } = progress;
  if (phase === 'done') {
    const beside = percent === undefined || percent === 100 ? '' : `, beside a progress of ${percent} %`;
    return { initialization: { ...(percent === undefined ? {} : { percent }), basis: `${COMPLETED}${beside}` } };
  }
  if (!isInitializing(progress)) return undefined;
  const speed = isCopy(volume, facts.status) ? speedUntilThen(volume, facts.source) : undefined;
  const estimate = describeTimeLeft(volume, percent, facts);
  const range = estimate?.range;
  return {
    initialization: {
      ...(percent === undefined ? {} : { percent }),
      ...(range ? { from: formatTime(range.from), to: formatTime(range.to) } : {}),
      basis: [
        estimate?.basis ?? (percent === undefined ? 'not shown yet' : undefined),
        'figures up to 5 min late',
        speed,
      ]
        .filter(Boolean)
        .join('; '),
    },
    ...(estimate ? { left: estimate.left } : {}),
  };
}

function describeTimeLeft(
  volume: Volume,
  percent: number | undefined,
  { now, status, statusReadAt, samples: seen = [] }: ProgressFacts,
): { range?: { from: number; to: number }; basis: string; left: string } | undefined {
  const created = Date.parse(volume.CreateTime ?? '');
  if (now === undefined) return undefined;
  // Only for volumes from snapshots at a provisioned rate.
  const seconds = status?.Initialization?.EstimatedSeconds ?? 0;
  if (seconds > 0) {
    const range = { from: now + seconds * 1000, to: now + seconds * 1000 + LAG_MS };
    return { range, basis: "EC2's own estimate", left: rangeWords(range, now) };
  }
  if (Number.isNaN(created) || !isCopy(volume, status)) return undefined;
  const at = statusReadAt ?? now;
  const isSeen = (seen.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= at;
  const samples = percent === undefined || isSeen ? seen : [...seen, { at, percent }];
  const timeLeft = estimateTimeLeft(created, samples, volume.Size, now);
  const overdue = `longer than the documented ${longestOf(volume)} hours`;
  const standing =
    timeLeft.notMovingSince === undefined
      ? undefined
      : `not moving: ${samples.at(-1)?.percent} % since ${formatTime(timeLeft.notMovingSince)}`;
  if (timeLeft.basis === 'overdue') {
    return { basis: [standing, overdue].filter(Boolean).join(', '), left: standing ? 'not moving' : overdue };
  }
  if (standing) return { range: timeLeft, basis: `${standing}, so a wide range`, left: 'not moving' };
  return { range: timeLeft, basis: basisWords(timeLeft.basis, samples.length), left: rangeWords(timeLeft, now) };
}

function basisWords(basis: Exclude<TimeLeft['basis'], 'overdue'>, samples: number): string {
  if (basis === 'documented') return 'no progress seen yet, so the documented longest time';
  if (basis === 'several samples') return `${samples} readings`;
  return samples > 1 ? `${samples} readings, too early for a narrow range` : 'one reading, so a wide range';
}

function rangeWords(range: { from: number; to: number }, now: number): string {
  const [from, to] = [range.from - now, range.to - now];
  return `${from > 60_000 ? `${formatDuration(from)} to ${formatDuration(to)}` : `at most ${formatDuration(to)}`} left`;
}

/** "until then about 3,000 IOPS and 125 MiB/s": the least of that, the source's and the copy's own. */
function speedUntilThen(copy: Volume, source: Volume | undefined): string {
  const { baselineIops, baselineThroughputMiBps } = planInitialization(source ?? {}, copy);
  return `until then about ${baselineIops} IOPS and ${baselineThroughputMiBps} MiB/s${source ? '' : ', less if its source has less'}`;
}
