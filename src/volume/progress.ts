// How far the initialization of a volume is, when it will be done, and how fast the volume is until then. Source: EBS
// user guide, "Monitor volume initialization" and "Copy an Amazon EBS volume", read 2026-11-22.
import { planInitialization } from './initialization.ts';
import { isoTime } from './moment.ts';
import { LAG_MS } from './pace.ts';
import type { Volume, VolumeStatus } from './records.ts';
import { estimateTimeLeft, type Look, type TimeLeft } from './time-left.ts';

export interface Initialization {
  percent?: number;
  /** Earliest and latest end, ISO text. */
  from?: string;
  to?: string;
  /** What the figures rest on, and the speed until then, in words with units. */
  basis: string;
}

export interface Progress {
  /** `nothing`: there is nothing to initialize. `unknown`: EC2 shows no checks of a volume that is no copy. */
  phase: 'done' | 'running' | 'not shown' | 'nothing' | 'unknown';
  percent?: number;
}

/** `completed` outranks the percentage: AWS's own sample shows it beside 75 %. `now` is EC2's clock. */
export function readProgress(volume: Volume, status: VolumeStatus | undefined, now: number | undefined): Progress {
  const state = status?.Details?.find((detail) => detail.Name === 'initialization-state')?.Status;
  const percent = status?.Initialization?.Progress;
  if (state === 'completed' || (state === undefined && percent === 100)) return { phase: 'done', percent: 100 };
  if (state !== undefined || status?.Initialization)
    return { phase: 'running', ...(percent === undefined ? {} : { percent }) };
  if (!volume.SourceVolumeId) return { phase: status ? 'nothing' : 'unknown' };
  // A copy of an empty volume has no initialization; whether it is one shows once its checks have run.
  const age = (now ?? Number.NaN) - Date.parse(volume.CreateTime ?? '');
  return { phase: status?.Status === 'ok' && age > 2 * LAG_MS ? 'nothing' : 'not shown' };
}

/** Words and range for what `readProgress` found; undefined when there is nothing to initialize. */
export function tellInitialization(
  volume: Volume,
  progress: Progress,
  known: {
    status?: VolumeStatus | undefined;
    statusReadAt?: number | undefined;
    source?: Volume | undefined;
    looks?: readonly Look[];
    now?: number | undefined;
  },
): Initialization | undefined {
  const { phase, percent } = progress;
  if (phase === 'nothing' || phase === 'unknown') return undefined;
  if (phase === 'done') return { percent: 100, basis: 'EC2 reports it completed' };
  const speed = isCopy(volume, known.status) ? speedUntilThen(volume, known.source) : undefined;
  const told = readTimeLeft(volume, progress, known);
  return {
    ...(percent === undefined ? {} : { percent }),
    ...(told ? { from: isoTime(told.from), to: isoTime(told.to) } : {}),
    basis: [told?.words ?? (percent === undefined ? 'not shown yet' : undefined), 'up to 5 min late', speed]
      .filter(Boolean)
      .join('; '),
  };
}

export function isCopy(volume: Volume, status: VolumeStatus | undefined): boolean {
  return Boolean(volume.SourceVolumeId) || status?.Initialization?.Type === 'volume-copy';
}

function readTimeLeft(
  volume: Volume,
  { percent }: Progress,
  known: {
    status?: VolumeStatus | undefined;
    statusReadAt?: number | undefined;
    looks?: readonly Look[];
    now?: number | undefined;
  },
): { from: number; to: number; words: string } | undefined {
  const { now } = known;
  const created = Date.parse(volume.CreateTime ?? '');
  if (now === undefined) return undefined;
  // Only for volumes from snapshots at a provisioned rate.
  const seconds = known.status?.Initialization?.EstimatedSeconds;
  if (seconds !== undefined && seconds > 0)
    return { from: now + seconds * 1000, to: now + seconds * 1000 + LAG_MS, words: "EC2's own estimate" };
  if (Number.isNaN(created) || !isCopy(volume, known.status)) return undefined;
  const seen = known.looks ?? [];
  const at = known.statusReadAt ?? now;
  const isSeen = (seen.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= at;
  const looks = percent === undefined || isSeen ? seen : [...seen, { at, percent }];
  const left = estimateTimeLeft(created, looks, volume.Size, now);
  return { ...left, words: basisWords(left, looks.at(-1)?.percent, looks.length) };
}

function basisWords(left: TimeLeft, percent: number | undefined, looks: number): string {
  if (left.notMovingSince !== undefined)
    return `not moving: ${percent} % since ${isoTime(left.notMovingSince)}, so a wide range`;
  if (left.basis === 'documented') return 'nothing observed yet: the documented longest time';
  if (left.basis === 'one look') return 'seen once, so a wide range';
  return `${looks} looks`;
}

/** "until then about 3,000 IOPS and 125 MiB/s": the least of that, the source's and the copy's own. */
function speedUntilThen(copy: Volume, source: Volume | undefined): string {
  const { baselineIops, baselineThroughputMiBps } = planInitialization(source ?? {}, copy);
  return `until then about ${baselineIops} IOPS and ${baselineThroughputMiBps} MiB/s${source ? '' : ', less if its source has less'}`;
}
