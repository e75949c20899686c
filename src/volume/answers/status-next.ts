// What to call after a status answer: at most three calls of our tools.

import { plainText } from '../../text/plain-text.ts';
import type { VolumeLookup } from '../found-volumes.ts';
import type { OtherPlacesResult } from '../reading/other-places-result.ts';
import { leastLeftMs, pollAgainSeconds } from '../reading/poll-again.ts';
import { copyObstacles } from '../reading/status.ts';
import type { Candidate } from '../reading/summary.ts';
import { keptArguments } from '../rules/inheritance.ts';
import { lookAgainSeconds } from '../rules/source-state.ts';
import { factsOf } from '../rules/type-table.ts';
import { copyNameTags } from '../rules/volume-name.ts';
import { lookWhy } from './copy-next.ts';
import type { NextCall } from './result-parts.ts';
import type { StatusArgs } from './status-arguments.ts';

const MOST = 3;
// Ids in one call.
const MOST_IDS = 50;

interface NextFacts {
  args: StatusArgs;
  lookup: VolumeLookup;
  volumes: readonly Candidate[];
  otherPlaces: OtherPlacesResult;
  NextToken: string | undefined;
}

const status = (args: StatusArgs, why: string): NextCall => ({
  tool: 'get_volume_status',
  arguments: { ...args },
  why,
});

/** What leads to the volumes comes first, then what waits for them, then what can be done with them. */
export function listStatusNext(facts: NextFacts): NextCall[] {
  const { args, lookup, volumes } = facts;
  const place = { ...(args.Region ? { Region: args.Region } : {}), ...(args.Profile ? { Profile: args.Profile } : {}) };
  const elsewhere = listElsewhere(facts);
  const calls = [...elsewhere];
  if (facts.NextToken) calls.push(status({ ...args, NextToken: facts.NextToken }, 'the next page'));
  if (args.attachedTo && lookup.instances.length > 1) {
    for (const { InstanceId } of lookup.instances)
      if (InstanceId) calls.push(status({ attachedTo: InstanceId, ...place }, 'only the volumes of this instance'));
  }
  if (args.attachedTo && lookup.instances.length === 0 && calls.length === 0) {
    calls.push(lookup.terminated?.length ? listDetached(place) : searchInstances(args.attachedTo, place));
  }
  // A call that has just waited gets the time to ask again instead.
  const { missing, awaited = [], gone = [], hidden = [], vanished = [] } = lookup;
  const settled = [...gone, ...vanished];
  const unknown =
    calls.length === 0 ? [...new Set([...missing, ...awaited])].filter((id) => !settled.includes(id)) : [];
  const creating = volumes.flatMap((one) => (one.State === 'creating' && !one.needsAttention ? one.VolumeId : []));
  const VolumeIds = [...unknown, ...creating];
  if (VolumeIds.length > 0 && VolumeIds.length <= MOST_IDS && !args.waitFor) {
    const why =
      hidden.length > 0
        ? 'another look may show it, or tell that it is gone'
        : unknown.length > 0
          ? 'an id that was just created can stay unknown for a moment'
          : 'it is being created, which takes seconds';
    calls.push(status({ VolumeIds, waitFor: 'available', waitSeconds: 30, ...place }, why));
  }
  if (args.VolumeIds && volumes.length === 0 && elsewhere.length === 0) {
    calls.push(status(place, 'a page of the volumes that are here'));
  }
  for (const volume of volumes.length <= MOST ? volumes.filter((one) => isWorthCopying(one, facts)) : []) {
    calls.push({
      tool: 'copy_volume',
      arguments: {
        SourceVolumeId: volume.VolumeId,
        ...keptArguments(volume),
        ...copyNameTags(volume.Tags, lookup.at),
        ...place,
      },
      why: `${whatIsKept(volume)}${isOneOfSeveral(facts) ? '; a copy of one volume is not consistent with the others of the instance' : ''}`,
    });
  }
  const [only] = volumes;
  if (only && volumes.length === 1) calls.push(...lookAgain(only, lookup, place));
  return calls.slice(0, MOST);
}

/** Of a type that AWS added since, nobody knows here which performance it takes, so none is asked for. */
function whatIsKept({ VolumeType = '' }: Candidate): string {
  return factsOf(VolumeType)
    ? "rehearses a copy that keeps this volume's type and performance"
    : "rehearses a copy; this version does not know this volume's type, so name Iops and Throughput where they are to be kept";
}

