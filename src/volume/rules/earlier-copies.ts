// What else exists around a source: copies of it that this product made, and the other volumes of its instance.

import { ago } from '../../text/time-text.ts';
import type { Volume, VolumeStatus } from '../aws-records.ts';
import type { Finding } from './finding.ts';
import { isInitializingCopy } from './source-state.ts';
import { PLAN_TAG } from './tags.ts';

const GUIDE = 'EBS user guide, copying a volume, read 2026-11-22';
const MOST_NAMED = 3;

/** `copies` carry our tag for this source; `now` is EC2's clock, ms since the epoch; `token` is the plan's. */
export function judgeCopies(
  copies: readonly Volume[],
  statuses: ReadonlyMap<string, VolumeStatus>,
  now: number,
  token?: string,
): Finding[] {
  const alive = livingCopies(copies);
  const same = alive.find((copy) => token !== undefined && planOf(copy) === token);
  // The very copy that is asked for stands against nothing: EC2 gives it back for its token.
  if (same?.VolumeId) return [madeAlready(same.VolumeId, same, now)];
  const running = alive.find(
    (copy) => copy.State === 'creating' || isInitializingCopy(copy, statuses.get(copy.VolumeId ?? '')),
  );
  if (running) {
    const percent = statuses.get(running.VolumeId ?? '')?.Initialization?.Progress;
    return [
      {
        level: 'block',
        code: 'copy-running',
        by: 'us',
        message: `A copy of this source, ${running.VolumeId}, is still initializing${percent === undefined ? '' : ` (${percent} %)`}; EBS makes one copy of a volume at a time.`,
        fix: {
          advice: 'Use that copy, wait until it is initialized, or take a snapshot instead.',
          afterSeconds: 900,
          ...(running.VolumeId ? { volume: running.VolumeId } : {}),
        },
        source: GUIDE,
      },
    ];
  }
  const [newest] = alive;
  if (!newest?.VolumeId) return [];
  return [
    {
      level: 'warn',
      code: 'copied-earlier',
      by: 'us',
      message: `You copied this${when(newest, now)} → ${newest.VolumeId}${alive.length > 1 ? ` (and ${alive.length - 1} more)` : ''}. Reuse it?`,
      fix: { advice: 'Look at it before paying for another.', volume: newest.VolumeId },
    },
  ];
}

function planOf(copy: Volume): string | undefined {
  return copy.Tags?.find((tag) => tag.Key === PLAN_TAG)?.Value;
}

function madeAlready(id: string, copy: Volume, now: number): Finding {
  return {
    level: 'info',
    code: 'copied-earlier',
    by: 'us',
    message: `This ClientToken made ${id}${when(copy, now)}: with it the real call gives that volume, no second one.`,
    fix: { advice: 'Leave ClientToken out to make another copy.', volume: id },
  };
}

function when(copy: Volume, now: number): string {
  const made = Date.parse(copy.CreateTime ?? '');
  return Number.isNaN(made) ? '' : ` ${ago(made, now)}`;
}

/** Those that exist and will stay, the newest first. */
export function livingCopies(copies: readonly Volume[]): Volume[] {
  return copies
    .filter((copy) => copy.State !== 'deleting' && copy.State !== 'deleted' && copy.State !== 'error')
    .sort((a, b) => (b.CreateTime ?? '').localeCompare(a.CreateTime ?? ''));
}

/** The other volumes attached to an instance of the source: one copy has another moment than the next. */
export function judgeNeighbours(source: Volume, attached: readonly Volume[]): Finding[] {
  const others = attached.flatMap((volume) =>
    volume.VolumeId && volume.VolumeId !== source.VolumeId ? volume.VolumeId : [],
  );
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_NAMED).join(', ');
  return [
    {
      level: 'info',
      code: 'other-volumes-on-instance',
      by: 'us',
      message: `Its instance has ${others.length} more (${named}${others.length > MOST_NAMED ? ', …' : ''}): one copy is not consistent with ${others.length === 1 ? 'it' : `the other ${others.length}`}; CreateSnapshots can be.`,
      fix: { advice: 'For one moment of all of them take the snapshot in handOver.' },
      source: 'EBS user guide, multi-volume snapshots, read 2026-11-22',
    },
  ];
}

/** A volume that an AWS service manages: no rule is documented. */
export function judgeManaged(source: Volume): Finding[] {
  if (source.Managed !== true) return [];
  return [
    {
      level: 'warn',
      code: 'source-managed',
      by: 'us',
      message: 'An AWS service manages the source; AWS documents no rule for copying such a volume. EC2 decides.',
      fix: { advice: 'Ask who runs that service what a copy is for; the copy itself is not managed.' },
    },
  ];
}
