// Copies that this product made: how old, attached or not, what they cost; the forgotten ones are the real cost.

import { formatAge } from '../../text/time-text.ts';
import type { Volume } from '../aws-records.ts';
import { priceCopy, priceListFor } from '../plan/price.ts';
import { awsEc2, type CommandPlace } from './hand-over/aws-command.ts';
import type { HandOver } from './result-parts.ts';

// A younger one is likely still wanted, and may not be initialized yet.
const FORGOTTEN_MS = 86_400_000;
const MOST_COMMANDS = 3;

export interface OwnCopy {
  /** One sentence on a copy. */
  sentence: string;
  monthlyUsd?: number;
  attached: boolean;
  /** ms; absent while not known. */
  age?: number;
}

/** `now` is EC2's clock, ms since the epoch. Prices are list prices, see price.ts. */
export function describeOwnCopy(volume: Volume, region: string, now: number): OwnCopy {
  const created = Date.parse(volume.CreateTime ?? '');
  const age = Number.isNaN(created) ? undefined : Math.max(0, now - created);
  const attached = volume.State === 'in-use' || (volume.Attachments?.length ?? 0) > 0;
  const { VolumeType, Size, Iops, Throughput } = volume;
  const cost =
    VolumeType === undefined || Size === undefined
      ? undefined
      : priceCopy(
          {
            VolumeType,
            Size,
            ...(Iops === undefined ? {} : { Iops }),
            ...(Throughput === undefined ? {} : { Throughput }),
          },
          0,
          region,
        );
  const words = [
    age === undefined ? 'Made here' : `Made here ${formatAge(now - age, now)}`,
    attached ? 'attached' : 'attached to nothing',
    cost ? `about ${cost.monthlyUsd.toFixed(2)} USD a month` : 'price not known',
  ];
  return {
    sentence: `${words.join(', ')}.`,
    attached,
    ...(age === undefined ? {} : { age }),
    ...(cost ? { monthlyUsd: cost.monthlyUsd } : {}),
  };
}

/** "2 attached to nothing; together about 24.00 USD a month (list prices of us-east-1 …)." */
export function summarizeOwnCopies(kept: readonly OwnCopy[], region: string, stamps: boolean): string | undefined {
  const unstamped = stamps ? [] : ['With --unstamped copies carry no tag, and are not found in this way.'];
  if (kept.length === 0) return unstamped[0];
  const [free, sum] = [
    kept.filter((one) => !one.attached).length,
    kept.reduce((usd, { monthlyUsd = 0 }) => usd + monthlyUsd, 0),
  ];
  const { pricedFor, orientation } = priceListFor(region);
  const where = `list prices of ${pricedFor}${orientation ? ', an orientation here' : ''}`;
  return [
    `${free} attached to nothing; together about ${sum.toFixed(2)} USD a month (${where}). Nothing is deleted here.`,
    ...unstamped,
  ].join(' ');
}

/** Commands that would delete the oldest unattached ones, a day old at least, once a person takes --dry-run away. */
export function handOverForgotten(
  volumes: readonly { VolumeId: string; kept: OwnCopy }[],
  place: CommandPlace,
): HandOver[] {
  return volumes
    .filter(({ kept }) => !kept.attached && (kept.age ?? 0) >= FORGOTTEN_MS)
    .sort((a, b) => (b.kept.age ?? 0) - (a.kept.age ?? 0))
    .slice(0, MOST_COMMANDS)
    .map(({ VolumeId, kept }) => ({
      purpose: `delete a copy that is attached to nothing, made ${formatAge(-(kept.age ?? 0), 0)}; really without --dry-run`,
      command: awsEc2(`delete-volume --volume-id ${VolumeId} --dry-run`, place),
      risk: 'destroys' as const,
    }));
}