/** When one volume is worth another look: its modification decides first, then its initialization. */
function lookAgain(
  { VolumeId, fullSpeed, initialization, healthy }: Candidate,
  lookup: VolumeLookup,
  place: StatusArgs,
): NextCall[] {
  const modification = lookup.modifications?.get(VolumeId);
  if (modification !== undefined && modification !== 'none' && modification.ModificationState === 'modifying') {
    const call = status({ VolumeIds: [VolumeId], ...place }, 'shows whether its modification has ended');
    return [{ ...call, afterSeconds: lookAgainSeconds(modification, lookup.at) }];
  }
  if (fullSpeed !== false) return [];
  const call = status({ VolumeIds: [VolumeId], ...place }, lookWhy(healthy));
  return [{ ...call, afterSeconds: pollAgainSeconds(leastLeftMs(initialization, lookup.at)) }];
}

/** The same question where the volumes are. */
function listElsewhere({ args, otherPlaces }: NextFacts): NextCall[] {
  return otherPlaces.places.flatMap(({ region, profile, VolumeIds }) => {
    if (VolumeIds.length === 0) return [];
    const { copiesOf, attachedTo } = args;
    const subject = copiesOf ? { copiesOf } : attachedTo ? { attachedTo } : { VolumeIds: VolumeIds.slice(0, MOST_IDS) };
    return status(
      { ...subject, Region: region, ...(profile ? { Profile: profile } : {}) },
      'asks the same where it is',
    );
  });
}

/** A name that no instance has is searched for as a part of one; what is none, for the id in it or not at all. */
function searchInstances(attachedTo: string, place: StatusArgs): NextCall {
  const wanted = plainText(attachedTo).replace(/^\*+|\*+$/g, '');
  const id = ID_WITHIN.exec(wanted)?.[0].toLowerCase();
  if (id !== undefined && id !== attachedTo) return status({ attachedTo: id, ...place }, 'the instance with this id');
  const similar = wanted !== '' && !attachedTo.includes('*') && !/^i-[0-9a-f]+$/.test(wanted) && !isAddress(attachedTo);
  return similar
    ? status({ attachedTo: `*${wanted}*`, ...place }, 'instances with a similar Name')
    : status({ attachedTo: '*', ...place }, 'a page of the instances that are here, with their volumes');
}

// Of an ARN, of a private name made of it, or in capitals.
const ID_WITHIN = /\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b/i;

/**
 * An address, or a host name made of one or of AWS's domains. Source: EC2 user guide, "EC2 instance hostnames and
 * domains", read 2026-11-29.
 */
export function isAddress(attachedTo: string): boolean {
  return /^(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f:.]+)$|^(?:ip|ec2)(?:-\d+){4}|\.(?:internal|amazonaws\.com)$/i.test(
    attachedTo,
  );
}

function listDetached(place: StatusArgs): NextCall {
  return status(
    { Filters: [{ Name: 'status', Values: ['available'] }], ...place },
    'volumes that are attached to nothing',
  );
}

/**
 * Usable, well, not a root volume, and nothing that was read forbids a copy of it. A copy that was asked for as such is
 * not copied again; one that an instance uses is a volume like others.
 */
function isWorthCopying(candidate: Candidate, { args, lookup }: NextFacts): boolean {
  const { VolumeId, State, SourceVolumeId, healthy, instance } = candidate;
  if (healthy === false || instance?.root || (State !== 'available' && State !== 'in-use')) return false;
  const isUsedCopy = State === 'in-use' && (args.attachedTo !== undefined || args.Filters !== undefined);
  if (SourceVolumeId && !isUsedCopy) return false;
  const volume = lookup.volumes.find((one) => one.VolumeId === VolumeId) ?? {};
  const { statuses, modifications, statusFailure, at } = lookup;
  const facts = { status: statuses.get(VolumeId), modification: modifications?.get(VolumeId), now: at };
  return copyObstacles(volume, { ...facts, unread: statusFailure !== undefined }).length === 0;
}

function isOneOfSeveral({ args, lookup, volumes }: NextFacts): boolean {
  return args.attachedTo !== undefined && lookup.instances.length === 1 && volumes.length > 1;
}
