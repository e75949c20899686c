// The sentence and the next steps of a status answer.

import { plainText } from '../../text/plain-text.ts';
import type { Instance } from '../aws-records.ts';
import { type OtherPlacesResult, otherPlacesWords } from '../reading/other-places-result.ts';
import { leastLeftMs, pollAgainSeconds } from '../reading/poll-again.ts';
import type { Candidate } from '../reading/summary.ts';
import { keptArguments } from '../rules/inheritance.ts';
import type { NextCall } from './result-parts.ts';
import type { StatusArgs } from './status-arguments.ts';

const MOST = 3;
// Ids in a call of `next`.
const MOST_IDS = 50;
// Eventual consistency lasts up to a minute; after it the creation has failed (a key, an encryption default).
const NEW_ID = 'An id just created can stay unknown for a minute; after that look for its createVolume event.';

export function summarizeStatus(facts: {
  volumes: readonly Candidate[];
  asked: StatusArgs;
  instances: readonly Instance[];
  missing: readonly string[];
  elsewhere: OtherPlacesResult;
  left: number;
  /** What could not be read of them. */
  unread: readonly string[];
  complete: boolean;
  looked: number | undefined;
  /** On copies made here. */
  kept: string | undefined;
}): string {
  const { volumes, asked, instances, missing } = facts;
  const sentences: string[] = [];
  const [only] = volumes;
  if (asked.attachedTo && instances.length > 1) sentences.push(`${instances.length} instances match; none was chosen.`);
  if (volumes.length === 0) {
    sentences.push(
      asked.attachedTo && instances.length > 0 ? 'No EBS volume is attached there.' : 'No volume was found.',
    );
  } else if (volumes.length === 1 && only) {
    sentences.push(`${only.VolumeId}: ${only.verdict ?? ''}`);
  } else {
    sentences.push(`${volumes.length} volumes.`);
  }
  const attention = volumes.filter((volume) => volume.needsAttention);
  if (attention.length > 0 && volumes.length > 1) {
    sentences.push(
      `Need attention: ${attention
        .slice(0, 5)
        .map((volume) => volume.VolumeId)
        .join(', ')}${attention.length > 5 ? ` and ${attention.length - 5} more` : ''}.`,
    );
  }
  if (facts.kept) sentences.push(facts.kept);
  if (missing.length > 0) sentences.push(`${missing.length} not known to EC2 here.`);
  const there = otherPlacesWords(facts.elsewhere);
  if (there) sentences.push(there);
  if (missing.length > 0 && !facts.elsewhere.places.some((place) => place.VolumeIds.length > 0)) sentences.push(NEW_ID);
  const whose = volumes.length === 1 ? 'Its' : 'Their';
  for (const what of facts.unread) sentences.push(`${whose} ${what} could not be read.`);
  if (facts.left > 0) sentences.push(`${facts.left} have no row in this answer; ask for fewer.`);
  if (facts.looked !== undefined) {
    sentences.push(`EC2 has no filter for copies: looked for its tag, then at ${facts.looked} volumes one by one.`);
  }
  if (!facts.complete) sentences.push('There may be more.');
  return sentences.join(' ');
}

export function listStatusNext(facts: {
  asked: StatusArgs;
  volumes: readonly Candidate[];
  instances: readonly Instance[];
  elsewhere: OtherPlacesResult;
  NextToken: string | undefined;
  /** Ids that nothing stands against copying. */
  copyable: ReadonlySet<string>;
  missing: readonly string[];
  /** EC2's clock, ms since the epoch. */
  now: number;
}): NextCall[] {
  const { asked, volumes, instances } = facts;
  const place = {
    ...(asked.Region ? { Region: asked.Region } : {}),
    ...(asked.Profile ? { Profile: asked.Profile } : {}),
  };
  const calls: NextCall[] = [];
  for (const { region, profile, VolumeIds } of facts.elsewhere.places) {
    if (VolumeIds.length === 0) continue;
    calls.push({
      tool: 'get_volume_status',
      arguments: {
        ...(asked.copiesOf
          ? { copiesOf: asked.copiesOf }
          : asked.attachedTo
            ? { attachedTo: asked.attachedTo }
            : { VolumeIds: VolumeIds.slice(0, MOST_IDS) }),
        Region: region,
        ...(profile ? { Profile: profile } : {}),
      },
      why: 'it is there',
    });
  }
  if (facts.NextToken) {
    calls.push({
      tool: 'get_volume_status',
      arguments: { ...asked, NextToken: facts.NextToken },
      why: 'the next page',
    });
  }
  if (asked.attachedTo && instances.length > 1) {
    for (const instance of instances) {
      if (instance.InstanceId)
        calls.push({
          tool: 'get_volume_status',
          arguments: { attachedTo: instance.InstanceId, ...place },
          why: 'only the volumes of this instance',
        });
    }
  }
  if (asked.attachedTo && instances.length === 0 && calls.length === 0) {
    const wanted = plainText(asked.attachedTo).replace(/^\*+|\*+$/g, '');
    const similar = wanted !== '' && !asked.attachedTo.includes('*') && !/^i-[0-9a-f]+$/.test(wanted);
    calls.push({
      tool: 'get_volume_status',
      arguments: { attachedTo: similar ? `*${wanted}*` : '*', ...place },
      why: similar ? 'instances with a similar Name' : 'a page of the instances that are here, with their volumes',
    });
  }
  // Who has just waited is told when to ask again instead.
  const coming = [
    ...(calls.length === 0 ? facts.missing : []),
    ...volumes.flatMap((one) => (one.State === 'creating' && !one.needsAttention ? one.VolumeId : [])),
  ];
  if (coming.length > 0 && coming.length <= MOST_IDS && !asked.waitFor) {
    calls.push({
      tool: 'get_volume_status',
      arguments: { VolumeIds: coming, waitFor: 'available', waitSeconds: 30, ...place },
      why:
        facts.missing.length > 0 && calls.length === 0
          ? 'an id that was just created can stay unknown for a moment'
          : 'it is being created, which takes seconds',
    });
  }
  if (asked.VolumeIds && volumes.length === 0 && facts.elsewhere.places.every((one) => one.VolumeIds.length === 0)) {
    calls.push({ tool: 'get_volume_status', arguments: { ...place }, why: 'a page of the volumes that are here' });
  }
  for (const volume of volumes.length <= MOST ? volumes.filter((one) => facts.copyable.has(one.VolumeId)) : []) {
    calls.push({
      tool: 'copy_volume',
      arguments: { SourceVolumeId: volume.VolumeId, ...keptArguments(volume), ...place },
      why: "rehearses a copy that keeps this volume's type and performance",
    });
  }
  const slow = volumes.find((volume) => volume.fullSpeed === false);
  if (slow && volumes.length === 1) {
    calls.push({
      tool: 'get_volume_status',
      arguments: { VolumeIds: [slow.VolumeId], ...place },
      why: 'is it at full speed?',
      afterSeconds: pollAgainSeconds(leastLeftMs(slow.initialization, facts.now)),
    });
  }
  return calls.slice(0, MOST);
}
