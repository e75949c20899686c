// Copies that this product made, by its tag: how old, attached or not, what they cost; the forgotten ones are the real cost.

import { formatAge } from '../../text/time-text.ts';
import type { Volume } from '../aws-records.ts';
import { priceCopy } from '../plan/price.ts';
import { PRICED_REGION } from '../plan/price-table.ts';
import { present } from '../reading/present.ts';
import { isEnded } from '../rules/source-state.ts';
import { awsEc2, type CommandPlace } from './hand-over/aws-command.ts';
import type { HandOver } from './result-parts.ts';

// A younger one is likely still wanted, and may not be initialized yet.
const FORGOTTEN_MS = 86_400_000;
const MOST_COMMANDS = 3;

export interface OwnCopy {
  VolumeId: string;
  State: string | undefined;
  attached: boolean;
  /** EC2 names its source. A volume that was restored from a backup of a copy may carry our tags, and is no copy. */
  isCopy: boolean;
  /** It failed or is deleted: whether it costs anything no page of AWS says. */
  isEnded: boolean;
  /** ms; absent while not known. */
  age?: number;
  /** By the list; absent while not known. */
  monthlyUsd?: number;
  /** By the prices of another place than its own. */
  orientation?: boolean;
  sentence: string;
}

/** `now` is EC2's clock, ms since the epoch. Prices are list prices, see price.ts. */
export function describeOwnCopy(volume: Volume & { VolumeId: string }, region: string, now: number): OwnCopy {
  const { VolumeId, State, VolumeType, Size } = volume;
  const created = Date.parse(volume.CreateTime ?? '');
  const age = Number.isNaN(created) ? undefined : Math.max(0, now - created);
  const attached = State === 'in-use' || (volume.Attachments?.length ?? 0) > 0;
  const isCopy = Boolean(volume.SourceVolumeId);
  const ended = isEnded(volume);
  const priced = VolumeType !== undefined && Size !== undefined && !ended;
  const cost = priced ? priceCopy({ ...volume, VolumeType, Size }, 0, { ...volume, region }) : undefined;
  const made = isCopy ? `This server made it${age === undefined ? '' : ` ${formatAge(now - age, now)}`}.` : NO_COPY;
  const price = cost ? `costs about ${cost.monthlyUsd.toFixed(2)} USD a month` : 'has a price that is not known';
  return {
    VolumeId,
    State,
    attached,
    isCopy,
    isEnded: ended,
    ...present({ age, monthlyUsd: cost?.monthlyUsd, orientation: cost?.orientation }),
    sentence: ended ? made : `${made} It is ${attached ? 'attached' : 'attached to nothing'} and ${price}.`,
  };
}

const NO_COPY =
  "It carries this server's tag, but EC2 names no source of it: a backup of a copy may have been restored.";

/** USD a month by the list of those whose price is known; undefined when that is none of them. */
export function sumMonthlyUsd(copies: readonly OwnCopy[]): number | undefined {
  const known = copies.flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
  return known.length === 0 ? undefined : known.reduce((usd, one) => usd + one, 0);
}

/** "2 of them are attached to nothing. Together they cost about 24.00 USD a month (list prices of us-east-1 …)." */
export function summarizeOwnCopies(copies: readonly OwnCopy[], stamps: boolean): string | undefined {
  const unstamped = stamps ? [] : ['With --unstamped copies carry no tag, so this does not find them.'];
  if (copies.length === 0) return unstamped[0];
  const left = copies.filter((one) => !one.isEnded);
  const last = ['This server deletes nothing.', ...unstamped];
  if (copies.length === 1 && left[0]) {
    // The rest is in its own sentence.
    const priced = left[0].monthlyUsd === undefined ? [] : [`The price is by the ${listOf(left)}.`];
    return [...priced, ...last].join(' ');
  }
  const free = left.filter((one) => !one.attached).length;
  const ended = copies.length - left.length;
  const some = copies.length === 1 ? 'It' : `${ended} of them`;
  const uncounted = ended > 0 ? [`${some} failed or ${are(ended)} deleted, and ${are(ended)} not counted`] : [];
  return [
    ...(left.length > 0 ? [`${free} of them ${are(free)} attached to nothing.`] : []),
    `${[...costWords(left), ...uncounted].join('; ')}.`,
    ...last,
  ].join(' ');
}

function listOf(copies: readonly OwnCopy[]): string {
  return `list prices of ${PRICED_REGION}${copies.some((copy) => copy.orientation) ? ', an orientation here' : ''}`;
}

function costWords(copies: readonly OwnCopy[]): string[] {
  if (copies.length === 0) return [];
  const usd = sumMonthlyUsd(copies);
  if (usd === undefined) return [`What ${copies.length === 1 ? 'it costs' : 'they cost'} is not known`];
  const opens = copies.length === 1 ? 'One of them costs' : 'Together they cost';
  const unknown = copies.filter(({ monthlyUsd }) => monthlyUsd === undefined).length;
  return [
    `${opens} about ${usd.toFixed(2)} USD a month (${listOf(copies)})`,
    ...(unknown > 0 ? [`${unknown} of them ${unknown === 1 ? 'has' : 'have'} no known price`] : []),
  ];
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** Commands that would delete the oldest unattached copies, a day old at least, once a person takes --dry-run away. */
export function handOverForgotten(copies: readonly OwnCopy[], place: CommandPlace): HandOver[] {
  return copies
    .map(({ age = 0, ...copy }) => ({ ...copy, age }))
    .filter(({ State, isCopy, attached, age }) => State === 'available' && isCopy && !attached && age >= FORGOTTEN_MS)
    .sort((a, b) => b.age - a.age)
    .slice(0, MOST_COMMANDS)
    .map(({ VolumeId, age }) => ({
      purpose: `delete a copy that is attached to nothing, made ${formatAge(-age, 0)}; --dry-run only checks, leave it out to delete`,
      command: awsEc2(`delete-volume --volume-id ${VolumeId} --dry-run`, place),
      risk: 'destroys' as const,
    }));
}
