// Copies that this product made: how old, attached or not, what they cost; the forgotten ones are the real cost.

import { formatAge } from '../../text/time-text.ts';
import type { Volume } from '../aws-records.ts';
import { priceCopy, priceListFor } from '../plan/price.ts';
import { present } from '../reading/present.ts';
import { awsEc2, type CommandPlace } from './hand-over/aws-command.ts';
import type { HandOver } from './result-parts.ts';

// A younger one is likely still wanted, and may not be initialized yet.
const FORGOTTEN_MS = 86_400_000;
const MOST_COMMANDS = 3;

export interface OwnCopy {
  VolumeId: string;
  State: string | undefined;
  attached: boolean;
  /** ms; absent while not known. */
  age?: number;
  /** By the list; absent while not known. */
  monthlyUsd?: number;
  sentence: string;
}

/** `now` is EC2's clock, ms since the epoch. Prices are list prices, see price.ts. */
export function describeOwnCopy(volume: Volume & { VolumeId: string }, region: string, now: number): OwnCopy {
  const { VolumeId, State, VolumeType, Size } = volume;
  const created = Date.parse(volume.CreateTime ?? '');
  const age = Number.isNaN(created) ? undefined : Math.max(0, now - created);
  const attached = State === 'in-use' || (volume.Attachments?.length ?? 0) > 0;
  const priced = VolumeType !== undefined && Size !== undefined;
  const cost = priced ? priceCopy({ ...volume, VolumeType, Size }, 0, region) : undefined;
  const made = age === undefined ? 'This server made it.' : `This server made it ${formatAge(now - age, now)}.`;
  const price = cost ? `costs about ${cost.monthlyUsd.toFixed(2)} USD a month` : 'has a price that is not known';
  return {
    VolumeId,
    State,
    attached,
    ...present({ age, monthlyUsd: cost?.monthlyUsd }),
    sentence: `${made} It is ${attached ? 'attached' : 'attached to nothing'} and ${price}.`,
  };
}

/** USD a month by the list of those whose price is known. */
export function sumMonthlyUsd(copies: readonly OwnCopy[]): number {
  return copies.reduce((usd, { monthlyUsd = 0 }) => usd + monthlyUsd, 0);
}

/** "2 of them are attached to nothing. Together they cost about 24.00 USD a month (list prices of us-east-1 …)." */
export function summarizeOwnCopies(copies: readonly OwnCopy[], region: string, stamps: boolean): string | undefined {
  const unstamped = stamps ? [] : ['With --unstamped copies carry no tag, so this does not find them.'];
  if (copies.length === 0) return unstamped[0];
  const free = copies.filter((one) => !one.attached).length;
  const { pricedFor, orientation } = priceListFor(region);
  const where = `list prices of ${pricedFor}${orientation ? ', an orientation here' : ''}`;
  const usd = sumMonthlyUsd(copies).toFixed(2);
  return [
    `${free} of them ${free === 1 ? 'is' : 'are'} attached to nothing. Together they cost about ${usd} USD a month (${where}). This server deletes nothing.`,
    ...unstamped,
  ].join(' ');
}

/** Commands that would delete the oldest unattached ones, a day old at least, once a person takes --dry-run away. */
export function handOverForgotten(copies: readonly OwnCopy[], place: CommandPlace): HandOver[] {
  return copies
    .map(({ age = 0, ...copy }) => ({ ...copy, age }))
    .filter(({ State, attached, age }) => State === 'available' && !attached && age >= FORGOTTEN_MS)
    .sort((a, b) => b.age - a.age)
    .slice(0, MOST_COMMANDS)
    .map(({ VolumeId, age }) => ({
      purpose: `delete a copy that is attached to nothing, made ${formatAge(-age, 0)}; --dry-run only checks, leave it out to delete`,
      command: awsEc2(`delete-volume --volume-id ${VolumeId} --dry-run`, place),
      risk: 'destroys' as const,
    }));
}
