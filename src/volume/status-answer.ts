// The sentence and the next steps of a status answer.
import type { NextCall } from './answer.ts';
import { keptArguments } from './grammar.ts';
import { plainText } from './plain-text.ts';
import type { Instance } from './records.ts';
import type { Candidate } from './summary.ts';

/** What was asked, as far as the words of the answer depend on it. */
export interface Asked {
  VolumeIds?: string[];
  copiesOf?: string;
  attachedTo?: string;
  madeHere?: boolean;
  Region?: string;
  Profile?: string;
}

const MOST = 3;

export function summarizeStatus(facts: {
  volumes: readonly Candidate[];
  asked: Asked;
  instances: readonly Instance[];
  missing: readonly string[];
  left: number;
  unread: string | undefined;
  complete: boolean;
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
  if (missing.length > 0) sentences.push(`${missing.length} not known to EC2 here.`);
  if (facts.unread) sentences.push('Their status checks and initialization could not be read.');
  if (facts.left > 0) sentences.push(`${facts.left} have no row in this answer; ask for fewer.`);
  if (!facts.complete) sentences.push('There may be more.');
  return sentences.join(' ');
}

export function listStatusNext(facts: {
  asked: Asked;
  volumes: readonly Candidate[];
  instances: readonly Instance[];
  NextToken: string | undefined;
}): NextCall[] {
  const { asked, volumes, instances } = facts;
  const place = {
    ...(asked.Region ? { Region: asked.Region } : {}),
    ...(asked.Profile ? { Profile: asked.Profile } : {}),
  };
  const calls: NextCall[] = [];
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
  if (asked.attachedTo && instances.length === 0) {
    const wanted = plainText(asked.attachedTo).replace(/^\*+|\*+$/g, '');
    const wider = wanted && !asked.attachedTo.includes('*') ? `*${wanted}*` : '*';
    calls.push({
      tool: 'get_volume_status',
      arguments: { attachedTo: wider, ...place },
      why: 'instances with a similar Name',
    });
  }
  if (asked.VolumeIds && volumes.length === 0) {
    calls.push({ tool: 'get_volume_status', arguments: { ...place }, why: 'a page of the volumes that are here' });
  }
  const copyable = volumes.length <= MOST ? volumes.filter(mayBeCopied) : [];
  for (const volume of copyable) {
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
      afterSeconds: 900,
    });
  }
  return calls.slice(0, MOST);
}

function mayBeCopied(volume: Candidate): boolean {
  return (
    (volume.State === 'available' || volume.State === 'in-use') &&
    volume.fullSpeed !== false &&
    volume.instance?.root !== true
  );
}
