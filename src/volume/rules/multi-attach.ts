// Where Multi-Attach is documented. Source: EBS user guide, Multi-Attach, read 2026-11-22.

import type { CopyVolumesRequest } from '../aws-records.ts';
import type { Finding } from './finding.ts';
import type { TypeRule } from './type-rules.ts';

const IO1_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'ap-northeast-2'];

export function judgeMultiAttachRegion(request: CopyVolumesRequest, region: string): Finding[] {
  if (request.MultiAttachEnabled !== true || request.VolumeType !== 'io1' || IO1_REGIONS.includes(region)) return [];
  return [
    {
      level: 'warn',
      code: 'multi-attach-region',
      by: 'us',
      message: `Multi-Attach for io1 is documented in ${IO1_REGIONS.join(', ')} only, not in ${region}. EC2 decides.`,
      fix: { arguments: { VolumeType: 'io2' } },
      source: 'EBS user guide, Multi-Attach, read 2026-11-22',
    },
  ];
}

export function judgeMultiAttach(request: CopyVolumesRequest, type: string, rule: TypeRule): Finding[] {
  if (request.MultiAttachEnabled !== true || rule.multiAttach) return [];
  return [
    {
      level: 'block',
      code: 'multi-attach-not-for-type',
      by: 'us',
      message: request.VolumeType
        ? `MultiAttachEnabled is only for io1 and io2, and VolumeType is ${type}.`
        : `MultiAttachEnabled is only for io1 and io2, and an omitted VolumeType becomes ${type}.`,
      fix: {
        arguments: { MultiAttachEnabled: null },
        advice: 'Leave MultiAttachEnabled out, or choose io2 with Iops.',
      },
      source: `EBS user guide, Multi-Attach, read 2026-11-22`,
    },
  ];
}
