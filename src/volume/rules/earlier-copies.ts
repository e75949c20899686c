// Earlier copies of the source that this product made: one that is still initializing blocks, another is offered.

import { formatAge } from '../../text/time-text.ts';
import type { Volume, VolumeStatus } from '../aws-records.ts';
import { blockFinding, type Finding, infoFinding, warnFinding } from './finding.ts';
import { isInitializingCopy } from './source-state.ts';
import { PLAN_TAG } from './tags.ts';

const GUIDE = 'EBS user guide, copying a volume, read 2026-11-22';

/** `copies` carry our tag for this source; `now` is EC2's clock, ms since the epoch; `token` is the plan's. */
export function judgeCopies(
  copies: readonly Volume[],
  statuses: ReadonlyMap<string, VolumeStatus>,
  now: number,
  token?: string,
): Finding[] {
  const alive = livingCopies(copies);
  const statusOf = (copy: Volume) => statuses.get(copy.VolumeId ?? '');
  const same = alive.find((copy) => token !== undefined && planOf(copy) === token);
  // A copy made with this ClientToken is no conflict: EC2 returns that volume again.
  if (same?.VolumeId) {
    return infoFinding(
      'copied-earlier',
      `This ClientToken made ${same.VolumeId}${when(same, now)}: with it the real call gives that volume, no second one.`,
      { advice: 'Leave ClientToken out to make another copy.', volume: same.VolumeId },
    );
  }
  const running = alive.find((copy) => copy.State === 'creating' || isInitializingCopy(copy, statusOf(copy)));
  if (running) {
    const percent = statusOf(running)?.Initialization?.Progress;
    return blockFinding(
      'copy-running',
      `A copy of this source, ${running.VolumeId}, is still initializing${percent === undefined ? '' : ` (${percent} %)`}; EBS makes one copy of a volume at a time.`,
      {
        advice: 'Use that copy, wait until it is initialized, or take a snapshot instead.',
        afterSeconds: 900,
        ...(running.VolumeId ? { volume: running.VolumeId } : {}),
      },
      GUIDE,
    );
  }
  const [newest] = alive;
  if (!newest?.VolumeId) return [];
  return warnFinding(
    'copied-earlier',
    `You copied this${when(newest, now)} → ${newest.VolumeId}${alive.length > 1 ? ` (and ${alive.length - 1} more)` : ''}. Reuse it?`,
    { advice: 'Look at it before paying for another.', volume: newest.VolumeId },
  );
}

function planOf(copy: Volume): string | undefined {
  return copy.Tags?.find((tag) => tag.Key === PLAN_TAG)?.Value;
}

function when(copy: Volume, now: number): string {
  const made = Date.parse(copy.CreateTime ?? '');
  return Number.isNaN(made) ? '' : ` ${formatAge(made, now)}`;
}

/** Those that exist and will stay, the newest first. */
export function livingCopies(copies: readonly Volume[]): Volume[] {
  return copies
    .filter((copy) => copy.State !== 'deleting' && copy.State !== 'deleted' && copy.State !== 'error')
    .sort((a, b) => (b.CreateTime ?? '').localeCompare(a.CreateTime ?? ''));
}
