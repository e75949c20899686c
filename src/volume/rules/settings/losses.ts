// What a copy would not have beside type and performance: Multi-Attach, durability, the kind of storage.
import type { CopySource, CopyVolumesRequest, Volume } from '../../aws-records.ts';
import { type Finding, warnFinding } from '../finding.ts';
import { backToType, keptArguments } from '../inheritance.ts';
import { DEFAULT_TYPE, factsOf } from '../type-table.ts';

const TYPES = 'EBS user guide, volume types, read 2026-11-28';
const MULTI = 'EBS user guide, Multi-Attach, read 2026-11-22';

/** Each loss is a warning, whoever named it. */
export function judgeLosses(request: CopyVolumesRequest, source: CopySource | undefined): Finding[] {
  if (!source?.VolumeType) return [];
  const type = request.VolumeType ?? DEFAULT_TYPE;
  return [
    ...judgeMultiAttachLoss(request, source, type),
    ...judgeDurability(request, source, type),
    ...judgeMedia(request, source, type),
  ];
}

function judgeMultiAttachLoss(request: CopyVolumesRequest, source: CopySource, type: string): Finding[] {
  if (source.MultiAttachEnabled !== true || request.MultiAttachEnabled === true) return [];
  return warnFinding(
    'multi-attach-lost',
    'The source has Multi-Attach, and the copy would not: one instance at a time could attach it.',
    factsOf(type)?.multiAttach
      ? { arguments: { MultiAttachEnabled: true }, advice: 'Give MultiAttachEnabled to keep it.' }
      : {
          arguments: { ...backToType(request, source), ...keptArguments(source) },
          advice: `Give these arguments to keep it; ${type} does not have it.`,
        },
    MULTI,
  );
}

function judgeDurability(request: CopyVolumesRequest, source: CopySource, type: string): Finding[] {
  const had = factsOf(source.VolumeType ?? '')?.durability;
  const facts = factsOf(type);
  // Only one type stands out; of a type that this version does not know nothing is claimed.
  if (!had || !facts || Number.parseFloat(had.yearly) <= Number.parseFloat(facts.durability?.yearly ?? '0')) return [];
  const gets = facts.durability
    ? `for ${facts.durability.yearly} (${facts.durability.failures} of volumes fail in a year)`
    : 'for a durability that AWS does not state';
  return warnFinding(
    'durability-lower',
    `The source is ${source.VolumeType}, designed for a durability of ${had.yearly} (${had.failures} of volumes fail in a year); ${type} is designed ${gets}.`,
    { arguments: backToType(request, source), advice: "Give these arguments to keep the source's durability." },
    TYPES,
  );
}

function judgeMedia(request: CopyVolumesRequest, source: CopySource, type: string): Finding[] {
  if (factsOf(source.VolumeType ?? '')?.media !== 'SSD' || factsOf(type)?.media !== 'HDD') return [];
  return warnFinding(
    'ssd-to-hdd',
    `The source is an SSD (${source.VolumeType}), the copy would be an HDD (${type}): small random reads and writes are far slower${factsOf(type)?.bootable === false ? ', and no instance boots from it' : ''}.`,
    {
      arguments: { ...backToType(request, source), ...keptArguments(source) },
      advice: 'Give these arguments to stay on SSD.',
    },
    TYPES,
  );
}

/** Several instances write to the source: all of them have to pause for a consistent copy. */
export function judgeWriters({ Attachments = [] }: Pick<Volume, 'Attachments'>): Finding[] {
  if (Attachments.length < 2) return [];
  return warnFinding(
    'source-multi-attached',
    `${Attachments.length} instances have the source attached. A copy is consistent only when all of them pause their writes until the request has returned.`,
    { advice: 'Stop or freeze the file system of each of them first.' },
    MULTI,
  );
}
