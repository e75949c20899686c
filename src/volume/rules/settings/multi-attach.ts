// Multi-Attach: which types have it, and in which Regions it is documented.
import type { CopySource, CopyVolumesRequest } from '../../aws-records.ts';
import { blockFinding, type Finding, warnFinding } from '../finding.ts';
import { keptArguments } from '../inheritance.ts';
import { DEFAULT_TYPE, factsOf, firstTypeWith, typeList, type VolumeTypeFacts } from '../type-table.ts';

const GUIDE = 'EBS user guide, Multi-Attach, read';

/** Warns where the type has it in some Regions only, and this is none of them. */
export function judgeMultiAttachRegion(request: CopyVolumesRequest, region: string): Finding[] {
  const type = request.VolumeType ?? DEFAULT_TYPE;
  const facts = factsOf(type);
  const regions = facts?.multiAttach?.regions;
  if (request.MultiAttachEnabled !== true || !regions || regions.includes(region)) return [];
  return warnFinding(
    'multi-attach-region',
    `Multi-Attach for ${type} is documented in ${regions.join(', ')} only, not in ${region}. EC2 decides.`,
    { arguments: { VolumeType: typeForAnyRegion() } },
    `${GUIDE} ${facts.asOf}`,
  );
}

/** Blocks MultiAttachEnabled on a type that does not have it. */
export function judgeMultiAttach(
  request: CopyVolumesRequest,
  type: string,
  facts: VolumeTypeFacts,
  source: CopySource | undefined,
): Finding[] {
  if (request.MultiAttachEnabled !== true || facts.multiAttach) return [];
  const better = typeForAnyRegion();
  return blockFinding(
    'multi-attach-not-for-type',
    `MultiAttachEnabled is only for ${typeList('and', (one) => one.multiAttach)}, and ${request.VolumeType ? `VolumeType is ${type}` : `an omitted VolumeType becomes ${type}`}.`,
    source?.MultiAttachEnabled
      ? { arguments: keptArguments(source), advice: 'Give these arguments to keep what the source has.' }
      : {
          arguments: { MultiAttachEnabled: null },
          advice: `Leave MultiAttachEnabled out, or choose ${better}${factsOf(better)?.iops?.required ? ' with Iops' : ''}.`,
        },
    `${GUIDE} ${facts.asOf}`,
  );
}

function typeForAnyRegion(): string {
  return firstTypeWith(({ multiAttach }) => multiAttach && !multiAttach.regions);
}
