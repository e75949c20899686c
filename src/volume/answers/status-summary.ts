// The summary of a status answer, in sentences.

import { counted } from '../../text/counted.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import { type OtherPlacesResult, otherPlacesWords } from '../reading/other-places-result.ts';
import type { Candidate } from '../reading/summary.ts';
import type { StatusArgs } from './status-arguments.ts';
import { isAddress } from './status-next.ts';

const MOST_NAMED = 5;
// Eventual consistency lasts up to a minute; after it the creation has failed (a key, an encryption default).
const NEW_ID =
  'Check the id, the Region and the account. One that was just created can stay unknown for a minute; after that, look for the createVolume event of EBS in EventBridge.';

interface SummaryInput {
  lookup: VolumeLookup;
  volumes: readonly Candidate[];
  args: StatusArgs;
  otherPlaces: OtherPlacesResult;
  /** Volumes without a row. */
  left: number;
  /** Rows without all facts. */
  short: number;
  /** The sentence on copies made here. */
  ownCopies: string | undefined;
}

/** What was found, what needs attention, then what was not seen. */
export function summarizeStatus(facts: SummaryInput): string {
  const { lookup, volumes, otherPlaces, left, short } = facts;
  const { missing, unlisted = [], awaited = [], gone = [], hidden = [], vanished = [] } = lookup;
  const lost = [...hidden, ...vanished];
  const explained = [...awaited, ...gone, ...lost];
  const unexplained = missing.filter((id) => !explained.includes(id));
  const [only] = volumes;
  const one = volumes.length === 1;
  const attention = volumes.filter((volume) => volume.needsAttention).map((volume) => volume.VolumeId);
  const elsewhere = otherPlaces.places.some((place) => place.VolumeIds.length > 0);
  const either = lookup.isSourceHere === false ? ' either' : '';
  const sentences = [
    instanceWords(facts),
    !only
      ? noneWords(facts)
      : one
        ? `${only.VolumeId}: ${only.verdict ?? ''}`
        : `${counted(volumes.length, 'volume')}.`,
    attention.length > 0 && !one && `${attention.length === 1 ? 'Needs' : 'Need'} attention: ${named(attention)}.`,
    togetherWords(facts),
    facts.ownCopies,
    awaited.length > 0 &&
      `EC2 does not show ${named(awaited)} yet: this server made ${itOrThem(awaited)} a moment ago.`,
    gone.length > 0 &&
      `This server made ${named(gone)}, and EC2 does not know ${itOrThem(gone)} any more: somebody deleted ${itOrThem(gone)}, or EC2 took ${itOrThem(gone)} back, often because the key of the copy could not be used.`,
    lost.length > 0 &&
      `${named(lost)} existed, and EC2 does not show ${itOrThem(lost)} to these credentials: probably ${lost.length === 1 ? "it was deleted, or is another account's" : "they were deleted, or are another account's"}.`,
    unexplained.length > 0 && `EC2 does not know ${counted(unexplained.length, 'id')} here.`,
    unlisted.length > 0 &&
      `Nothing is known of ${counted(unlisted.length, 'id')}: the list of volumes ended early. Ask again for ${unlisted.length === 1 ? 'it' : 'them'}.`,
    facts.args.copiesOf
      ? otherPlacesWords(otherPlaces, (others) => `${facts.args.copiesOf} is not in ${others}${either}.`)
      : otherPlacesWords(otherPlaces),
    unexplained.length > 0 && !elsewhere && NEW_ID,
    ...unreadWords(facts),
    left > 0 && `${counted(left, 'volume')} ${left === 1 ? 'has' : 'have'} no row in this answer; ask for fewer.`,
    short > 0 &&
      `${short === 1 ? '1 row is' : `${short} rows are`} short, without performance, readings, owner, tags and further attachments; ask for ${short === 1 ? 'that volume' : 'those volumes'} by VolumeIds to see everything.`,
    copiesWords(facts),
    !lookup.complete && (lookup.nextToken ? 'There may be more; go on with NextToken.' : 'There may be more.'),
  ];
  return sentences.filter(Boolean).join(' ');
}

function itOrThem(ids: readonly string[]): string {
  return ids.length === 1 ? 'it' : 'them';
}

function named(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function instanceWords({ args, lookup: { instances } }: SummaryInput): string | undefined {
  if (!args.attachedTo || instances.length < 2) return undefined;
  return `${instances.length} instances match (${named(instances.flatMap(({ InstanceId }) => InstanceId ?? []))}); none was chosen.`;
}

function noneWords({ args, lookup }: SummaryInput): string {
  const { instances, terminated = [] } = lookup;
  if (args.copiesOf && lookup.isSourceHere === false)
    return `No copy was found, and ${args.copiesOf} itself is not among the volumes that were read.`;
  if (!args.attachedTo) return args.copiesOf ? 'No copy was found.' : 'No volume was found.';
  if (instances.length > 0) {
    return instances.length === 1
      ? 'No EBS volume is attached to this instance.'
      : 'No EBS volume is attached to them.';
  }
  if (terminated.length === 0)
    return `No such instance was found.${isAddress(args.attachedTo) ? ' attachedTo takes the id of an instance or its Name; addresses and host names are not looked up.' : ''}`;
  const ids = named(terminated.flatMap(({ InstanceId }) => InstanceId ?? []));
  return terminated.length === 1
    ? `The only instance that matches, ${ids}, is terminated. Volumes with DeleteOnTermination were deleted with it; its other volumes may still exist, attached to nothing.`
    : `All ${terminated.length} instances that match (${ids}) are terminated. Volumes with DeleteOnTermination were deleted with them; their other volumes may still exist, attached to nothing.`;
}

/** Of the volumes of one instance. Source: EBS user guide, multi-volume snapshots, read 2026-11-22. */
function togetherWords({ args, lookup: { instances }, volumes }: SummaryInput): string | undefined {
  if (!args.attachedTo || instances.length !== 1 || volumes.length < 2) return undefined;
  return 'They belong to one instance: a copy of one volume is not consistent with the others. If you need all of them at one moment, use the create-snapshots command, or stop writing to all of them until every copy is requested.';
}

function unreadWords({ lookup, volumes }: SummaryInput): (string | false | undefined)[] {
  const { statusFailure, modificationFailure, listFailure } = lookup;
  const one = volumes.length === 1;
  return [
    // Of one alone these are in its verdict, the second one if it matters there.
    statusFailure && volumes.length > 1 && 'Their status checks and initialization could not be read.',
    modificationFailure &&
      volumes.length > 0 &&
      !(one && volumes[0]?.attachable === undefined) &&
      `${one ? 'Its' : 'Their'} modifications could not be read.`,
    listFailure && `The list ended early: EC2 answered ${listFailure.awsCode ?? listFailure.code}.`,
  ];
}

function copiesWords({ args, lookup: { looked }, volumes }: SummaryInput): string | undefined {
  if (looked === undefined) return undefined;
  const read = counted(looked, 'volume');
  return args.copiesOf === '*'
    ? `EC2 has no filter for copies: ${counted(volumes.length, 'copy', 'copies')} among the ${read} that ${looked === 1 ? 'was' : 'were'} read, whoever made them.`
    : `EC2 has no filter for copies: this looked for the tag of this server, and read ${read} one by one.`;
}
